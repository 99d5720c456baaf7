//! The identifying code: derived, shown to a customer, read from the phone at a till, and good once. The Web
//! API calls it a one-time password too; but it opens no session.

use rand::rngs::ChaCha20Rng;
use serde::{Deserialize, Serialize};

use super::live_digits::LiveDigits;
use crate::{
    base::{
        secret::Secret,
        timestamp::{MINUTE, Timestamp},
    },
    keyring::{Keyring, KeyringError, Purpose},
    table::Key,
};

/// Who makes one is at the till.
const LIFE_SECONDS: i64 = 5 * MINUTE;
/// It says by itself whose it is: so many more than are alive at a time that a guess meets none.
const DIGITS: u32 = 8;

/// What a row holds of an identifying code: enough to derive it, with the keyring, while it lives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct IdentifyingCode(LiveDigits);

impl IdentifyingCode {
    pub(crate) fn new(now: Timestamp, keyring: &Keyring, rng: &mut ChaCha20Rng) -> Self {
        Self(LiveDigits::new(DIGITS, now.plus(LIFE_SECONDS), keyring, rng))
    }

    pub(crate) const fn expires(&self) -> Timestamp {
        self.0.expires
    }

    /// Whether it was made not long ago.
    pub(crate) fn in_first_half(&self, now: Timestamp) -> bool {
        now < self.expires().plus(-LIFE_SECONDS / 2)
    }

    /// The clear code.
    pub(crate) fn derive(&self, keyring: &Keyring) -> Result<Secret, KeyringError> {
        self.0.derive(Purpose::IdentifyingCode, keyring)
    }

    /// Where the claim of a clear code stands: under the oldest key, which functions of before and after a rotation
    /// have in common. So no two customers have one code, whichever keys theirs are derived with.
    pub(crate) fn claim_key(clear: &Secret, keyring: &Keyring) -> Result<Key, KeyringError> {
        let digest = keyring.digest(keyring.oldest(), Purpose::IdentifyingCodeDigest, clear.reveal())?;
        Ok(Key::new(format!("IDENTIFYING_CODE#{digest}"), "CLAIM"))
    }

    /// Whether what is shown is this one, and alive.
    pub(crate) fn is(&self, clear: &Secret, now: Timestamp, keyring: &Keyring) -> Result<bool, KeyringError> {
        self.0.are(clear, Purpose::IdentifyingCode, now, keyring)
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
        let made_of = |digits| IdentifyingCode(LiveDigits { seed: released_seed(), digits, expires });
        let code = made_of(8);
        assert_eq!(code.derive(&keyring()).expect("derived").reveal(), "55280885");
        let code = made_of(10);
        assert_eq!(code.derive(&keyring()).expect("derived").reveal(), "1755280885");
    }

    #[test]
    fn where_a_code_is_claimed_never_changes() {
        let key = IdentifyingCode::claim_key(&Secret::new("01234567"), &keyring()).expect("a key");
        let digest = "fa97f2d54e964fd32b457eca16283f102e36ce83cf45b04cc2a2e116d2c4092b";
        assert_eq!(key.partition(), format!("IDENTIFYING_CODE#{digest}"));
    }

    #[test]
    fn an_identifying_code_lives_five_minutes_to_the_second_and_is_given_out_for_half_of_them() {
        let now = Timestamp::from_seconds(1_000);
        let code = IdentifyingCode::new(now, &keyring(), &mut Context::fixed(0).rng);
        let clear = code.derive(&keyring()).expect("derived");
        assert_eq!(clear.reveal().len(), 8);
        assert!(code.in_first_half(now.plus(149)) && !code.in_first_half(now.plus(150)));
        assert!(code.is(&clear, now.plus(299), &keyring()).expect("a key"));
        assert!(!code.is(&clear, now.plus(300), &keyring()).expect("a key"));
        assert!(!code.is(&Secret::new("another"), now, &keyring()).expect("a key"));
    }
}
