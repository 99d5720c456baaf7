//! How callers send what they show.

use serde::Deserialize;

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Callers {
    /// Whether a customer's session token may stand in the address of a GET, as older applications send it. Addresses
    /// end in logs.
    pub token_in_query: bool,
}
