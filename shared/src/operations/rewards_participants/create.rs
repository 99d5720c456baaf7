//! `POST /rewards_participants/create`: makes a rewards participant of an account, and its access tokens.
//!
//! 1. Parse: the account that owns it, its access tokens.
//! 2. Read: the account; the tokens, and what stands in their way.
//! 3. Decide: not for an account that is TERMINATED. Where participants are verified, new tokens start
//!    PENDING_VERIFICATION.
//! 4. Commit: participant, claim, account, tokens, links and messages.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::{
    base::{
        context::Context,
        field_errors::FieldErrors,
        id::{Id, Number, Numbered},
    },
    definition::BelongsTo,
    http::{
        answer::{RecordAnswer, RewardsParticipantAnswer},
        caller::Caller,
        operation::{Operation, Who, post},
        parameters::Parameters,
    },
    records::{
        accounts_receivable::number_key,
        history::History,
        refusal::Refusal,
        rewards_participant::{ParticipantState, RewardsParticipant},
    },
    steps::{
        assignment::{self, Assignments, schema},
        customer::{self, AccountsReceivableIdentifier, Customer, CustomerLookup},
        flow::{self, Decision},
        outbox::Outbox,
        service::Service,
    },
    table::{Claim, Rows, Stored, Write},
};

pub(crate) const CREATE: Operation<Input, RecordAnswer<RewardsParticipantAnswer>> = post(
    "/rewards_participants/create",
    Who::BackOffice,
    "Makes a rewards participant of an accounts receivable, and the access tokens that belong to it.",
)
.refuses(&[flow::COMMITS, customer::NAMED_BY_TOKEN, customer::ACCOUNT_NAMED, assignment::REFUSES]);

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = json!({ "accounts_receivable_identifier": { "number": "ACR0081726354" } }))]
pub(crate) struct Input {
    accounts_receivable_identifier: AccountsReceivableIdentifier,
    #[serde(default)]
    #[schemars(schema_with = "schema::of_a_new_record")]
    access_tokens: assignment::Input,
}

pub(crate) async fn run(
    service: &Service,
    parameters: Parameters,
    caller: Caller,
) -> Result<RecordAnswer<RewardsParticipantAnswer>, Refusal> {
    let Input { accounts_receivable_identifier, access_tokens } = parameters.rest()?;
    let mut context = service.context(&caller);
    let mut errors = FieldErrors::default();
    let lookup = CustomerLookup::new(accounts_receivable_identifier.into(), &caller, service, &context);
    let owner = Refusal::collect(&mut errors, lookup)?;
    let belongs_to = BelongsTo::Participant;
    let parsed = Assignments::parse(access_tokens, false, belongs_to, &caller, service, &mut context);
    let assignments = Refusal::collect(&mut errors, parsed)?;
    errors.none()?;
    let lookup = (owner.unwrap_or_default(), assignments.unwrap_or_default());
    let id = Id::random(&mut context.rng);
    flow::run(service, &caller, lookup, &mut context, |(owner, assignments), rows, context| {
        let owner = owner.found(rows)?.ok_or_else(|| owner.not_found())?;
        decide(service, &id, owner, assignments, rows, context)
    })
    .await
}

fn decide(
    service: &Service,
    id: &Id,
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
        // Drawn in each round: another participant may have drawn the same.
        number: Number::random(Numbered::RewardsParticipant, &mut context.rng),
        life_cycle_state: ParticipantState::Effective,
        accounts_receivable: account.id.clone(),
        history: History::begun(context.done()),
    };
    let customer = Customer {
        account: Stored { row: account, version },
        participant: Some(Stored { row: participant.clone(), version: 0 }),
        direct: false,
    };
    let mut outbox = Outbox::default();
    let assigned = assignments.decide(&customer, &mut outbox, rows, service, context)?;
    let records = customer.records();
    let tokens = assigned.answers(&records, rows, service)?;
    let account = customer.account.row;
    let claim = Claim::by(id.clone());
    let mut writes = assigned.writes;
    writes.push(Write::create(&participant.key(), &participant)?);
    writes.push(Write::create(&number_key(&participant.number), &claim)?);
    writes.push(Write::replace(&account.key(), &account, version)?);
    writes.extend(outbox.writes()?);
    let answer = RecordAnswer::participant(&records, &service.definition).with_access_tokens(tokens);
    Ok(Decision { writes, outcome: Ok(answer) })
}
