//! What can be rotated: what the next value of a secret is, and whether it can take the place of the current one.

use rand::rngs::ChaCha20Rng;

use super::rotation_error::Reason;
use crate::{
    base::{
        context::Context,
        secret::Secret,
        variables::{KEYRING, VariableError, Variables},
    },
    keyring::Keyring,
};

/// What a secret holds. Which one it is, says the variable that names it.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Keyring,
}

impl Kind {
    const ALL: [Self; 1] = [Self::Keyring];
    /// Their variables, for who asks for another secret.
    pub(super) const VARIABLES: &'static str = KEYRING;

    const fn variable(self) -> &'static str {
        match self {
            Self::Keyring => KEYRING,
        }
    }

    /// The secrets that a function rotates, by their names.
    pub(super) fn named(variables: &Variables) -> Result<Vec<(String, Self)>, VariableError> {
        let named = |kind: Self| Ok((variables.required(kind.variable())?.to_owned(), kind));
        Self::ALL.into_iter().map(named).collect()
    }

    pub(super) fn next(self, current: &Secret, context: &mut Context) -> Result<Secret, Reason> {
        match self {
            Self::Keyring => Ok(Keyring::parse(current).map_err(Reason::Current)?.next(context).text()),
        }
    }

    /// Whether a pending value can take the place of the current one. It may be the same: with such a one
    /// Secrets Manager may try a schedule that is deployed.
    pub(super) fn check(
        self,
        pending: &Secret,
        current: &Secret,
        rng: &mut ChaCha20Rng,
    ) -> Result<(), Reason> {
        match self {
            Self::Keyring => {
                let current = Keyring::parse(current).map_err(Reason::Current)?;
                let pending = Keyring::parse(pending).map_err(Reason::Pending)?;
                Ok(pending.succeeds(&current, rng)?)
            }
        }
    }
}
