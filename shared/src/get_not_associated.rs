//! `GET /access_tokens/get_not_associated`: access tokens that belong to no customer record, by state and number.
//!
//! 1. Parse: how many, and in which state.
//! 2. Read: a part of the index of such tokens, then the tokens.
//! 3. Decide: nothing changes. 4. Commit: nothing.
//!
//! A part costs the same however many there are. The index follows the table by some milliseconds.

use lambda_http::{Body, Request, Response};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    access_token::{AccessToken, State},
    answer::AccessTokenAnswer,
    http::{Call, Page, Parameters},
    links::Records,
    paging::{self, Count, MOST_OFFSET, MOST_RESULTS},
    refusal::Refusal,
    service::Service,
    table::{Key, Rows},
};

pub async fn handle(service: &Service, request: Request) -> Response<Body> {
    let (call, parameters) = Call::open_to_known::<AccessTokenAnswer>("get_not_associated", &request);
    call.answer_page(run(service, parameters).await)
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Input {
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

async fn run(
    service: &Service,
    parameters: Result<Parameters, Refusal>,
) -> Result<Page<AccessTokenAnswer>, Refusal> {
    let Input { number, life_cycle_state: state, offset, next } = parameters?.into_input()?;
    let is_group = |group: &str| match state {
        Some(state) => state.as_str() == group,
        None => State::ALL.iter().any(|state| state.as_str() == group),
    };
    let part = paging::part(("number", Some(number)), offset, next.as_deref(), is_group)?;
    let listed = service.table.not_associated(state, &part).await?;
    let keys: Vec<Key> = listed.rows.iter().map(|place| Key::token(&place.id)).collect();
    let mut rows = Rows::at(service.context().now);
    service.table.gather(&mut rows, |_| Ok::<_, Refusal>(keys.clone())).await?;
    let mut items = Vec::with_capacity(keys.len());
    for key in &keys {
        // The index is a moment behind: what belongs to somebody by now is left out.
        let token = rows.row::<AccessToken>(key)?.filter(|token| token.row.links.is_empty());
        if let Some(token) = token.filter(|token| state.is_none_or(|state| token.row.state() == state)) {
            items.push(AccessTokenAnswer::of(&token.row, &Records::default(), service)?);
        }
    }
    Ok(Page { items, next: listed.next.as_ref().map(paging::next) })
}
