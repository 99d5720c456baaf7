//! `POST /access_tokens/send_one_time_password`: sends a one-time password to a customer who logs in without
//! a pass code.
//!
//! 1. Parse: an identifier.
//! 2. Read the token, its destination and the account behind it.
//! 3. Decide: only EFFECTIVE, and only where the message may go now. For everybody else the request is nobody's.
//! 4. Commit: request, message and destination; the access token is not touched. The answer is the request,
//!    whoever asks.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::{
    base::{
        context::Context,
        id::Id,
        state::State,
        text_rules::{MAXIMUM_LENGTH, PLAIN},
    },
    codes::one_time_password::OneTimePassword,
    http::{
        answer::OneTimePasswordAnswer,
        caller::Caller,
        code::Code,
        operation::{Operation, Who, post},
        parameters::Parameters,
    },
    records::{
        access_token::AccessToken, accounts_receivable::AccountsReceivable, destination::Purpose,
        message::Brings, one_time_password::OneTimePasswordRequest, refusal::Refusal,
    },
    steps::{
        credentials::{AccessTokenIdentifier, Credentials},
        flow::{self, Decision},
        message_lookup::MessageLookup,
        outbox::{Draft, Outbox, Say},
        service::Service,
    },
    table::{Rows, Write},
};

pub(crate) const SEND_ONE_TIME_PASSWORD: Operation<Input, OneTimePasswordAnswer> = post(
    "/access_tokens/send_one_time_password",
    Who::Anybody,
    "Has a one-time password sent, by which a customer logs in without a pass code.",
)
.refuses(&[flow::COMMITS, &[Code::NotOffered, Code::TooManyMessages]]);

/// Request, message and destination.
const WRITES: usize = 3;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = json!({ "identifier": "ada@example.com" }))]
pub(crate) struct Input {
    #[schemars(length(max = MAXIMUM_LENGTH), regex(pattern = PLAIN), example = "ada@example.com")]
    identifier: String,
}

pub(crate) async fn run(
    service: &Service,
    parameters: Parameters,
    caller: Caller,
) -> Result<OneTimePasswordAnswer, Refusal> {
    let mut context = service.context(&caller);
    let Input { identifier } = parameters.rest()?;
    service.offers_one_time_passwords()?;
    let named = AccessTokenIdentifier { identifier: Some(identifier), ..AccessTokenIdentifier::default() };
    let credentials = Credentials::parse(&named, None)?;
    let lookup = MessageLookup::new(credentials, Purpose::LogIn, &caller, service, &context)?;
    flow::run(service, &caller, lookup, &mut context, |lookup, rows, context| {
        decide(service, lookup, rows, context)
    })
    .await
}

fn decide(
    service: &Service,
    lookup: &MessageLookup,
    rows: &Rows,
    context: &mut Context,
) -> Result<Decision<OneTimePasswordAnswer>, Refusal> {
    let (asker, now) = (&lookup.asker, context.now);
    asker.within_limit(rows)?;
    let token = lookup.token.token(rows)?.map(|stored| stored.row);
    let account = lookup.account(rows)?;
    let password = OneTimePassword::new(now, &service.keyring, &mut context.rng);
    let request = Id::random(&mut context.rng);
    let mut outbox = Outbox::default();
    let mut sent_to = None;
    if let Some(Draftable { draft, token, pause_seconds }) =
        draft(service, token.as_ref(), account.as_ref(), &password, context)?
    {
        let (source, definition) = (asker.source(), &service.definition);
        let kept_back = outbox.queue_or_keep_back(draft, source, rows, pause_seconds, definition, now)?;
        sent_to = Some(token).filter(|_| kept_back.is_none());
    } else {
        let key = lookup.counted_at(rows, service)?;
        outbox.pretend(key, asker.source(), rows, &service.definition, now)?;
    }
    // What was not sent nobody has: so that nobody guesses at more codes than messages left.
    let row = OneTimePasswordRequest::new(sent_to, password);
    let mut writes = vec![Write::create(&OneTimePasswordRequest::key_of(&request), &row)?];
    writes.extend(outbox.writes()?);
    writes.extend(asker.count());
    let count = WRITES + usize::from(asker.source().is_some());
    let writes = Write::covered(writes, count, context)?;
    Ok(Decision { writes, outcome: Ok(OneTimePasswordAnswer { request }) })
}

/// A message that may be sent, and to whom.
struct Draftable<'a> {
    draft: Draft,
    token: &'a AccessToken,
    /// In seconds, after the last one.
    pause_seconds: i64,
}

/// The message that brings it, where the token is one that can be logged in so, and its owner can be reached.
fn draft<'a>(
    service: &Service,
    token: Option<&'a AccessToken>,
    account: Option<&AccountsReceivable>,
    password: &OneTimePassword,
    context: &mut Context,
) -> Result<Option<Draftable<'a>>, Refusal> {
    let Some(token) = token.filter(|token| token.state() == State::Effective) else { return Ok(None) };
    let settings = service.definition.settings(token.classification.as_ref());
    let Some(template) = &settings.one_time_password.template else { return Ok(None) };
    let say = Say {
        template,
        brings: Brings::OneTimePassword(password.clone()),
        useful_until: password.expires(),
        counted: Some(Purpose::LogIn),
    };
    let draft = Draft::if_reachable(token, account, say, service, context)?;
    let pause_seconds = settings.verification.resend_pause_seconds;
    Ok(draft.map(|draft| Draftable { draft, token, pause_seconds }))
}
