//! `POST /rewards_participants/terminate`: a rewards participant is TERMINATED, for good. Its access tokens stay
//! linked to it, and may then be set as not effective.
//!
//! 1. Parse.
//! 2. Read the participant and the account that owns it.
//! 3. Decide: only EFFECTIVE.
//! 4. Commit: both.

use lambda_http::{Body, Request, Response};

use crate::{
    answer::{RecordAnswer, RewardsParticipantAnswer},
    context::Context,
    customer::{self, Customer, Participant},
    http::Call,
    links::Records,
    refusal::Refusal,
    service::Service,
    table::{Decision, Key, Stored, Write},
};

pub async fn handle(service: &Service, request: Request) -> Response<Body> {
    let (call, parameters) = Call::open_to_known::<RecordAnswer<RewardsParticipantAnswer>>(
        "rewards_participants/terminate",
        &request,
    );
    let decide = |customer: Customer, context: &mut Context| decide(service, customer, context);
    call.answer(customer::run::<Participant, _>(service, parameters, &call.caller, decide).await)
}

fn decide(
    service: &Service,
    customer: Customer,
    context: &mut Context,
) -> Result<Decision<RecordAnswer<RewardsParticipantAnswer>>, Refusal> {
    let Customer { account: Stored { row: mut account, version: held }, participant, .. } = customer;
    let Stored { row, version } = participant.ok_or(Refusal::RewardsParticipantNotFound)?;
    let participant = row.terminate(context.now)?;
    account.rewards_participants = account.rewards_participants.saturating_sub(1);
    let writes = vec![
        Write::replace(&Key::rewards_participant(&participant.id), &participant, version, None)?,
        Write::replace(&Key::accounts_receivable(&account.id), &account, held, None)?,
    ];
    let records = Records { account: Some(account), rewards_participant: Some(participant) };
    Ok(Decision { writes, outcome: Ok(RecordAnswer::participant(&records, &service.definition)) })
}
