//! `POST /access_tokens/reset_pass_code`: the owner gets a ticket to choose a new pass code with, or a new pass code.
//!
//! 1. Parse.
//! 2. Read the token, its destination and the account behind it.
//! 3. Decide: only EFFECTIVE; the old pass code is not asked for. Where the definition says `reset =
//!    "TICKET"`, a ticket is sent and the old pass code stays: anybody can ask. A back office, or `reset =
//!    "AT_ONCE"`, replaces it.
//! 4. Commit: token, ticket, message and destination.

use crate::{
    base::{context::Context, identifier::Identifier, scope::Scope},
    codes::pass_code::{Generated, GeneratedHash, PassCodeReset},
    http::{
        answer::ResetAnswer,
        caller::Caller,
        code::Code,
        operation::{Operation, Who, post},
        parameters::Parameters,
    },
    records::{attempts::Attempts, destination::Purpose, message::Brings, refusal::Refusal},
    steps::{
        flow,
        outbox::{Draft, Say, USEFUL_SECONDS},
        reset::{self, Change, Input, Meant, Reset, TICKET_WRITES},
        service::Service,
        token_lookup,
    },
};

pub(crate) const RESET_PASS_CODE: Operation<Input, ResetAnswer> = post(
    "/access_tokens/reset_pass_code",
    Who::Anybody,
    "Has a reset ticket sent, or a new pass code: as the definition says.",
)
.refuses(&[flow::COMMITS, token_lookup::REFUSES, REFUSES]);

/// But for the messages that one address asked for, of who asks with an authentication code: a stranger is
/// told nothing.
const REFUSES: &[Code] =
    &[Code::LifeCycleStateNotAllowed, Code::NoIdentifier, Code::NoDestination, Code::TooManyMessages];

pub(crate) async fn run(
    service: &Service,
    parameters: Parameters,
    caller: Caller,
) -> Result<ResetAnswer, Refusal> {
    let credentials = parameters.rest::<Input>()?.credentials()?;
    let at_once = caller.may(Scope::ClearCodes)
        || service.definition.of_records().pass_code.reset == PassCodeReset::AtOnce;
    let generated = GeneratedHash::default();
    let (rule, writes): (&reset::Rule<'_>, _) = if at_once {
        (&|service, meant, context| change(service, meant, &generated, context), WRITES)
    } else {
        (&reset::by_ticket, TICKET_WRITES)
    };
    reset::run(service, credentials, &caller, Reset { rule, purpose: Purpose::Reset, writes }).await
}

/// Token, message, destination, and the wrong pass codes that are over with the old one.
const WRITES: usize = 4;

fn change(
    service: &Service,
    (token, account): Meant<'_>,
    generated: &GeneratedHash,
    context: &mut Context,
) -> Result<Change, Refusal> {
    let classification = token.and_then(|token| token.classification.as_ref());
    let rules = &service.definition.settings(classification).pass_code;
    // Generated and hashed even for nobody: the time of an answer shall say nothing.
    let Generated { pass_code, clear, hash } =
        generated.of(rules.shape(), &service.keyring, &mut context.rng)?;
    let token = token.ok_or(Refusal::AccessTokenNotFound)?.clone().reset_pass_code(hash, &context.done())?;
    let say = Say {
        template: &rules.template,
        brings: Brings::PassCode(pass_code),
        // The old pass code is dead by then.
        useful_until: context.now.plus(USEFUL_SECONDS),
        counted: Some(Purpose::Reset),
    };
    let draft = Draft::about(&token, account, say, service, context)?;
    let random_pass_code = rules.show_random_pass_code.then(|| clear.reveal().to_owned());
    let identifier = token.identifier.as_ref().map(Identifier::normalised);
    let over = identifier.map(|identifier| Attempts::over(&identifier, &service.keyring)).transpose()?;
    Ok(Change { token, draft, writes: over.into_iter().collect(), random_pass_code })
}
