//! A classification: a kind of access tokens with settings of its own.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::settings::Settings;
use crate::base::{
    exactly_one::{NotOne, exactly_one},
    id::Id,
    schema::one_of,
};

/// A kind of tokens with settings of its own.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Classification {
    /// What the rows of its access tokens name it by, so never change it: 32 digits, 0 to 9 and A to F.
    #[schemars(example = "5B1DF1D3C0A84F0F9A6E3C2B7D401E77")]
    pub id: Id,
    /// Its name, which no other id, name or code of a classification is.
    #[schemars(example = &"Phone")]
    pub name: String,
    /// A short name, for apps: `classification_identifier = {"alternative_code": "PHONE"}`.
    #[schemars(example = &"PHONE")]
    pub alternative_code: String,
    /// What it is for.
    #[schemars(example = "Customers who are called by their phone number")]
    pub description: String,
    /// The sections of `[definition]`, in full: `[classification.settings.identifier]` and so on. They hold
    /// for its access tokens in the place of those.
    pub settings: Settings,
}

/// `classification_identifier` as it is sent: exactly one of the three.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(try_from = "Sent")]
pub enum ClassificationIdentifier {
    Id(String),
    Name(String),
    AlternativeCode(String),
}

/// `classification_identifier` as it is sent: exactly one of the three.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ClassificationIdentifier", transform = one_of(&["id", "name", "alternative_code"]))]
#[schemars(example = json!({ "alternative_code": "PHONE" }))]
struct Sent {
    id: Option<String>,
    name: Option<String>,
    alternative_code: Option<String>,
}

impl TryFrom<Sent> for ClassificationIdentifier {
    type Error = NotOne;

    fn try_from(sent: Sent) -> Result<Self, NotOne> {
        exactly_one([
            ("id", sent.id.map(Self::Id)),
            ("name", sent.name.map(Self::Name)),
            ("alternative_code", sent.alternative_code.map(Self::AlternativeCode)),
        ])
    }
}

impl ClassificationIdentifier {
    /// Whether it names this one.
    pub fn names(&self, known: &Classification) -> bool {
        match self {
            Self::Id(id) => id == known.id.as_str(),
            Self::Name(name) => *name == known.name,
            Self::AlternativeCode(code) => *code == known.alternative_code,
        }
    }
}
