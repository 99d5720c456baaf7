//! `POST /accounts_receivable/update`: changes an accounts receivable, and which access tokens belong to it.
//!
//! 1. Parse. A field that is absent is left as it is, one that is null is cleared, on every level.
//! 2. Read: the account, the claim of the name that it shall have, the tokens and what stands in their way.
//! 3. Decide: not while it is TERMINATED; the definition says how many tokens it may have.
//! 4. Commit: account, claims, tokens, links and messages.

use lambda_http::{Body, Request, Response};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{AccountState, AccountsReceivable, LONGEST_NAME, name_key, parse_own_name};
use crate::{
    answer::{AccessTokenAnswer, AccountsReceivableAnswer, RecordAnswer},
    assignment::Assignments,
    caller::Caller,
    contact_information::Details,
    context::Context,
    customer::{AccountsReceivableIdentifier, Customer, SoughtCustomer},
    http::{Call, Parameters},
    openapi::{access_tokens, patch_of},
    outbox::Outbox,
    patch::Patch,
    refusal::Refusal,
    registration::For,
    rules::PLAIN,
    seek,
    service::Service,
    table::{Claim, Decision, Key, Rows, Write},
};

pub async fn handle(service: &Service, request: Request) -> Response<Body> {
    let (call, parameters) =
        Call::open_to_known::<RecordAnswer<AccountsReceivableAnswer>>("accounts_receivable/update", &request);
    call.answer(run(service, parameters, &call.caller).await)
}

/// The states that a caller can set; `terminate` is an operation of its own.
#[derive(Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SetState {
    Active,
    Suspended,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = json!({
    "accounts_receivable_identifier": { "number": "ACR000001" },
    "account_owner": { "title": "Countess", "phone": null },
}))]
pub struct Input {
    accounts_receivable_identifier: AccountsReceivableIdentifier,
    /// Unique in any spelling that looks the same. Null = its number.
    #[serde(default)]
    #[schemars(length(min = 1, max = LONGEST_NAME), regex(pattern = PLAIN))]
    name: Patch<String>,
    #[serde(default)]
    #[schemars(with = "SetState")]
    life_cycle_state: Patch<SetState>,
    #[serde(default)]
    #[schemars(schema_with = "patch_of::<Details>")]
    account_owner: Patch<Value>,
    #[serde(default)]
    #[schemars(schema_with = "access_tokens::of_a_record")]
    access_tokens: Option<Vec<Map<String, Value>>>,
}

/// What of the account itself shall be otherwise.
struct Changes {
    name: Patch<String>,
    life_cycle_state: Option<SetState>,
    account_owner: Option<Value>,
}

impl Changes {
    /// Where the name that it shall have is claimed.
    fn claim(&self) -> Vec<Key> {
        self.name.given().map(|name| name_key(name)).into_iter().collect()
    }

    fn made(&self, account: AccountsReceivable, service: &Service) -> Result<AccountsReceivable, Refusal> {
        let mut account = account.changeable()?;
        account.name = self.name.over(account.name, |name| parse_own_name(name))?;
        if let Some(state) = self.life_cycle_state {
            account.life_cycle_state = match state {
                SetState::Active => AccountState::Active,
                SetState::Suspended => AccountState::Suspended,
            };
        }
        if let Some(patch) = &self.account_owner {
            account.account_owner = account.account_owner.patched(patch.clone(), &service.definition)?;
        }
        Ok(account)
    }
}

/// What an account is never without.
fn kept<T>(sent: Patch<T>, field: &str) -> Result<Option<T>, Refusal> {
    match sent {
        Patch::Absent => Ok(None),
        Patch::Null => Err(Refusal::field(field, "cannot be cleared")),
        Patch::Given(given) => Ok(Some(given)),
    }
}

/// The account, its tokens, and the claim of its name.
type All<'a> = ((SoughtCustomer, Assignments<'a>), Vec<Key>);

async fn run(
    service: &Service,
    parameters: Result<Parameters, Refusal>,
    caller: &Caller,
) -> Result<RecordAnswer<AccountsReceivableAnswer>, Refusal> {
    let Input { accounts_receivable_identifier, name, life_cycle_state, account_owner, access_tokens } =
        parameters?.into_input()?;
    let mut context = service.context();
    let customer = SoughtCustomer::new(accounts_receivable_identifier.into(), caller, service, &context)?;
    // Before anything is asked of the table: what is no name is no key either.
    name.over(None, |name| parse_own_name(name))?;
    let changes = Changes {
        name,
        life_cycle_state: kept(life_cycle_state, "life_cycle_state")?,
        account_owner: kept(account_owner, "account_owner")?,
    };
    let assignments =
        Assignments::parse(access_tokens, true, For::Account, caller, service, &mut context).await?;
    let decide = |((customer, assignments), _): &All<'_>, rows: &Rows, context: &mut Context| {
        let customer = customer.found(rows)?.ok_or_else(|| customer.not_found())?;
        decide(service, customer, &changes, assignments, rows, context)
    };
    seek::outcome(service, ((customer, assignments), changes.claim()), &mut context, decide).await
}

fn decide(
    service: &Service,
    mut customer: Customer,
    changes: &Changes,
    assignments: &Assignments<'_>,
    rows: &Rows,
    context: &mut Context,
) -> Result<Decision<RecordAnswer<AccountsReceivableAnswer>>, Refusal> {
    let before = customer.account.row.clone();
    customer.account.row = changes.made(before.clone(), service)?;
    let name = customer.account.row.name_key();
    if let Some(key) = &name
        && rows.row::<Claim>(key)?.is_some_and(|claim| claim.row.holder != before.id)
    {
        return Err(Refusal::NameTaken);
    }
    let mut outbox = Outbox::default();
    let assigned = assignments.decide(&customer, &mut outbox, rows, service, context)?;
    let records = customer.records();
    let tokens = AccessTokenAnswer::all(&assigned.access_tokens, &records, rows, service)?;
    customer.account.row.updated = context.now;
    let answer = RecordAnswer::account(&customer.account.row, &service.definition).with_access_tokens(tokens);
    let mut writes = assigned.writes;
    writes.extend(Write::claim_moved(before.name_key(), name, &before.id)?);
    writes.extend(customer.writes(assigned.added, assigned.removed, service, context.now)?);
    writes.extend(outbox.writes(context.now)?);
    Ok(Decision { writes, outcome: Ok(answer) })
}
