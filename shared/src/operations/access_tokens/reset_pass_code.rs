//! `POST /access_tokens/reset_pass_code`: a new pass code is generated and sent; the old one dies.
//!
//! 1. Parse.
//! 2. Read the token, its destination and the account behind it.
//! 3. Decide: only EFFECTIVE; the old pass code is not asked for.
//! 4. Commit: token, message and destination.

use crate::{
    base::context::Context,
    codes::pass_code::{GeneratedPassCode, PassCodeHash},
    http::{
        answer::ResetAnswer,
        caller::Caller,
        code::Code,
        operation::{Operation, Who, post},
        parameters::Parameters,
    },
    records::{
        access_token::AccessToken, accounts_receivable::AccountsReceivable, message::Brings, refusal::Refusal,
    },
    steps::{
        flow,
        outbox::{Draft, Say, USEFUL_SECONDS},
        reset::{self, Change, Input, Reset},
        service::Service,
        token_lookup,
    },
};

pub(crate) const RESET_PASS_CODE: Operation<Input, ResetAnswer> = post(
    "/access_tokens/reset_pass_code",
    Who::Anybody,
    "Generates a new pass code and has it sent; the old one dies.",
)
.refuses(&[flow::COMMITS, token_lookup::REFUSES, REFUSES]);

/// Of who asks with an authentication code: a stranger is told nothing.
const REFUSES: &[Code] =
    &[Code::LifeCycleStateNotAllowed, Code::NoIdentifier, Code::NoDestination, Code::TooManyMessages];

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
    let classification = token.and_then(|token| token.classification.as_ref());
    let rules = &service.definition.settings(classification).pass_code;
    // Generated and hashed even for nobody: the time of an answer shall say nothing.
    let generated = GeneratedPassCode::new(rules.shape(), &service.keyring, &mut context.rng);
    let clear = generated.derive(&service.keyring)?;
    let hash = PassCodeHash::new(&clear, &service.keyring, &mut context.rng)?;
    let token = token.ok_or(Refusal::AccessTokenNotFound)?.clone().reset_pass_code(hash, context.now)?;
    let say = Say {
        template: &rules.template,
        brings: Brings::PassCode(generated),
        // The old pass code is dead by then.
        useful_until: context.now.plus(USEFUL_SECONDS),
    };
    let draft = Draft::about(&token, account, say, service, context)?;
    let random_pass_code = rules.show_random_pass_code.then(|| clear.reveal().to_owned());
    Ok(Change { token, draft, writes: Vec::new(), random_pass_code })
}
