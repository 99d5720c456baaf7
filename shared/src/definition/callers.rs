//! How callers send what they show.

use serde::Deserialize;

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Callers {
    /// Whether a customer's session token may stand in the address of a GET, as older applications send it. Addresses
    /// end in logs.
    pub token_in_query: bool,
    /// Whether who is in no session has to show the key of an app.
    pub application_key: KeyOfAnApp,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum KeyOfAnApp {
    /// To log in alone.
    #[default]
    ToLogIn,
    /// For all that anybody may ask for.
    Required,
}
