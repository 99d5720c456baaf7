//! The one-time password: derived, sent to a customer who logs in without a pass code, typed in, and good once.

use rand::rngs::ChaCha20Rng;
use serde::{Deserialize, Serialize};

use super::live_digits::LiveDigits;
use crate::{
    base::{
        secret::Secret,
        timestamp::{MINUTE, Timestamp},
    },
    keyring::{Keyring, KeyringError, Purpose},
};

/// Who asks for one types it in at once.
const LIFE_SECONDS: i64 = 5 * MINUTE;
/// It goes with the request that it was sent for, which strangers do not have: nobody else guesses at it.
const DIGITS: u32 = 6;

/// What a row holds of a one-time password: enough to derive it, with the keyring, while it lives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OneTimePassword(LiveDigits);

impl OneTimePassword {
    pub fn new(now: Timestamp, keyring: &Keyring, rng: &mut ChaCha20Rng) -> Self {
        Self(LiveDigits::new(DIGITS, now.plus(LIFE_SECONDS), keyring, rng))
    }

    pub const fn expires(&self) -> Timestamp {
        self.0.expires
    }

    /// The clear password.
    pub fn derive(&self, keyring: &Keyring) -> Result<Secret, KeyringError> {
        self.0.derive(Purpose::OneTimePassword, keyring)
    }

    /// Whether a caller's password is this one, and alive.
    pub fn is(&self, clear: &Secret, now: Timestamp, keyring: &Keyring) -> Result<bool, KeyringError> {
        self.0.are(clear, Purpose::OneTimePassword, now, keyring)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::context::Context,
        keyring::tests::{keyring, released_seed},
    };

    /// Worked out apart from this code, from RFC 5869 and RFC 8439.
    #[test]
    fn derivation_1_never_changes() {
        let expires = Timestamp::from_seconds(0);
        let made_of = |digits| OneTimePassword(LiveDigits { seed: released_seed(), digits, expires });
        let password = made_of(6);
        assert_eq!(password.derive(&keyring()).expect("derived").reveal(), "642490");
        let password = made_of(8);
        assert_eq!(password.derive(&keyring()).expect("derived").reveal(), "21642490");
    }

    #[test]
    fn a_one_time_password_lives_five_minutes_to_the_second() {
        let now = Timestamp::from_seconds(1_000);
        let password = OneTimePassword::new(now, &keyring(), &mut Context::fixed(0).rng);
        let clear = password.derive(&keyring()).expect("derived");
        assert_eq!(clear.reveal().len(), 6);
        assert!(password.is(&clear, now.plus(299), &keyring()).expect("a key"));
        assert!(!password.is(&clear, now.plus(300), &keyring()).expect("a key"));
        assert!(!password.is(&Secret::new("another"), now, &keyring()).expect("a key"));
    }
}
