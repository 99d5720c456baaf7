//! Message templates: what a message says, and by what it travels.

use serde::{Deserialize, Serialize};

use super::{tag::Tag, text::Text};

/// By what a message travels; it belongs to the template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Medium {
    Email,
    Sms,
    /// By any other system of the owner's, which gets it from a topic.
    External,
}

impl Medium {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Email => "EMAIL",
            Self::Sms => "SMS",
            Self::External => "EXTERNAL",
        }
    }
}

/// A template as the definition holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    pub medium: Medium,
    /// An e-mail has one, an SMS has none; what another system gets may have one.
    pub subject: Option<Text>,
    pub content: Text,
}

impl Template {
    pub fn holds(&self, tag: Tag) -> bool {
        self.content.holds(tag) || self.subject.as_ref().is_some_and(|subject| subject.holds(tag))
    }
}
