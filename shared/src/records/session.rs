//! The session: what a log-in opens, and a release ends. The session token names it.
//!
//! One that is refreshed gives out refresh tokens, numbered, each good for one step to the next. An app makes
//! an attempt up before it asks, and sends it until it has the answer: with the same attempt the same answer
//! is given again, however often and late, until the app goes the next step. So nobody is logged out by an
//! answer that was lost; and whoever copied a refresh token has another attempt, and is found a minute after
//! the other one went on.

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
    codes::refresh_token::RefreshToken,
    keyring::KeyId,
    table::{Key, Row},
};

/// The life of a session token: of a session that is not refreshed, as the Web API's, and of one that is.
const LIFE_SECONDS: i64 = 2 * HOUR;
const LIFE_REFRESHED_SECONDS: i64 = 15 * MINUTE;
/// Without a refresh a session is over after so long, and with them after so long.
const IDLE: i64 = 30 * DAY;
const LONGEST: i64 = 180 * DAY;
/// For so long who logged in need not prove it once more.
const RECENT: i64 = 10 * MINUTE;
/// A refresh token that another took the place of may come late: in a packet that was under way, from another tab.
const MAY_COME_LATE: i64 = MINUTE;
/// So many steps are remembered; a refresh token of before is a copy. No app goes more of them in a minute.
const REMEMBERED: usize = 4;

/// How the sort keys of sessions begin.
const BEGIN: &str = "SESSION#";

/// A session's row, beside what it is of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Session {
    pub id: Id,
    /// Whose application opened it; and by which key, for who looks into the table.
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
    /// The last ones, the newest at the end.
    steps: Vec<Step>,
    /// However often it is refreshed.
    ends: Timestamp,
}

/// A step from one refresh token to the next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Step {
    /// Of the refresh token that another took the place of.
    number: u32,
    /// The digest of the attempt that it came with.
    attempt: String,
    at: Timestamp,
}

/// What becomes of a session by a refresh token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refreshed {
    /// It goes one step on.
    Stepped(Session),
    /// It went that step already, by this very attempt.
    Again,
    /// The attempt is that of a step which is remembered.
    AttemptNotNew,
    /// The app went on meanwhile: another tab asked, or what comes now was under way for long.
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
        let refreshing = Refreshing { key, number: 0, steps: Vec::new(), ends };
        Self { refreshing: Some(refreshing), expires: now.plus(IDLE), ..self }
    }

    /// When the session token was made that is good now, and until when it is.
    pub(crate) fn token_life(&self) -> (Timestamp, Timestamp) {
        let Some(refreshing) = &self.refreshing else { return (self.authenticated, self.expires) };
        let made = refreshing.steps.last().map_or(self.authenticated, |step| step.at);
        (made, made.plus(LIFE_REFRESHED_SECONDS).min(self.expires))
    }

    /// What a genuine refresh token of it leads to, with the digest of the attempt that it comes with.
    /// Nothing where the session is not refreshed, or by tokens of another key.
    pub(crate) fn refresh(&self, token: &RefreshToken, attempt: &str, now: Timestamp) -> Option<Refreshed> {
        let refreshing = self.refreshing.as_ref().filter(|refreshing| refreshing.key == token.key)?;
        let steps = &refreshing.steps;
        // Also one that is ahead: a table that was restored is behind those who call.
        if token.number >= refreshing.number {
            return Some(if steps.iter().any(|step| step.attempt == attempt) {
                Refreshed::AttemptNotNew
            } else {
                Refreshed::Stepped(self.stepped(refreshing, token.number, attempt, now))
            });
        }
        let is_older =
            steps.len() == REMEMBERED && steps.first().is_some_and(|first| first.number > token.number);
        if is_older {
            return Some(Refreshed::Copied);
        }
        // Of one that a restored table does not know, the next step took the place at the latest.
        let mut since = steps.iter().skip_while(|step| step.number < token.number);
        let mut replaced = since.next();
        if replaced.is_some_and(|step| step.number == token.number && step.attempt == attempt) {
            // An app sends it until it has the answer, which it needs for the next step.
            let Some(next) = since.next() else { return Some(Refreshed::Again) };
            replaced = Some(next);
        }
        let is_late = replaced.is_some_and(|step| now < step.at.plus(MAY_COME_LATE));
        Some(if is_late { Refreshed::Superseded } else { Refreshed::Copied })
    }

    fn stepped(&self, refreshing: &Refreshing, number: u32, attempt: &str, now: Timestamp) -> Self {
        let mut steps = refreshing.steps.clone();
        // Of before a table was restored.
        steps.retain(|step| step.number < number);
        steps.push(Step { number, attempt: attempt.to_owned(), at: now });
        steps.drain(..steps.len().saturating_sub(REMEMBERED));
        let expires = now.plus(IDLE).min(refreshing.ends);
        let refreshing = Refreshing { number: number.saturating_add(1), steps, ..refreshing.clone() };
        Self { refreshing: Some(refreshing), expires, ..self.clone() }
    }

    /// Where a customer's session stands.
    pub(crate) fn key_of_customer(access_token: &Id, session: &Id) -> Key {
        AccessToken::key_of(access_token).beside(sort_key(session))
    }

    /// Beside what all sessions of a customer stand, and how their sort keys begin.
    pub(crate) fn all_of_customer(access_token: &Id) -> (Key, &'static str) {
        (AccessToken::key_of(access_token), BEGIN)
    }

    /// Whether somebody logged in just now. A refresh says nothing of who holds the phone.
    pub(crate) fn is_recent(&self, now: Timestamp) -> bool {
        now < self.authenticated.plus(RECENT)
    }

    /// The same, where the access token became this one in it, which ended all sessions.
    pub(crate) fn kept_by(self, token: &AccessToken) -> Self {
        Self { generation: token.generation, ..self }
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
