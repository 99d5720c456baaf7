//! `POST /access_tokens/show`: a token, to who proves to know it. In any state.
//!
//! 1. Parse.
//! 2. Read the token; the customer records it belongs to, once it is proved.
//! 3. Decide: nothing changes. 4. Commit: nothing, but for a try that proves nothing, which is counted.

use crate::{
    base::context::Context,
    http::{
        answer::AccessTokenAnswer,
        caller::Caller,
        operation::{Operation, Who, post},
        parameters::Parameters,
    },
    records::{access_token::AccessToken, customer_records::Records, refusal::Refusal},
    steps::{
        flow::{self, Decision},
        on_one_token::{self, Input},
        service::Service,
        token_lookup,
    },
    table::{Rows, Stored},
};

pub(crate) const SHOW: Operation<Input, AccessTokenAnswer> =
    post("/access_tokens/show", Who::Anybody, "Shows an access token to who proves to know it.")
        .refuses(&[flow::COMMITS, token_lookup::REFUSES]);

pub(crate) async fn run(
    service: &Service,
    parameters: Parameters,
    caller: Caller,
) -> Result<AccessTokenAnswer, Refusal> {
    on_one_token::run(service, parameters, &caller, decide).await
}

fn decide(
    service: &Service,
    token: Stored<AccessToken>,
    rows: &Rows,
    _: &mut Context,
) -> Result<Decision<AccessTokenAnswer>, Refusal> {
    let Stored { row: token, .. } = token;
    let records = Records::of(&token.links, rows)?;
    let answer = AccessTokenAnswer::of(&token, &records, &service.definition, &service.keyring)?;
    Ok(Decision { writes: Vec::new(), outcome: Ok(answer) })
}
