//! The two kinds of customer record that a token can belong to, as answers show them.

use schemars::JsonSchema;
use serde::Serialize;

use super::{AccessTokenAnswer, ContactInformationAnswer, LogInformation};
use crate::{
    accounts_receivable::{AccountState, AccountsReceivable},
    definition::Definition,
    id::{Id, Number},
    links::Records,
    rewards_participant::{ParticipantState, RewardsParticipant},
};

/// A financial account. States: ACTIVE, SUSPENDED, TERMINATED.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct AccountsReceivableAnswer {
    pub id: Option<Id>,
    pub number: Option<Number>,
    pub name: Option<String>,
    pub life_cycle_state: Option<AccountState>,
    pub account_owner: Option<ContactInformationAnswer>,
}

impl AccountsReceivableAnswer {
    pub fn of(account: &AccountsReceivable, definition: &Definition) -> Self {
        Self {
            id: Some(account.id.clone()),
            number: Some(account.number.clone()),
            name: Some(account.name().to_owned()),
            life_cycle_state: Some(account.life_cycle_state),
            account_owner: Some(ContactInformationAnswer::of(&account.account_owner, definition)),
        }
    }
}

/// A customer who takes part in rewards; owned by an accounts receivable. States: EFFECTIVE, TERMINATED.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct RewardsParticipantAnswer {
    pub id: Option<Id>,
    pub number: Option<Number>,
    pub life_cycle_state: Option<ParticipantState>,
    pub accounts_receivable: Option<AccountsReceivableAnswer>,
}

impl RewardsParticipantAnswer {
    /// The participant of some records, with the account that owns it.
    pub fn of(records: &Records, definition: &Definition) -> Option<Self> {
        let RewardsParticipant { id, number, life_cycle_state, .. } = records.rewards_participant.clone()?;
        let account = records.account.as_ref();
        Some(Self {
            id: Some(id),
            number: Some(number),
            life_cycle_state: Some(life_cycle_state),
            accounts_receivable: account.map(|account| AccountsReceivableAnswer::of(account, definition)),
        })
    }
}

/// What the operations on customer records answer.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
#[schemars(rename = "RecordOf{T}")]
pub struct RecordAnswer<T> {
    #[serde(flatten)]
    pub record: T,
    pub log_information: Option<LogInformation>,
    /// The access tokens that this request added or let go of.
    pub access_tokens: Vec<AccessTokenAnswer>,
}

impl RecordAnswer<AccountsReceivableAnswer> {
    pub fn account(account: &AccountsReceivable, definition: &Definition) -> Self {
        Self {
            record: AccountsReceivableAnswer::of(account, definition),
            log_information: Some(LogInformation::of(account.created, account.updated, definition)),
            access_tokens: Vec::new(),
        }
    }
}

impl RecordAnswer<RewardsParticipantAnswer> {
    pub fn participant(records: &Records, definition: &Definition) -> Self {
        let participant = records.rewards_participant.as_ref();
        Self {
            record: RewardsParticipantAnswer::of(records, definition).unwrap_or_default(),
            log_information: participant
                .map(|participant| LogInformation::of(participant.created, participant.updated, definition)),
            access_tokens: Vec::new(),
        }
    }
}

impl<T> RecordAnswer<T> {
    pub fn with_access_tokens(self, access_tokens: Vec<AccessTokenAnswer>) -> Self {
        Self { access_tokens, ..self }
    }
}
