//! `POST /access_tokens/change_pass_code`: the reset ticket that was sent sets a new pass code, once.
//!
//! 1. Parse: the ticket is the call's `token`.
//! 2. Read: the ticket's claim, the token, the account behind it.
//! 3. Decide: only EFFECTIVE. A pass code that breaks a rule uses nothing up.
//! 4. Commit: the token, the ticket's claim, and the message that tells the owner. It logs nobody in.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::{
    base::{context::Context, field_errors::FieldErrors, identifier::Identifier, rule::Rule, secret::Secret},
    codes::pass_code::{self, PassCode, PassCodeHash},
    http::{
        caller::Caller,
        code::Code,
        operation::{Operation, Who, post},
        parameters::Parameters,
    },
    records::{
        accounts_receivable::AccountsReceivable, attempts::Attempts, customer_records::Records,
        refusal::Refusal,
    },
    steps::{
        credentials::Credentials,
        flow::{self, Decision},
        lookup::Lookup,
        outbox::{Draft, Outbox, Say},
        service::Service,
        token_lookup::{Proof, TokenLookup},
    },
    table::{Key, Rows, Stored, Write},
};

pub(crate) const CHANGE_PASS_CODE: Operation<Input, ()> = post(
    "/access_tokens/change_pass_code",
    Who::Anybody,
    "Sets a new pass code by the reset ticket that was sent.",
)
.by_token("The reset ticket that was sent.")
.refuses(&[flow::COMMITS, &[Code::ResetTicketRefused, Code::InvalidValue]]);

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = json!({ "token": "The ticket that was sent", "pass_code": "correct horse 2" }))]
pub(crate) struct Input {
    /// What the customer will log in with from then on.
    #[schemars(length(max = pass_code::MAXIMUM_BYTES), example = "correct horse 2")]
    pass_code: Secret,
}

/// The token that the ticket is of; once it is proved, the account behind it.
struct TicketLookup(TokenLookup);

impl Lookup for TicketLookup {
    fn tokens(&mut self) -> Vec<&mut TokenLookup> {
        vec![&mut self.0]
    }

    fn wants(&self, rows: &Rows, _: &Service) -> Result<Vec<Key>, Refusal> {
        let mut keys = self.0.way(rows)?;
        if let Some(token) = self.0.proved_token(rows)? {
            keys.extend(token.links.account().map(AccountsReceivable::key_of));
        }
        Ok(keys)
    }
}

pub(crate) async fn run(
    service: &Service,
    mut parameters: Parameters,
    caller: Caller,
) -> Result<(), Refusal> {
    let ticket = parameters.token.take().ok_or_else(|| FieldErrors::field("token", Rule::Missing))?;
    let input: Input = parameters.rest()?;
    let mut context = service.context();
    let credentials = Credentials::ResetTicket(ticket);
    let lookup =
        TicketLookup(TokenLookup::new(credentials, Proof::Full, &caller, &context, &service.keyring)?);
    flow::run(service, &caller, lookup, &mut context, |TicketLookup(lookup), rows, context| {
        decide(service, &input, lookup, rows, context)
    })
    .await
}

fn decide(
    service: &Service,
    input: &Input,
    lookup: &TokenLookup,
    rows: &Rows,
    context: &mut Context,
) -> Result<Decision<()>, Refusal> {
    let (claim, _) = lookup.claim(rows)?.ok_or(Refusal::ResetTicketRefused)?;
    let Stored { row: token, version } = lookup.token(rows)?.ok_or(Refusal::ResetTicketRefused)?;
    let rules = &service.definition.settings(token.classification.as_ref()).pass_code;
    let identifier = token.identifier.as_ref().map(Identifier::as_str);
    let chosen =
        PassCode::chosen(&input.pass_code, rules, identifier).map_err(FieldErrors::value("pass_code"))?;
    let hash = PassCodeHash::new(&chosen, &service.keyring, &mut context.rng)?;
    let token = token.reset_pass_code(hash, context.now)?;
    let account = Records::of(&token.links, rows)?.account;
    let mut outbox = Outbox::default();
    // It tells the owner, who may not have done it.
    if let Some(template) = &rules.changed_template {
        let say = Say::news(template, None, context.now);
        if let Some(told) = Draft::if_reachable(&token, account.as_ref(), say, service, context)? {
            outbox.queue(told, None, rows, context.now)?;
        }
    }
    let mut writes = outbox.writes()?;
    writes.push(Write::replace(&token.key(), &token, version)?);
    if let Some(identifier) = &token.identifier {
        writes.push(Attempts::over(&identifier.normalised(), &service.keyring)?);
    }
    writes.push(Write::give_up(claim, token.id));
    Ok(Decision { writes, outcome: Ok(()) })
}
