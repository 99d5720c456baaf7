//! What the operations have in common that take nothing but one access token: who may be told what.
//!
//! The token is named by its authentication code, or by its identifier and pass code, and so proved. Without
//! proof the answer is the same for an unknown token and a wrong pass code, and each try is counted.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::{
    credentials::AccessTokenIdentifier,
    flow::{self, Decision},
    service::Service,
    token_lookup::{Proof, TokenLookup},
};
use crate::{
    base::context::Context,
    http::{answer::AccessTokenAnswer, caller::Caller, parameters::Parameters},
    records::{access_token::AccessToken, customer_records::Records, refusal::Refusal},
    table::{Rows, Stored, Write},
};

/// Nothing but the token.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = json!({ "access_token_identifier": { "identifier": "eve@example.com", "pass_code": "correct horse 1" } }))]
pub(crate) struct Input {
    pub access_token_identifier: AccessTokenIdentifier,
}

/// What an operation makes of a token that its caller has proved to know. The rows hold its customer records.
pub(crate) type Rule =
    fn(&Service, Stored<AccessToken>, &Rows, &mut Context) -> Result<Decision<AccessTokenAnswer>, Refusal>;

/// Runs an operation that takes nothing but the token.
pub(crate) async fn run(
    service: &Service,
    parameters: Parameters,
    caller: &Caller,
    rule: Rule,
) -> Result<AccessTokenAnswer, Refusal> {
    let input: Input = parameters.rest()?;
    let mut context = service.context(caller);
    let given = &input.access_token_identifier;
    let lookup = TokenLookup::parse(given, Proof::Full, caller, &context, service)?;
    flow::run(service, caller, lookup, &mut context, |lookup, rows, context| {
        let token = lookup.token(rows)?.ok_or(Refusal::AccessTokenNotFound)?;
        let Decision { writes, outcome } = rule(service, token, rows, context)?;
        Ok(Decision { writes, outcome: outcome.map(|answer| lookup.shown(answer)) })
    })
    .await
}

/// Writes the token back as it has become, and answers it.
pub(crate) fn replace(
    service: &Service,
    token: &AccessToken,
    version: u64,
    records: &Records,
) -> Result<Decision<AccessTokenAnswer>, Refusal> {
    let answer = AccessTokenAnswer::of(token, records, &service.definition, &service.keyring)?;
    let write = Write::replace(&token.key(), token, version)?;
    Ok(Decision { writes: vec![write], outcome: Ok(answer) })
}
