//! `POST /accounts_receivable/create`: makes an accounts receivable, and the access tokens that belong to it.
//!
//! 1. Parse: who owns it, what it is called, its access tokens.
//! 2. Read: the claim of the name; the tokens, and what stands in their way.
//! 3. Decide: the definition says how many tokens it may have.
//! 4. Commit: account, claims, tokens, links and messages.

use lambda_http::{Body, Request, Response};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{AccountState, AccountsReceivable, LONGEST_NAME, parse_own_name};
use crate::{
    answer::{AccessTokenAnswer, AccountsReceivableAnswer, RecordAnswer},
    assignment::Assignments,
    caller::Caller,
    contact_information::{ContactInformation, Details},
    context::Context,
    customer::Customer,
    http::{Call, Parameters},
    id::{Id, Numbered},
    openapi::access_tokens,
    outbox::Outbox,
    refusal::Refusal,
    registration::For,
    rules::PLAIN,
    seek,
    service::Service,
    table::{Claim, Decision, Key, Rows, Stored, Write},
};

pub async fn handle(service: &Service, request: Request) -> Response<Body> {
    let (call, parameters) =
        Call::open_to_known::<RecordAnswer<AccountsReceivableAnswer>>("accounts_receivable/create", &request);
    call.answer(run(service, parameters, &call.caller).await)
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = json!({
    "account_owner": { "type": "PERSON", "last_name": "Lovelace", "email": "ada@example.com" },
}))]
pub struct Input {
    /// Unique in any spelling that looks the same. Absent = its number.
    #[schemars(length(min = 1, max = LONGEST_NAME), regex(pattern = PLAIN))]
    name: Option<String>,
    #[schemars(with = "Details")]
    account_owner: Value,
    #[serde(default)]
    #[schemars(schema_with = "access_tokens::of_a_new_record")]
    access_tokens: Option<Vec<Map<String, Value>>>,
}

async fn run(
    service: &Service,
    parameters: Result<Parameters, Refusal>,
    caller: &Caller,
) -> Result<RecordAnswer<AccountsReceivableAnswer>, Refusal> {
    let Input { name, account_owner, access_tokens } = parameters?.into_input()?;
    let mut context = service.context();
    let name = name.as_deref().map(parse_own_name).transpose()?;
    let id = Id::random(&mut context.rng);
    let owner = ContactInformation::parse(id, account_owner, &service.definition)?;
    let assignments =
        Assignments::parse(access_tokens, false, For::Account, caller, service, &mut context).await?;
    let account = AccountsReceivable {
        id: Id::random(&mut context.rng),
        number: service.numbers.next(Numbered::AccountsReceivable, &service.table).await?,
        name,
        life_cycle_state: AccountState::Active,
        account_owner: owner,
        access_tokens: 0,
        rewards_participants: 0,
        created: context.now,
        updated: context.now,
    };
    let claim: Vec<Key> = account.name_key().into_iter().collect();
    let decide = |(assignments, _): &(Assignments<'_>, Vec<Key>), rows: &Rows, context: &mut Context| {
        decide(service, account.clone(), assignments, rows, context)
    };
    seek::outcome(service, (assignments, claim), &mut context, decide).await
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
    let records = customer.records();
    let account = customer.account.row.with_tokens(assigned.added, 0, rules, context.now)?;
    let claim = Claim { holder: account.id.clone() };
    let mut writes = assigned.writes;
    writes.push(Write::create(&Key::accounts_receivable(&account.id), &account, None)?);
    writes.push(Write::create(&Key::number(&account.number), &claim, None)?);
    if let Some(key) = account.name_key() {
        writes.push(Write::create(&key, &claim, None)?);
    }
    writes.extend(outbox.writes(context.now)?);
    let tokens = AccessTokenAnswer::all(&assigned.access_tokens, &records, rows, service)?;
    let answer = RecordAnswer::account(&account, &service.definition).with_access_tokens(tokens);
    Ok(Decision { writes, outcome: Ok(answer) })
}
