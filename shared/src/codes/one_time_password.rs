//! The one-time password: derived, sent to a customer who logs in without a pass code, typed in, and good once.

use rand::rngs::ChaCha20Rng;
use serde::{Deserialize, Serialize};

use crate::{
    base::{
        at_most::at_most,
        sampling,
        secret::Secret,
        timestamp::{MINUTE, Timestamp},
    },
    keyring::{Keyring, KeyringError, Purpose, Seed},
};

/// Who asks for one types it in at once.
const LIFE_SECONDS: i64 = 5 * MINUTE;
/// It goes with the request that it was sent for, which strangers do not have: nobody else guesses at it.
const DIGITS: u32 = 6;

/// What a row holds of a one-time password: enough to derive it, with the keyring, while it lives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OneTimePassword {
    seed: Seed,
    /// In the row, since a later release may ask for more.
    #[serde(deserialize_with = "at_most::<10, _, _>")]
    digits: u32,
    pub expires: Timestamp,
}

impl OneTimePassword {
    pub fn new(now: Timestamp, keyring: &Keyring, rng: &mut ChaCha20Rng) -> Self {
        Self { seed: keyring.seed(rng), digits: DIGITS, expires: now.plus(LIFE_SECONDS) }
    }

    /// The clear password: uniform over the whole range, zero-padded.
    pub fn derive(&self, keyring: &Keyring) -> Result<Secret, KeyringError> {
        let mut rng = keyring.rng(Purpose::OneTimePassword, &self.seed)?;
        Ok(Secret::new(sampling::digits(self.digits, &mut rng)))
    }

    /// Whether a caller's password is this one, and alive.
    pub fn is(&self, clear: &Secret, now: Timestamp, keyring: &Keyring) -> Result<bool, KeyringError> {
        Ok(self.derive(keyring)?.same_as(clear) && now < self.expires)
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
        let password = OneTimePassword { seed: released_seed(), digits: 6, expires };
        assert_eq!(password.derive(&keyring()).expect("derived").reveal(), "642490");
        let password = OneTimePassword { digits: 8, ..password };
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
