//! Links: which customer records an access token belongs to, so that it shows from both ends.
//!
//! A token's row names its customer records. Beside each of these stands a row that leads back to the token, in
//! the order in which lists go. Both are written in one commit, which the version of the token's row guards.

use serde::{Deserialize, Serialize};

use crate::{
    access_token::AccessToken,
    accounts_receivable::AccountsReceivable,
    id::{Id, Number},
    rewards_participant::RewardsParticipant,
    table::{Key, Place, Rows, TableError, Write},
};

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

    /// The accounts receivable that stands behind the token, its own or its rewards participant's.
    pub fn account(&self) -> Option<&Id> {
        let owner = self.rewards_participant.as_ref().map(|owned| &owned.accounts_receivable);
        self.accounts_receivable.as_ref().or(owner)
    }

    /// The keys of the customer records that the token's answer shows.
    pub fn records(&self) -> Vec<Key> {
        let participant = self.rewards_participant.as_ref().map(|owned| Key::rewards_participant(&owned.id));
        self.account().map(Key::accounts_receivable).into_iter().chain(participant).collect()
    }

    /// The customer records beside which a row leads to the token.
    fn ends(&self) -> Vec<Key> {
        let account = self.accounts_receivable.as_ref().map(Key::accounts_receivable);
        let participant = self.rewards_participant.as_ref().map(|owned| Key::rewards_participant(&owned.id));
        account.into_iter().chain(participant).collect()
    }
}

/// The row beside a customer record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The access token.
    pub holder: Id,
    pub number: Number,
    pub classification: Option<Id>,
    /// All of the token's links: with them a list reads tokens and customer records in one call.
    pub links: Links,
}

impl Link {
    fn of(token: &AccessToken) -> Self {
        Self {
            holder: token.id.clone(),
            number: token.number.clone(),
            classification: token.classification.clone(),
            links: token.links.clone(),
        }
    }

    pub fn place(&self) -> Place {
        Place {
            group: group(self.classification.as_ref()).to_string(),
            number: self.number.clone(),
            id: self.holder.clone(),
        }
    }
}

/// How the classifications of a list are told apart: by id, and nobody's where there is none.
fn group(classification: Option<&Id>) -> Id {
    classification.cloned().unwrap_or_else(Id::nobody)
}

/// What brings the rows beside the customer records to where a token's own row will be.
pub fn writes(before: Option<&AccessToken>, after: Option<&AccessToken>) -> Result<Vec<Write>, TableError> {
    let ends = |token: Option<&AccessToken>| token.map(|token| token.links.ends()).unwrap_or_default();
    let key = |end: &Key, token: &AccessToken| {
        Key::link(end, group(token.classification.as_ref()).as_str(), &token.number)
    };
    let mut writes = Vec::new();
    if let Some(token) = before {
        let gone = ends(before).into_iter().filter(|end| !ends(after).contains(end));
        writes.extend(gone.map(|end| Write::give_up(key(&end, token), token.id.clone())));
    }
    if let Some(token) = after.filter(|after| before.map(|before| &before.links) != Some(&after.links)) {
        for end in ends(after) {
            writes.push(Write::follow(&key(&end, token), &Link::of(token))?);
        }
    }
    Ok(writes)
}

/// The customer records of one token, as they were read.
#[derive(Clone, Debug, Default)]
pub struct Records {
    /// The token's own, or its rewards participant's owner.
    pub account: Option<AccountsReceivable>,
    pub rewards_participant: Option<RewardsParticipant>,
}

impl Records {
    pub fn of(links: &Links, rows: &Rows) -> Result<Self, TableError> {
        let account = links.account().map(|id| rows.row(&Key::accounts_receivable(id))).transpose()?;
        let participant = links.rewards_participant.as_ref();
        let participant =
            participant.map(|owned| rows.row(&Key::rewards_participant(&owned.id))).transpose()?;
        Ok(Self {
            account: account.flatten().map(|stored| stored.row),
            rewards_participant: participant.flatten().map(|stored| stored.row),
        })
    }

    /// Those of them that a token belongs to.
    pub fn of_links(&self, links: &Links) -> Self {
        let account = self.account.clone().filter(|account| links.account() == Some(&account.id));
        let owned = links.rewards_participant.as_ref().map(|owned| &owned.id);
        let participant = self.rewards_participant.clone();
        let participant = participant.filter(|participant| owned == Some(&participant.id));
        Self { account, rewards_participant: participant }
    }

    /// With others in their place, where there are any.
    pub fn with(self, others: Self) -> Self {
        Self {
            account: others.account.or(self.account),
            rewards_participant: others.rewards_participant.or(self.rewards_participant),
        }
    }
}
