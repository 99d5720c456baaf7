//! Why a secret is not rotated, and what helps.

use std::fmt;

use crate::{
    keyring::{DoNotSucceed, KeyringParseError, NotASuccessor, SigningKeysParseError},
    table::TableError,
};

/// What helps where a pending value is of no use: the current one was changed meanwhile, or somebody else put it.
const BEGIN_AFRESH: &str =
    "take AWSPENDING from this version with update-secret-version-stage, and rotate again";

/// A step that is not done. The text never quotes a value.
#[derive(thiserror::Error)]
#[error("{step} of {secret}, version {version}: {reason}")]
pub struct RotationError {
    pub(super) step: String,
    pub(super) secret: String,
    pub(super) version: String,
    pub(super) reason: Reason,
}

/// The same words: what is reported of an error may be its `Debug`.
impl fmt::Debug for RotationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[derive(Debug, thiserror::Error)]
pub(super) enum Reason {
    #[error("no such step; there are createSecret, setSecret, testSecret and finishSecret")]
    UnknownStep,
    #[error("this function does not rotate this secret; its variables {0} name those that it does")]
    UnknownSecret(&'static str),
    #[error(
        "rotation of the secret is not enabled; deploy its schedule, or rotate it with rotate-secret, which does"
    )]
    NotEnabled,
    #[error("the secret has no such version; rotate it with rotate-secret, which makes one")]
    UnknownVersion,
    #[error(
        "this version is not AWSPENDING, so a later rotation took its place; rotate again with rotate-secret"
    )]
    NotPending,
    #[error(
        "the secret has no current value; give AWSCURRENT to the last good version, and repeat the rotation"
    )]
    NoCurrentValue,
    #[error("this version has no value yet; repeat the rotation from createSecret")]
    NoPendingValue,
    #[error("a value is binary, not text")]
    Binary,
    #[error("the current value {0}; put a good one, and repeat the rotation")]
    Current(KeyringParseError),
    #[error("the pending value {0}; {help}", help = BEGIN_AFRESH)]
    Pending(KeyringParseError),
    #[error("the pending value {0}; {help}", help = BEGIN_AFRESH)]
    NotASuccessor(#[from] NotASuccessor),
    #[error("the current value {0}; put a good one, and repeat the rotation")]
    CurrentSigningKeys(SigningKeysParseError),
    #[error("the pending value {0}; {help}", help = BEGIN_AFRESH)]
    PendingSigningKeys(SigningKeysParseError),
    #[error("the pending value {0}; {help}", help = BEGIN_AFRESH)]
    DoNotSucceed(#[from] DoNotSucceed),
    #[error("somebody else published public keys at the same time; repeat the rotation")]
    PublishedByOthers,
    #[error("{0}; repeat the rotation")]
    Table(#[from] TableError),
    #[error("{call} failed, and the rotation is to be repeated: {reason}")]
    Call { call: &'static str, reason: String },
}
