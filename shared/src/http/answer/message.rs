//! Messages, as a back office sees them: it is asked why none came. The codes that they brought are not shown.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    base::{id::Id, timestamp::DATE},
    records::message::{Message, MessageState},
};

/// What became of a message.
#[derive(Clone, Default, Serialize, JsonSchema)]
pub(crate) struct ListedMessage {
    pub id: Id,
    #[schemars(regex(pattern = DATE))]
    pub created_date: String,
    /// The definition's name of what it says.
    #[schemars(example = &"welcome")]
    pub template: String,
    #[schemars(example = &"EMAIL")]
    pub medium: String,
    #[schemars(example = "ada@example.com")]
    pub to: String,
    pub state: MessageState,
    /// Why it FAILED or was NOT_SENT.
    #[schemars(example = "MessageRejected; given up")]
    pub reason: Option<String>,
    /// How often it was tried to send it.
    #[schemars(example = 1)]
    pub tries: u32,
}

impl ListedMessage {
    pub(crate) fn of(message: &Message) -> Self {
        Self {
            id: message.id.clone(),
            created_date: message.created.to_string(),
            template: message.template.clone(),
            medium: message.medium().as_str().to_owned(),
            to: message.to.to_string(),
            state: message.state,
            reason: message.reason.clone(),
            tries: message.tries(),
        }
    }
}
