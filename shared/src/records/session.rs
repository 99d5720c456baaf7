//! The session: what a log-in opens, and a release ends. The session token names it.

use serde::{Deserialize, Serialize};

use super::access_token::AccessToken;
use crate::{
    base::{id::Id, state::State, timestamp::Timestamp},
    table::{Key, Row},
};

/// A session's row, beside what it is of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Session {
    pub id: Id,
    /// By which key it was opened, and whose application that is.
    pub application: Id,
    pub application_key: String,
    /// When somebody logged in.
    pub authenticated: Timestamp,
    /// The access token's of then. One that has a newer one ended all sessions of before.
    #[serde(default)]
    pub generation: u32,
    pub expires: Timestamp,
}

impl Row for Session {
    const ENTITY: &'static str = "session";

    fn expires(&self) -> Option<Timestamp> {
        Some(self.expires)
    }
}

impl Session {
    /// Where a customer's session stands.
    pub(crate) fn key_of_customer(access_token: &Id, session: &Id) -> Key {
        AccessToken::key_of(access_token).beside(sort_key(session))
    }

    /// Whether a customer's session lives on by the access token as it is now.
    pub(crate) fn is_of(&self, token: &AccessToken) -> bool {
        token.state() == State::Effective && self.generation >= token.generation
    }

    /// Where a session of a back office stands.
    pub(crate) fn key_of_back_office(application_key: &str, session: &Id) -> Key {
        Key::new(format!("APPLICATION_KEY#{application_key}"), sort_key(session))
    }
}

fn sort_key(session: &Id) -> String {
    format!("SESSION#{session}")
}
