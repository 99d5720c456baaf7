//! `POST /access_tokens/forgot_pass_code`: a reset ticket is sent to who forgot the pass code.
//!
//! 1. Parse: an identifier.
//! 2. Read the token, its destination and the account behind it.
//! 3. Decide: only EFFECTIVE, and only where the identifier is an e-mail address or a phone number.
//! 4. Commit: token, ticket, message and destination. The answer is the same for whomever: none.

use lambda_http::{Body, Request, Response};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::{
    access_token::AccessToken,
    accounts_receivable::AccountsReceivable,
    caller::Caller,
    context::Context,
    http::{Call, Parameters},
    identifier::IdentifierFormat,
    look_up::{AccessTokenIdentifier, Who},
    outbox::Draft,
    refusal::Refusal,
    reset::{self, Change, Reset},
    reset_ticket::ResetTicket,
    rules::{MAXIMUM_LENGTH, PLAIN},
    service::Service,
    table::{Claim, Write},
};

const RESET: Reset = Reset { operation: "forgot_pass_code", rule: change, writes: 4 };

pub async fn handle(service: &Service, request: Request) -> Response<Body> {
    let (call, parameters) = Call::open::<()>(RESET.operation, &request);
    call.answer(run(service, parameters, &call.caller).await)
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = json!({ "identifier": "ada@example.com" }))]
pub struct Input {
    #[schemars(length(max = MAXIMUM_LENGTH), regex(pattern = PLAIN), example = "ada@example.com")]
    identifier: String,
}

async fn run(
    service: &Service,
    parameters: Result<Parameters, Refusal>,
    caller: &Caller,
) -> Result<(), Refusal> {
    let Input { identifier } = parameters?.into_input()?;
    if service.definition.of_records().pass_code.forgot_template.is_none() {
        return Err(Refusal::NotOffered);
    }
    let who = Who::parse(&AccessTokenIdentifier {
        identifier: Some(identifier),
        ..AccessTokenIdentifier::default()
    });
    reset::run(service, who, caller, RESET).await.map(|_| ())
}

fn change(
    service: &Service,
    token: Option<&AccessToken>,
    account: Option<&AccountsReceivable>,
    context: &mut Context,
) -> Result<Change, Refusal> {
    let keyring = &service.keyring;
    let ticket = ResetTicket::new(context.now, keyring, &mut context.rng);
    let key = ResetTicket::claim_key(&ticket.derive(keyring)?, keyring, keyring.newest())?;
    let token = token.ok_or(Refusal::NotFound)?.clone().forgot_pass_code(ticket.clone())?;
    let settings = service.definition.settings(token.classification.as_ref());
    let is_address = matches!(settings.identifier.format, IdentifierFormat::Email | IdentifierFormat::Phone);
    let template = settings.pass_code.forgot_template.as_deref().filter(|_| is_address);
    let template = template.ok_or(Refusal::NoDestination)?;
    let mut draft = Draft::about(&token, account, template, ticket.expires, service, context)?;
    let claim = Claim { holder: token.id.clone() };
    let writes = vec![Write::create(&key, &claim, Some(ticket.expires))?];
    draft.message.reset_ticket = Some(ticket);
    Ok(Change { token, draft, writes, random_pass_code: None })
}
