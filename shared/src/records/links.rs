//! Links: which customer records an access token belongs to.

use serde::{Deserialize, Serialize};

use super::{accounts_receivable::AccountsReceivable, rewards_participant::RewardsParticipant};
use crate::{base::id::Id, definition::BelongsTo, table::Key};

/// The customer records that a token belongs to. With both of them, the one owns the other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Links {
    pub accounts_receivable: Option<Id>,
    pub rewards_participant: Option<Owned>,
}

/// A rewards participant, and the accounts receivable that owns it, which never changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owned {
    pub id: Id,
    pub accounts_receivable: Id,
}

impl Links {
    pub const fn is_empty(&self) -> bool {
        self.accounts_receivable.is_none() && self.rewards_participant.is_none()
    }

    /// What the token belongs to.
    pub const fn belongs_to(&self) -> BelongsTo {
        match (&self.accounts_receivable, &self.rewards_participant) {
            (None, None) => BelongsTo::Nothing,
            (Some(_), None) => BelongsTo::Account,
            (_, Some(_)) => BelongsTo::Participant,
        }
    }

    /// The accounts receivable that stands behind the token, its own or its rewards participant's.
    pub fn account(&self) -> Option<&Id> {
        let owner = self.rewards_participant.as_ref().map(|owned| &owned.accounts_receivable);
        self.accounts_receivable.as_ref().or(owner)
    }

    /// The keys of the customer records that the token's answer shows.
    pub fn records(&self) -> Vec<Key> {
        let participant =
            self.rewards_participant.as_ref().map(|owned| RewardsParticipant::key_of(&owned.id));
        self.account().map(AccountsReceivable::key_of).into_iter().chain(participant).collect()
    }

    /// The customer records beside which a row leads to the token.
    pub fn ends(&self) -> Vec<Key> {
        let account = self.accounts_receivable.as_ref().map(AccountsReceivable::key_of);
        let participant =
            self.rewards_participant.as_ref().map(|owned| RewardsParticipant::key_of(&owned.id));
        account.into_iter().chain(participant).collect()
    }
}
