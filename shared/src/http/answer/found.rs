//! Who was found: one record of a customer, as answers show it anywhere.

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    access_token::AccessTokenAnswer,
    customer::{AccountsReceivableAnswer, RewardsParticipantAnswer},
};

/// What was found: one of the three, the others are null.
#[derive(Clone, Default, Serialize, JsonSchema)]
pub(crate) struct FoundAnswer {
    /// With the customer records that it belongs to.
    pub access_token: Option<AccessTokenAnswer>,
    /// Its access tokens are in `access_tokens/list`.
    pub accounts_receivable: Option<AccountsReceivableAnswer>,
    /// With the account that owns it.
    pub rewards_participant: Option<RewardsParticipantAnswer>,
}
