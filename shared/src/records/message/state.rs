//! The states of a message, and which may follow which.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[schemars(inline)]
pub(crate) enum MessageState {
    #[default]
    Queued,
    /// The provider took it.
    Sent,
    Failed,
    /// A budget was used up, or its address is suppressed.
    NotSent,
    /// Its receiver's mail server took it.
    Delivered,
    /// That server refused it, or gave it back.
    Bounced,
    /// Its reader said that it is unwanted.
    Complained,
}

impl MessageState {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "QUEUED",
            Self::Sent => "SENT",
            Self::Failed => "FAILED",
            Self::NotSent => "NOT_SENT",
            Self::Delivered => "DELIVERED",
            Self::Bounced => "BOUNCED",
            Self::Complained => "COMPLAINED",
        }
    }

    /// What this may follow. What is told of a mail comes late, twice and in any order: also before the row says that
    /// it was sent, and after its sending was given up for want of an answer.
    pub(crate) const fn follows(self) -> &'static [Self] {
        match self {
            Self::Queued => &[],
            Self::Sent | Self::NotSent => &[Self::Queued],
            Self::Failed => &[Self::Queued, Self::Sent],
            Self::Delivered => &[Self::Queued, Self::Sent, Self::Failed],
            Self::Bounced => &[Self::Queued, Self::Sent, Self::Failed, Self::Delivered],
            Self::Complained => &[Self::Queued, Self::Sent, Self::Failed, Self::Delivered, Self::Bounced],
        }
    }
}
