//! `POST /access_tokens/set_as_effective`: a NOT_EFFECTIVE token is in use again.
//!
//! 1. Parse.
//! 2. Read the token; the customer records it belongs to, once it is proved.
//! 3. Decide: only NOT_EFFECTIVE. A token that is PENDING_VERIFICATION becomes EFFECTIVE by its code alone.
//! 4. Commit: the token.

use crate::{
    base::context::Context,
    http::{
        answer::AccessTokenAnswer,
        caller::Caller,
        code::Code,
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

pub(crate) const SET_AS_EFFECTIVE: Operation<Input, AccessTokenAnswer> =
    post("/access_tokens/set_as_effective", Who::Anybody, "A NOT_EFFECTIVE access token is in use again.")
        .refuses(&[flow::COMMITS, token_lookup::REFUSES, &[Code::LifeCycleStateNotAllowed]]);

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
    context: &mut Context,
) -> Result<Decision<AccessTokenAnswer>, Refusal> {
    let Stored { row: token, version } = token;
    let token = token.set_as_effective(&context.done())?;
    let records = Records::of(&token.links, rows)?;
    on_one_token::replace(service, &token, version, &records)
}
