//! `POST /accounts_receivable/update`: changes an accounts receivable, and which access tokens belong to it.
//!
//! 1. Parse. A field that is absent is left as it is, one that is null is cleared, on every level.
//! 2. Read: the account, the claim of the name that it shall have, the tokens and what stands in their way.
//! 3. Decide: not while it is TERMINATED; the definition says how many tokens it may have.
//! 4. Commit: account, claims, tokens, links and messages.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    base::{context::Context, field_errors::FieldErrors, rule::Rule, schema::patch_of, text_rules::PLAIN},
    definition::BelongsTo,
    http::{
        answer::{AccountsReceivableAnswer, RecordAnswer},
        caller::Caller,
        code::Code,
        operation::{Operation, Who, post},
        parameters::Parameters,
        patch::Patch,
    },
    records::{
        accounts_receivable::{AccountState, AccountsReceivable, LONGEST_NAME, name_key, parse_own_name},
        contact_information::Details,
        refusal::Refusal,
    },
    steps::{
        assignment::{self, Assignments, schema},
        customer::{self, AccountsReceivableIdentifier, Customer, CustomerIdentifiers, CustomerLookup},
        flow::{self, Decision},
        outbox::Outbox,
        service::Service,
    },
    table::{Claim, Key, Rows, Write},
};

pub(crate) const UPDATE: Operation<Input, RecordAnswer<AccountsReceivableAnswer>> = post(
    "/accounts_receivable/update",
    Who::CustomerOrBackOffice,
    "Changes an accounts receivable, and which access tokens belong to it. A field that is absent is left as it is, one \
     that is null is cleared, on every level of who owns it.",
)
.refuses(&[
    flow::COMMITS,
    customer::NAMED_BY_TOKEN,
    customer::ACCOUNT_NAMED,
    assignment::REFUSES,
    assignment::REMOVING,
    REFUSES,
]);

/// What customers say of themselves.
const FOR_CUSTOMERS: &[&str] = &["title", "first_name", "middle_name", "last_name", "demographics"];
/// What of their demographics somebody checked by a document.
const DOCUMENTS: &[&str] = &[
    "id_number",
    "id_number_expiration_date",
    "id_issued_by_country",
    "passport_number",
    "passport_number_expiration_date",
    "passport_issued_by_country",
    "social_security_number",
];

const REFUSES: &[Code] = &[Code::NameTaken, Code::AtLeastOneAccessToken, Code::TooManyAccessTokens];

/// The states that a caller can set; `terminate` is an operation of its own.
#[derive(Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum SetState {
    Active,
    Suspended,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = json!({
    "accounts_receivable_identifier": { "number": "ACR0081726354" },
    "account_owner": { "title": "Countess", "phone": null },
}))]
pub(crate) struct Input {
    /// Not needed in the session of a customer, who may change nothing but their name and demographics.
    accounts_receivable_identifier: Option<AccountsReceivableIdentifier>,
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
    #[schemars(schema_with = "schema::of_a_record")]
    access_tokens: assignment::Input,
}

impl Input {
    /// Whether it changes nothing but what a customer may, in a session: not where messages go to, which may be about
    /// another one's access token, nor what the business found out or decided.
    fn is_for_customers(&self) -> bool {
        let owner = self.account_owner.given();
        self.name.is_absent()
            && self.life_cycle_state.is_absent()
            && self.access_tokens.is_none()
            && owner.is_none_or(|owner| names_only(owner, FOR_CUSTOMERS))
            && owner
                .and_then(|owner| owner.get("demographics"))
                .is_none_or(|demographics| demographics.is_object() && !names_any(demographics, DOCUMENTS))
    }
}

fn names_only(value: &Value, fields: &[&str]) -> bool {
    value.as_object().is_none_or(|object| object.keys().all(|field| fields.contains(&field.as_str())))
}

fn names_any(value: &Value, fields: &[&str]) -> bool {
    fields.iter().any(|field| value.get(field).is_some())
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
fn kept<T>(sent: Patch<T>, field: &str) -> Result<Option<T>, FieldErrors> {
    match sent {
        Patch::Absent => Ok(None),
        Patch::Null => Err(FieldErrors::field(field, Rule::CannotBeCleared)),
        Patch::Given(given) => Ok(Some(given)),
    }
}

pub(crate) async fn run(
    service: &Service,
    parameters: Parameters,
    caller: Caller,
) -> Result<RecordAnswer<AccountsReceivableAnswer>, Refusal> {
    let input: Input = parameters.rest()?;
    if caller.customer().is_some() && !input.is_for_customers() {
        return Err(Refusal::CallerNotAllowed);
    }
    let Input { accounts_receivable_identifier, name, life_cycle_state, account_owner, access_tokens } =
        input;
    let mut context = service.context(&caller);
    let mut errors = FieldErrors::default();
    let named = CustomerIdentifiers { accounts_receivable_identifier, ..CustomerIdentifiers::default() };
    let lookup = CustomerLookup::or_own(named, BelongsTo::Account, &caller, service, &context);
    let customer = Refusal::collect(&mut errors, lookup)?;
    // Before anything is asked of the table: what is no name is no key either.
    errors.collect(name.over(None, |name| parse_own_name(name)));
    let life_cycle_state = errors.collect(kept(life_cycle_state, "life_cycle_state")).flatten();
    let account_owner = errors.collect(kept(account_owner, "account_owner")).flatten();
    let changes = Changes { name, life_cycle_state, account_owner };
    let belongs_to = BelongsTo::Account;
    let parsed = Assignments::parse(access_tokens, true, belongs_to, &caller, service, &mut context);
    let assignments = Refusal::collect(&mut errors, parsed)?;
    errors.none()?;
    let (customer, assignments) = (customer.unwrap_or_default(), assignments.unwrap_or_default());
    let lookup = ((customer, assignments), changes.claim());
    flow::run(service, &caller, lookup, &mut context, |((customer, assignments), _), rows, context| {
        let customer = customer.found(rows)?.ok_or_else(|| customer.not_found())?;
        decide(service, customer, &changes, assignments, rows, context)
    })
    .await
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
    let tokens = assigned.answers(&customer.records(), rows, service)?;
    let done = context.done();
    let customer = customer.updated(&done);
    let answer = RecordAnswer::account(&customer.account.row, &service.definition).with_access_tokens(tokens);
    let mut writes = assigned.writes;
    writes.extend(Write::claim_moved(before.name_key(), name, &before.id)?);
    writes.extend(customer.writes(assigned.added, assigned.removed, service, &done)?);
    writes.extend(outbox.writes()?);
    Ok(Decision { writes, outcome: Ok(answer) })
}
