//! What is sent to change a token, beside the user-defined fields.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::{
    base::{
        language,
        secret::Secret,
        text_rules::{MAXIMUM_LENGTH, PLAIN},
    },
    codes::pass_code,
    http::patch::Patch,
    records::access_token::AccessToken,
    steps::{
        credentials::AccessTokenIdentifier,
        registration::{CARD_MAXIMUM_LENGTH, Given, GivenTo},
    },
};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = json!({
    "access_token_identifier": { "identifier": "ada@example.com", "pass_code": "correct horse 1" },
    "card_masked_number": "**** **** **** 1234",
    "udf_string_1": null,
}))]
pub(crate) struct Input {
    /// Not needed in the session of a customer, whose own is changed then: but for what it is called and proved by.
    pub access_token_identifier: Option<AccessTokenIdentifier>,
    /// Identifies and authenticates in one.
    #[serde(default)]
    #[schemars(length(max = MAXIMUM_LENGTH), regex(pattern = PLAIN))]
    pub authentication_code: Patch<Secret>,
    /// What the customer is called by from then on.
    #[serde(default)]
    #[schemars(length(max = MAXIMUM_LENGTH), example = "ada@example.com")]
    pub identifier: Patch<String>,
    /// What the customer will log in with from then on.
    #[serde(default)]
    #[schemars(length(max = pass_code::MAXIMUM_BYTES), example = "correct horse 2")]
    pub pass_code: Patch<Secret>,
    /// As it is printed: `**** **** **** 1234`.
    #[serde(default)]
    #[schemars(length(max = CARD_MAXIMUM_LENGTH), regex(pattern = PLAIN), example = "**** **** **** 1234")]
    pub card_masked_number: Patch<String>,
    /// The one that the customer reads, as BCP 47 has it.
    #[serde(default)]
    #[schemars(length(max = language::MAXIMUM_LENGTH), example = "pt-BR")]
    pub language: Patch<String>,
}

impl Input {
    /// Whether it changes what the token is called or proved by.
    pub(super) const fn proves_otherwise(&self) -> bool {
        !self.identifier.is_absent() || !self.pass_code.is_absent() || !self.authentication_code.is_absent()
    }

    /// Which fields the token will have that has these now.
    pub(super) fn given(&self, before: &AccessToken) -> Given {
        Given {
            identifier: self.identifier.will_be_there(before.identifier.is_some()),
            pass_code: self.pass_code.will_be_there(before.pass_code.is_some()),
            authentication_code: self.authentication_code.will_be_there(before.authentication_code.is_some()),
            to: GivenTo::Known,
        }
    }
}
