//! The rules of the definition as an app is told them, to say them while a customer types.
//!
//! Every key of these settings is named here, told or kept back, so that nobody is told of a new one by accident. Kept
//! back is what names a template, what names a word that pass codes must not be made of, and what no app has to say.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;

use crate::{
    base::{
        identifier::{IdentifierCreation, IdentifierFormat, IdentifierRules},
        rule::Rule,
        text_rules::{MAXIMUM_LENGTH, Minimums},
    },
    codes::{
        authentication_code::{
            AuthenticationCodeCreation, AuthenticationCodeFormat, AuthenticationCodeRules,
        },
        pass_code::{MAXIMUM_BYTES, PassCodeCreation, PassCodeRules},
    },
    definition::{Definition, Required, Settings, VerificationRules},
};

/// The rules for new access tokens: of the definition, or of one classification.
#[derive(Clone, Default, Serialize, JsonSchema)]
pub(crate) struct ConfigurationAnswer {
    pub identifier: IdentifierRulesAnswer,
    pub pass_code: PassCodeRulesAnswer,
    pub authentication_code: AuthenticationCodeRulesAnswer,
    pub verification: VerificationRulesAnswer,
}

impl ConfigurationAnswer {
    pub(crate) fn of(settings: &Settings, definition: &Definition) -> Self {
        let Settings { identifier, pass_code, authentication_code, verification, .. } = settings;
        Self {
            identifier: IdentifierRulesAnswer {
                countries: definition.countries_of_identifiers(settings).map(<[String]>::to_vec),
                ..IdentifierRulesAnswer::of(identifier)
            },
            pass_code: PassCodeRulesAnswer::of(pass_code),
            authentication_code: AuthenticationCodeRulesAnswer::of(authentication_code),
            verification: VerificationRulesAnswer::of(verification),
        }
    }
}

/// What an identifier must be like.
#[derive(Clone, Default, Serialize, JsonSchema)]
pub(crate) struct IdentifierRulesAnswer {
    pub creation: IdentifierCreation,
    pub format: IdentifierFormat,
    pub minimum: Minimums,
    /// In characters.
    pub maximum_length: usize,
    /// The countries whose mobile numbers are taken, each in two letters. Null where no phone number is refused for its
    /// country.
    pub countries: Option<Vec<String>>,
}

impl IdentifierRulesAnswer {
    fn of(rules: &IdentifierRules) -> Self {
        let IdentifierRules { creation, format, minimum: _, taken_template: _, changed_template: _ } = rules;
        Self {
            creation: *creation,
            format: *format,
            minimum: rules.least(),
            maximum_length: MAXIMUM_LENGTH,
            countries: None,
        }
    }
}

/// What a pass code must be like that a customer chooses.
#[derive(Clone, Default, Serialize, JsonSchema)]
pub(crate) struct PassCodeRulesAnswer {
    pub creation: PassCodeCreation,
    pub minimum: Minimums,
    /// In characters.
    pub maximum_length: usize,
    /// In UTF-8.
    pub maximum_bytes: usize,
    /// What is refused besides, because it would be guessed first: the rules as `errors` names them.
    #[schemars(example = json!(["COMMON", "SEQUENCE"]))]
    pub refused: Vec<String>,
}

impl PassCodeRulesAnswer {
    fn of(rules: &PassCodeRules) -> Self {
        let PassCodeRules {
            creation,
            minimum,
            maximum_length,
            reset: _,
            context_words: _,
            template: _,
            forgot_template: _,
            changed_template: _,
            show_random_pass_code: _,
        } = rules;
        Self {
            creation: *creation,
            minimum: *minimum,
            maximum_length: *maximum_length,
            maximum_bytes: MAXIMUM_BYTES,
            refused: rules.guessed_first().iter().map(Rule::name).collect(),
        }
    }
}

/// What an authentication code must be like.
#[derive(Clone, Default, Serialize, JsonSchema)]
pub(crate) struct AuthenticationCodeRulesAnswer {
    pub creation: AuthenticationCodeCreation,
    pub format: AuthenticationCodeFormat,
    /// Of a generated one. One that is given has so many characters at least.
    pub length: usize,
    /// In characters.
    pub maximum_length: usize,
}

impl AuthenticationCodeRulesAnswer {
    fn of(rules: &AuthenticationCodeRules) -> Self {
        let AuthenticationCodeRules { creation, format, length, changed_template: _ } = rules;
        Self { creation: *creation, format: *format, length: *length, maximum_length: MAXIMUM_LENGTH }
    }
}

/// Which access tokens have to be verified, and by what code.
#[derive(Clone, Default, Serialize, JsonSchema)]
pub(crate) struct VerificationRulesAnswer {
    pub required: Required,
    /// In digits.
    pub code_length: u32,
    pub code_life_minutes: i64,
    /// Wrong tries that a code stands from one source.
    pub attempts: u32,
    /// Between two messages to one destination.
    pub resend_pause_seconds: i64,
}

impl VerificationRulesAnswer {
    fn of(rules: &VerificationRules) -> Self {
        let VerificationRules {
            required,
            code_length,
            code_life_minutes,
            attempts,
            resend_pause_seconds,
            pending_days: _,
            template: _,
        } = rules;
        Self {
            required: *required,
            code_length: *code_length,
            code_life_minutes: *code_life_minutes,
            attempts: *attempts,
            resend_pause_seconds: *resend_pause_seconds,
        }
    }
}
