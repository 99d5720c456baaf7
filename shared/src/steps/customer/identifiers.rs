//! How a request names customer records.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::{
    base::{
        exactly_one::{NotOne, exactly_one},
        field_errors::FieldErrors,
        id::Id,
        rule::Rule,
        schema::one_of,
        text_rules::PLAIN,
    },
    definition::BelongsTo,
    records::accounts_receivable::LONGEST_NAME,
    steps::credentials::AccessTokenIdentifier,
};

pub(super) const ACCOUNT: &str = "accounts_receivable_identifier";
pub(super) const PARTICIPANT: &str = "rewards_participant_identifier";

/// `accounts_receivable_identifier` as it is sent: exactly one of the four.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(try_from = "SentAccount")]
pub(crate) enum AccountsReceivableIdentifier {
    Id(Id),
    Number(String),
    Name(String),
    AccessToken(AccessTokenIdentifier),
}

/// `accounts_receivable_identifier` as it is sent: exactly one of the four.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "AccountsReceivableIdentifier")]
#[schemars(transform = one_of(&["id", "number", "name", "access_token_identifier"]))]
#[schemars(example = json!({ "number": "ACR0081726354" }))]
struct SentAccount {
    id: Option<Id>,
    #[schemars(example = &"ACR0081726354")]
    number: Option<String>,
    #[schemars(length(min = 1, max = LONGEST_NAME), regex(pattern = PLAIN))]
    name: Option<String>,
    /// An access token that belongs to it, or to a rewards participant that it owns.
    access_token_identifier: Option<AccessTokenIdentifier>,
}

impl TryFrom<SentAccount> for AccountsReceivableIdentifier {
    type Error = NotOne;

    fn try_from(sent: SentAccount) -> Result<Self, NotOne> {
        exactly_one([
            ("id", sent.id.map(Self::Id)),
            ("number", sent.number.map(Self::Number)),
            ("name", sent.name.map(Self::Name)),
            ("access_token_identifier", sent.access_token_identifier.map(Self::AccessToken)),
        ])
    }
}

/// `rewards_participant_identifier` as it is sent: exactly one of the three.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(try_from = "SentParticipant")]
pub(crate) enum RewardsParticipantIdentifier {
    Id(Id),
    Number(String),
    AccessToken(AccessTokenIdentifier),
}

/// `rewards_participant_identifier` as it is sent: exactly one of the three.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "RewardsParticipantIdentifier")]
#[schemars(transform = one_of(&["id", "number", "access_token_identifier"]))]
#[schemars(example = json!({ "number": "RWP4410275863" }))]
struct SentParticipant {
    id: Option<Id>,
    #[schemars(example = &"RWP4410275863")]
    number: Option<String>,
    /// An access token that belongs to it.
    access_token_identifier: Option<AccessTokenIdentifier>,
}

impl TryFrom<SentParticipant> for RewardsParticipantIdentifier {
    type Error = NotOne;

    fn try_from(sent: SentParticipant) -> Result<Self, NotOne> {
        exactly_one([
            ("id", sent.id.map(Self::Id)),
            ("number", sent.number.map(Self::Number)),
            ("access_token_identifier", sent.access_token_identifier.map(Self::AccessToken)),
        ])
    }
}

/// The customer records that a request names, none to both of them.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CustomerIdentifiers {
    pub accounts_receivable_identifier: Option<AccountsReceivableIdentifier>,
    pub rewards_participant_identifier: Option<RewardsParticipantIdentifier>,
}

/// An accounts receivable, and nothing else.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = json!({ "accounts_receivable_identifier": { "number": "ACR0081726354" } }))]
pub(crate) struct Account {
    pub accounts_receivable_identifier: AccountsReceivableIdentifier,
}

/// An accounts receivable; in the session of a customer, theirs where none is named.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = json!({ "accounts_receivable_identifier": { "number": "ACR0081726354" } }))]
pub(crate) struct OwnAccount {
    /// Not needed in the session of a customer, whose own is meant then.
    pub accounts_receivable_identifier: Option<AccountsReceivableIdentifier>,
}

/// A rewards participant; in the session of a customer, theirs where none is named.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = json!({ "rewards_participant_identifier": { "number": "RWP4410275863" } }))]
pub(crate) struct OwnParticipant {
    /// Not needed in the session of a customer, whose own is meant then.
    pub rewards_participant_identifier: Option<RewardsParticipantIdentifier>,
}

/// A rewards participant, and nothing else.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = json!({ "rewards_participant_identifier": { "number": "RWP4410275863" } }))]
pub(crate) struct Participant {
    pub rewards_participant_identifier: RewardsParticipantIdentifier,
}

impl CustomerIdentifiers {
    /// What a token will belong to for which these are sent, right or wrong.
    pub(crate) fn belong_to(sent: &Map<String, Value>) -> BelongsTo {
        let is_sent = |field: &str| sent.get(field).is_some_and(|value| !value.is_null());
        match (is_sent(ACCOUNT), is_sent(PARTICIPANT)) {
            (false, false) => BelongsTo::Nothing,
            (true, false) => BelongsTo::Account,
            (_, true) => BelongsTo::Participant,
        }
    }

    /// Refuses none.
    pub(super) fn needed(self, belongs_to: BelongsTo) -> Result<Self, FieldErrors> {
        if self.accounts_receivable_identifier.is_some() || self.rewards_participant_identifier.is_some() {
            return Ok(self);
        }
        let field = if belongs_to == BelongsTo::Participant { PARTICIPANT } else { ACCOUNT };
        Err(FieldErrors::field(field, Rule::Missing))
    }

    /// Refuses both and none.
    pub(crate) fn either(self) -> Result<Self, FieldErrors> {
        let Self { accounts_receivable_identifier: account, rewards_participant_identifier: participant } =
            self;
        let one =
            exactly_one([(ACCOUNT, account.map(Self::from)), (PARTICIPANT, participant.map(Self::from))]);
        one.map_err(|not_one| not_one.at(ACCOUNT))
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

impl From<OwnAccount> for CustomerIdentifiers {
    fn from(input: OwnAccount) -> Self {
        Self { accounts_receivable_identifier: input.accounts_receivable_identifier, ..Self::default() }
    }
}

impl From<OwnParticipant> for CustomerIdentifiers {
    fn from(input: OwnParticipant) -> Self {
        Self { rewards_participant_identifier: input.rewards_participant_identifier, ..Self::default() }
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
