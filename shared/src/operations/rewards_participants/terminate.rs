//! `POST /rewards_participants/terminate`: a rewards participant is TERMINATED, for good. Its access tokens stay
//! linked to it, and may then be set as not effective.
//!
//! 1. Parse.
//! 2. Read the participant and the account that owns it.
//! 3. Decide: only EFFECTIVE.
//! 4. Commit: both.

use crate::{
    base::context::Context,
    http::{
        answer::{RecordAnswer, RewardsParticipantAnswer},
        caller::Caller,
        operation::{Operation, Who, post},
        parameters::Parameters,
    },
    records::{customer_records::Records, refusal::Refusal},
    steps::{
        customer::{self, Customer, Participant},
        flow::{self, Decision},
        service::Service,
    },
    table::{Stored, Write},
};

pub(crate) const TERMINATE: Operation<Participant, RecordAnswer<RewardsParticipantAnswer>> = post(
    "/rewards_participants/terminate",
    Who::BackOffice,
    "A rewards participant is TERMINATED, for good.",
)
.refuses(&[flow::COMMITS, customer::NAMED_BY_TOKEN, customer::PARTICIPANT_NAMED]);

pub(crate) async fn run(
    service: &Service,
    parameters: Parameters,
    caller: Caller,
) -> Result<RecordAnswer<RewardsParticipantAnswer>, Refusal> {
    customer::run::<Participant, _>(service, parameters, &caller, decide).await
}

fn decide(
    service: &Service,
    customer: Customer,
    context: &mut Context,
) -> Result<Decision<RecordAnswer<RewardsParticipantAnswer>>, Refusal> {
    let Customer { account: Stored { row: mut account, version: held }, participant, .. } = customer;
    let Stored { row, version } = participant.ok_or(Refusal::RewardsParticipantNotFound)?;
    let participant = row.terminate(&context.done())?;
    account.rewards_participants = account.rewards_participants.saturating_sub(1);
    account.terminated_participants += 1;
    let writes = vec![
        Write::replace(&participant.key(), &participant, version)?,
        Write::replace(&account.key(), &account, held)?,
    ];
    let records = Records { account: Some(account), rewards_participant: Some(participant) };
    Ok(Decision { writes, outcome: Ok(RecordAnswer::participant(&records, &service.definition)) })
}
