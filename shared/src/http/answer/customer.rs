//! The two kinds of customer record that a token can belong to, as answers show them.

use schemars::JsonSchema;
use serde::Serialize;

use super::contact_information::ContactInformationAnswer;
use crate::{
    base::id::{Id, Number},
    definition::Definition,
    records::{
        accounts_receivable::{AccountState, AccountsReceivable},
        customer_records::Records,
        rewards_participant::{ParticipantState, RewardsParticipant},
    },
};

/// A financial account. States: ACTIVE, SUSPENDED, TERMINATED.
#[derive(Clone, Default, Serialize, JsonSchema)]
pub(crate) struct AccountsReceivableAnswer {
    pub id: Id,
    pub number: Number,
    pub name: String,
    pub life_cycle_state: AccountState,
    pub account_owner: ContactInformationAnswer,
}

impl AccountsReceivableAnswer {
    pub(crate) fn of(account: &AccountsReceivable, definition: &Definition) -> Self {
        Self {
            id: account.id.clone(),
            number: account.number.clone(),
            name: account.name().to_owned(),
            life_cycle_state: account.life_cycle_state,
            account_owner: ContactInformationAnswer::of(&account.account_owner, definition),
        }
    }
}

/// A customer who takes part in rewards; owned by an accounts receivable. States: EFFECTIVE, TERMINATED.
#[derive(Clone, Default, Serialize, JsonSchema)]
pub(crate) struct RewardsParticipantAnswer {
    pub id: Id,
    pub number: Number,
    pub life_cycle_state: ParticipantState,
    pub accounts_receivable: Option<AccountsReceivableAnswer>,
}

impl RewardsParticipantAnswer {
    /// The participant of some records, with the account that owns it.
    pub(crate) fn of(records: &Records, definition: &Definition) -> Option<Self> {
        let RewardsParticipant { id, number, life_cycle_state, .. } = records.rewards_participant.clone()?;
        let account = records.account.as_ref();
        Some(Self {
            id,
            number,
            life_cycle_state,
            accounts_receivable: account.map(|account| AccountsReceivableAnswer::of(account, definition)),
        })
    }
}
