//! `POST /customers/find`: customers, by what a back office knows of them. The Web API has no such operation:
//! it is ours.
//!
//! By a number, an identifier or a name, which are claimed:
//! 1. Parse. 2. Read: the claim; the record that holds it; the customer records that it shows.
//!
//! By how an identifier or a name begins, where the stack has an index of that:
//! 1. Parse. 2. Read: the rows of the caller's session; a part of the index, from all of its partitions side by
//!    side; the records; then the same.
//!
//! 3. Decide: nothing changes. 4. Commit: nothing.
//!
//! It costs the same however many customers there are. What is looked for is in the body, not in the address:
//! addresses end in the logs of what stands before an API.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::{
    base::{
        field_errors::FieldErrors,
        scope::Scope,
        text_rules::{MAXIMUM_LENGTH, PLAIN},
    },
    http::{
        answer::{AccessTokenAnswer, AccountsReceivableAnswer, FoundAnswer, RewardsParticipantAnswer},
        caller::Caller,
        code::Code,
        operation::{Operation, Who, post},
        paging::{self, Count, MOST_RESULTS, Page},
        parameters::Parameters,
    },
    records::refusal::Refusal,
    steps::{
        caller::CallerLookup,
        finding::{By, Found, Sought},
        flow,
        service::Service,
    },
};

pub(crate) const FIND: Operation<Input, Page<FoundAnswer>> = post(
    "/customers/find",
    Who::BackOffice,
    "Finds customers by a number, an identifier or a name, or by how one begins.",
)
.for_scope(Scope::Read)
.refuses(&[flow::READS, &[Code::InvalidValue, Code::NotOffered]]);

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = json!({ "by": "IDENTIFIER", "text": "ada@example.com" }))]
pub(crate) struct Input {
    by: By,
    /// The number, identifier or name, in any spelling that looks the same; or how it begins, without regard
    /// to case and accents.
    #[schemars(length(min = 1, max = MAXIMUM_LENGTH), regex(pattern = PLAIN))]
    text: String,
    /// How many the answer has at most.
    #[schemars(range(min = 1, max = MOST_RESULTS))]
    number_of_results: Option<Count>,
    /// Goes on after another answer: its `next`.
    next: Option<String>,
}

pub(crate) async fn run(
    service: &Service,
    parameters: Parameters,
    caller: Caller,
) -> Result<Page<FoundAnswer>, Refusal> {
    let Input { by, text, number_of_results, next } = parameters.rest()?;
    if by.is_a_beginning() && !service.finds_beginnings {
        return Err(Refusal::BeginningsNotOffered);
    }
    let mut errors = FieldErrors::default();
    let sought = errors.collect(Sought::parse(by, &text).map_err(FieldErrors::value("text")));
    let place = |text: &str| sought.as_ref().and_then(|sought| sought.place(text));
    let how_many = ("number_of_results", number_of_results);
    let part = errors.collect(paging::part(how_many, None, next.as_deref(), place));
    let (Some(sought), Some((part, after))) = (&sought, part) else { return Err(errors.into()) };
    let now = service.context(&caller).now;
    let session = CallerLookup::of(&caller, now);
    let asker = (&session.keys()[..], |rows: &_| session.check(rows));
    let read = sought.find(&service.table, now, (&part, after.as_ref()), asker).await?;
    let mut items = Vec::with_capacity(read.found.len());
    for found in read.found {
        items.push(answer(found, service, &caller)?);
    }
    Ok(Page { items, next: read.next.map(|(_, place)| paging::next(&place)) })
}

/// What is told of a record.
fn answer(found: Found, service: &Service, caller: &Caller) -> Result<FoundAnswer, Refusal> {
    let (definition, mut answer) = (&service.definition, FoundAnswer::default());
    match found {
        Found::AccessToken(token, records) => {
            let told = AccessTokenAnswer::of(&token, &records, definition, &service.keyring)?;
            answer.access_token = Some(told.in_a_list(caller));
        }
        Found::AccountsReceivable(account) => {
            answer.accounts_receivable = Some(AccountsReceivableAnswer::of(&account, definition));
        }
        Found::RewardsParticipant(records) => {
            answer.rewards_participant = RewardsParticipantAnswer::of(&records, definition);
        }
    }
    Ok(answer)
}
