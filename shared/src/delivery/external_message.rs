//! A message as another system gets it: its schema is docs/schemas/message.json.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;

use crate::base::{id::Id, timestamp::DATE};

/// For a system that brings it to its reader. The same one may come twice: `message_id` says so. Fields may be added.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "A message", example = example())]
pub(crate) struct ExternalMessage {
    pub message_id: Id,
    /// To whom: the identifier of the access token, or the e-mail address or else the phone number of its
    /// customer record.
    pub to: String,
    /// In which `subject` and `text` are, as BCP 47 has it.
    pub language: String,
    /// Where its template has one.
    pub subject: Option<String>,
    /// The content of its template, with the value of each tag.
    pub text: String,
    /// The value of each tag that the template holds, by its name: for a system that has templates of its own.
    pub values: BTreeMap<&'static str, String>,
    pub access_token_id: Id,
    pub access_token_number: String,
    /// When it was asked for, in UTC.
    #[schemars(regex(pattern = DATE))]
    pub created: String,
    /// Later it is of no use, and better not brought: its code is dead.
    #[schemars(regex(pattern = DATE))]
    pub useful_until: String,
}

/// What a subscriber may filter by.
#[derive(Debug)]
pub(super) struct Attributes {
    pub template: String,
    /// The alternative code of the token's classification, if it has one.
    pub classification: Option<String>,
}

fn example() -> serde_json::Value {
    json!({
        "message_id": "006B03AAD47BE1DE68BD069DE48B0122",
        "to": "4711",
        "language": "en",
        "subject": null,
        "text": "042917 is your Company ZX code.",
        "values": { "access_token.verification_code": "042917" },
        "access_token_id": "9D4A3CC4BBB24F7EB0F1D4F0EDE0C8A5",
        "access_token_number": "ACT0000000177",
        "created": "2026-11-23T02:54:12",
        "useful_until": "2026-11-23T03:09:12",
    })
}
