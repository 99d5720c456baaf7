//! `POST /rewards_participants/update`: changes which access tokens belong to a rewards participant.
//!
//! 1. Parse.
//! 2. Read: the participant, the account that owns it, the tokens and what stands in their way.
//! 3. Decide: not while it is TERMINATED.
//! 4. Commit: participant, tokens, links and messages.

use lambda_http::{Body, Request, Response};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::{
    answer::{AccessTokenAnswer, RecordAnswer, RewardsParticipantAnswer},
    assignment::Assignments,
    caller::Caller,
    context::Context,
    customer::{Customer, RewardsParticipantIdentifier, SoughtCustomer},
    http::{Call, Parameters},
    openapi::access_tokens,
    outbox::Outbox,
    refusal::Refusal,
    registration::For,
    seek,
    service::Service,
    table::{Decision, Rows},
};

pub async fn handle(service: &Service, request: Request) -> Response<Body> {
    let (call, parameters) = Call::open_to_known::<RecordAnswer<RewardsParticipantAnswer>>(
        "rewards_participants/update",
        &request,
    );
    call.answer(run(service, parameters, &call.caller).await)
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = json!({
    "rewards_participant_identifier": { "number": "RWP000001" },
    "access_tokens": [{ "action": "ADD_EXISTING", "access_token_identifier": { "authentication_code": "CARD-4000-1234-5678-9010" } }],
}))]
pub struct Input {
    rewards_participant_identifier: RewardsParticipantIdentifier,
    #[serde(default)]
    #[schemars(schema_with = "access_tokens::of_a_record")]
    access_tokens: Option<Vec<Map<String, Value>>>,
}

async fn run(
    service: &Service,
    parameters: Result<Parameters, Refusal>,
    caller: &Caller,
) -> Result<RecordAnswer<RewardsParticipantAnswer>, Refusal> {
    let Input { rewards_participant_identifier, access_tokens } = parameters?.into_input()?;
    let mut context = service.context();
    let customer = SoughtCustomer::new(rewards_participant_identifier.into(), caller, service, &context)?;
    let assignments =
        Assignments::parse(access_tokens, true, For::Participant, caller, service, &mut context).await?;
    let decide =
        |(customer, assignments): &(SoughtCustomer, Assignments<'_>), rows: &Rows, context: &mut Context| {
            let customer = customer.found(rows)?.ok_or_else(|| customer.not_found())?;
            decide(service, customer.changeable()?, assignments, rows, context)
        };
    seek::outcome(service, (customer, assignments), &mut context, decide).await
}

fn decide(
    service: &Service,
    customer: Customer,
    assignments: &Assignments<'_>,
    rows: &Rows,
    context: &mut Context,
) -> Result<Decision<RecordAnswer<RewardsParticipantAnswer>>, Refusal> {
    let mut outbox = Outbox::default();
    let assigned = assignments.decide(&customer, &mut outbox, rows, service, context)?;
    let records = customer.records();
    let mut writes = assigned.writes;
    writes.extend(customer.writes(assigned.added, assigned.removed, service, context.now)?);
    writes.extend(outbox.writes(context.now)?);
    let tokens = AccessTokenAnswer::all(&assigned.access_tokens, &records, rows, service)?;
    let answer = RecordAnswer::participant(&records, &service.definition).with_access_tokens(tokens);
    Ok(Decision { writes, outcome: Ok(answer) })
}
