//! How a request names customer records.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::{
    accounts_receivable::LONGEST_NAME, http::Parameters, id::Id, look_up::AccessTokenIdentifier,
    openapi::exactly_one, refusal::Refusal, rules::PLAIN,
};

pub const ACCOUNT: &str = "accounts_receivable_identifier";
pub const PARTICIPANT: &str = "rewards_participant_identifier";

/// `accounts_receivable_identifier` as it is sent: exactly one of the four.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = exactly_one(&["id", "number", "name", "access_token_identifier"]))]
#[schemars(example = json!({ "number": "ACR000001" }))]
pub struct AccountsReceivableIdentifier {
    pub id: Option<Id>,
    #[schemars(example = &"ACR000852")]
    pub number: Option<String>,
    #[schemars(length(min = 1, max = LONGEST_NAME), regex(pattern = PLAIN))]
    pub name: Option<String>,
    /// An access token that belongs to it, or to a rewards participant that it owns.
    pub access_token_identifier: Option<AccessTokenIdentifier>,
}

/// `rewards_participant_identifier` as it is sent: exactly one of the three.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = exactly_one(&["id", "number", "access_token_identifier"]))]
#[schemars(example = json!({ "number": "RWP000001" }))]
pub struct RewardsParticipantIdentifier {
    pub id: Option<Id>,
    #[schemars(example = &"RWP000031")]
    pub number: Option<String>,
    /// An access token that belongs to it.
    pub access_token_identifier: Option<AccessTokenIdentifier>,
}

/// The customer records that a request names, none to both of them.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomerIdentifiers {
    pub accounts_receivable_identifier: Option<AccountsReceivableIdentifier>,
    pub rewards_participant_identifier: Option<RewardsParticipantIdentifier>,
}

/// An accounts receivable, and nothing else.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = json!({ "accounts_receivable_identifier": { "number": "ACR000002" } }))]
pub struct Account {
    pub accounts_receivable_identifier: AccountsReceivableIdentifier,
}

/// A rewards participant, and nothing else.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = json!({ "rewards_participant_identifier": { "number": "RWP000002" } }))]
pub struct Participant {
    pub rewards_participant_identifier: RewardsParticipantIdentifier,
}

impl CustomerIdentifiers {
    /// Takes both, where they are given, out of the other fields.
    pub fn take(parameters: &mut Parameters) -> Result<Self, Refusal> {
        Ok(Self {
            accounts_receivable_identifier: parameters.take(ACCOUNT)?,
            rewards_participant_identifier: parameters.take(PARTICIPANT)?,
        })
    }

    /// Refuses both and none.
    pub fn either(self) -> Result<Self, Refusal> {
        if self.accounts_receivable_identifier.is_some() == self.rewards_participant_identifier.is_some() {
            return Err(Refusal::field(ACCOUNT, format!("give either this or {PARTICIPANT}")));
        }
        Ok(self)
    }
}

impl From<AccountsReceivableIdentifier> for CustomerIdentifiers {
    fn from(identifier: AccountsReceivableIdentifier) -> Self {
        Self { accounts_receivable_identifier: Some(identifier), ..Self::default() }
    }
}

impl From<RewardsParticipantIdentifier> for CustomerIdentifiers {
    fn from(identifier: RewardsParticipantIdentifier) -> Self {
        Self { rewards_participant_identifier: Some(identifier), ..Self::default() }
    }
}

impl From<Account> for CustomerIdentifiers {
    fn from(input: Account) -> Self {
        input.accounts_receivable_identifier.into()
    }
}

impl From<Participant> for CustomerIdentifiers {
    fn from(input: Participant) -> Self {
        input.rewards_participant_identifier.into()
    }
}
