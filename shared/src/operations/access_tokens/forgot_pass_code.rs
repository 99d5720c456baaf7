//! `POST /access_tokens/forgot_pass_code`: sends a reset ticket to a customer who forgot the pass code.
//!
//! 1. Parse: an identifier.
//! 2. Read the token, its destination and the account behind it.
//! 3. Decide: only EFFECTIVE, and only where the identifier is an e-mail address or a phone number.
//! 4. Commit: token, ticket, message and destination. The answer says nothing, whoever asks.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::{
    base::{
        context::Context,
        text_rules::{MAXIMUM_LENGTH, PLAIN},
    },
    http::{
        caller::Caller,
        code::Code,
        operation::{Operation, Who, post},
        parameters::Parameters,
    },
    records::{destination::Purpose, refusal::Refusal},
    steps::{
        credentials::{AccessTokenIdentifier, Credentials},
        flow,
        reset::{self, Change, Meant, Reset, TICKET_WRITES},
        service::Service,
    },
};

pub(crate) const FORGOT_PASS_CODE: Operation<Input, ()> = post(
    "/access_tokens/forgot_pass_code",
    Who::Anybody,
    "Has a reset ticket sent to who forgot the pass code.",
)
.refuses(&[flow::COMMITS, &[Code::NotOffered, Code::TooManyMessages]]);

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = json!({ "identifier": "ada@example.com" }))]
pub(crate) struct Input {
    #[schemars(length(max = MAXIMUM_LENGTH), regex(pattern = PLAIN), example = "ada@example.com")]
    identifier: String,
}

pub(crate) async fn run(service: &Service, parameters: Parameters, caller: Caller) -> Result<(), Refusal> {
    let Input { identifier } = parameters.rest()?;
    if service.definition.of_records().pass_code.forgot_template.is_none() {
        return Err(Refusal::NotOffered("pass_code.forgot_template"));
    }
    let named = AccessTokenIdentifier { identifier: Some(identifier), ..AccessTokenIdentifier::default() };
    let credentials = Credentials::parse(&named, None)?;
    let reset = Reset { rule: &change, purpose: Purpose::Reset, writes: TICKET_WRITES };
    reset::run(service, credentials, &caller, reset).await.map(|_| ())
}

fn change(service: &Service, meant: Meant<'_>, context: &mut Context) -> Result<Change, Refusal> {
    let change = reset::by_ticket(service, meant, context)?;
    let reached = service.definition.reaches_identifiers(change.token.classification.as_ref());
    if reached { Ok(change) } else { Err(Refusal::NoDestination) }
}
