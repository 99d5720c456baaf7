//! `GET /access_tokens/get_not_associated`: access tokens that belong to no customer record, by state and number.
//!
//! 1. Parse: how many, and in which state.
//! 2. Read: a part of the index of such tokens, then the tokens.
//! 3. Decide: nothing changes. 4. Commit: nothing.
//!
//! A part costs the same however many there are. The index follows the table by some milliseconds.

use lambda_http::{Body, Request, Response};

use crate::{
    access_token::{AccessToken, State},
    answer::AccessTokenAnswer,
    http::{Call, Page, Parameters},
    links::Records,
    paging,
    refusal::Refusal,
    service::Service,
    table::{Key, Rows},
};

pub async fn handle(service: &Service, request: Request) -> Response<Body> {
    let (call, parameters) = Call::open_to_known::<AccessTokenAnswer>("get_not_associated", &request);
    call.answer_page(run(service, parameters).await)
}

async fn run(
    service: &Service,
    parameters: Result<Parameters, Refusal>,
) -> Result<Page<AccessTokenAnswer>, Refusal> {
    let mut parameters = parameters?;
    let state: Option<State> = parameters.take("life_cycle_state")?;
    parameters.must_have("number")?;
    let is_group = |group: &str| match state {
        Some(state) => state.as_str() == group,
        None => State::ALL.iter().any(|state| state.as_str() == group),
    };
    let part = paging::take(&mut parameters, "number", is_group)?;
    parameters.nothing_else()?;
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
