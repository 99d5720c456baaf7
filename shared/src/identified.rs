//! What the operations on one access token have in common: who may be told what.
//!
//! The token is identified by its authentication code, or by its identifier and pass code, and so proved. Without
//! proof the answer is the same for an unknown token and a wrong pass code, and each try is counted.

use lambda_http::{Body, Request, Response};

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

const FIELD: &str = "access_token_identifier";

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
    let mut parameters = parameters?;
    let mut context = service.context();
    let sought = take(&mut parameters, caller, service, &context)?;
    parameters.nothing_else()?;
    let decide = |sought: &Sought, rows: &Rows, context: &mut Context| {
        let token = sought.token(rows)?.ok_or(Refusal::NotFound)?;
        rule(service, token, rows, context)
    };
    seek::outcome(service, sought, &mut context, decide).await
}

/// Takes `access_token_identifier` out of the other fields.
pub fn take(
    parameters: &mut Parameters,
    caller: &Caller,
    service: &Service,
    context: &Context,
) -> Result<Sought, Refusal> {
    let given: AccessTokenIdentifier = parameters.take_required(FIELD)?;
    Sought::parse(&given, FIELD, caller, context, &service.keyring)
}
