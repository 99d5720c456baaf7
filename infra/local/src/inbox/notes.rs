//! Notes: what was not sent, and why. It stands in the table, and no reader of mails would ever see it.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use super::Medium;

/// One message that nobody gets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Note {
    pub medium: Medium,
    pub to: String,
    pub template: String,
    /// The reason, a word as `DESTINATION_BUDGET`.
    pub reason: String,
    /// RFC 3339, UTC.
    pub noted_at: String,
}

impl Note {
    /// The note of a record of the table's stream, if it tells of a message row that is `NOT_SENT`. A row is
    /// written so, or becomes so, and does not change after that: each has one record that says it.
    pub(crate) fn of(record: &Value) -> Option<Self> {
        let change = &record["dynamodb"];
        let text = |name: &str| change["NewImage"][name]["S"].as_str();
        if text("entity") != Some("message") || text("state") != Some("NOT_SENT") {
            return None;
        }
        let written = OffsetDateTime::from_unix_timestamp(change["ApproximateCreationDateTime"].as_i64()?);
        Some(Self {
            medium: Medium::deserialize(&change["NewImage"]["medium"]["S"]).ok()?,
            to: text("to")?.to_owned(),
            template: text("template")?.to_owned(),
            reason: text("reason")?.to_owned(),
            noted_at: written.ok()?.format(&Rfc3339).ok()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn record(name: &str, state: &str) -> Value {
        json!({
            "eventName": name,
            "dynamodb": {
                "ApproximateCreationDateTime": 1_795_402_452,
                "Keys": { "pk": { "S": "TOKEN#1" }, "sk": { "S": "MESSAGE#1" } },
                "NewImage": {
                    "entity": { "S": "message" },
                    "state": { "S": state },
                    "reason": { "S": "DESTINATION_BUDGET" },
                    "medium": { "S": "EMAIL" },
                    "to": { "S": "ada@example.com" },
                    "template": { "S": "welcome" },
                    "tries": { "N": "0" },
                },
            },
        })
    }

    #[test]
    fn a_row_that_is_written_or_becomes_not_sent_makes_a_note() {
        let note = Note {
            medium: Medium::Email,
            to: "ada@example.com".to_owned(),
            template: "welcome".to_owned(),
            reason: "DESTINATION_BUDGET".to_owned(),
            noted_at: "2026-11-23T02:54:12Z".to_owned(),
        };
        for name in ["INSERT", "MODIFY"] {
            assert_eq!(Note::of(&record(name, "NOT_SENT")).as_ref(), Some(&note), "{name}");
        }
        let mut sms = record("INSERT", "NOT_SENT");
        sms["dynamodb"]["NewImage"]["medium"]["S"] = json!("SMS");
        assert_eq!(Note::of(&sms), Some(Note { medium: Medium::Sms, ..note }));
    }

    #[test]
    fn no_other_record_makes_a_note() {
        for state in ["QUEUED", "SENT", "FAILED", ""] {
            for name in ["INSERT", "MODIFY"] {
                assert_eq!(Note::of(&record(name, state)), None, "{name} {state}");
            }
        }
        let mut other = record("INSERT", "NOT_SENT");
        other["dynamodb"]["NewImage"]["entity"]["S"] = json!("token");
        assert_eq!(Note::of(&other), None);
        // What went has no new image.
        let mut gone = record("REMOVE", "NOT_SENT");
        gone["dynamodb"]["OldImage"] = gone["dynamodb"]["NewImage"].take();
        assert_eq!(Note::of(&gone), None);
        assert_eq!(Note::of(&json!({})), None);
    }
}
