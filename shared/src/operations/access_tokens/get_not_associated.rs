//! `GET /access_tokens/get_not_associated`: access tokens that belong to no customer record, by state and number.
//!
//! 1. Parse: how many, and in which state.
//! 2. Read: the rows of the caller's session; a part of the index of such tokens, from all of its partitions
//!    side by side; then the tokens.
//! 3. Decide: nothing changes. 4. Commit: nothing.
//!
//! A part costs the same however many there are. The index follows the table by some milliseconds.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    base::state::State,
    http::{
        answer::AccessTokenAnswer,
        caller::Caller,
        operation::{Operation, Who, get},
        paging::{self, Count, MOST_OFFSET, MOST_RESULTS, Page},
        parameters::Parameters,
    },
    records::{
        access_token::{AccessToken, NOT_ASSOCIATED},
        customer_records::Records,
        place::Place,
        refusal::Refusal,
    },
    steps::{caller::CallerLookup, flow, service::Service},
    table::{Key, Rows},
};

pub(crate) const GET_NOT_ASSOCIATED: Operation<Input, Page<AccessTokenAnswer>> = get(
    "/access_tokens/get_not_associated",
    Who::BackOffice,
    "The access tokens that belong to no customer record, by state and number.",
)
.refuses(&[flow::READS]);

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Input {
    /// How many access tokens the answer has at most.
    #[schemars(range(min = 1, max = MOST_RESULTS))]
    number: Count,
    life_cycle_state: Option<State>,
    /// How many to leave out at the beginning.
    #[schemars(range(max = MOST_OFFSET))]
    offset: Option<Count>,
    /// Goes on after another answer: its `next`.
    next: Option<String>,
}

pub(crate) async fn run(
    service: &Service,
    parameters: Parameters,
    caller: Caller,
) -> Result<Page<AccessTokenAnswer>, Refusal> {
    let Input { number, life_cycle_state: state, offset, next } = parameters.rest()?;
    let is_group = |group: &str| match state {
        Some(state) => state.as_str() == group,
        None => State::ALL.iter().any(|state| state.as_str() == group),
    };
    let place = |text: &str| Place::in_group(text, is_group);
    let (part, after) = paging::part(("number", Some(number)), offset, next.as_deref(), place)?;
    let begin = state.map(|state| format!("{state}#"));
    let after = after.as_ref().map(AccessToken::indexed_at);
    let now = service.context(&caller).now;
    let (session, mut rows) = (CallerLookup::of(&caller, now), Rows::at(now));
    service.table.step(&mut rows, session.keys()).await?;
    session.check(&rows)?;
    let listed = service.table.indexed(&NOT_ASSOCIATED, begin.as_deref(), after.as_ref(), &part).await?;
    let keys: Vec<Key> = listed.rows.iter().map(|(key, _)| key.clone()).collect();
    service.table.step(&mut rows, keys.clone()).await?;
    let mut items = Vec::with_capacity(keys.len());
    for key in &keys {
        // The index is a moment behind: what belongs to somebody by now is left out.
        let token = rows.row::<AccessToken>(key)?.filter(|token| token.row.links.is_empty());
        if let Some(token) = token.filter(|token| state.is_none_or(|state| token.row.state() == state)) {
            let records = Records::default();
            let answer = AccessTokenAnswer::of(&token.row, &records, &service.definition, &service.keyring)?;
            items.push(answer.in_a_list(&caller));
        }
    }
    let last = listed.rows.last().filter(|_| listed.more);
    let place = last.and_then(AccessToken::place_of);
    Ok(Page { items, next: place.as_ref().map(paging::next) })
}
