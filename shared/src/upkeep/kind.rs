//! What can be rotated: what the next value of a secret is, and whether it can take the place of the current one.

use rand::rngs::ChaCha20Rng;
use zeroize::Zeroizing;

use super::rotation_error::Reason;
use crate::{
    base::{
        context::Context,
        secret::Secret,
        timestamp::Timestamp,
        variables::{KEYRING, SIGNING_KEYS, VariableError, Variables},
    },
    keyring::{Keyring, PublicKey, SigningKeys},
};

/// A private key, PKCS#8; wiped when it is dropped.
pub type PrivateKey = Zeroizing<Vec<u8>>;

/// Makes the private key of an RSA key pair of 2048 bits. Handed in: what makes keys is linked by nobody who only signs
/// with them.
pub type MakeKey = fn() -> PrivateKey;

/// What a secret holds. Which one it is, says the variable that names it.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Keyring,
    SigningKeys,
}

impl Kind {
    const ALL: [Self; 2] = [Self::Keyring, Self::SigningKeys];
    /// Their variables, for who asks for another secret.
    pub(super) const VARIABLES: &'static str = "KEYRING and SIGNING_KEYS";

    const fn variable(self) -> &'static str {
        match self {
            Self::Keyring => KEYRING,
            Self::SigningKeys => SIGNING_KEYS,
        }
    }

    /// The secrets that a function rotates, by their names.
    pub(super) fn named(variables: &Variables) -> Result<Vec<(String, Self)>, VariableError> {
        let named = |kind: Self| Ok((variables.required(kind.variable())?.to_owned(), kind));
        Self::ALL.into_iter().map(named).collect()
    }

    pub(super) fn next(
        self,
        current: &Secret,
        make_key: MakeKey,
        context: &mut Context,
    ) -> Result<Secret, Reason> {
        match self {
            Self::Keyring => Ok(Keyring::parse(current).map_err(Reason::Current)?.next(context).text()),
            Self::SigningKeys => {
                let current = SigningKeys::parse(current).map_err(Reason::CurrentSigningKeys)?;
                Ok(current.rotated(&make_key(), context))
            }
        }
    }

    /// Whether the secret has a public half.
    pub(super) const fn has_public_half(self) -> bool {
        match self {
            Self::Keyring => false,
            Self::SigningKeys => true,
        }
    }

    /// What is published of a pending value, before anybody signs with it.
    pub(super) fn public_half(self, pending: &Secret) -> Result<Vec<PublicKey>, Reason> {
        match self {
            Self::Keyring => Ok(Vec::new()),
            Self::SigningKeys => {
                Ok(SigningKeys::parse(pending).map_err(Reason::PendingSigningKeys)?.public())
            }
        }
    }

    /// Whether a pending value can take the place of the current one. It may be the same: with such a one
    /// Secrets Manager may try a schedule that is deployed.
    pub(super) fn check(
        self,
        pending: &Secret,
        current: &Secret,
        published: &[PublicKey],
        now: Timestamp,
        rng: &mut ChaCha20Rng,
    ) -> Result<(), Reason> {
        match self {
            Self::Keyring => {
                let current = Keyring::parse(current).map_err(Reason::Current)?;
                let pending = Keyring::parse(pending).map_err(Reason::Pending)?;
                Ok(pending.succeeds(&current, rng)?)
            }
            Self::SigningKeys => {
                let current = SigningKeys::parse(current).map_err(Reason::CurrentSigningKeys)?;
                let pending = SigningKeys::parse(pending).map_err(Reason::PendingSigningKeys)?;
                Ok(pending.succeed(&current, published, now)?)
            }
        }
    }
}
