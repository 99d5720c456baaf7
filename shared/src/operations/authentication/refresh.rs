//! `POST /authentication/token/refresh`: the next session token of a session, for its refresh token.
//!
//! 1. Parse: the refresh token says which session it is of; its MAC, that it is genuine.
//! 2. Read the session with its access token; the account behind it. Where the owner is to be told, their destination.
//! 3. Decide, by how far the session has come and by which attempt: one step on; the same answer once more;
//!    too late by a moment; or two hold one refresh token, and the session is ended.
//! 4. Commit: the session. Who was quicker decides; who was not reads again.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::{
    base::{
        context::Context, field_errors::FieldErrors, rule::Rule, secret::Secret, text_rules::plain_text,
        timestamp::Timestamp,
    },
    codes::refresh_token::RefreshToken,
    http::{
        answer::SessionAnswer,
        caller::Caller,
        code::Code,
        operation::{Operation, Who, post},
        parameters::Parameters,
    },
    keyring::{Macced, NotAccepted},
    records::{
        access_token::AccessToken,
        accounts_receivable::AccountsReceivable,
        customer_records::Records,
        destination::Purpose,
        refusal::Refusal,
        session::{Refreshed, Session},
        tries::Source,
    },
    steps::{
        flow::{self, Decision},
        lookup::Lookup,
        outbox::{self, Draft, Outbox, Say},
        service::Service,
        session::Tokens,
    },
    table::{Key, Rows, Stored, TableError, Write},
};

pub(crate) const REFRESH: Operation<Input, SessionAnswer> = post(
    "/authentication/token/refresh",
    Who::Anybody,
    "The next session token of a session, and the next refresh token, for the refresh token that it gave last.",
)
.public()
.refuses(&[flow::COMMITS, &[Code::SessionRefused, Code::RefreshSuperseded, Code::InvalidValue]]);

/// 22 characters of base64url hold 128 bits.
const SHORTEST_ATTEMPT: usize = 22;
const LONGEST_ATTEMPT: usize = 128;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = json!({
    "refresh_token": "r1.1795402452.0B7F….7B1D….0.mFQ…", "attempt": "8b0f3c1e-54a7-4d0e-9a51-0c6f5d0e7a11",
}))]
pub(crate) struct Input {
    /// The last one that was given.
    refresh_token: Secret,
    /// Random text, made up by the app before it asks, and kept with the refresh token: sent again as it is
    /// until there is an answer, and never with another refresh token.
    #[schemars(length(min = SHORTEST_ATTEMPT, max = LONGEST_ATTEMPT))]
    attempt: Secret,
}

/// The session, and its access token; the account behind it.
struct RefreshLookup {
    of: RefreshToken,
    /// Of the attempt.
    digest: Secret,
    source: Source,
    now: Timestamp,
}

impl RefreshLookup {
    fn key(&self) -> Key {
        Session::key_of_customer(&self.of.access_token, &self.of.session)
    }

    fn token(&self, rows: &Rows) -> Result<Option<AccessToken>, TableError> {
        let token = rows.row::<AccessToken>(&AccessToken::key_of(&self.of.access_token))?;
        Ok(token.map(|stored| stored.row))
    }

    /// The session with its access token, unless it is over.
    fn alive(&self, rows: &Rows) -> Result<Option<(Stored<Session>, AccessToken)>, TableError> {
        let (session, token) = (rows.row::<Session>(&self.key())?, self.token(rows)?);
        Ok(session.zip(token).filter(|(session, token)| session.row.is_of(token)))
    }

    fn is_copied(&self, rows: &Rows) -> Result<bool, TableError> {
        let alive = self.alive(rows)?;
        Ok(alive.is_some_and(|(session, _)| self.refreshed(&session.row) == Some(Refreshed::Copied)))
    }

    fn refreshed(&self, session: &Session) -> Option<Refreshed> {
        session.refresh(&self.of, self.digest.reveal(), self.now)
    }
}

impl Lookup for RefreshLookup {
    fn wants(&self, rows: &Rows, service: &Service) -> Result<Vec<Key>, Refusal> {
        let mut keys = vec![self.key(), AccessToken::key_of(&self.of.access_token)];
        if let Some((_, token)) = self.alive(rows)? {
            keys.extend(token.links.account().map(AccountsReceivable::key_of));
            if self.is_copied(rows)? {
                let (definition, keyring) = (&service.definition, &service.keyring);
                keys.extend(outbox::destination(&token, Purpose::Copies, definition, keyring)?);
            }
        }
        Ok(keys)
    }
}

pub(crate) async fn run(
    service: &Service,
    mut parameters: Parameters,
    caller: Caller,
) -> Result<SessionAnswer, Refusal> {
    let api = std::mem::take(&mut parameters.api);
    let Input { refresh_token, attempt } = parameters.rest()?;
    let checked = plain_text(attempt.reveal(), LONGEST_ATTEMPT).and_then(|()| {
        let is_short = attempt.reveal().chars().count() < SHORTEST_ATTEMPT;
        if is_short { Err(Rule::TooShort { minimum: SHORTEST_ATTEMPT }) } else { Ok(()) }
    });
    checked.map_err(FieldErrors::value("attempt"))?;
    let mut context = service.context(&caller);
    let keys = service.mac_keys()?;
    let digested = RefreshToken::genuine(&refresh_token, keys).and_then(|of| {
        let attempt = format!("{}\n{}", of.session, attempt.reveal());
        let digest = keys.mac(Macced::Attempt, &of.key, &attempt)?;
        Ok((of, digest))
    });
    let (of, digest) = digested.map_err(Refusal::SessionRefused)?;
    let source = Source::of(&caller.source, &service.keyring)?;
    let lookup = RefreshLookup { of, digest, source, now: context.now };
    let session = lookup.of.session.clone();
    let mut is_copied = false;
    let outcome = flow::run(service, &caller, lookup, &mut context, |lookup, rows, context| {
        is_copied = lookup.is_copied(rows)?;
        decide(service, &api, lookup, rows, context)
    })
    .await;
    if is_copied {
        tracing::warn!(session = session.as_str(), "REFRESH_TOKEN_COPIED");
    }
    outcome
}

fn decide(
    service: &Service,
    api: &str,
    lookup: &RefreshLookup,
    rows: &Rows,
    context: &mut Context,
) -> Result<Decision<SessionAnswer>, Refusal> {
    const OVER: Refusal = Refusal::SessionRefused(NotAccepted::Ended);
    let (Stored { row: session, version }, token) = lookup.alive(rows)?.ok_or(OVER)?;
    let account = Records::of(&token.links, rows)?.account;
    let answer = |session: &Session| {
        Tokens { service, api }.of_customer(session, &token, account.as_ref(), context.now)
    };
    match lookup.refreshed(&session).ok_or(OVER)? {
        Refreshed::Stepped(next) => {
            let write = Write::replace(&lookup.key(), &next, version)?;
            Ok(Decision { writes: vec![write], outcome: Ok(answer(&next)?) })
        }
        Refreshed::Again => Ok(Decision { writes: Vec::new(), outcome: Ok(answer(&session)?) }),
        Refreshed::AttemptNotNew => Err(FieldErrors::value("attempt")(Rule::AttemptNotNew).into()),
        Refreshed::Superseded => Err(Refusal::RefreshSuperseded),
        Refreshed::Copied => {
            let mut writes = vec![Write::delete(lookup.key(), version)];
            writes.extend(news(service, &token, account.as_ref(), (rows, &lookup.source), context)?);
            Ok(Decision { writes, outcome: Err(OVER) })
        }
    }
}

/// What the owner is told: the phone that was restored from a copy looks like the thief's.
fn news(
    service: &Service,
    token: &AccessToken,
    account: Option<&AccountsReceivable>,
    (rows, source): (&Rows, &Source),
    context: &mut Context,
) -> Result<Vec<Write>, Refusal> {
    let settings = service.definition.settings(token.classification.as_ref());
    let Some(template) = &settings.session.copied_template else { return Ok(Vec::new()) };
    let say = Say::news(template, Some(Purpose::Copies), context.now);
    let mut outbox = Outbox::default();
    if let Some(draft) = Draft::if_reachable(token, account, say, service, context)? {
        outbox.queue_or_keep_back(draft, Some(source), rows, 0, &service.definition, context.now)?;
    }
    Ok(outbox.writes()?)
}
