//! What `generate_otp` answers.

use schemars::JsonSchema;
use serde::Serialize;

use crate::base::{
    id::{Id, Number},
    timestamp::DATE,
};

#[derive(Default, Serialize, JsonSchema)]
pub(crate) struct IdentifyingCodeAnswer {
    pub id: Id,
    pub number: Number,
    /// Eight digits, the first of which may be zeros. A back office sends them as `access_token_identifier`, once.
    #[schemars(example = &"04291763")]
    pub one_time_password: String,
    /// From then on it is good for nothing.
    #[schemars(regex(pattern = DATE))]
    pub expiration_date: String,
}
