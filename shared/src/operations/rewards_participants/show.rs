//! `POST /rewards_participants/show`: a rewards participant and the account that owns it. Its access tokens are in
//! `access_tokens/list`.
//!
//! 1. Parse.
//! 2. Read the participant and the account that owns it.
//! 3. Decide: nothing changes. 4. Commit: nothing.

use crate::{
    base::{context::Context, scope::Scope},
    definition::BelongsTo,
    http::{
        answer::{RecordAnswer, RewardsParticipantAnswer},
        caller::Caller,
        operation::{Operation, Who, post},
        parameters::Parameters,
    },
    records::refusal::Refusal,
    steps::{
        customer::{self, Customer, OwnParticipant},
        flow::{self, Decision},
        service::Service,
    },
};

pub(crate) const SHOW: Operation<OwnParticipant, RecordAnswer<RewardsParticipantAnswer>> = post(
    "/rewards_participants/show",
    Who::CustomerOrBackOffice,
    "Shows a rewards participant and the accounts receivable that owns it.",
)
.for_scope(Scope::Read)
.refuses(&[flow::COMMITS, customer::NAMED_BY_TOKEN, customer::PARTICIPANT_NAMED]);

pub(crate) async fn run(
    service: &Service,
    parameters: Parameters,
    caller: Caller,
) -> Result<RecordAnswer<RewardsParticipantAnswer>, Refusal> {
    customer::run_or_own::<OwnParticipant, _>(service, parameters, &caller, BelongsTo::Participant, decide)
        .await
}

#[expect(clippy::unnecessary_wraps, clippy::needless_pass_by_value, reason = "decided as all operations are")]
fn decide(
    service: &Service,
    customer: Customer,
    _: &mut Context,
) -> Result<Decision<RecordAnswer<RewardsParticipantAnswer>>, Refusal> {
    let answer = RecordAnswer::participant(&customer.records(), &service.definition);
    Ok(Decision { writes: Vec::new(), outcome: Ok(answer) })
}
