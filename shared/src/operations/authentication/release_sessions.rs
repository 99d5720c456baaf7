//! `POST /authentication/sessions/release`: ends a session of the customer whose session it is, or all of them.
//!
//! 1. Parse: which one, or all.
//! 2. Read the session that the request is in, and its access token.
//! 3. Decide: all are over by one change of the access token, this one too.
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
    keyring::NotAccepted,
    records::{access_token::AccessToken, refusal::Refusal, session::Session},
    steps::{
        flow::{self, Decision},
        service::Service,
    },
    table::{Stored, Write},
};

pub(crate) const RELEASE_SESSIONS: Operation<Input, Released> =
    post("/authentication/sessions/release", Who::Customer, "Ends a session of a customer, or all of them.")
        .refuses(&[&[Code::Busy, Code::Unavailable]]);

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = json!({ "all": true }))]
pub(crate) struct Input {
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
    fn which(self) -> Result<Which, Refusal> {
        let all = self.all.filter(|all| *all).map(|_| Which::All);
        let one = self.session_id.map(Which::One);
        Ok(exactly_one([("session_id", one), ("all", all)]).map_err(|not_one| not_one.at(""))?)
    }
}

pub(crate) async fn run(
    service: &Service,
    parameters: Parameters,
    caller: Caller,
) -> Result<Released, Refusal> {
    let which = parameters.rest::<Input>()?.which()?;
    let (own, _) = caller.in_session().ok_or(Refusal::CallerNotAllowed)?;
    let key = AccessToken::key_of(own);
    flow::run(service, &caller, vec![key.clone()], &mut service.context(&caller), |_, rows, _| {
        let write = match &which {
            // There may be none like it, which is as good.
            Which::One(session) => Write::clear(Session::key_of_customer(own, session)),
            Which::All => {
                let token =
                    rows.row::<AccessToken>(&key)?.ok_or(Refusal::SessionRefused(NotAccepted::Ended))?;
                let Stored { row: token, version } = token;
                Write::replace(&key, &token.signed_out(), version)?
            }
        };
        Ok(Decision { writes: vec![write], outcome: Ok(Released {}) })
    })
    .await
}
