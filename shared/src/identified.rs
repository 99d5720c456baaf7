//! What the operations on one access token have in common: who may be told what.
//!
//! The token is identified by its authentication code, or by its identifier and pass code, and so proved. Without
//! proof the answer is the same for an unknown token and a wrong pass code, and each try is counted.

use lambda_http::{Body, Request, Response};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::{
    access_token::AccessToken,
    answer::AccessTokenAnswer,
    caller::Caller,
    context::Context,
    http::{Call, Parameters},
    look_up::{AccessTokenIdentifier, Sought},
    refusal::Refusal,
    seek,
    service::Service,
    table::{Decision, Rows, Stored},
};

/// Nothing but the token.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = json!({ "access_token_identifier": { "identifier": "eve@example.com", "pass_code": "correct horse 1" } }))]
pub struct Input {
    pub access_token_identifier: AccessTokenIdentifier,
}

/// What an operation makes of a token that its caller has proved to know. The rows hold its customer records.
pub type Rule =
    fn(&Service, Stored<AccessToken>, &Rows, &mut Context) -> Result<Decision<AccessTokenAnswer>, Refusal>;

/// Answers an operation that takes nothing but the token.
pub async fn answer(
    service: &Service,
    operation: &'static str,
    request: Request,
    rule: Rule,
) -> Response<Body> {
    let (call, parameters) = Call::open::<AccessTokenAnswer>(operation, &request);
    call.answer(run(service, parameters, &call.caller, rule).await)
}

async fn run(
    service: &Service,
    parameters: Result<Parameters, Refusal>,
    caller: &Caller,
    rule: Rule,
) -> Result<AccessTokenAnswer, Refusal> {
    let input: Input = parameters?.into_input()?;
    let mut context = service.context();
    let sought = sought(&input.access_token_identifier, caller, service, &context)?;
    let decide = |sought: &Sought, rows: &Rows, context: &mut Context| {
        let token = sought.token(rows)?.ok_or(Refusal::NotFound)?;
        rule(service, token, rows, context)
    };
    seek::outcome(service, sought, &mut context, decide).await
}

/// The token that is meant, before it is read.
pub fn sought(
    given: &AccessTokenIdentifier,
    caller: &Caller,
    service: &Service,
    context: &Context,
) -> Result<Sought, Refusal> {
    Sought::parse(given, "access_token_identifier", caller, context, &service.keyring)
}
