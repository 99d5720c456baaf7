//! A suppression: an address that no more mail is sent to, since one came back for good, or its reader complained.
//!
//! Whoever goes on writing to such addresses loses the right to send to anybody. The request that asks for a message
//! knows nothing of it: its answer would tell who is known.

use serde::{Deserialize, Serialize};

use super::message::{Message, MessageState};
use crate::{
    base::{
        id::Id,
        identifier::{Identifier, NormalisedIdentifier},
        timestamp::Timestamp,
    },
    definition::template::Medium,
    table::{Key, Row},
};

/// All stand in one partition, so that an owner can list them.
const PARTITION: &str = "SUPPRESSIONS";

/// The row of an address. It stays until an owner lifts it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Suppression {
    pub address: Identifier,
    /// What became of the message: it BOUNCED, or was COMPLAINED of.
    pub why: MessageState,
    /// What the provider said, in its own words for it.
    pub reason: String,
    pub message: Id,
    pub since: Timestamp,
}

impl Row for Suppression {
    const ENTITY: &'static str = "suppression";
}

impl Suppression {
    /// Under the address itself, as the claim of an identifier: the row holds it anyway, so a digest would
    /// hide nothing, and would be lost with the key it was made by. And an owner finds it without the
    /// keyring.
    pub(crate) fn key_of(address: &NormalisedIdentifier) -> Key {
        Key::new(PARTITION, address.as_str())
    }

    /// The one that a message would be kept back by. What another system brings to somebody is none of our
    /// mail, and may well arrive where a mail did not.
    pub(crate) fn of_message(message: &Message) -> Option<Key> {
        match message.medium() {
            Medium::Email | Medium::Sms => Some(Self::key_of(&message.to.normalised())),
            Medium::External => None,
        }
    }

    pub(crate) fn key(&self) -> Key {
        Self::key_of(&self.address.normalised())
    }

    /// Where all stand, and how the keys of those begin.
    pub(crate) fn all() -> (Key, &'static str) {
        (Key::new(PARTITION, ""), "")
    }
}
