//! An event as the owner's systems hear of it: its schema is docs/schemas/event.json. No secret, no code and
//! no address is in it.

use data_encoding::HEXUPPER;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::{
    base::{id::Id, timestamp::DATE},
    table::Key,
};

/// In bytes.
const ID: usize = 16;

/// What happened. Each comes at least once, in the order of what happened to one access token; the same one
/// again has the same `id`. Fields and events may be added.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "An event", example = example())]
pub(crate) struct Announcement {
    /// 32 upper-case hexadecimal digits. Nothing is to be read from it.
    pub id: String,
    /// In UTC.
    #[schemars(regex(pattern = DATE))]
    pub at: String,
    #[serde(flatten)]
    pub happened: Happened,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum EventName {
    /// The code was typed in: the access token is EFFECTIVE.
    Verified,
    /// It became NOT_EFFECTIVE, and all its sessions ended.
    Ended,
    /// It was NOT_EFFECTIVE, and is EFFECTIVE again.
    EffectiveAgain,
    /// It is gone: it was NOT_EFFECTIVE, or its customer was erased.
    Deleted,
    /// Its pass code is another one. All its sessions ended, but the one in which its customer changed it.
    PassCodeChanged,
    /// All its sessions ended, but the one in which its customer had them ended or changed what identifies them.
    SessionsEnded,
    /// One session was ended before its time was over.
    SessionEnded,
    /// A message did not get to its reader: it FAILED, or BOUNCED.
    MessageFailed,
}

/// To which access token, session or message.
#[derive(Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Happened {
    pub event: EventName,
    pub access_token_id: Id,
    /// Null with SESSION_ENDED.
    pub access_token_number: Option<String>,
    /// The customer record that the access token belongs to. Null too with events of sessions and messages.
    pub accounts_receivable_id: Option<Id>,
    /// With SESSION_ENDED.
    pub session_id: Option<Id>,
    /// With MESSAGE_FAILED, as the next two.
    pub message_id: Option<Id>,
    pub template: Option<String>,
    /// In the words of whoever did not bring it, which quote no address.
    pub reason: Option<String>,
}

impl EventName {
    /// As it is written.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Verified => "VERIFIED",
            Self::Ended => "ENDED",
            Self::EffectiveAgain => "EFFECTIVE_AGAIN",
            Self::Deleted => "DELETED",
            Self::PassCodeChanged => "PASS_CODE_CHANGED",
            Self::SessionsEnded => "SESSIONS_ENDED",
            Self::SessionEnded => "SESSION_ENDED",
            Self::MessageFailed => "MESSAGE_FAILED",
        }
    }
}

impl Happened {
    pub(super) const fn to(event: EventName, access_token_id: Id) -> Self {
        Self {
            event,
            access_token_id,
            access_token_number: None,
            accounts_receivable_id: None,
            session_id: None,
            message_id: None,
            template: None,
            reason: None,
        }
    }
}

/// The id of an event: the same for the same change of a row, however often its record comes. Neither the
/// row's key nor how often it was changed stands in it.
pub(super) fn id_of(key: &Key, version: u64, change: &str) -> String {
    let digest = Sha256::digest(format!("{}\n{}\n{version}\n{change}", key.partition(), key.sort()));
    HEXUPPER.encode(&digest[..ID])
}

fn example() -> serde_json::Value {
    json!({
        "id": "5F0A1C6E9B7D42C8A3E1B4D6F8091A2B",
        "at": "2026-11-23T02:54:12",
        "event": "VERIFIED",
        "access_token_id": "9D4A3CC4BBB24F7EB0F1D4F0EDE0C8A5",
        "access_token_number": "ACT0000000177",
        "accounts_receivable_id": null,
        "session_id": null,
        "message_id": null,
        "template": null,
        "reason": null,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_of_the_row_its_version_and_the_change_and_holds_none_of_them() {
        let key = Key::new("TOKEN#9D4A3CC4BBB24F7EB0F1D4F0EDE0C8A5", "TOKEN");
        let id = id_of(&key, 7, "MODIFY");
        assert_eq!(id, id_of(&key, 7, "MODIFY"));
        for other in
            [id_of(&key, 8, "MODIFY"), id_of(&key, 7, "REMOVE"), id_of(&key.beside("x"), 7, "MODIFY")]
        {
            assert_ne!(id, other);
        }
        assert!(id.len() == 32 && !key.partition().contains(&id[..8]), "{id}");
    }

    #[test]
    fn an_event_is_called_as_it_is_written() {
        for event in [EventName::EffectiveAgain, EventName::PassCodeChanged, EventName::MessageFailed] {
            assert_eq!(serde_json::to_value(event).expect("JSON"), event.as_str());
        }
    }
}
