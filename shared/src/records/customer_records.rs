//! The customer records of one access token, as they were read.

use super::{accounts_receivable::AccountsReceivable, links::Links, rewards_participant::RewardsParticipant};
use crate::table::{Rows, TableError};

#[derive(Clone, Debug, Default)]
pub(crate) struct Records {
    /// The token's own, or its rewards participant's owner.
    pub account: Option<AccountsReceivable>,
    pub rewards_participant: Option<RewardsParticipant>,
}

impl Records {
    pub(crate) fn of(links: &Links, rows: &Rows) -> Result<Self, TableError> {
        let account = links.account().map(|id| rows.row(&AccountsReceivable::key_of(id))).transpose()?;
        let participant = links.rewards_participant.as_ref();
        let participant =
            participant.map(|owned| rows.row(&RewardsParticipant::key_of(&owned.id))).transpose()?;
        Ok(Self {
            account: account.flatten().map(|stored| stored.row),
            rewards_participant: participant.flatten().map(|stored| stored.row),
        })
    }

    /// Only the ones that a token with these links belongs to.
    pub(crate) fn of_links(&self, links: &Links) -> Self {
        let account = self.account.clone().filter(|account| links.account() == Some(&account.id));
        let owned = links.rewards_participant.as_ref().map(|owned| &owned.id);
        let participant = self.rewards_participant.clone();
        let participant = participant.filter(|participant| owned == Some(&participant.id));
        Self { account, rewards_participant: participant }
    }

    /// The same, with the given ones in the place of those that were read.
    pub(crate) fn with(self, others: Self) -> Self {
        Self {
            account: others.account.or(self.account),
            rewards_participant: others.rewards_participant.or(self.rewards_participant),
        }
    }
}
