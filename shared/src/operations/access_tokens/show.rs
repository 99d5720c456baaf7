//! `POST /access_tokens/show`: a token, to who proves to know it, or to the customer whose session it is. In any state.
//!
//! 1. Parse.
//! 2. Read the token; the customer records it belongs to, once it is proved.
//! 3. Decide: nothing changes. 4. Commit: nothing, but for a try that proves nothing, which is counted.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::{
    base::scope::Scope,
    http::{
        answer::AccessTokenAnswer,
        caller::Caller,
        operation::{Operation, Who, post},
        parameters::Parameters,
    },
    records::{customer_records::Records, refusal::Refusal},
    steps::{
        credentials::AccessTokenIdentifier,
        flow::{self, Decision},
        service::Service,
        token_lookup::{self, TokenLookup},
    },
    table::Rows,
};

pub(crate) const SHOW: Operation<Input, AccessTokenAnswer> = post(
    "/access_tokens/show",
    Who::Anybody,
    "Shows an access token to who proves to know it, or to the customer whose session it is.",
)
.for_scope(Scope::Read)
.refuses(&[flow::COMMITS, token_lookup::REFUSES]);

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = json!({ "access_token_identifier": { "identifier": "eve@example.com", "pass_code": "correct horse 1" } }))]
pub(crate) struct Input {
    /// Not needed in the session of a customer, whose own is shown then.
    access_token_identifier: Option<AccessTokenIdentifier>,
}

pub(crate) async fn run(
    service: &Service,
    parameters: Parameters,
    caller: Caller,
) -> Result<AccessTokenAnswer, Refusal> {
    let input: Input = parameters.rest()?;
    let mut context = service.context(&caller);
    let named = input.access_token_identifier.as_ref();
    let lookup = TokenLookup::named_or_own(named, &caller, &context, service)?;
    flow::run(service, &caller, lookup, &mut context, |lookup, rows, _| decide(service, lookup, rows)).await
}

fn decide(
    service: &Service,
    lookup: &TokenLookup,
    rows: &Rows,
) -> Result<Decision<AccessTokenAnswer>, Refusal> {
    let token = lookup.token(rows)?.ok_or(Refusal::AccessTokenNotFound)?.row;
    let records = Records::of(&token.links, rows)?;
    let answer = AccessTokenAnswer::of(&token, &records, &service.definition, &service.keyring)?;
    Ok(Decision { writes: Vec::new(), outcome: Ok(lookup.shown(answer)) })
}
