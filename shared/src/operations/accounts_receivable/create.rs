//! `POST /accounts_receivable/create`: makes an accounts receivable, and the access tokens that belong to it.
//!
//! 1. Parse: who owns it, what it is called, its access tokens.
//! 2. Read: the claim of the name; the tokens, and what stands in their way.
//! 3. Decide: the definition says how many tokens it may have.
//! 4. Commit: account, claims, tokens, links and messages.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    base::{
        context::Context,
        field_errors::FieldErrors,
        id::{Id, Number, Numbered},
        text_rules::PLAIN,
    },
    definition::BelongsTo,
    http::{
        answer::{AccountsReceivableAnswer, RecordAnswer},
        caller::Caller,
        code::Code,
        operation::{Operation, Who, post},
        parameters::Parameters,
    },
    records::{
        accounts_receivable::{AccountState, AccountsReceivable, LONGEST_NAME, number_key, parse_own_name},
        contact_information::{ContactInformation, Details},
        history::History,
        refusal::Refusal,
    },
    steps::{
        assignment::{self, Assignments, schema},
        customer::Customer,
        flow::{self, Decision},
        outbox::Outbox,
        service::Service,
    },
    table::{Claim, Key, Rows, Stored, Write},
};

pub(crate) const CREATE: Operation<Input, RecordAnswer<AccountsReceivableAnswer>> = post(
    "/accounts_receivable/create",
    Who::BackOffice,
    "Makes an accounts receivable, and the access tokens that belong to it.",
)
.refuses(&[flow::COMMITS, assignment::REFUSES, REFUSES]);

const REFUSES: &[Code] = &[Code::NameTaken, Code::AtLeastOneAccessToken, Code::TooManyAccessTokens];

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = json!({
    "account_owner": { "type": "PERSON", "last_name": "Lovelace", "email": "ada@example.com" },
}))]
pub(crate) struct Input {
    /// Unique in any spelling that looks the same. Absent = its number.
    #[schemars(length(min = 1, max = LONGEST_NAME), regex(pattern = PLAIN))]
    name: Option<String>,
    #[schemars(with = "Details")]
    account_owner: Value,
    #[serde(default)]
    #[schemars(schema_with = "schema::of_a_new_record")]
    access_tokens: assignment::Input,
}

pub(crate) async fn run(
    service: &Service,
    parameters: Parameters,
    caller: Caller,
) -> Result<RecordAnswer<AccountsReceivableAnswer>, Refusal> {
    let Input { name, account_owner, access_tokens } = parameters.rest()?;
    let mut context = service.context(&caller);
    let mut errors = FieldErrors::default();
    let name = errors.collect(name.as_deref().map(parse_own_name).transpose());
    let id = Id::random(&mut context.rng);
    let owner = errors.collect(ContactInformation::parse(id, account_owner, &service.definition));
    let belongs_to = BelongsTo::Account;
    let parsed = Assignments::parse(access_tokens, false, belongs_to, &caller, service, &mut context);
    let assignments = Refusal::collect(&mut errors, parsed)?;
    let (Some(name), Some(owner), Some(assignments)) = (name, owner, assignments) else {
        return Err(errors.into());
    };
    let account = AccountsReceivable {
        id: Id::random(&mut context.rng),
        number: Number::random(Numbered::AccountsReceivable, &mut context.rng),
        name,
        life_cycle_state: AccountState::Active,
        account_owner: owner,
        access_tokens: 0,
        rewards_participants: 0,
        terminated_participants: 0,
        history: History::begun(context.done()),
    };
    let claim: Vec<Key> = account.name_key().into_iter().collect();
    flow::run(service, &caller, (assignments, claim), &mut context, |(assignments, _), rows, context| {
        // Drawn in each round: another account may have drawn the same.
        let number = Number::random(Numbered::AccountsReceivable, &mut context.rng);
        decide(service, AccountsReceivable { number, ..account.clone() }, assignments, rows, context)
    })
    .await
}

fn decide(
    service: &Service,
    account: AccountsReceivable,
    assignments: &Assignments<'_>,
    rows: &Rows,
    context: &mut Context,
) -> Result<Decision<RecordAnswer<AccountsReceivableAnswer>>, Refusal> {
    if let Some(key) = account.name_key()
        && rows.row::<Claim>(&key)?.is_some()
    {
        return Err(Refusal::NameTaken);
    }
    let customer = Customer { account: Stored { row: account, version: 0 }, participant: None, direct: true };
    let mut outbox = Outbox::default();
    let assigned = assignments.decide(&customer, &mut outbox, rows, service, context)?;
    let rules = &service.definition.of_records().accounts_receivable;
    let tokens = assigned.answers(&customer.records(), rows, service)?;
    let account = customer.account.row.with_tokens(assigned.added, 0, rules, &context.done())?;
    account.check_least_tokens(rules)?;
    let claim = Claim::by(account.id.clone());
    let mut writes = assigned.writes;
    writes.push(Write::create(&account.key(), &account)?);
    writes.push(Write::create(&number_key(&account.number), &claim)?);
    if let Some(key) = account.name_key() {
        writes.push(Write::create(&key, &claim)?);
    }
    writes.extend(outbox.writes()?);
    let answer = RecordAnswer::account(&account, &service.definition).with_access_tokens(tokens);
    Ok(Decision { writes, outcome: Ok(answer) })
}
