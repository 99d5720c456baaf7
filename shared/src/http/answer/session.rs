//! A session that was opened, as answers show it.

use schemars::JsonSchema;
use serde::Serialize;

#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub(crate) struct SessionAnswer {
    /// What goes with every request from now on, as `token` or as `Authorization: Bearer`. A JSON Web Token, RS256, which
    /// other services can check by the public keys.
    pub token: String,
    /// In so many seconds it is over.
    pub expires_in: i64,
}
