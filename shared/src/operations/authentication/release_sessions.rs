//! `POST /authentication/sessions/release`: ends a session of the customer whose session it is, or whom a
//! back office names, or all of them.
//!
//! 1. Parse: which one, or all.
//! 2. Read the session that the request is in, and the access token.
//! 3. Decide: all are over by one change of the access token, the customer's own of now too.
//! 4. Commit: that session's row is deleted; or the access token's is written with the next generation.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::release::Released;
use crate::{
    base::{exactly_one::exactly_one, id::Id},
    http::{
        caller::Caller,
        code::Code,
        operation::{Operation, Who, post},
        parameters::Parameters,
    },
    records::{refusal::Refusal, session::Session},
    steps::{
        flow::{self, Decision},
        service::Service,
        token_lookup::{self, TokenLookup},
    },
    table::{Stored, Write},
};

pub(crate) const RELEASE_SESSIONS: Operation<Input, Released> = post(
    "/authentication/sessions/release",
    Who::CustomerOrBackOffice,
    "Ends a session of a customer, or all of them.",
)
.refuses(&[&[Code::Busy, Code::Unavailable], token_lookup::REFUSES]);

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = json!({ "all": true }))]
pub(crate) struct Input {
    /// The number of the access token, for a back office. A customer ends their own, and names none.
    #[schemars(example = &"ACT0123456789")]
    number: Option<String>,
    /// The session, as the list of them names it: this, or `all`.
    session_id: Option<Id>,
    /// All of them, also the one that the request is in: this, or `session_id`.
    all: Option<bool>,
}

enum Which {
    One(Id),
    All,
}

impl Input {
    fn which(&self) -> Result<Which, Refusal> {
        let all = self.all.filter(|all| *all).map(|_| Which::All);
        let one = self.session_id.clone().map(Which::One);
        Ok(exactly_one([("session_id", one), ("all", all)]).map_err(|not_one| not_one.at(""))?)
    }
}

pub(crate) async fn run(
    service: &Service,
    parameters: Parameters,
    caller: Caller,
) -> Result<Released, Refusal> {
    let input: Input = parameters.rest()?;
    let which = input.which()?;
    let mut context = service.context(&caller);
    let lookup = TokenLookup::numbered_or_own(input.number.as_deref(), &caller, &context, service)?;
    flow::run(service, &caller, lookup, &mut context, |lookup, rows, _| {
        let Stored { row: token, version } = lookup.token(rows)?.ok_or(Refusal::AccessTokenNotFound)?;
        let write = match &which {
            // There may be none like it, which is as good.
            Which::One(session) => Write::clear(Session::key_of_customer(&token.id, session)),
            Which::All => Write::replace(&token.key(), &token.clone().signed_out(), version)?,
        };
        Ok(Decision { writes: vec![write], outcome: Ok(Released {}) })
    })
    .await
}
