//! What a one-time password was asked for with, and for whom: a row of its own for each request.
//!
//! Whoever asks gets a request, and the code that is sent goes with that request and no other. So wrong tries
//! are counted where they are made: a stranger, who has other requests, uses up none of the owner's. Nothing
//! of it stands in the access token's row. For nobody the same row is written: it holds a code that was sent
//! to nobody, and that nobody is let in by.

use serde::{Deserialize, Serialize};

use super::access_token::AccessToken;
use crate::{
    base::{id::Id, secret::Secret, timestamp::Timestamp},
    codes::one_time_password::OneTimePassword,
    keyring::{Keyring, KeyringError},
    table::{Key, Row},
};

/// Wrong tries that a request stands.
const TRIES: u32 = 5;

/// A request's row. It goes with the log-in that it lets through.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OneTimePasswordRequest {
    /// Whose it is; nobody's where none was sent.
    access_token: Id,
    /// The access token's of then: what ends all sessions ends it, so that a code to an address that is the
    /// customer's no more opens none.
    generation: u32,
    password: OneTimePassword,
    tries: u32,
}

impl Row for OneTimePasswordRequest {
    const ENTITY: &'static str = "one_time_password";

    fn expires(&self) -> Option<Timestamp> {
        Some(self.password.expires())
    }
}

impl OneTimePasswordRequest {
    /// For who is sent the password, or for nobody.
    pub(crate) fn new(sent_to: Option<&AccessToken>, password: OneTimePassword) -> Self {
        Self {
            access_token: sent_to.map_or_else(Id::nobody, |token| token.id.clone()),
            generation: sent_to.map_or(0, |token| token.generation),
            password,
            tries: 0,
        }
    }

    pub(crate) fn key_of(request: &Id) -> Key {
        Key::new(format!("ONE_TIME_PASSWORD#{request}"), "ONE_TIME_PASSWORD")
    }

    /// Whether that password lets that access token in. It is derived whoever is named: the time shall say nothing.
    pub(crate) fn lets_in(
        &self,
        token: Option<&AccessToken>,
        password: &Secret,
        now: Timestamp,
        keyring: &Keyring,
    ) -> Result<bool, KeyringError> {
        let is_right = self.password.is(password, now, keyring)?;
        let is_its =
            |token: &AccessToken| token.id == self.access_token && token.generation == self.generation;
        Ok(is_right && self.tries < TRIES && token.is_some_and(is_its))
    }

    /// With one wrong try more, unless they are used up.
    pub(crate) fn tried(self) -> Option<Self> {
        (self.tries < TRIES).then(|| Self { tries: self.tries + 1, ..self })
    }
}
