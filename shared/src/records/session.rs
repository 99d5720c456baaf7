//! The session: what a log-in opens, and a release ends. The session token names it.
//!
//! One that is refreshed gives out refresh tokens, numbered, each good for one step to the next. An app makes an attempt
//! up before it asks, and sends it until it has the answer: with the same attempt the same answer is given again, however
//! often and however late. So nobody is logged out by an answer that was lost; and whoever copied a refresh token has
//! another attempt, and is found.

#[cfg(test)]
mod tests;

use rand::rngs::ChaCha20Rng;
use serde::{Deserialize, Serialize};

use super::{access_token::AccessToken, application_key::ApplicationKey};
use crate::{
    base::{
        id::Id,
        state::State,
        timestamp::{DAY, HOUR, MINUTE, Timestamp},
    },
    keyring::KeyId,
    table::{Key, Row},
};

/// How long the one token of a session is good, as long as the Web API's; and each of one that is refreshed.
const LIFE_SECONDS: i64 = 2 * HOUR;
const LIFE_REFRESHED_SECONDS: i64 = 15 * MINUTE;
/// Without a refresh a session is over after so long, and with them after so long.
const IDLE: i64 = 30 * DAY;
const LONGEST: i64 = 180 * DAY;
/// A refresh token that another took the place of may come late: in a packet that was under way, from another tab.
const MAY_COME_LATE: i64 = MINUTE;

/// How the sort keys of sessions begin.
const BEGIN: &str = "SESSION#";

/// A session's row, beside what it is of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Session {
    pub id: Id,
    /// By which key it was opened, and whose application that is.
    pub application: Id,
    pub application_key: String,
    /// What the customer knows the device by that it was opened on.
    #[serde(default)]
    pub device_name: Option<String>,
    /// When somebody logged in.
    pub authenticated: Timestamp,
    /// The access token's of then. One that has a newer one ended all sessions of before.
    #[serde(default)]
    pub generation: u32,
    /// Of one that is refreshed.
    #[serde(default)]
    pub refreshing: Option<Refreshing>,
    pub expires: Timestamp,
}

/// How far a session has come that is refreshed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Refreshing {
    /// By this one all its refresh tokens are made.
    pub key: KeyId,
    /// Of the refresh token that is good now.
    pub number: u32,
    /// The digest of the attempt that led here; a log-in has none.
    pub attempt: Option<String>,
    /// When that was.
    pub stepped: Timestamp,
    /// However often it is refreshed.
    pub ends: Timestamp,
}

/// What becomes of a session by a refresh token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refreshed {
    /// It goes one step on.
    Stepped(Session),
    /// It went that step already, by this very attempt.
    Again,
    /// The attempt is the one of the step before.
    AttemptNotNew,
    /// Somebody else of the same app went that step just now.
    Superseded,
    /// Two hold the same refresh token.
    Copied,
}

impl Row for Session {
    const ENTITY: &'static str = "session";

    fn expires(&self) -> Option<Timestamp> {
        Some(self.expires)
    }
}

impl Session {
    /// One that is opened now, by a key of an application.
    pub(crate) fn open(key: &ApplicationKey, generation: u32, now: Timestamp, rng: &mut ChaCha20Rng) -> Self {
        Self {
            id: Id::random(rng),
            application: key.application.clone(),
            application_key: key.id.clone(),
            device_name: None,
            authenticated: now,
            generation,
            refreshing: None,
            expires: now.plus(LIFE_SECONDS),
        }
    }

    /// The same, to be refreshed.
    pub(crate) fn refreshed_by(self, key: KeyId) -> Self {
        let now = self.authenticated;
        let ends = now.plus(LONGEST);
        let refreshing = Refreshing { key, number: 0, attempt: None, stepped: now, ends };
        Self { refreshing: Some(refreshing), expires: now.plus(IDLE), ..self }
    }

    /// When the session token was made that is good now, and until when it is.
    pub(crate) fn token_life(&self) -> (Timestamp, Timestamp) {
        match &self.refreshing {
            None => (self.authenticated, self.expires),
            Some(Refreshing { stepped, .. }) => {
                (*stepped, stepped.plus(LIFE_REFRESHED_SECONDS).min(self.expires))
            }
        }
    }

    /// What a genuine refresh token of it leads to: the how manyth it is, and the digest of the attempt it comes with.
    /// Nothing where the session is not refreshed.
    pub(crate) fn refresh(&self, number: u32, attempt: &str, now: Timestamp) -> Option<Refreshed> {
        let refreshing = self.refreshing.as_ref()?;
        let same = refreshing.attempt.as_deref() == Some(attempt);
        // A table that was restored may be behind those who call.
        let Some(behind) = refreshing.number.checked_sub(number).filter(|behind| *behind > 0) else {
            if same {
                return Some(Refreshed::AttemptNotNew);
            }
            let expires = now.plus(IDLE).min(refreshing.ends);
            let refreshing = Refreshing {
                number: number.saturating_add(1),
                attempt: Some(attempt.to_owned()),
                stepped: now,
                ..refreshing.clone()
            };
            return Some(Refreshed::Stepped(Self { refreshing: Some(refreshing), expires, ..self.clone() }));
        };
        if behind == 1 && same {
            return Some(Refreshed::Again);
        }
        // However far behind: an app may go several steps in a minute.
        let may_be_late = now < refreshing.stepped.plus(MAY_COME_LATE);
        Some(if may_be_late { Refreshed::Superseded } else { Refreshed::Copied })
    }

    /// Where a customer's session stands.
    pub(crate) fn key_of_customer(access_token: &Id, session: &Id) -> Key {
        AccessToken::key_of(access_token).beside(sort_key(session))
    }

    /// Beside what all sessions of a customer stand, and how their sort keys begin.
    pub(crate) fn all_of_customer(access_token: &Id) -> (Key, &'static str) {
        (AccessToken::key_of(access_token), BEGIN)
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
    format!("{BEGIN}{session}")
}
