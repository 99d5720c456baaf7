//! `POST /access_tokens/reset_pass_code`: a new pass code is generated and sent; the old one dies.
//!
//! 1. Parse.
//! 2. Read the token, its destination and the account behind it.
//! 3. Decide: only EFFECTIVE; the old pass code is not asked for.
//! 4. Commit: token, message and destination.

use lambda_http::{Body, Request, Response};

use crate::{
    access_token::AccessToken,
    accounts_receivable::AccountsReceivable,
    context::Context,
    message::PassCodeWords,
    outbox::Draft,
    pass_code::{GeneratedPassCode, PassCodeHash},
    refusal::Refusal,
    reset::{self, Change, Reset},
    service::Service,
};

/// The old pass code is dead by then, so the message stays useful: a day.
const USEFUL_SECONDS: i64 = 24 * 60 * 60;

const RESET: Reset = Reset { operation: "reset_pass_code", rule: change, writes: 3 };

pub async fn handle(service: &Service, request: Request) -> Response<Body> {
    reset::answer(service, RESET, request).await
}

fn change(
    service: &Service,
    token: Option<&AccessToken>,
    account: Option<&AccountsReceivable>,
    context: &mut Context,
) -> Result<Change, Refusal> {
    let classification = token.and_then(|token| token.classification.as_ref());
    let rules = &service.definition.settings(classification).pass_code;
    // Generated and hashed even for nobody: the time of an answer shall say nothing.
    let generated = GeneratedPassCode::new(rules.shape(), &service.keyring, &mut context.rng);
    let clear = generated.derive(&service.keyring)?;
    let hash = PassCodeHash::new(&clear, &service.keyring, &mut context.rng)?;
    let token = token.ok_or(Refusal::NotFound)?.clone().reset_pass_code(hash, context.now)?;
    let useful_until = context.now.plus(USEFUL_SECONDS);
    let mut draft = Draft::about(&token, account, &rules.template, useful_until, service, context)?;
    draft.message.pass_code = PassCodeWords::Generated(generated);
    let random_pass_code = rules.show_random_pass_code.then(|| clear.reveal().to_owned());
    Ok(Change { token, draft, writes: Vec::new(), random_pass_code })
}
