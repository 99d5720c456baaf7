//! The definition: the business settings that an owner writes in `definition.toml`.
//!
//! One set of settings is active; a classification carries the same settings and wins for its tokens.
//! Everything is checked when it is loaded (`definition/check.rs`): nothing is found wrong later,
//! while a customer waits.

mod check;
mod contact_information;

use std::{collections::BTreeMap, path::Path};

use contact_information::ContactInformationSettings;
pub use contact_information::{Industry, IndustryIdentifier, IndustrySector, IndustrySectorIdentifier};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::{
    answer::{Unit, User},
    authentication_code::AuthenticationCodeRules,
    id::Id,
    identifier::{Identifier, IdentifierRules},
    openapi::exactly_one,
    pass_code::PassCodeRules,
    refusal::Refusal,
    template::Template,
};

/// A definition that met every check.
#[derive(Debug)]
pub struct Definition {
    settings: Settings,
    classifications: Vec<Classification>,
    templates: BTreeMap<String, Template>,
    sms_countries: Vec<String>,
    contact_information: ContactInformationSettings,
    unit: Option<Unit>,
    user: Option<User>,
}

/// What the tokens of the definition, or of one classification, must be like.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    pub identifier: IdentifierRules,
    pub pass_code: PassCodeRules,
    pub authentication_code: AuthenticationCodeRules,
    pub verification: VerificationRules,
    pub automation: Automation,
    #[serde(default)]
    pub accounts_receivable: AccountsReceivableRules,
    #[serde(default)]
    pub rewards_participant: RewardsParticipantRules,
}

/// When a new token has to be verified, and by what code.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VerificationRules {
    pub required: Required,
    /// Digits of the code, 6 to 10.
    pub code_length: u32,
    /// 10 minutes at most by SMS, a day at most by e-mail.
    pub code_life_minutes: i64,
    /// Wrong tries per code, 5 at most.
    pub attempts: u32,
    /// Between two codes to one destination, 60 at least.
    pub resend_pause_seconds: i64,
    /// Name of the template that brings the code.
    pub template: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Required {
    Never,
    /// Only tokens that are created with a rewards participant.
    RewardsParticipants,
    Always,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Automation {
    /// Whether a token may have neither identifier nor pass code.
    pub allow_no_identifier_and_pass_code: bool,
    /// Whether an EFFECTIVE token becomes NOT_EFFECTIVE when the last customer record lets go of it.
    #[serde(default)]
    pub not_effective_when_last_link_removed: bool,
}

/// What holds between access tokens and accounts receivable.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AccountsReceivableRules {
    /// Whether a token may be created together with one, or for one.
    pub may_create_tokens: bool,
    /// Asked of the definition alone: a customer record has no classification. So is the next one.
    pub at_least_one_token: bool,
    pub at_most_tokens: Option<usize>,
    /// Name of the template that tells a customer of a token that was assigned; absent = nobody is told.
    pub assigning_template: Option<String>,
}

impl Default for AccountsReceivableRules {
    fn default() -> Self {
        Self {
            may_create_tokens: true,
            at_least_one_token: false,
            at_most_tokens: None,
            assigning_template: None,
        }
    }
}

/// What holds between access tokens and rewards participants.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RewardsParticipantRules {
    pub may_create_tokens: bool,
    pub assigning_template: Option<String>,
}

impl Default for RewardsParticipantRules {
    fn default() -> Self {
        Self { may_create_tokens: true, assigning_template: None }
    }
}

/// A kind of tokens with settings of its own.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Classification {
    pub id: Id,
    pub name: String,
    pub alternative_code: String,
    pub description: String,
    pub settings: Settings,
}

/// `classification_identifier` as it is sent: exactly one of the three.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = exactly_one(&["id", "name", "alternative_code"]))]
#[schemars(example = json!({ "alternative_code": "PHONE" }))]
pub struct ClassificationIdentifier {
    pub id: Option<String>,
    pub name: Option<String>,
    pub alternative_code: Option<String>,
}

/// Why a definition is refused: the file, the key and the reason.
#[derive(Debug, thiserror::Error)]
pub enum DefinitionError {
    #[error("{file}: cannot be read: {source}")]
    Unreadable { file: String, source: std::io::Error },
    #[error("{file}: {source}")]
    NotToml { file: String, source: Box<toml::de::Error> },
    #[error("{file}: {key}: {reason}")]
    Refused { file: String, key: String, reason: String },
}

impl Definition {
    pub fn load(file: &Path) -> Result<Self, DefinitionError> {
        let name = file.display().to_string();
        match std::fs::read_to_string(file) {
            Ok(text) => Self::parse(&text, &name),
            Err(source) => Err(DefinitionError::Unreadable { file: name, source }),
        }
    }

    /// The settings that hold for tokens of a classification, or of none.
    pub fn settings(&self, classification: Option<&Id>) -> &Settings {
        classification
            .and_then(|id| self.classifications.iter().find(|known| known.id == *id))
            .map_or(&self.settings, |classification| &classification.settings)
    }

    /// The classification that is named by exactly one of its names.
    pub fn classification(&self, named: &ClassificationIdentifier) -> Result<&Classification, Refusal> {
        let ClassificationIdentifier { id, name, alternative_code } = named;
        if [id, name, alternative_code].into_iter().flatten().count() != 1 {
            return Err(Refusal::field(
                "classification_identifier",
                "give exactly one of id, name, alternative_code",
            ));
        }
        let is_named = |known: &&Classification| {
            id.as_deref() == Some(known.id.as_str())
                || name.as_ref() == Some(&known.name)
                || alternative_code.as_ref() == Some(&known.alternative_code)
        };
        self.classifications.iter().find(is_named).ok_or(Refusal::ClassificationNotFound)
    }

    pub fn classifications(&self) -> &[Classification] {
        &self.classifications
    }

    /// The unit of the business that all records say they were changed by, if it is named.
    pub const fn unit(&self) -> Option<&Unit> {
        self.unit.as_ref()
    }

    /// The user that all records say they were changed by, if one is named.
    pub const fn user(&self) -> Option<&User> {
        self.user.as_ref()
    }

    /// The settings that hold for customer records, which have no classification.
    pub const fn of_records(&self) -> &Settings {
        &self.settings
    }

    /// A template by its name; every name in the settings has one.
    pub fn template(&self, name: &str) -> Option<&Template> {
        self.templates.get(name)
    }

    /// Whether text messages may go to a phone number: to the countries listed, and to no others.
    pub fn serves(&self, phone: &Identifier) -> bool {
        phone.country().is_some_and(|country| self.sms_countries.contains(&country))
    }
}
