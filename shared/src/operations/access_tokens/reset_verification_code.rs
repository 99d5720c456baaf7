//! `POST /access_tokens/reset_verification_code`: a new code is sent, the old one dies.
//!
//! 1. Parse.
//! 2. Read the token, its destination and the account behind it.
//! 3. Decide: only PENDING_VERIFICATION; the tries of the day stay counted.
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
    records::{access_token::AccessToken, accounts_receivable::AccountsReceivable, refusal::Refusal},
    steps::{
        flow,
        outbox::Draft,
        reset::{self, Change, Input, Reset},
        service::Service,
        token_lookup,
    },
};

pub(crate) const RESET_VERIFICATION_CODE: Operation<Input, ResetAnswer> = post(
    "/access_tokens/reset_verification_code",
    Who::Anybody,
    "Has a new verification code sent; the old one dies.",
)
.refuses(&[flow::COMMITS, token_lookup::REFUSES, REFUSES]);

/// Of who asks with an authentication code: a stranger is told nothing.
const REFUSES: &[Code] = &[Code::LifeCycleStateNotAllowed, Code::NoDestination, Code::TooManyMessages];

pub(crate) async fn run(
    service: &Service,
    parameters: Parameters,
    caller: Caller,
) -> Result<ResetAnswer, Refusal> {
    let credentials = parameters.rest::<Input>()?.credentials()?;
    reset::run(service, credentials, &caller, Reset { rule: change, writes: 3 }).await
}

fn change(
    service: &Service,
    token: Option<&AccessToken>,
    account: Option<&AccountsReceivable>,
    context: &mut Context,
) -> Result<Change, Refusal> {
    let token = token.ok_or(Refusal::AccessTokenNotFound)?;
    let rules = &service.definition.settings(token.classification.as_ref()).verification;
    let code = VerificationCode::new(rules.code_length, &service.keyring, &mut context.rng);
    let expires = context.now.plus(rules.code_life_seconds());
    let token = token.clone().reset_verification_code(code, expires, context.now)?;
    let draft = Draft::of_code(&token, account, service, context)?;
    let draft = draft.ok_or_else(|| token.not_allowed())?;
    Ok(Change { token, draft, writes: Vec::new(), random_pass_code: None })
}
