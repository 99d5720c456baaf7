//! `POST /access_tokens/forgot_pass_code`: sends a reset ticket to a customer who forgot the pass code.
//!
//! 1. Parse: an identifier.
//! 2. Read the token, its destination and the account behind it.
//! 3. Decide: only EFFECTIVE, and only where the identifier is an e-mail address or a phone number.
//! 4. Commit: token, ticket, message and destination. The answer says nothing, whoever asks.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::{
    base::{
        context::Context,
        text_rules::{MAXIMUM_LENGTH, PLAIN},
    },
    codes::reset_ticket::ResetTicket,
    http::{
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
        outbox::{Draft, Say},
        reset::{self, Change, Reset},
        service::Service,
        token_lookup::{AccessTokenIdentifier, Credentials},
    },
    table::{Claim, Write},
};

pub(crate) const FORGOT_PASS_CODE: Operation<Input, ()> = post(
    "/access_tokens/forgot_pass_code",
    Who::Anybody,
    "Has a reset ticket sent to who forgot the pass code.",
)
.refuses(&[flow::COMMITS, &[Code::NotOffered]]);

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = json!({ "identifier": "ada@example.com" }))]
pub(crate) struct Input {
    #[schemars(length(max = MAXIMUM_LENGTH), regex(pattern = PLAIN), example = "ada@example.com")]
    identifier: String,
}

pub(crate) async fn run(service: &Service, parameters: Parameters, caller: Caller) -> Result<(), Refusal> {
    let Input { identifier } = parameters.rest()?;
    if service.definition.of_records().pass_code.forgot_template.is_none() {
        return Err(Refusal::NotOffered);
    }
    let named = AccessTokenIdentifier { identifier: Some(identifier), ..AccessTokenIdentifier::default() };
    let credentials = Credentials::parse(&named)?;
    reset::run(service, credentials, &caller, Reset { rule: change, writes: 4 }).await.map(|_| ())
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
    let token = token.ok_or(Refusal::AccessTokenNotFound)?.clone().forgot_pass_code(ticket.clone())?;
    let settings = service.definition.settings(token.classification.as_ref());
    let is_address = settings.identifier.format.is_address();
    let template = settings.pass_code.forgot_template.as_deref().filter(|_| is_address);
    let template = template.ok_or(Refusal::NoDestination)?;
    let claim = Claim { holder: token.id.clone() };
    let writes = vec![Write::create(&key, &claim, Some(ticket.expires))?];
    let useful_until = ticket.expires;
    let say = Say { template, brings: Brings::ResetTicket(ticket), useful_until };
    let draft = Draft::about(&token, account, say, service, context)?;
    Ok(Change { token, draft, writes, random_pass_code: None })
}
