//! What `reset_pass_code` and `reset_verification_code` have in common: who may be told what.
//!
//! Both are asked with an authentication code, which proves who asks, or with a bare identifier, which
//! anybody can type. A stranger gets one answer, whether the identifier is unknown, in the wrong state
//! or written to a moment ago; what really happened is in the owner's mailbox.

use lambda_http::{Body, Request, Response};

use crate::{
    access_token::AccessToken,
    answer::ResetAnswer,
    context::Context,
    destination::Destination,
    http::{self, Call, Parameters},
    identifier::NormalisedIdentifier,
    look_up::{AccessTokenIdentifier, LookedUp, Who, look_up},
    message::Message,
    refusal::Refusal,
    reset_pass_code, reset_verification_code,
    service::Service,
    table::{Decision, Key, Rounds, Stored, Write},
};

/// The function `reset` serves two operations.
pub async fn handle(service: &Service, request: Request) -> Response<Body> {
    match http::operation(&request) {
        "reset_pass_code" => reset_pass_code::handle(service, request).await,
        "reset_verification_code" => reset_verification_code::handle(service, request).await,
        _ => http::no_such_operation(),
    }
}

/// What an operation makes of the token that is meant, if there is one. Asked even for nobody: the time
/// of an answer shall say nothing.
pub type Rule = fn(&Service, Option<&AccessToken>, &mut Context) -> Result<Change, Refusal>;

/// Answers one of the two, which differ in their rule.
pub async fn answer(
    service: &Service,
    operation: &'static str,
    request: Request,
    rule: Rule,
) -> Response<Body> {
    let (call, parameters) = Call::open::<ResetAnswer>(operation, &request);
    call.answer(run(service, parameters, &call.source, rule).await)
}

async fn run(
    service: &Service,
    parameters: Result<Parameters, Refusal>,
    source: &str,
    rule: Rule,
) -> Result<ResetAnswer, Refusal> {
    let who = parse(parameters?)?;
    let mut context = service.context();
    let mut rounds = Rounds::default();
    loop {
        let found = read(service, &who, source, &context).await?;
        let change = rule(service, found.token(&who), &mut context);
        let decision = decide(service, &who, found, change, &mut context)?;
        if let Some(outcome) = service.table.settle(decision, &mut rounds, &mut context).await? {
            return outcome;
        }
    }
}

/// Both parameters stand flat in the body, and just one of them is given.
fn parse(parameters: Parameters) -> Result<Who, Refusal> {
    let input: AccessTokenIdentifier = parameters.into_input()?;
    if input.pass_code.is_some() {
        return Err(Refusal::field(
            "pass_code",
            "unknown field; expected `authentication_code` or `identifier`",
        ));
    }
    Who::parse(&input, "")
}

/// What a reset writes: token, message and destination.
const WRITES: usize = 3;

/// A reset that the rules allow: the changed token, and the message that brings what is new.
pub struct Change {
    pub token: AccessToken,
    pub message: Message,
    /// Shown, where the definition says so, to a caller who proved to be no stranger.
    pub random_pass_code: Option<String>,
}

/// The token, and what its destination received lately.
struct Found {
    looked_up: LookedUp,
    destination: Option<Stored<Destination>>,
}

impl Found {
    /// The token, unless this source has guessed at authentication codes for too long.
    fn token(&self, who: &Who) -> Option<&AccessToken> {
        let token = self.looked_up.token.as_ref().map(|token| &token.row);
        match who {
            Who::AuthenticationCode(_) => token.filter(|_| !self.looked_up.used_up),
            Who::Identifier { .. } => token,
        }
    }
}

async fn read(service: &Service, who: &Who, source: &str, context: &Context) -> Result<Found, Refusal> {
    let looked_up = look_up(service, who, source, context.now).await?;
    let token = looked_up.token.as_ref().map(|token| &token.row);
    let identifier = match (who, token.and_then(|token| token.identifier.as_ref())) {
        (_, Some(identifier)) => identifier.normalised(),
        (Who::Identifier { normalised, .. }, None) => normalised.clone(),
        (Who::AuthenticationCode(_), None) => NormalisedIdentifier::of(""),
    };
    let [destination] = service.table.read([Destination::key(&identifier, &service.keyring)?]).await?;
    Ok(Found { looked_up, destination: destination.row(context.now)? })
}

/// Decides a reset, given what the operation's own rule made of the token.
fn decide(
    service: &Service,
    who: &Who,
    found: Found,
    change: Result<Change, Refusal>,
    context: &mut Context,
) -> Result<Decision<ResetAnswer>, Refusal> {
    let Found { looked_up, destination } = found;
    let change = change.and_then(|change| {
        let pause = service
            .definition
            .settings(change.token.classification.as_ref())
            .verification
            .resend_pause_seconds;
        match &destination {
            Some(destination) if !destination.row.may_receive(context.now, pause) => {
                Err(Refusal::TooManyMessages)
            }
            Some(_) | None => Ok(change),
        }
    });
    match (change, who, looked_up.token) {
        (Ok(change), who, Some(before)) => {
            let mut writes = change.message.queued(destination.as_ref(), service, context)?;
            writes.push(Write::replace(&Key::token(&change.token.id), &change.token, before.version, None)?);
            let answer = match who {
                Who::Identifier { as_sent, .. } => ResetAnswer::to_a_stranger(as_sent),
                Who::AuthenticationCode(_) => ResetAnswer {
                    random_pass_code: change.random_pass_code,
                    ..ResetAnswer::of(&change.token, &service.keyring)?
                },
            };
            Ok(Decision { writes, outcome: Ok(answer) })
        }
        (Err(refusal), _, _) if refusal.is_ours() => Err(refusal),
        (_, Who::Identifier { as_sent, .. }, _) => Ok(Decision {
            writes: Write::covered(Vec::new(), WRITES, context)?,
            outcome: Ok(ResetAnswer::to_a_stranger(as_sent)),
        }),
        // A right authentication code is no guess, whatever it is told.
        (Err(Refusal::NotFound) | Ok(_), Who::AuthenticationCode(_), _) => {
            Ok(Decision { writes: vec![looked_up.attempts.count()], outcome: Err(Refusal::NotFound) })
        }
        (Err(refusal), Who::AuthenticationCode(_), _) => Err(refusal),
    }
}
