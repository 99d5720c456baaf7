//! `POST /accounts_receivable/update`: changes an accounts receivable, and which access tokens belong to it.
//!
//! 1. Parse. A field that is absent is left as it is, one that is null is cleared, on every level.
//! 2. Read: the account, the claim of the name that it shall have, the tokens and what stands in their way.
//! 3. Decide: not while it is TERMINATED; the definition says how many tokens it may have.
//! 4. Commit: account, claims, tokens, links and messages.

use lambda_http::{Body, Request, Response};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

use super::{AccountState, AccountsReceivable, name_key, parse_own_name};
use crate::{
    answer::{AccessTokenAnswer, AccountsReceivableAnswer, RecordAnswer},
    assignment::Assignments,
    caller::Caller,
    context::Context,
    customer::{Customer, SoughtCustomer},
    http::{Call, Parameters},
    outbox::Outbox,
    patch::Patch,
    refusal::Refusal,
    registration::For,
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
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SetState {
    Active,
    Suspended,
}

/// What of the account itself shall be otherwise.
struct Changes {
    name: Patch<String>,
    life_cycle_state: Option<SetState>,
    account_owner: Option<Value>,
}

impl Changes {
    fn take(parameters: &mut Parameters) -> Result<Self, Refusal> {
        let changes = Self {
            name: parameters.take_patch("name")?,
            life_cycle_state: kept(parameters, "life_cycle_state")?,
            account_owner: kept(parameters, "account_owner")?,
        };
        changes.name.over(None, |name| parse_own_name(name))?;
        Ok(changes)
    }

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
fn kept<T: DeserializeOwned>(parameters: &mut Parameters, field: &str) -> Result<Option<T>, Refusal> {
    match parameters.take_patch(field)? {
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
    let mut parameters = parameters?;
    let mut context = service.context();
    let customer = SoughtCustomer::account(&mut parameters, caller, service, &context)?;
    let changes = Changes::take(&mut parameters)?;
    let assignments =
        Assignments::take(&mut parameters, true, For::Account, caller, service, &mut context).await?;
    parameters.nothing_else()?;
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
