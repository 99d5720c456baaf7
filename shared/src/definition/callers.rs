//! How callers send what they show.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Callers {
    /// Whether a customer's session token may stand in the address of a GET, as older applications send it. Addresses
    /// end in logs.
    #[schemars(example = true)]
    pub token_in_query: bool,
    /// For what somebody who is in no session has to show the key of an app.
    #[schemars(example = KeyOfAnApp::Required)]
    pub application_key: KeyOfAnApp,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum KeyOfAnApp {
    /// For a log-in alone.
    #[default]
    ToLogIn,
    /// For all that anybody may ask for: nobody registers, verifies or asks for a ticket without one. It
    /// keeps out who has not taken your app apart.
    Required,
}
