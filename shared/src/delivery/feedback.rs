//! The function `feedback`: what became of the mails that SES took, into their message rows.
//!
//! 1. Refuse what is not of our topic, our account and a message of ours: it is logged, and nothing else.
//! 2. Where a mail came back for good, or its reader complained, suppress its address.
//! 3. Mark the row. Whatever comes late, twice or in another order marks nothing backwards.
//!
//! What fails is thrown, so that Lambda tries again, and at last puts the event into the failure queue. No access token
//! is read or written.

use std::collections::BTreeMap;

use lambda_http::aws_lambda_events::sns::{SnsEvent, SnsMessage};
use serde::Deserialize;

use super::email::{ACCESS_TOKEN, MESSAGE};
use crate::{
    base::{
        context::Context,
        serde_text,
        timestamp::Clock,
        variables::{FEEDBACK_TOPIC, Variables},
    },
    records::{
        message::{Message, MessageState},
        suppression::Suppression,
    },
    steps::{
        service::{Service, StartError},
        warm_service::WarmService,
    },
    table::{Key, Rows, TableError, Write},
};

/// What SES tells a topic first, before any mail.
const VALIDATED: &str = "Successfully validated SNS topic for Amazon SES event publishing.";
/// A word of SES's has so many letters at most.
const WORD: usize = 40;

pub struct Feedback {
    warm: WarmService,
    topic: String,
}

/// Why an event was not taken in.
#[derive(Debug, thiserror::Error)]
pub enum FeedbackError {
    #[error("the event cannot be read: {0}")]
    Unreadable(String),
    #[error(transparent)]
    Table(#[from] TableError),
}

/// An event of SES, as far as it is needed.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Event {
    event_type: String,
    mail: Mail,
    bounce: Option<Bounce>,
    complaint: Option<Complaint>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Mail {
    sending_account_id: String,
    #[serde(default)]
    tags: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Bounce {
    bounce_type: String,
    bounce_sub_type: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Complaint {
    complaint_feedback_type: Option<String>,
}

/// What became of a mail.
struct Outcome {
    state: MessageState,
    /// In SES's words for it, which hold no address.
    reason: String,
    suppresses: bool,
}

impl Event {
    /// None where it tells of something else.
    fn outcome(&self) -> Result<Option<Outcome>, FeedbackError> {
        let missing = |what: &str| FeedbackError::Unreadable(format!("it has no {what}"));
        let (state, reason, suppresses) = match self.event_type.as_str() {
            "Delivery" => (MessageState::Delivered, "Delivery".to_owned(), false),
            "Reject" => (MessageState::Failed, "Reject".to_owned(), false),
            "Bounce" => {
                let Bounce { bounce_type, bounce_sub_type } =
                    self.bounce.as_ref().ok_or_else(|| missing("bounce"))?;
                let reason = format!("{} {}", word(bounce_type), word(bounce_sub_type));
                (MessageState::Bounced, reason, bounce_type == "Permanent")
            }
            // The reader takes a complaint back; or a mail server reports, and no reader.
            "Complaint" if self.is_no_complaint() => return Ok(None),
            "Complaint" => {
                let Complaint { complaint_feedback_type } =
                    self.complaint.as_ref().ok_or_else(|| missing("complaint"))?;
                let kind = complaint_feedback_type.as_deref().map_or_else(|| "Complaint".to_owned(), word);
                (MessageState::Complained, kind, true)
            }
            _ => return Ok(None),
        };
        Ok(Some(Outcome { state, reason, suppresses }))
    }

    fn is_no_complaint(&self) -> bool {
        let kind = self.complaint.as_ref().and_then(|complaint| complaint.complaint_feedback_type.as_deref());
        matches!(kind, Some("not-spam" | "auth-failure"))
    }

    /// The row of the mail, by the tags that communicate gave it.
    fn row(&self) -> Option<Key> {
        let tag = |name: &str| self.mail.tags.get(name)?.first();
        Some(Message::key_of(tag(ACCESS_TOKEN)?, tag(MESSAGE)?))
    }
}

fn word(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(WORD).collect()
}

impl Feedback {
    pub async fn start(variables: &Variables, clock: Clock) -> Result<Self, StartError> {
        let topic = variables.required(FEEDBACK_TOPIC)?.to_owned();
        Ok(Self { warm: WarmService::start(variables, clock).await?, topic })
    }

    pub async fn handle(&self, event: SnsEvent) -> Result<(), FeedbackError> {
        for record in &event.records {
            self.take(&record.sns).await.inspect_err(|error| {
                tracing::error!(failure = %error, "an event of SES was not taken in");
            })?;
        }
        Ok(())
    }

    async fn take(&self, notification: &SnsMessage) -> Result<(), FeedbackError> {
        if notification.message.trim_end() == VALIDATED {
            return Ok(());
        }
        let event: Event = serde_json::from_str(&notification.message)
            .map_err(|error| FeedbackError::Unreadable(serde_text::without_value(&error.to_string())))?;
        let is_ours =
            notification.topic_arn == self.topic && self.account() == Some(&event.mail.sending_account_id);
        let Some(row) = event.row().filter(|_| is_ours) else {
            tracing::error!(sns_message_id = notification.message_id, state = "FOREIGN", "event");
            return Ok(());
        };
        let Some(outcome) = event.outcome()? else { return Ok(()) };
        let service = self.warm.service().await;
        if outcome.suppresses {
            suppress(&row, &outcome, &service).await?;
        }
        let Outcome { state, reason, .. } = &outcome;
        let from = state.follows().iter().map(|state| state.as_str());
        if service.table.mark(&row, from, state.as_str(), ("reason", reason)).await? {
            let (message_id, state) = (row.sort(), state.as_str());
            tracing::info!(message_id, reason, state, "message");
        }
        Ok(())
    }

    /// Whose the topic is: `arn:aws:sns:eu-west-1:123456789012:name`.
    fn account(&self) -> Option<&str> {
        self.topic.split(':').nth(4)
    }
}

/// Before the row is marked: an event that comes again after that marks nothing, and would suppress nothing.
async fn suppress(row: &Key, outcome: &Outcome, service: &Service) -> Result<(), FeedbackError> {
    let mut context = Context::fresh(&service.clock);
    let mut rows = Rows::at(context.now);
    service.table.step(&mut rows, vec![row.clone()]).await?;
    // Its row is gone after a month.
    let Some(message) = rows.row::<Message>(row)? else { return Ok(()) };
    let Message { id, to, .. } = message.row;
    let key = Suppression::key_of(&to.normalised());
    let (why, reason) = (outcome.state, outcome.reason.clone());
    let suppression = Suppression { address: to, why, reason, message: id, since: context.now };
    // Whichever was first stays: it says since when.
    service.table.commit(vec![Write::create(&key, &suppression)?], &mut context).await?;
    Ok(())
}
