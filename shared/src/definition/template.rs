//! Message templates: what a message says, and by what it travels.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{tag::Tag, text::Text};
use crate::base::language::Language;

/// By what a message travels; it belongs to the template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Medium {
    /// To an e-mail address, as text and as HTML.
    Email,
    /// To a mobile phone.
    Sms,
    /// By any other system of yours: it gets a document, with the value of each tag, from a topic. Deploy with
    /// `ExternalMessages=TOPIC` then.
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
    /// In the definition's own language.
    pub own: Wording,
    /// In others.
    pub languages: BTreeMap<Language, Wording>,
}

/// What a template says in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    /// An e-mail has one, an SMS has none; what another system gets may have one.
    pub subject: Option<Text>,
    pub content: Text,
}

impl Wording {
    pub fn holds(&self, tag: Tag) -> bool {
        self.content.holds(tag) || self.subject.as_ref().is_some_and(|subject| subject.holds(tag))
    }
}

impl Template {
    /// What it says to a customer of that language, and in which one that is: the closest there is. None is the
    /// definition's own.
    pub fn wording(&self, language: Option<&Language>) -> (Option<&Language>, &Wording) {
        let closest =
            |language: &Language| language.ranges().find_map(|range| self.languages.get_key_value(range));
        match language.and_then(closest) {
            Some((language, wording)) => (Some(language), wording),
            None => (None, &self.own),
        }
    }

    pub fn wordings(&self) -> impl Iterator<Item = &Wording> {
        std::iter::once(&self.own).chain(self.languages.values())
    }
}
