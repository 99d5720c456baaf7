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
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// What a customer is called by.
    pub identifier: IdentifierRules,
    /// The secret that goes with the identifier.
    pub pass_code: PassCodeRules,
    /// One value that names and proves at once, for cards and other systems.
    pub authentication_code: AuthenticationCodeRules,
    /// When a new access token has to be verified, and by what code.
    pub verification: VerificationRules,
    /// What may be missing, and what happens by itself.
    pub automation: Automation,
    /// Log-in without a pass code, by a code that is sent. Whoever reads a customer's mailbox is logged in by
    /// that alone.
    #[serde(default)]
    pub one_time_password: OneTimePasswordRules,
    /// The sessions of customers.
    #[serde(default)]
    pub session: SessionRules,
    /// What holds between access tokens and accounts receivable.
    #[serde(default)]
    pub accounts_receivable: AccountsReceivableRules,
    /// What holds between access tokens and rewards participants.
    #[serde(default)]
    pub rewards_participant: RewardsParticipantRules,
}

impl Settings {
    /// By what media a message reaches an identifier; none where it is no address, and messages go to the customer
    /// record's. `verified_by` is the medium that brings the code: another system knows people by whatever
    /// they are called here, but not by what the service made up.
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
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VerificationRules {
    /// Which new access tokens wait for a code before they can be used.
    #[schemars(example = Required::Always)]
    pub required: Required,
    /// How many digits the code has.
    #[schemars(range(min = Self::CODE_LENGTH.0, max = Self::CODE_LENGTH.1), example = 6)]
    pub code_length: u32,
    /// How long the code is good; by SMS 10 minutes at most.
    #[schemars(range(min = Self::CODE_LIFE_MINUTES.0, max = Self::CODE_LIFE_MINUTES.1), example = 15)]
    pub code_life_minutes: i64,
    /// How many wrong tries a code stands from one source; from all sources together it stands four times as many.
    #[schemars(range(min = Self::ATTEMPTS.0, max = Self::ATTEMPTS.1), example = 5)]
    pub attempts: u32,
    /// How long one mailbox or phone waits from one message to the next of the same purpose.
    #[schemars(range(min = Self::RESEND_PAUSE_SECONDS.0, max = Self::RESEND_PAUSE_SECONDS.1), example = 60)]
    pub resend_pause_seconds: i64,
    /// For so many days a registration waits for its code; then it is gone, with what it claims.
    #[serde(default = "VerificationRules::default_pending_days")]
    #[schemars(range(min = Self::PENDING_DAYS.0, max = Self::PENDING_DAYS.1))]
    pub pending_days: i64,
    /// The template that brings the code.
    #[schemars(example = &"welcome")]
    pub template: String,
}

impl VerificationRules {
    pub(super) const CODE_LENGTH: (u32, u32) = (6, 10);
    pub(super) const CODE_LIFE_MINUTES: (i64, i64) = (1, 24 * 60);
    pub(super) const LONGEST_CODE_LIFE_BY_SMS: i64 = 10;
    pub(super) const ATTEMPTS: (u32, u32) = (1, 5);
    pub(super) const RESEND_PAUSE_SECONDS: (i64, i64) = (60, 3600);
    pub(super) const PENDING_DAYS: (i64, i64) = (1, 30);

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

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Automation {
    /// Whether an access token may have neither identifier nor pass code.
    #[schemars(example = true)]
    pub allow_no_identifier_and_pass_code: bool,
    /// Whether an EFFECTIVE access token becomes NOT_EFFECTIVE when the last customer record lets go of it.
    #[serde(default)]
    pub not_effective_when_last_link_removed: bool,
}

/// Whether customers log in without a pass code.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OneTimePasswordRules {
    /// The template that brings a one-time password; without it there is no such log-in.
    #[schemars(example = &"one_time_password")]
    pub template: Option<String>,
}

/// What holds for the sessions of customers.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SessionRules {
    /// The template that tells a customer that two held one refresh token, and that the session was ended; without it
    /// nobody is told.
    #[schemars(example = &"copied")]
    pub copied_template: Option<String>,
}

/// What holds between access tokens and accounts receivable.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct AccountsReceivableRules {
    /// Whether an access token may be created together with an account, or for one.
    pub may_create_tokens: bool,
    /// Whether an account must have an access token. An account has no classification, so only `[definition]` is asked.
    pub at_least_one_token: bool,
    /// How many access tokens an account may have; left out, any number. Only `[definition]` is asked.
    #[schemars(range(min = 1), example = 20)]
    pub at_most_tokens: Option<usize>,
    /// The template that tells a customer of an access token that was assigned to their account; without it
    /// nobody is told.
    #[schemars(example = &"assigned")]
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
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RewardsParticipantRules {
    /// Whether an access token may be created together with a participant, or for one.
    pub may_create_tokens: bool,
    /// The template that tells a customer of an access token that was assigned to them as a participant;
    /// without it nobody is told.
    #[schemars(example = &"assigned")]
    pub assigning_template: Option<String>,
}

impl Default for RewardsParticipantRules {
    fn default() -> Self {
        Self { may_create_tokens: true, assigning_template: None }
    }
}
