//! `POST /access_tokens/show`: a token, to who proves to know it. In any state.
//!
//! 1. Parse.
//! 2. Read the token; the customer records it belongs to, once it is proved.
//! 3. Decide: nothing changes. 4. Commit: nothing, but for a try that proves nothing, which is counted.

use lambda_http::{Body, Request, Response};

use crate::{
    access_token::AccessToken,
    answer::AccessTokenAnswer,
    context::Context,
    identified,
    links::Records,
    refusal::Refusal,
    service::Service,
    table::{Decision, Rows, Stored},
};

pub async fn handle(service: &Service, request: Request) -> Response<Body> {
    identified::answer(service, "show", request, decide).await
}

fn decide(
    service: &Service,
    token: Stored<AccessToken>,
    rows: &Rows,
    _: &mut Context,
) -> Result<Decision<AccessTokenAnswer>, Refusal> {
    let Stored { row: token, .. } = token;
    let answer = AccessTokenAnswer::of(&token, &Records::of(&token.links, rows)?, service)?;
    Ok(Decision { writes: Vec::new(), outcome: Ok(answer) })
}
