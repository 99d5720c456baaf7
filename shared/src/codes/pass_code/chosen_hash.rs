//! The hash of a pass code that is chosen, made once: an operation that is run afresh does not do the work again.

use std::sync::OnceLock;

use rand::rngs::ChaCha20Rng;

use super::{clear::PassCode, hash::PassCodeHash};
use crate::keyring::{Keyring, KeyringError};

/// Nothing yet. Each request chooses one pass code at most.
#[derive(Default)]
pub(crate) struct ChosenHash(OnceLock<PassCodeHash>);

impl ChosenHash {
    pub(crate) fn of(
        &self,
        chosen: &PassCode,
        keyring: &Keyring,
        rng: &mut ChaCha20Rng,
    ) -> Result<PassCodeHash, KeyringError> {
        if let Some(hash) = self.0.get() {
            return Ok(hash.clone());
        }
        let hash = PassCodeHash::new(chosen, keyring, rng)?;
        Ok(self.0.get_or_init(|| hash).clone())
    }
}
