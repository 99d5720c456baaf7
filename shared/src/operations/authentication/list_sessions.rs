//! `POST /authentication/sessions/list`: the sessions of the customer whose session it is.
//!
//! 1. Parse: nothing. 2. Read the session that the request is in, and its access token; then all sessions beside it.
//! 3. Decide and 4. commit: nothing changes.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    base::id::Id,
    http::{
        answer::ListedSession,
        caller::Caller,
        code::Code,
        operation::{Operation, Who, post},
        paging::Page,
        parameters::Parameters,
    },
    keyring::NotAccepted,
    records::{access_token::AccessToken, refusal::Refusal, session::Session},
    steps::{
        flow::{self, Decision},
        service::Service,
    },
    table::Part,
};

pub(crate) const LIST_SESSIONS: Operation<Input, Page<ListedSession>> = post(
    "/authentication/sessions/list",
    Who::Customer,
    "The sessions of a customer, the latest first, 100 at most.",
)
.refuses(&[&[Code::Unavailable]]);

/// Nobody looks through more.
const MOST: usize = 100;
/// Read at a time: they have less than 1 MB, which is as much as comes at once.
const PART: Part = Part { offset: 0, number_of_results: 500 };
/// So many parts are read. Who has more sessions does not see all of them.
const PARTS: usize = 10;

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
    let mut context = service.context(&caller);
    let key = AccessToken::key_of(own);
    let token = flow::run(service, &caller, vec![key.clone()], &mut context, |_, rows, _| {
        let token = rows.row::<AccessToken>(&key)?.ok_or(Refusal::SessionRefused(NotAccepted::Ended))?;
        Ok(Decision { writes: Vec::new(), outcome: Ok(token.row) })
    })
    .await?;
    let mut sessions = all(service, own).await?;
    sessions.retain(|session| session.is_of(&token) && context.now < session.expires);
    sessions.sort_by_key(|session| std::cmp::Reverse((session.token_life().0, session.id.clone())));
    sessions.truncate(MOST);
    let items = sessions.iter().map(|session| ListedSession::of(session, current)).collect();
    Ok(Page { items, next: None })
}

/// The sessions of a customer, also those that are over.
async fn all(service: &Service, own: &Id) -> Result<Vec<Session>, Refusal> {
    let (beside, begin) = Session::all_of_customer(own);
    let mut sessions = Vec::<Session>::new();
    for _ in 0..PARTS {
        let after = sessions.last().map(|session| Session::key_of_customer(own, &session.id));
        let listed = service.table.beside(&beside, begin, after, &PART).await?;
        sessions.extend(listed.rows);
        if !listed.more {
            break;
        }
    }
    Ok(sessions)
}
