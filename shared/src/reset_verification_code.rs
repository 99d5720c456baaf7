//! `POST /access_tokens/reset_verification_code`: a new code is sent, the old one dies.
//!
//! 1. Parse.
//! 2. Read the token and its destination.
//! 3. Decide: only PENDING_VERIFICATION; the tries of the day stay counted.
//! 4. Commit: token, message and destination. The code is never in the answer.

use lambda_http::{Body, Request, Response};

use crate::{
    access_token::AccessToken,
    context::Context,
    message::Message,
    refusal::Refusal,
    reset::{self, Change},
    service::Service,
    verification_code::VerificationCode,
};

pub async fn handle(service: &Service, request: Request) -> Response<Body> {
    reset::answer(service, "reset_verification_code", request, change).await
}

fn change(service: &Service, token: Option<&AccessToken>, context: &mut Context) -> Result<Change, Refusal> {
    let token = token.ok_or(Refusal::NotFound)?;
    let rules = &service.definition.settings(token.classification.as_ref()).verification;
    let code = VerificationCode::new(rules.code_length, &service.keyring, &mut context.rng);
    let expires = context.now.plus(rules.code_life_minutes * 60);
    let token = token.clone().reset_verification_code(code.clone(), expires, context.now)?;
    let mut message = Message::about(&token, &rules.template, expires, service, context)?;
    message.verification_code = Some(code);
    Ok(Change { token, message, random_pass_code: None })
}
