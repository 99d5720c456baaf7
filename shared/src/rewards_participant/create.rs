//! `POST /rewards_participants/create`: makes a rewards participant of an account, and its access tokens.
//!
//! 1. Parse: the account that owns it, its access tokens.
//! 2. Read: the account; the tokens, and what stands in their way.
//! 3. Decide: not for an account that is TERMINATED. Where participants are verified, new tokens start
//!    PENDING_VERIFICATION.
//! 4. Commit: participant, claim, account, tokens, links and messages.

use lambda_http::{Body, Request, Response};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{ParticipantState, RewardsParticipant};
use crate::{
    answer::{AccessTokenAnswer, RecordAnswer, RewardsParticipantAnswer},
    assignment::Assignments,
    caller::Caller,
    context::Context,
    customer::{AccountsReceivableIdentifier, Customer, SoughtCustomer},
    http::{Call, Parameters},
    id::{Id, Number, Numbered},
    openapi::access_tokens,
    outbox::Outbox,
    refusal::Refusal,
    registration::For,
    seek,
    service::Service,
    table::{Claim, Decision, Key, Rows, Stored, Write},
};

pub async fn handle(service: &Service, request: Request) -> Response<Body> {
    let (call, parameters) = Call::open_to_known::<RecordAnswer<RewardsParticipantAnswer>>(
        "rewards_participants/create",
        &request,
    );
    call.answer(run(service, parameters, &call.caller).await)
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = json!({ "accounts_receivable_identifier": { "number": "ACR000001" } }))]
pub struct Input {
    accounts_receivable_identifier: AccountsReceivableIdentifier,
    #[serde(default)]
    #[schemars(schema_with = "access_tokens::of_a_new_record")]
    access_tokens: Option<Vec<Map<String, Value>>>,
}

async fn run(
    service: &Service,
    parameters: Result<Parameters, Refusal>,
    caller: &Caller,
) -> Result<RecordAnswer<RewardsParticipantAnswer>, Refusal> {
    let Input { accounts_receivable_identifier, access_tokens } = parameters?.into_input()?;
    let mut context = service.context();
    let owner = SoughtCustomer::new(accounts_receivable_identifier.into(), caller, service, &context)?;
    let assignments =
        Assignments::parse(access_tokens, false, For::Participant, caller, service, &mut context).await?;
    let id = Id::random(&mut context.rng);
    let number = service.numbers.next(Numbered::RewardsParticipant, &service.table).await?;
    let decide =
        |(owner, assignments): &(SoughtCustomer, Assignments<'_>), rows: &Rows, context: &mut Context| {
            let owner = owner.found(rows)?.ok_or_else(|| owner.not_found())?;
            decide(service, (&id, &number), owner, assignments, rows, context)
        };
    seek::outcome(service, (owner, assignments), &mut context, decide).await
}

fn decide(
    service: &Service,
    (id, number): (&Id, &Number),
    owner: Customer,
    assignments: &Assignments<'_>,
    rows: &Rows,
    context: &mut Context,
) -> Result<Decision<RecordAnswer<RewardsParticipantAnswer>>, Refusal> {
    let Stored { row: account, version } = owner.account;
    let mut account = account.changeable()?;
    account.rewards_participants += 1;
    let participant = RewardsParticipant {
        id: id.clone(),
        number: number.clone(),
        life_cycle_state: ParticipantState::Effective,
        accounts_receivable: account.id.clone(),
        created: context.now,
        updated: context.now,
    };
    let customer = Customer {
        account: Stored { row: account, version },
        participant: Some(Stored { row: participant.clone(), version: 0 }),
        direct: false,
    };
    let mut outbox = Outbox::default();
    let assigned = assignments.decide(&customer, &mut outbox, rows, service, context)?;
    let records = customer.records();
    let account = customer.account.row;
    let mut writes = assigned.writes;
    writes.push(Write::create(&Key::rewards_participant(id), &participant, None)?);
    writes.push(Write::create(&Key::number(number), &Claim { holder: id.clone() }, None)?);
    writes.push(Write::replace(&Key::accounts_receivable(&account.id), &account, version, None)?);
    writes.extend(outbox.writes(context.now)?);
    let tokens = AccessTokenAnswer::all(&assigned.access_tokens, &records, rows, service)?;
    let answer = RecordAnswer::participant(&records, &service.definition).with_access_tokens(tokens);
    Ok(Decision { writes, outcome: Ok(answer) })
}
