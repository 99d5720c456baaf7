//! What `reset_pass_code`, `reset_verification_code` and `forgot_pass_code` have in common: who may be told what.
//!
//! They are asked with an authentication code, which proves who asks, or with a bare identifier, which
//! anybody can type. A stranger gets one answer, whether the identifier is unknown, in the wrong state
//! or written to a moment ago; what really happened is in the owner's mailbox.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::{
    credentials::{AccessTokenIdentifier, Credentials},
    flow::{self, Decision},
    message_lookup::MessageLookup,
    outbox::{Draft, Outbox, Say},
    service::Service,
};
use crate::{
    base::{
        context::Context,
        field_errors::FieldErrors,
        schema::one_of,
        secret::Secret,
        text_rules::{MAXIMUM_LENGTH, PLAIN},
    },
    codes::reset_ticket::ResetTicket,
    http::{answer::ResetAnswer, caller::Caller},
    records::{
        access_token::AccessToken, accounts_receivable::AccountsReceivable, destination::Purpose,
        message::Brings, refusal::Refusal,
    },
    table::{Claim, Rows, Write},
};

/// Both parameters stand flat in the body, and just one of them is given.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = one_of(&["authentication_code", "identifier"]))]
#[schemars(example = json!({ "identifier": "ada@example.com" }))]
pub(crate) struct Input {
    /// Identifies and authenticates in one.
    #[schemars(length(max = MAXIMUM_LENGTH), regex(pattern = PLAIN))]
    authentication_code: Option<Secret>,
    #[schemars(length(max = MAXIMUM_LENGTH), regex(pattern = PLAIN), example = "ada@example.com")]
    identifier: Option<String>,
}

impl Input {
    pub(crate) fn credentials(self) -> Result<Credentials, FieldErrors> {
        let Self { authentication_code, identifier } = self;
        let named =
            AccessTokenIdentifier { authentication_code, identifier, ..AccessTokenIdentifier::default() };
        Credentials::parse(&named, None)
    }
}

/// What an operation makes of the token that is meant, if there is one. Asked even for nobody: the time
/// of an answer shall say nothing.
pub(crate) type Rule<'a> = dyn Fn(&Service, Meant<'_>, &mut Context) -> Result<Change, Refusal> + Sync + 'a;

/// The token that is meant, and the account behind it, as far as there are.
pub(crate) type Meant<'a> = (Option<&'a AccessToken>, Option<&'a AccountsReceivable>);

/// What tells the operations apart.
#[derive(Clone, Copy)]
pub(crate) struct Reset<'a> {
    pub rule: &'a Rule<'a>,
    /// What its messages are counted as.
    pub purpose: Purpose,
    /// How many rows are written where it is granted; a stranger who is refused in silence costs as many.
    pub writes: usize,
}

/// A reset that the rules allow: the changed token, and the message that brings what is new.
pub(crate) struct Change {
    pub token: AccessToken,
    pub draft: Draft,
    /// What is written besides.
    pub writes: Vec<Write>,
    /// Shown, where the definition says so, to a caller who proved to be no stranger.
    pub random_pass_code: Option<String>,
}

pub(crate) async fn run(
    service: &Service,
    credentials: Credentials,
    caller: &Caller,
    reset: Reset<'_>,
) -> Result<ResetAnswer, Refusal> {
    let mut context = service.context(caller);
    let lookup = MessageLookup::new(credentials, reset.purpose, caller, service, &context)?;
    flow::run(service, caller, lookup, &mut context, |lookup, rows, context| {
        decide(service, lookup, reset, rows, context)
    })
    .await
}

/// Decides a reset by its rule.
fn decide(
    service: &Service,
    wanted: &MessageLookup,
    reset: Reset<'_>,
    rows: &Rows,
    context: &mut Context,
) -> Result<Decision<ResetAnswer>, Refusal> {
    let MessageLookup { token: lookup, asker, .. } = wanted;
    asker.within_limit(rows)?;
    let before = lookup.token(rows)?;
    let token = before.as_ref().map(|before| &before.row);
    let account = wanted.account(rows)?;
    let mut outbox = Outbox::default();
    let mut writes: Vec<Write> = asker.count().into_iter().collect();
    let changed = (reset.rule)(service, (token, account.as_ref()), context);
    let granted = match (changed, &before) {
        (Ok(Change { token, draft, writes: more, random_pass_code }), Some(before)) => {
            let settings = service.definition.settings(token.classification.as_ref());
            let (pause_seconds, now) = (settings.verification.resend_pause_seconds, context.now);
            let (source, definition) = (asker.source(), &service.definition);
            match outbox.queue_or_keep_back(draft, source, rows, pause_seconds, definition, now)? {
                None => {
                    writes.push(Write::replace(&token.key(), &token, before.version)?);
                    writes.extend(more);
                    Ok((token, random_pass_code))
                }
                Some(again) => {
                    Err(Refusal::TooManyMessages { retry_after_seconds: again.seconds() - now.seconds() })
                }
            }
        }
        (Ok(_), None) => Err(Refusal::AccessTokenNotFound),
        (Err(refusal), _) if refusal.is_ours() => return Err(refusal),
        (Err(refusal), _) => Err(refusal),
    };
    if lookup.credentials.identifier().is_some() && granted.is_err() && outbox.is_empty() {
        let key = wanted.counted_at(rows, service)?;
        outbox.pretend(key, asker.source(), rows, &service.definition, context.now)?;
    }
    writes.extend(outbox.writes()?);
    let Credentials::Identifier { as_sent, .. } = &lookup.credentials else {
        let outcome = match granted {
            Ok((token, random_pass_code)) => {
                let answer = ResetAnswer::of(&token, &service.definition, &service.keyring)?;
                Ok(ResetAnswer { random_pass_code, ..answer })
            }
            Err(refusal) => Err(refusal),
        };
        return Ok(Decision { writes, outcome });
    };
    // What is refused is refused in silence, and for the price of one that is granted.
    let writes = Write::covered(writes, reset.writes + usize::from(asker.source().is_some()), context)?;
    Ok(Decision { writes, outcome: Ok(ResetAnswer::to_a_stranger(as_sent)) })
}

/// The rule of who forgot the pass code: a ticket goes out, and the pass code stays until the ticket sets a new one. A
/// ticket in the first half of its life is sent again: nobody makes the one in the owner's hand worthless.
pub(crate) fn by_ticket(
    service: &Service,
    (token, account): Meant<'_>,
    context: &mut Context,
) -> Result<Change, Refusal> {
    let (keyring, now) = (&service.keyring, context.now);
    let new = ResetTicket::new(now, keyring, &mut context.rng);
    let before = token.and_then(|token| token.reset_ticket.clone());
    let ticket = before.filter(|ticket| ticket.in_first_half(now)).unwrap_or(new);
    let key = ResetTicket::claim_key(&ticket.derive(keyring)?, keyring, keyring.newest())?;
    let token = token.ok_or(Refusal::AccessTokenNotFound)?.clone().forgot_pass_code(ticket.clone())?;
    let settings = service.definition.settings(token.classification.as_ref());
    let template = settings.pass_code.forgot_template.as_deref().ok_or(Refusal::NoDestination)?;
    let claim = Claim { holder: token.id.clone(), expires: Some(ticket.expires) };
    let writes = vec![Write::follow(&key, &claim)?];
    let useful_until = ticket.expires;
    let brings = Brings::ResetTicket(ticket);
    let say = Say { template, brings, useful_until, counted: Some(Purpose::Reset) };
    let draft = Draft::about(&token, account, say, service, context)?;
    Ok(Change { token, draft, writes, random_pass_code: None })
}

/// How many rows such a reset writes: token, ticket, message and destination.
pub(crate) const TICKET_WRITES: usize = 4;
