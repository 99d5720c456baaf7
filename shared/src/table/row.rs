//! The kinds of rows, each with its name in the `entity` attribute.

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::key::{NOT_ASSOCIATED, not_associated};
use crate::{
    access_token::AccessToken, accounts_receivable::AccountsReceivable, destination::Destination, id::Id,
    links::Link, message::Message, rewards_participant::RewardsParticipant,
};

/// A kind of row.
pub trait Row: Serialize + DeserializeOwned {
    /// Its name in the `entity` attribute.
    const ENTITY: &'static str;

    /// An attribute that puts the row into an index, and its value.
    fn indexed(&self) -> Option<(&'static str, String)> {
        None
    }
}

/// The claim of a number, a name, an identifier, an authentication code or a reset ticket: whose it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    pub holder: Id,
}

/// A row that stands for nothing: it makes a refused request cost what a granted one costs.
#[derive(Serialize, Deserialize)]
pub(super) struct Cover {}

impl Row for AccessToken {
    const ENTITY: &'static str = "token";

    fn indexed(&self) -> Option<(&'static str, String)> {
        let listed = || (NOT_ASSOCIATED, not_associated(self.state().as_str(), &self.number));
        self.links.is_empty().then(listed)
    }
}
impl Row for AccountsReceivable {
    const ENTITY: &'static str = "accounts_receivable";
}
impl Row for RewardsParticipant {
    const ENTITY: &'static str = "rewards_participant";
}
impl Row for Link {
    const ENTITY: &'static str = "link";
}
impl Row for Claim {
    const ENTITY: &'static str = "claim";
}
impl Row for Message {
    const ENTITY: &'static str = "message";
}
impl Row for Destination {
    const ENTITY: &'static str = "counter";
}
impl Row for Cover {
    const ENTITY: &'static str = "cover";
}
