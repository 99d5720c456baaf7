//! `POST /access_tokens/set_as_effective`: a NOT_EFFECTIVE token is in use again.
//!
//! 1. Parse.
//! 2. Read the token; the customer records it belongs to, once it is proved.
//! 3. Decide: only NOT_EFFECTIVE. A token that is PENDING_VERIFICATION becomes EFFECTIVE by its code alone.
//! 4. Commit: the token.

use lambda_http::{Body, Request, Response};

use crate::{
    access_token::AccessToken,
    answer::AccessTokenAnswer,
    context::Context,
    identified,
    links::Records,
    refusal::Refusal,
    service::Service,
    table::{Decision, Key, Rows, Stored, Write},
};

pub async fn handle(service: &Service, request: Request) -> Response<Body> {
    identified::answer(service, "set_as_effective", request, decide).await
}

fn decide(
    service: &Service,
    token: Stored<AccessToken>,
    rows: &Rows,
    context: &mut Context,
) -> Result<Decision<AccessTokenAnswer>, Refusal> {
    let Stored { row: token, version } = token;
    let token = token.set_as_effective(context.now)?;
    let answer = AccessTokenAnswer::of(&token, &Records::of(&token.links, rows)?, service)?;
    let write = Write::replace(&Key::token(&token.id), &token, version, None)?;
    Ok(Decision { writes: vec![write], outcome: Ok(answer) })
}
