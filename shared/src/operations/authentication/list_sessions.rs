//! `POST /authentication/sessions/list`: the sessions of the customer whose session it is, or whom a back office names.
//!
//! 1. Parse. 2. Read the session that the request is in, and the access token; then all sessions beside it.
//! 3. Decide and 4. commit: nothing changes.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    base::{id::Id, scope::Scope},
    http::{
        answer::ListedSession,
        caller::Caller,
        code::Code,
        operation::{Operation, Who, post},
        paging::Page,
        parameters::Parameters,
    },
    records::{refusal::Refusal, session::Session},
    steps::{
        flow::{self, Decision},
        service::Service,
        token_lookup::{self, TokenLookup},
    },
    table::Part,
};

pub(crate) const LIST_SESSIONS: Operation<Input, Page<ListedSession>> = post(
    "/authentication/sessions/list",
    Who::CustomerOrBackOffice,
    "The sessions of a customer, the latest first, 100 at most.",
)
.for_scope(Scope::Read)
.refuses(&[&[Code::Unavailable], token_lookup::REFUSES]);

/// Nobody looks through more.
const MOST: usize = 100;
/// Read at a time: they have less than 1 MB, which is as much as comes at once.
const PART: Part = Part { offset: 0, number_of_results: 500 };
/// So many parts are read. Who has more sessions does not see all of them.
const PARTS: usize = 10;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Input {
    /// The number of the access token, for a back office. A customer sees their own, and names none.
    #[schemars(example = &"ACT0123456789")]
    number: Option<String>,
}

pub(crate) async fn run(
    service: &Service,
    parameters: Parameters,
    caller: Caller,
) -> Result<Page<ListedSession>, Refusal> {
    let Input { number } = parameters.rest()?;
    let mut context = service.context(&caller);
    let lookup = TokenLookup::numbered_or_own(number.as_deref(), &caller, &context, service)?;
    let token = flow::run(service, &caller, lookup, &mut context, |lookup, rows, _| {
        let token = lookup.token(rows)?.ok_or(Refusal::AccessTokenNotFound)?;
        Ok(Decision { writes: Vec::new(), outcome: Ok(token.row) })
    })
    .await?;
    let current = caller.in_session().map(|(_, session)| session);
    let mut sessions = all(service, &token.id).await?;
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
