//! Digits that are derived, and live for some minutes: what one-time passwords and identifying codes are.

use rand::rngs::ChaCha20Rng;
use serde::{Deserialize, Serialize};

use crate::{
    base::{at_most::at_most, sampling, secret::Secret, timestamp::Timestamp},
    keyring::{Keyring, KeyringError, Purpose, Seed},
};

/// What a row holds of them: enough to derive them, with the keyring, while they live.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct LiveDigits {
    pub seed: Seed,
    /// In the row, since a later release may ask for more.
    #[serde(deserialize_with = "at_most::<10, _, _>")]
    pub digits: u32,
    pub expires: Timestamp,
}

impl LiveDigits {
    /// So many that live until then.
    pub(super) fn new(digits: u32, expires: Timestamp, keyring: &Keyring, rng: &mut ChaCha20Rng) -> Self {
        Self { seed: keyring.seed(rng), digits, expires }
    }

    /// The clear digits: uniform over the whole range, zero-padded.
    pub(super) fn derive(&self, purpose: Purpose, keyring: &Keyring) -> Result<Secret, KeyringError> {
        let mut rng = keyring.rng(purpose, &self.seed)?;
        Ok(Secret::new(sampling::digits(self.digits, &mut rng)))
    }

    /// Whether these are the ones, and alive.
    pub(super) fn are(
        &self,
        clear: &Secret,
        purpose: Purpose,
        now: Timestamp,
        keyring: &Keyring,
    ) -> Result<bool, KeyringError> {
        Ok(self.derive(purpose, keyring)?.same_as(clear) && now < self.expires)
    }
}
