//! `POST /access_tokens/reset_verification_code`: a new code is sent, the old one dies.
//!
//! 1. Parse.
//! 2. Read the token, its destination and the account behind it.
//! 3. Decide: only PENDING_VERIFICATION; the tries of the day stay counted.
//! 4. Commit: token, message and destination. The code is never in the answer.

use lambda_http::{Body, Request, Response};

use crate::{
    access_token::AccessToken,
    accounts_receivable::AccountsReceivable,
    context::Context,
    outbox::Draft,
    refusal::Refusal,
    reset::{self, Change, Reset},
    service::Service,
    verification_code::VerificationCode,
};

const RESET: Reset = Reset { operation: "reset_verification_code", rule: change, writes: 3 };

pub async fn handle(service: &Service, request: Request) -> Response<Body> {
    reset::answer(service, RESET, request).await
}

fn change(
    service: &Service,
    token: Option<&AccessToken>,
    account: Option<&AccountsReceivable>,
    context: &mut Context,
) -> Result<Change, Refusal> {
    let token = token.ok_or(Refusal::NotFound)?;
    let rules = &service.definition.settings(token.classification.as_ref()).verification;
    let code = VerificationCode::new(rules.code_length, &service.keyring, &mut context.rng);
    let expires = context.now.plus(rules.code_life_minutes * 60);
    let token = token.clone().reset_verification_code(code, expires, context.now)?;
    let draft = Draft::of_code(&token, account, service, context)?;
    let draft = draft.ok_or_else(|| token.not_allowed())?;
    Ok(Change { token, draft, writes: Vec::new(), random_pass_code: None })
}
