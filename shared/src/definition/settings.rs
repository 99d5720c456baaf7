//! The settings that hold for the tokens of the definition, or of one classification.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::template::Medium;
use crate::{
    base::{
        identifier::{IdentifierCreation, IdentifierFormat, IdentifierRules},
        timestamp::{DAY, MINUTE},
    },
    codes::{authentication_code::AuthenticationCodeRules, pass_code::PassCodeRules},
};

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
    pub one_time_password: OneTimePasswordRules,
    #[serde(default)]
    pub session: SessionRules,
    #[serde(default)]
    pub accounts_receivable: AccountsReceivableRules,
    #[serde(default)]
    pub rewards_participant: RewardsParticipantRules,
}

impl Settings {
    /// By what media a message reaches an identifier; none where it is no address, and messages go to the customer
    /// record's. `verified_by` is the medium that brings the code: another system knows people by whatever they are called
    /// here, but not by what the service made up.
    pub(super) const fn reached_by(&self, verified_by: Option<Medium>) -> &'static [Medium] {
        match (self.identifier.format, self.identifier.creation, verified_by) {
            (IdentifierFormat::Email, _, _) => &[Medium::Email, Medium::External],
            (IdentifierFormat::Phone, _, _) => &[Medium::Sms, Medium::External],
            (
                IdentifierFormat::Number | IdentifierFormat::FreeText,
                IdentifierCreation::None,
                Some(Medium::External),
            ) => &[Medium::External],
            (IdentifierFormat::Number | IdentifierFormat::FreeText, _, _) => &[],
        }
    }
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
    /// Wrong tries that a code stands from one source, 5 at most; from all sources together four times as many.
    pub attempts: u32,
    /// Between two codes to one destination, 60 at least.
    pub resend_pause_seconds: i64,
    /// For so many days a registration waits for its code; then it is gone, with what it claims. 1 to 30.
    #[serde(default = "VerificationRules::default_pending_days")]
    pub pending_days: i64,
    /// Name of the template that brings the code.
    pub template: String,
}

impl VerificationRules {
    /// Whether a token that belongs to such a customer record has to be verified.
    pub fn is_required(&self, belongs_to: BelongsTo) -> bool {
        match self.required {
            Required::Never => false,
            Required::RewardsParticipants => belongs_to == BelongsTo::Participant,
            Required::Always => true,
        }
    }

    pub const fn code_life_seconds(&self) -> i64 {
        self.code_life_minutes * MINUTE
    }

    pub const fn pending_seconds(&self) -> i64 {
        self.pending_days * DAY
    }

    const fn default_pending_days() -> i64 {
        7
    }
}

/// What a token belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BelongsTo {
    Nothing,
    Account,
    /// A rewards participant, and perhaps the account that owns it.
    Participant,
}

/// Which tokens have to be verified.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Required {
    Never,
    /// Only tokens that are created with a rewards participant.
    RewardsParticipants,
    #[default]
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

/// Whether customers log in without a pass code.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OneTimePasswordRules {
    /// Name of the template that brings a one-time password; absent = nobody gets one.
    pub template: Option<String>,
}

/// What holds for the sessions of customers.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SessionRules {
    /// Name of the template that tells an owner that two held one refresh token, and that the session was ended; absent =
    /// nobody is told.
    pub copied_template: Option<String>,
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
