//! What `reset_pass_code`, `reset_verification_code` and `forgot_pass_code` have in common: who may be told what.
//!
//! They are asked with an authentication code, which proves who asks, or with a bare identifier, which
//! anybody can type. A stranger gets one answer, whether the identifier is unknown, in the wrong state
//! or written to a moment ago; what really happened is in the owner's mailbox.

use lambda_http::{Body, Request, Response};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::{
    access_token::AccessToken,
    accounts_receivable::AccountsReceivable,
    answer::ResetAnswer,
    caller::Caller,
    context::Context,
    destination::Destination,
    http::{Call, Parameters},
    id::Id,
    identifier::NormalisedIdentifier,
    links::Records,
    look_up::{AccessTokenIdentifier, Sought, Who},
    openapi::exactly_one,
    outbox::{self, Draft, Outbox},
    refusal::Refusal,
    rules::{MAXIMUM_LENGTH, PLAIN},
    secret::Secret,
    service::Service,
    table::{Decision, Key, Rounds, Rows, Write},
};

/// What an operation makes of the token that is meant, if there is one. Asked even for nobody: the time
/// of an answer shall say nothing.
pub type Rule =
    fn(&Service, Option<&AccessToken>, Option<&AccountsReceivable>, &mut Context) -> Result<Change, Refusal>;

/// What tells the operations apart.
#[derive(Clone, Copy)]
pub struct Reset {
    pub operation: &'static str,
    pub rule: Rule,
    /// How many rows are written where it is granted; a stranger who is refused in silence costs as many.
    pub writes: usize,
}

/// A reset that the rules allow: the changed token, and the message that brings what is new.
pub struct Change {
    pub token: AccessToken,
    pub draft: Draft,
    /// What is written besides.
    pub writes: Vec<Write>,
    /// Shown, where the definition says so, to a caller who proved to be no stranger.
    pub random_pass_code: Option<String>,
}

/// Answers one that takes an authentication code or an identifier.
pub async fn answer(service: &Service, reset: Reset, request: Request) -> Response<Body> {
    let (call, parameters) = Call::open::<ResetAnswer>(reset.operation, &request);
    let who = parameters.and_then(parse);
    call.answer(run(service, who, &call.caller, reset).await)
}

/// Both parameters stand flat in the body, and just one of them is given.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = exactly_one(&["authentication_code", "identifier"]))]
#[schemars(example = json!({ "identifier": "ada@example.com" }))]
pub struct Input {
    /// Identifies and authenticates in one.
    #[schemars(length(max = MAXIMUM_LENGTH), regex(pattern = PLAIN))]
    authentication_code: Option<Secret>,
    #[schemars(length(max = MAXIMUM_LENGTH), regex(pattern = PLAIN), example = "ada@example.com")]
    identifier: Option<String>,
}

fn parse(parameters: Parameters) -> Result<Who, Refusal> {
    let Input { authentication_code, identifier } = parameters.into_input()?;
    Who::parse(&AccessTokenIdentifier { authentication_code, identifier, pass_code: None })
}

pub async fn run(
    service: &Service,
    who: Result<Who, Refusal>,
    caller: &Caller,
    reset: Reset,
) -> Result<ResetAnswer, Refusal> {
    let mut context = service.context();
    let sought = Sought::new(who?, caller, context.now, &service.keyring)?;
    let mut rounds = Rounds::default();
    loop {
        let mut rows = Rows::at(context.now);
        service.table.gather(&mut rows, |rows| sought.lead(rows)).await?;
        let third = third_read(service, &sought, &rows)?;
        service.table.gather(&mut rows, |_| Ok::<_, Refusal>(third.clone())).await?;
        let decision = decide(service, &sought, reset, &rows, &mut context)?;
        if let Some(outcome) = service.table.settle(decision, &mut rounds, &mut context).await? {
            return outcome;
        }
    }
}

/// The destination, and the account behind the token, or nobody's: two rows for whomever.
fn third_read(service: &Service, sought: &Sought, rows: &Rows) -> Result<Vec<Key>, Refusal> {
    let token = sought.token(rows)?.map(|token| token.row);
    let destination = match &token {
        Some(token) => outbox::destination(token, service)?,
        None => None,
    };
    let as_sent = match &sought.who {
        Who::Identifier { normalised, .. } => normalised.clone(),
        Who::AuthenticationCode(_) => NormalisedIdentifier::of(""),
    };
    let account = token.as_ref().and_then(|token| token.links.account()).cloned();
    Ok(vec![
        destination.map_or_else(|| Destination::key(&as_sent, &service.keyring), Ok)?,
        Key::accounts_receivable(&account.unwrap_or_else(Id::nobody)),
    ])
}

/// Decides a reset by its rule.
fn decide(
    service: &Service,
    sought: &Sought,
    reset: Reset,
    rows: &Rows,
    context: &mut Context,
) -> Result<Decision<ResetAnswer>, Refusal> {
    // Who has guessed at authentication codes for too long is told of none.
    let hidden = matches!(sought.who, Who::AuthenticationCode(_)) && sought.used_up(rows);
    let before = sought.token(rows)?.filter(|_| !hidden);
    let token = before.as_ref().map(|before| &before.row);
    let account = match token {
        Some(token) => Records::of(&token.links, rows)?.account,
        None => None,
    };
    let change = (reset.rule)(service, token, account.as_ref(), context);
    let change = change.and_then(|change| {
        let settings = service.definition.settings(change.token.classification.as_ref());
        let pause = settings.verification.resend_pause_seconds;
        if change.draft.may_go(rows, pause, context.now)? {
            Ok(change)
        } else {
            Err(Refusal::TooManyMessages)
        }
    });
    match (change, &sought.who, before) {
        (Ok(change), who, Some(before)) => {
            let answer = match who {
                Who::Identifier { as_sent, .. } => ResetAnswer::to_a_stranger(as_sent),
                Who::AuthenticationCode(_) => ResetAnswer {
                    random_pass_code: change.random_pass_code,
                    ..ResetAnswer::of(&change.token, service)?
                },
            };
            let mut outbox = Outbox::default();
            outbox.queue(change.draft, rows, context.now)?;
            let mut writes = outbox.writes(context.now)?;
            writes.push(Write::replace(&Key::token(&change.token.id), &change.token, before.version, None)?);
            writes.extend(change.writes);
            Ok(Decision { writes, outcome: Ok(answer) })
        }
        (Err(refusal), _, _) if refusal.is_ours() => Err(refusal),
        (_, Who::Identifier { as_sent, .. }, _) => Ok(Decision {
            writes: Write::covered(Vec::new(), reset.writes, context)?,
            outcome: Ok(ResetAnswer::to_a_stranger(as_sent)),
        }),
        // A right authentication code is no guess, whatever it is told.
        (Err(Refusal::NotFound) | Ok(_), Who::AuthenticationCode(_), _) => {
            Ok(Decision { writes: vec![sought.attempts().count()], outcome: Err(Refusal::NotFound) })
        }
        (Err(refusal), Who::AuthenticationCode(_), _) => Err(refusal),
    }
}
