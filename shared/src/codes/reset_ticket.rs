//! The reset ticket: what somebody who forgot the pass code is sent, and sets a new one with, once.

use data_encoding::BASE32_NOPAD;
use rand::{Rng, rngs::ChaCha20Rng};
use serde::{Deserialize, Serialize};

use crate::{
    base::{
        secret::Secret,
        timestamp::{MINUTE, Timestamp},
    },
    keyring::{KeyId, Keyring, KeyringError, Purpose, Seed},
    table::Key,
};

/// Ten minutes, as for every code that lets somebody in.
const LIFE_SECONDS: i64 = 10 * MINUTE;
/// 160 bits: 32 letters and digits. Nobody guesses one.
const BYTES: usize = 20;

/// What a row holds of a reset ticket: enough to derive it, with the keyring, while it lives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResetTicket {
    seed: Seed,
    pub expires: Timestamp,
}

impl ResetTicket {
    pub fn new(now: Timestamp, keyring: &Keyring, rng: &mut ChaCha20Rng) -> Self {
        Self { seed: keyring.seed(rng), expires: now.plus(LIFE_SECONDS) }
    }

    /// Whether it was sent not long ago.
    pub fn in_first_half(&self, now: Timestamp) -> bool {
        now < self.expires.plus(-LIFE_SECONDS / 2)
    }

    /// The clear ticket.
    pub fn derive(&self, keyring: &Keyring) -> Result<Secret, KeyringError> {
        let mut bytes = [0; BYTES];
        keyring.rng(Purpose::ResetTicket, &self.seed)?.fill_bytes(&mut bytes);
        Ok(Secret::new(BASE32_NOPAD.encode(&bytes)))
    }

    /// Where the claim of a clear ticket stands under one key.
    pub fn claim_key(clear: &Secret, keyring: &Keyring, key: &KeyId) -> Result<Key, KeyringError> {
        let digest = keyring.digest(key, Purpose::ResetTicketDigest, clear.reveal())?;
        Ok(Key::new(format!("RESET_TICKET#{digest}"), "CLAIM"))
    }

    /// Where it may stand, the newest key first.
    pub fn claim_keys(clear: &Secret, keyring: &Keyring) -> Result<Vec<Key>, KeyringError> {
        keyring.ids().map(|key| Self::claim_key(clear, keyring, key)).collect()
    }

    /// Whether a caller's ticket is this one, and alive.
    pub fn is(&self, clear: &Secret, now: Timestamp, keyring: &Keyring) -> Result<bool, KeyringError> {
        Ok(now < self.expires && self.derive(keyring)?.same_as(clear))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::context::Context,
        keyring::tests::{keyring, released_seed},
    };

    #[test]
    fn derivation_1_never_changes() {
        let ticket = ResetTicket { seed: released_seed(), expires: Timestamp::from_seconds(0) };
        assert_eq!(ticket.derive(&keyring()).expect("derived").reveal(), "3PL5TXPXVPTR6IUGP7IJI5OAGV6Y2DNK");
    }

    #[test]
    fn a_ticket_lives_ten_minutes_to_the_second() {
        let now = Timestamp::from_seconds(1_000);
        let ticket = ResetTicket::new(now, &keyring(), &mut Context::fixed(0).rng);
        let clear = ticket.derive(&keyring()).expect("derived");
        assert!(ticket.is(&clear, now.plus(599), &keyring()).expect("a key"));
        assert!(!ticket.is(&clear, now.plus(600), &keyring()).expect("a key"));
        assert!(!ticket.is(&Secret::new("another"), now, &keyring()).expect("a key"));
    }
}
