//! The refresh token: what an app keeps, and gets the next session token for. Each is good for one step.
//!
//! `r1.<key>.<access token>.<session>.<number>.<mac>`: it says of which session it is, and how many came before it
//! there. Nothing of it is kept that is secret.

use super::said::Said;
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
        Macced::RefreshToken.begins(text)
    }

    /// The token that says this.
    pub(crate) fn write(self, keys: &MacKeys) -> Result<Secret, NotAccepted> {
        let Self { key, access_token, session, number } = self;
        Said { key, access_token, of: session, number }.token(Macced::RefreshToken, keys)
    }

    /// What a genuine one says.
    pub(crate) fn genuine(text: &Secret, keys: &MacKeys) -> Result<Self, NotAccepted> {
        let Said { key, access_token, of: session, number } = Said::by(text, Macced::RefreshToken, keys)?;
        Ok(Self { key, access_token, session, number })
    }
}
