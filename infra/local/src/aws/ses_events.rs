//! What becomes of a mail, as SES tells it to a topic: it is delivered, unless it goes to an address of SES's mailbox
//! simulator that stands for something else.

use serde_json::{Value, json};

/// Whose account sends.
const ACCOUNT: &str = "000000000000";
const SIMULATOR: &str = "@simulator.amazonses.com";

/// A mail that was accepted.
pub(super) struct Accepted<'a> {
    pub id: &'a str,
    pub at: &'a str,
    pub from: &'a str,
    pub to: &'a str,
    /// Names and values.
    pub tags: &'a [(String, String)],
}

impl Accepted<'_> {
    /// The events of it, of those types (`bounce`, as a configuration set has it).
    pub(super) fn events(&self, types: &[String]) -> Vec<Value> {
        let local = self.to.strip_suffix(SIMULATOR).map(|local| local.split('+').next().unwrap_or_default());
        let became = match local {
            Some("bounce") => vec![self.bounce()],
            Some("complaint") => vec![self.delivery(), self.complaint()],
            Some(_) | None => vec![self.delivery()],
        };
        let is_told = |event: &Value| {
            let kind = event["eventType"].as_str().unwrap_or_default();
            types.iter().any(|told| told.eq_ignore_ascii_case(kind))
        };
        became.into_iter().filter(is_told).collect()
    }

    fn event(&self, kind: &str, name: &str, details: &Value) -> Value {
        let tags: serde_json::Map<String, Value> =
            self.tags.iter().map(|(name, value)| (name.clone(), json!([value]))).collect();
        json!({
            "eventType": kind,
            "mail": {
                "timestamp": self.at,
                "source": self.from,
                "sendingAccountId": ACCOUNT,
                "messageId": self.id,
                "destination": [self.to],
                "headersTruncated": false,
                "tags": tags,
            },
            name: details,
        })
    }

    fn delivery(&self) -> Value {
        let delivery = json!({
            "timestamp": self.at,
            "processingTimeMillis": 500,
            "recipients": [self.to],
            "smtpResponse": "250 2.0.0 OK",
        });
        self.event("Delivery", "delivery", &delivery)
    }

    fn bounce(&self) -> Value {
        let bounce = json!({
            "bounceType": "Permanent",
            "bounceSubType": "General",
            "bouncedRecipients": [{
                "emailAddress": self.to,
                "action": "failed",
                "status": "5.1.1",
                "diagnosticCode": "smtp; 550 5.1.1 user unknown",
            }],
            "timestamp": self.at,
            "feedbackId": self.id,
        });
        self.event("Bounce", "bounce", &bounce)
    }

    fn complaint(&self) -> Value {
        let complaint = json!({
            "complainedRecipients": [{ "emailAddress": self.to }],
            "timestamp": self.at,
            "feedbackId": self.id,
            "complaintFeedbackType": "abuse",
        });
        self.event("Complaint", "complaint", &complaint)
    }
}
