//! `POST /access_tokens/set_as_not_effective`: a token is out of use, until it is set as effective or deleted.
//!
//! 1. Parse.
//! 2. Read the token; the customer records it belongs to, once it is proved.
//! 3. Decide: only EFFECTIVE, and not while its rewards participant is.
//! 4. Commit: the token.

use lambda_http::{Body, Request, Response};

use crate::{
    access_token::AccessToken,
    answer::AccessTokenAnswer,
    context::Context,
    identified,
    links::Records,
    refusal::{RecordState, Refusal},
    rewards_participant::ParticipantState,
    service::Service,
    table::{Decision, Key, Rows, Stored, Write},
};

pub async fn handle(service: &Service, request: Request) -> Response<Body> {
    identified::answer(service, "set_as_not_effective", request, decide).await
}

fn decide(
    service: &Service,
    token: Stored<AccessToken>,
    rows: &Rows,
    context: &mut Context,
) -> Result<Decision<AccessTokenAnswer>, Refusal> {
    let Stored { row: token, version } = token;
    let token = token.set_as_not_effective(context.now)?;
    let records = Records::of(&token.links, rows)?;
    let participant = records.rewards_participant.as_ref().map(|participant| participant.life_cycle_state);
    if participant == Some(ParticipantState::Effective) {
        return Err(Refusal::RecordState(RecordState::BelongsToEffectiveParticipant));
    }
    let answer = AccessTokenAnswer::of(&token, &records, service)?;
    let write = Write::replace(&Key::token(&token.id), &token, version, None)?;
    Ok(Decision { writes: vec![write], outcome: Ok(answer) })
}
