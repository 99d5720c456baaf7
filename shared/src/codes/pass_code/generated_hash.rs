//! A pass code that is generated, and its hash, made once: an operation that is run afresh does not do the
//! work again.

use std::sync::OnceLock;

use rand::rngs::ChaCha20Rng;

use super::{clear::PassCode, generated::GeneratedPassCode, hash::PassCodeHash, rules::Shape};
use crate::keyring::{Keyring, KeyringError};

/// Nothing yet. Each request generates one pass code at most.
#[derive(Default)]
pub(crate) struct GeneratedHash(OnceLock<Generated>);

/// A pass code that was generated.
#[derive(Clone)]
pub(crate) struct Generated {
    pub pass_code: GeneratedPassCode,
    pub clear: PassCode,
    pub hash: PassCodeHash,
}

impl GeneratedHash {
    /// The one that is there; another one, where the settings are others by now and ask for another shape.
    pub(crate) fn of(
        &self,
        shape: Shape,
        keyring: &Keyring,
        rng: &mut ChaCha20Rng,
    ) -> Result<Generated, KeyringError> {
        if let Some(generated) = self.0.get().filter(|generated| generated.pass_code.shape == shape) {
            return Ok(generated.clone());
        }
        let pass_code = GeneratedPassCode::new(shape, keyring, rng);
        let clear = pass_code.derive(keyring)?;
        let hash = PassCodeHash::new(&clear, keyring, rng)?;
        let generated = Generated { pass_code, clear, hash };
        self.0.get_or_init(|| generated.clone());
        Ok(generated)
    }
}
