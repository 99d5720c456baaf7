//! What the operations on customer records answer.

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    access_token::AccessTokenAnswer,
    customer::{AccountsReceivableAnswer, RewardsParticipantAnswer},
    log_information::LogInformation,
};
use crate::{
    definition::Definition,
    records::{accounts_receivable::AccountsReceivable, customer_records::Records},
};

/// A customer record, with the access tokens that the request touched.
#[derive(Clone, Default, Serialize, JsonSchema)]
#[schemars(rename = "RecordOf{T}")]
pub(crate) struct RecordAnswer<T> {
    #[serde(flatten)]
    pub record: T,
    pub log_information: LogInformation,
    /// The access tokens that this request added or let go of.
    pub access_tokens: Vec<AccessTokenAnswer>,
}

impl RecordAnswer<AccountsReceivableAnswer> {
    pub(crate) fn account(account: &AccountsReceivable, definition: &Definition) -> Self {
        Self {
            record: AccountsReceivableAnswer::of(account, definition),
            log_information: LogInformation::of(&account.history, definition),
            access_tokens: Vec::new(),
        }
    }
}

impl RecordAnswer<RewardsParticipantAnswer> {
    pub(crate) fn participant(records: &Records, definition: &Definition) -> Self {
        let participant = records.rewards_participant.as_ref();
        let log_information =
            participant.map(|participant| LogInformation::of(&participant.history, definition));
        Self {
            record: RewardsParticipantAnswer::of(records, definition).unwrap_or_default(),
            log_information: log_information.unwrap_or_default(),
            access_tokens: Vec::new(),
        }
    }
}

impl<T> RecordAnswer<T> {
    pub(crate) fn with_access_tokens(self, access_tokens: Vec<AccessTokenAnswer>) -> Self {
        Self { access_tokens, ..self }
    }
}
