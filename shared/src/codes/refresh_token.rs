//! The refresh token: what an app keeps, and gets the next session token for. Each is good for one step.
//!
//! `r1.<key>.<access token>.<session>.<number>.<mac>`: it says which session it is of, and the how manyth of it. Nothing of
//! it is kept that is secret.

use crate::{
    base::{id::Id, secret::Secret},
    keyring::{KeyId, MacKeys, Macced, NotAccepted},
};

/// What a refresh token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RefreshToken {
    /// By which it is made.
    pub key: KeyId,
    pub access_token: Id,
    pub session: Id,
    /// 0 for the one that a log-in gives.
    pub number: u32,
}

impl RefreshToken {
    /// Whether a text begins like one.
    pub(crate) fn is_one(text: &Secret) -> bool {
        text.reveal().starts_with("r1.")
    }

    /// The token that says this.
    pub(crate) fn write(&self, keys: &MacKeys) -> Result<Secret, NotAccepted> {
        let Self { key, access_token, session, number } = self;
        keys.token(Macced::RefreshToken, key, &format!("{access_token}.{session}.{number}"))
    }

    /// What a genuine one says.
    pub(crate) fn genuine(text: &Secret, keys: &MacKeys) -> Result<Self, NotAccepted> {
        let (key, says) = keys.genuine(Macced::RefreshToken, text)?;
        let said = || {
            let mut parts = says.split('.');
            let access_token = Id::try_from(parts.next()?.to_owned()).ok()?;
            let session = Id::try_from(parts.next()?.to_owned()).ok()?;
            Some(Self { key, access_token, session, number: parts.next()?.parse().ok()? })
        };
        said().ok_or(NotAccepted::Malformed)
    }
}
