//! What a refresh token and a device token say, in the same form: an access token, what of it is meant, and a number.

use crate::{
    base::{id::Id, secret::Secret},
    keyring::{KeyId, MacKeys, Macced, NotAccepted},
};

pub(super) struct Said {
    /// By which the token is made.
    pub key: KeyId,
    pub access_token: Id,
    pub of: Id,
    pub number: u32,
}

impl Said {
    /// The token that says this.
    pub(super) fn token(&self, kind: Macced, keys: &MacKeys) -> Result<Secret, NotAccepted> {
        let Self { key, access_token, of, number } = self;
        keys.token(kind, key, &format!("{access_token}.{of}.{number}"))
    }

    /// What a genuine token says.
    pub(super) fn by(token: &Secret, kind: Macced, keys: &MacKeys) -> Result<Self, NotAccepted> {
        let (key, says) = keys.genuine(kind, token)?;
        let said = || {
            let mut parts = says.split('.');
            let access_token = Id::try_from(parts.next()?.to_owned()).ok()?;
            let of = Id::try_from(parts.next()?.to_owned()).ok()?;
            Some(Self { key, access_token, of, number: parts.next()?.parse().ok()? })
        };
        said().ok_or(NotAccepted::Malformed)
    }
}
