//! `POST /access_tokens/set_as_not_effective`: a token is out of use, until it is set as effective or deleted.
//!
//! 1. Parse.
//! 2. Read the token; the customer records it belongs to, once it is proved.
//! 3. Decide: only EFFECTIVE, and not while its rewards participant is.
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
    records::{
        access_token::AccessToken,
        customer_records::Records,
        refusal::{RecordState, Refusal},
        rewards_participant::ParticipantState,
    },
    steps::{
        flow::{self, Decision},
        on_one_token::{self, Input},
        service::Service,
        token_lookup,
    },
    table::{Rows, Stored},
};

pub(crate) const SET_AS_NOT_EFFECTIVE: Operation<Input, AccessTokenAnswer> =
    post("/access_tokens/set_as_not_effective", Who::Anybody, "An EFFECTIVE access token is out of use.")
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
    let token = token.set_as_not_effective(&context.done())?;
    let records = Records::of(&token.links, rows)?;
    let participant = records.rewards_participant.as_ref().map(|participant| participant.life_cycle_state);
    if participant == Some(ParticipantState::Effective) {
        return Err(Refusal::RecordState(RecordState::BelongsToEffectiveParticipant));
    }
    on_one_token::replace(service, &token, version, &records)
}
