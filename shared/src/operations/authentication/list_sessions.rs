//! `POST /authentication/sessions/list`: the sessions of the customer whose session it is.
//!
//! 1. Parse: nothing. 2. Read the session that the request is in, and its access token; then all sessions beside it.
//! 3. Decide and 4. commit: nothing changes.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    http::{
        answer::ListedSession,
        caller::Caller,
        code::Code,
        operation::{Operation, Who, post},
        paging::Page,
        parameters::Parameters,
    },
    records::{access_token::AccessToken, refusal::Refusal, session::Session},
    steps::{
        flow::{self, Decision},
        service::Service,
    },
    table::Part,
};

pub(crate) const LIST_SESSIONS: Operation<Input, Page<ListedSession>> =
    post("/authentication/sessions/list", Who::Customer, "The sessions of a customer, the latest first.")
        .refuses(&[&[Code::Unavailable]]);

/// Nobody looks through more.
const MOST: usize = 100;
/// Rows of sessions that 1 MB holds, and more.
const READ: Part = Part { offset: 0, number_of_results: 2_000 };

/// Nothing.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Input {}

pub(crate) async fn run(
    service: &Service,
    parameters: Parameters,
    caller: Caller,
) -> Result<Page<ListedSession>, Refusal> {
    let Input {} = parameters.rest()?;
    let (own, current) = caller.in_session().ok_or(Refusal::CallerNotAllowed)?;
    let mut context = service.context();
    let key = AccessToken::key_of(own);
    let token = flow::run(service, &caller, vec![key.clone()], &mut context, |_, rows, _| {
        let token = rows.row::<AccessToken>(&key)?.ok_or(Refusal::AccessTokenNotFound)?;
        Ok(Decision { writes: Vec::new(), outcome: Ok(token.row) })
    })
    .await?;
    let (beside, begin) = Session::all_of_customer(own);
    let mut sessions = service.table.beside::<Session>(&beside, begin, None, &READ).await?.rows;
    sessions.retain(|session| session.is_of(&token) && context.now < session.expires);
    sessions.sort_by_key(|session| std::cmp::Reverse((session.token_life().0, session.id.clone())));
    sessions.truncate(MOST);
    let items = sessions.iter().map(|session| ListedSession::of(session, current)).collect();
    Ok(Page { items, next: None })
}
