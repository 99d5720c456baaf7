//! Sessions, as answers show them.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    base::{id::Id, timestamp::DATE},
    records::session::Session,
};

#[derive(Clone, Default, Serialize, JsonSchema)]
pub(crate) struct SessionAnswer {
    /// What goes with every request from now on, as `token` or as `Authorization: Bearer`. A JSON Web Token,
    /// RS256, which other services can check by the public keys.
    pub token: String,
    /// In so many seconds it is over. 0 where the answer to a refresh was asked for again so late: refresh once more.
    pub expires_in: i64,
    /// Where it was asked for: what the next session token is asked for with, once. Keep it where other apps
    /// cannot read.
    pub refresh_token: Option<String>,
    /// In so many seconds it is over.
    pub refresh_expires_in: Option<i64>,
    /// Of a log-in that names its device: what to send with the next one on it, so that wrong pass codes
    /// which are sent from elsewhere do not count.
    pub device_token: Option<String>,
}

/// A session in the list of a customer's. Where it was opened from is not kept.
#[derive(Clone, Default, Serialize, JsonSchema)]
pub(crate) struct ListedSession {
    /// What ends it: `session_id` of `sessions/release`.
    #[schemars(with = "Id")]
    pub id: Option<Id>,
    /// What the app called the device.
    pub device_name: Option<String>,
    /// When somebody logged in.
    #[schemars(regex(pattern = DATE))]
    pub created: String,
    /// Null where it was not refreshed yet.
    #[schemars(regex(pattern = DATE))]
    pub last_refreshed: Option<String>,
    /// When it is over, if it is not refreshed until then.
    #[schemars(regex(pattern = DATE))]
    pub expires: String,
    /// Whether the request came in it.
    pub is_current: bool,
}

impl ListedSession {
    pub(crate) fn of(session: &Session, current: Option<&Id>) -> Self {
        let refreshed = session.refreshing.as_ref().filter(|refreshing| refreshing.number > 0);
        let last_refreshed = refreshed.map(|_| session.token_life().0.to_string());
        Self {
            id: Some(session.id.clone()),
            device_name: session.device_name.clone(),
            created: session.authenticated.to_string(),
            last_refreshed,
            expires: session.expires.to_string(),
            is_current: Some(&session.id) == current,
        }
    }
}
