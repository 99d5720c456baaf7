//! `POST /rewards_participants/update`: changes which access tokens belong to a rewards participant.
//!
//! 1. Parse.
//! 2. Read: the participant, the account that owns it, the tokens and what stands in their way.
//! 3. Decide: not while it is TERMINATED.
//! 4. Commit: participant, tokens, links and messages.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::{
    base::{context::Context, field_errors::FieldErrors},
    definition::BelongsTo,
    http::{
        answer::{RecordAnswer, RewardsParticipantAnswer},
        caller::Caller,
        operation::{Operation, Who, post},
        parameters::Parameters,
    },
    records::refusal::Refusal,
    steps::{
        assignment::{self, Assignments, schema},
        customer::{self, Customer, CustomerLookup, RewardsParticipantIdentifier},
        flow::{self, Decision},
        outbox::Outbox,
        service::Service,
    },
    table::Rows,
};

pub(crate) const UPDATE: Operation<Input, RecordAnswer<RewardsParticipantAnswer>> = post(
    "/rewards_participants/update",
    Who::BackOffice,
    "Changes which access tokens belong to a rewards participant.",
)
.refuses(&[
    flow::COMMITS,
    customer::NAMED_BY_TOKEN,
    customer::PARTICIPANT_NAMED,
    assignment::REFUSES,
    assignment::REMOVING,
]);

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = json!({
    "rewards_participant_identifier": { "number": "RWP4410275863" },
    "access_tokens": [{ "action": "ADD_EXISTING", "access_token_identifier": { "authentication_code": "CARD-4000-1234-5678-9010" } }],
}))]
pub(crate) struct Input {
    rewards_participant_identifier: RewardsParticipantIdentifier,
    #[serde(default)]
    #[schemars(schema_with = "schema::of_a_record")]
    access_tokens: assignment::Input,
}

pub(crate) async fn run(
    service: &Service,
    parameters: Parameters,
    caller: Caller,
) -> Result<RecordAnswer<RewardsParticipantAnswer>, Refusal> {
    let Input { rewards_participant_identifier, access_tokens } = parameters.rest()?;
    let mut context = service.context(&caller);
    let mut errors = FieldErrors::default();
    let lookup = CustomerLookup::new(rewards_participant_identifier.into(), &caller, service, &context);
    let customer = Refusal::collect(&mut errors, lookup)?;
    let belongs_to = BelongsTo::Participant;
    let parsed = Assignments::parse(access_tokens, true, belongs_to, &caller, service, &mut context);
    let assignments = Refusal::collect(&mut errors, parsed)?;
    errors.none()?;
    let lookup = (customer.unwrap_or_default(), assignments.unwrap_or_default());
    flow::run(service, &caller, lookup, &mut context, |(customer, assignments), rows, context| {
        let customer = customer.found(rows)?.ok_or_else(|| customer.not_found())?;
        decide(service, customer.changeable()?, assignments, rows, context)
    })
    .await
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
    let done = context.done();
    let customer = customer.updated(&done);
    let records = customer.records();
    let tokens = assigned.answers(&records, rows, service)?;
    let mut writes = assigned.writes;
    writes.extend(customer.writes(assigned.added, assigned.removed, service, &done)?);
    writes.extend(outbox.writes()?);
    let answer = RecordAnswer::participant(&records, &service.definition).with_access_tokens(tokens);
    Ok(Decision { writes, outcome: Ok(answer) })
}
