//! A suppression: an address that no more mail is sent to, since one came back for good, or its reader complained.
//!
//! Whoever goes on writing to such addresses loses the right to send to anybody. The request that asks for a message
//! knows nothing of it: its answer would tell who is known.

use serde::{Deserialize, Serialize};

use super::message::MessageState;
use crate::{
    base::{id::Id, identifier::Identifier, timestamp::Timestamp},
    keyring::{Keyring, KeyringError, Purpose},
    table::{Key, Row},
};

/// All stand in one partition, so that an owner can list them.
pub(crate) const PARTITION: &str = "SUPPRESSIONS";

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
    /// Under the oldest key, which stays the oldest: a suppression outlasts every rotation.
    pub(crate) fn key(address: &Identifier, keyring: &Keyring) -> Result<Key, KeyringError> {
        let subject = format!("suppression\n{}", address.normalised().as_str());
        Ok(Key::new(PARTITION, keyring.digest(keyring.oldest(), Purpose::Subject, &subject)?))
    }
}
