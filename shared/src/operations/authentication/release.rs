//! `POST /authentication/token/release`: ends the session of a token, which may be over already.
//!
//! 1. Parse: the token is the call's `token`; a refresh token of the session will do.
//! 2. Read the public keys; for a refresh token nothing, which the service knows by its own keys.
//! 3. Decide: whoever has a genuine token may end its session. The answer is the same for all others.
//! 4. Commit: the session goes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    base::{field_errors::FieldErrors, id::Id, rule::Rule},
    codes::refresh_token::RefreshToken,
    http::{
        caller::Caller,
        code::Code,
        operation::{Operation, Token, Who, post},
        parameters::Parameters,
    },
    keyring::Claims,
    records::{public_keys::PublicKeys, refusal::Refusal, session::Session},
    steps::{
        flow::{self, Decision},
        service::Service,
        session::back_office_audience,
    },
    table::{Key, Write},
};

pub(crate) const RELEASE: Operation<Input, Released> =
    post("/authentication/token/release", Who::Anybody, "Ends the session of a session token.")
        .public()
        .by_token(Token::Other(
            "The session token, or a refresh token of the session; whether or not it is over.",
        ))
        .refuses(&[&[Code::Busy, Code::Unavailable]]);

/// Nothing but the token.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Input {}

/// Nothing, whatever was sent.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub(crate) struct Released {}

pub(crate) async fn run(
    service: &Service,
    mut parameters: Parameters,
    caller: Caller,
) -> Result<Released, Refusal> {
    let token = parameters.token.take().ok_or_else(|| FieldErrors::field("token", Rule::Missing))?;
    let Input {} = parameters.rest()?;
    let mut context = service.context(&caller);
    let is_refresh_token = RefreshToken::is_one(&token);
    let lookup: Vec<_> = (!is_refresh_token).then(PublicKeys::key).into_iter().collect();
    flow::run(service, &caller, lookup, &mut context, |_, rows, _| {
        let session = if is_refresh_token {
            let said = RefreshToken::genuine(&token, service.mac_keys()?).ok();
            said.map(|said| Session::key_of_customer(&said.access_token, &said.session))
        } else {
            let published = PublicKeys::of(rows)?;
            Claims::genuine(&token, &published).ok().and_then(|claims| session(&claims))
        };
        let writes = session.map(Write::clear).into_iter().collect();
        Ok(Decision { writes, outcome: Ok(Released {}) })
    })
    .await
}

/// Where the session stands that a token names.
fn session(claims: &Claims) -> Option<Key> {
    let session = Id::try_from(claims.sid.clone()).ok()?;
    if claims.aud == back_office_audience(&claims.iss) {
        return Some(Session::key_of_back_office(&claims.sub, &session));
    }
    let access_token = Id::try_from(claims.sub.clone()).ok()?;
    Some(Session::key_of_customer(&access_token, &session))
}
