//! Messages as they are printed: what became of each, and what becomes of those that are sent again.

use serde_json::{Value, json};
use shared::{Id, MessageReport, Outcome, RedriveReport};

use super::columns::{columns, or_dash};

/// For programs, on one line; what there is none of is null.
pub fn json(token: &Id, messages: &[MessageReport]) -> String {
    let listed: Vec<Value> = messages
        .iter()
        .map(|message| {
            json!({
                "id": message.id,
                "created": message.created.to_string(),
                "template": message.template,
                "medium": message.medium,
                "state": message.state,
                "reason": message.reason,
                "tries": message.tries,
                "provider_id": message.provider_id,
                "instead_of": message.instead_of,
                "useful_until": message.useful_until.to_string(),
                "to": message.to,
                "suppressed": message.suppressed.map(|since| since.to_string()),
            })
        })
        .collect();
    format!("{}\n", json!({ "access_token": token, "messages": listed }))
}

const COLUMNS: [&str; 10] = [
    "CREATED",
    "STATE",
    "REASON",
    "TEMPLATE",
    "MEDIUM",
    "TO",
    "SUPPRESSED",
    "TRIES",
    "ID AT THE PROVIDER",
    "ID",
];

/// For people, the dates in UTC.
pub fn table(messages: &[MessageReport]) -> String {
    let row = |message: &MessageReport| {
        [
            message.created.to_string(),
            message.state.to_owned(),
            or_dash(message.reason.as_ref()),
            message.template.clone(),
            message.medium.to_owned(),
            message.to.clone(),
            or_dash(message.suppressed.map(|since| format!("since {since}"))),
            message.tries.to_string(),
            or_dash(message.provider_id.as_ref()),
            message.id.to_string(),
        ]
    };
    columns(COLUMNS, messages.iter().map(row).collect())
}

/// What becomes of a message that shall be sent again.
pub fn redriven(report: &RedriveReport) -> String {
    let (message, template) = (&report.message, or_dash(report.template.as_ref()));
    match &report.outcome {
        Outcome::WouldGo => format!("{message}  {template}  would be sent again\n"),
        Outcome::GoesAgain(id) => format!("{message}  {template}  is sent again, as {id}\n"),
        Outcome::LeftAlone(why) => format!("{message}  {template}  {why}\n"),
    }
}
