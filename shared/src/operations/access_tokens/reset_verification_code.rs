//! `POST /access_tokens/reset_verification_code`: the code is sent again, or a new one in the place of the old.
//!
//! 1. Parse.
//! 2. Read the token, its destination and the account behind it.
//! 3. Decide: only PENDING_VERIFICATION. In the first half of its life the code is sent again, later a new one is, and
//!    the old one dies; the tries of the day stay counted.
//! 4. Commit: token, message and destination. The code is never in the answer.

use crate::{
    base::context::Context,
    codes::verification_code::VerificationCode,
    http::{
        answer::ResetAnswer,
        caller::Caller,
        code::Code,
        operation::{Operation, Who, post},
        parameters::Parameters,
    },
    records::{destination::Purpose, life_cycle::SentCode, refusal::Refusal},
    steps::{
        flow,
        outbox::Draft,
        reset::{self, Change, Input, Meant, Reset},
        service::Service,
        token_lookup,
    },
};

pub(crate) const RESET_VERIFICATION_CODE: Operation<Input, ResetAnswer> = post(
    "/access_tokens/reset_verification_code",
    Who::Anybody,
    "Has the verification code sent again, or a new one in its place.",
)
.refuses(&[flow::COMMITS, token_lookup::REFUSES, REFUSES]);

/// But for the messages that one address asked for, of who asks with an authentication code: a stranger is
/// told nothing.
const REFUSES: &[Code] = &[Code::LifeCycleStateNotAllowed, Code::NoDestination, Code::TooManyMessages];

pub(crate) async fn run(
    service: &Service,
    parameters: Parameters,
    caller: Caller,
) -> Result<ResetAnswer, Refusal> {
    let credentials = parameters.rest::<Input>()?.credentials()?;
    let reset = Reset { rule: &change, purpose: Purpose::Registration, writes: 3 };
    reset::run(service, credentials, &caller, reset).await
}

fn change(service: &Service, (token, account): Meant<'_>, context: &mut Context) -> Result<Change, Refusal> {
    let token = token.ok_or(Refusal::AccessTokenNotFound)?;
    let rules = &service.definition.settings(token.classification.as_ref()).verification;
    let code = VerificationCode::new(rules.code_length, &service.keyring, &mut context.rng);
    let new = SentCode { code, made: context.now, expires: context.now.plus(rules.code_life_seconds()) };
    let token = token.clone().reset_verification_code(new, rules.attempts, &context.done())?;
    let draft = Draft::of_code(&token, account, service, context)?;
    let draft = draft.ok_or_else(|| token.not_allowed())?;
    Ok(Change { token, draft, writes: Vec::new(), random_pass_code: None })
}
