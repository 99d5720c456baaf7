//! `POST /access_tokens/change_pass_code`: the reset ticket that was sent sets a new pass code, once.
//!
//! 1. Parse: the ticket is the call's `token`.
//! 2. Read: the ticket's claim, the token, its destination with the account behind it.
//! 3. Decide: only EFFECTIVE. A pass code that breaks a rule uses nothing up.
//! 4. Commit: the token, the ticket's claim, and the message that tells the owner. It logs nobody in.

use lambda_http::{Body, Request, Response};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::{
    access_token::AccessToken,
    accounts_receivable::AccountsReceivable,
    attempts::Attempts,
    caller::Caller,
    context::Context,
    http::{Call, Parameters},
    id::Id,
    identifier::Identifier,
    links::Records,
    outbox::{self, Draft, Outbox},
    pass_code::{self, PassCode, PassCodeHash},
    refusal::Refusal,
    reset_ticket::ResetTicket,
    secret::Secret,
    service::Service,
    table::{Claim, Decision, Key, Rounds, Rows, Stored, TableError, Write},
};

/// That a pass code was changed is worth knowing for a day.
const USEFUL_SECONDS: i64 = 24 * 60 * 60;

pub async fn handle(service: &Service, request: Request) -> Response<Body> {
    let (call, parameters) = Call::open::<()>("change_pass_code", &request);
    call.answer(run(service, parameters, &call.caller).await)
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = json!({ "token": "The ticket that was sent", "pass_code": "correct horse 2" }))]
pub struct Input {
    /// What the customer will log in with from then on.
    #[schemars(length(max = pass_code::MAXIMUM_BYTES), example = "correct horse 2")]
    pass_code: Secret,
}

/// The ticket that was sent, and where its claim may stand.
struct Sent {
    ticket: Secret,
    claims: Vec<Key>,
    attempts: Attempts,
}

impl Sent {
    /// First the claim (with the attempts), then the token, or nobody's.
    fn wants(&self, rows: &Rows) -> Result<Vec<Key>, TableError> {
        let mut keys = vec![self.attempts.key()];
        keys.extend(self.claims.clone());
        if keys.iter().all(|key| rows.read(key)) {
            keys.push(Key::token(&self.claim(rows)?.map_or_else(Id::nobody, |(_, holder)| holder)));
        }
        Ok(keys)
    }

    fn claim(&self, rows: &Rows) -> Result<Option<(Key, Id)>, TableError> {
        for key in &self.claims {
            if let Some(claim) = rows.row::<Claim>(key)? {
                return Ok(Some((key.clone(), claim.row.holder)));
            }
        }
        Ok(None)
    }

    /// The token that the ticket is of, while it lives, with the ticket's claim.
    fn token(
        &self,
        rows: &Rows,
        service: &Service,
        context: &Context,
    ) -> Result<Option<(Stored<AccessToken>, Key)>, Refusal> {
        let Some((key, holder)) = self.claim(rows)? else { return Ok(None) };
        let Some(token) = rows.row::<AccessToken>(&Key::token(&holder))? else { return Ok(None) };
        let is_its = match &token.row.reset_ticket {
            Some(ticket) => ticket.is(&self.ticket, context.now, &service.keyring)?,
            None => false,
        };
        let used_up = self.attempts.used_up(rows.count(&self.attempts.key()));
        Ok((is_its && !used_up).then_some((token, key)))
    }
}

async fn run(
    service: &Service,
    parameters: Result<Parameters, Refusal>,
    caller: &Caller,
) -> Result<(), Refusal> {
    let mut parameters = parameters?;
    let ticket = parameters.token.take().ok_or_else(|| Refusal::field("token", "is missing"))?;
    let input: Input = parameters.into_input()?;
    let mut context = service.context();
    let sent = Sent {
        claims: ResetTicket::claim_keys(&ticket, &service.keyring)?,
        attempts: Attempts::at_authentication_codes(&caller.source, context.now, &service.keyring)?,
        ticket,
    };
    let mut rounds = Rounds::default();
    loop {
        let mut rows = Rows::at(context.now);
        service.table.gather(&mut rows, |rows| sent.wants(rows)).await?;
        let decision = match sent.token(&rows, service, &context)? {
            Some((token, claim)) => {
                let third: Vec<Key> = outbox::destination(&token.row, service)?
                    .into_iter()
                    .chain(token.row.links.account().map(Key::accounts_receivable))
                    .collect();
                service.table.gather(&mut rows, |_| Ok::<_, Refusal>(third.clone())).await?;
                decide(service, &input, token, claim, &rows, &mut context)?
            }
            None => {
                Decision { writes: vec![sent.attempts.count()], outcome: Err(Refusal::ResetTicketRefused) }
            }
        };
        if let Some(outcome) = service.table.settle(decision, &mut rounds, &mut context).await? {
            return outcome;
        }
    }
}

fn decide(
    service: &Service,
    input: &Input,
    token: Stored<AccessToken>,
    claim: Key,
    rows: &Rows,
    context: &mut Context,
) -> Result<Decision<()>, Refusal> {
    let Stored { row: token, version } = token;
    let rules = &service.definition.settings(token.classification.as_ref()).pass_code;
    let identifier = token.identifier.as_ref().map(Identifier::as_str);
    let chosen =
        PassCode::chosen(&input.pass_code, rules, identifier).map_err(Refusal::value("pass_code"))?;
    let hash = PassCodeHash::new(&chosen, &service.keyring, &mut context.rng)?;
    let token = token.reset_pass_code(hash, context.now)?;
    let account = Records::of(&token.links, rows)?.account;
    let mut outbox = Outbox::default();
    if let Some(told) = told(service, &token, account.as_ref(), rules.changed_template.as_deref(), context)? {
        outbox.queue(told, rows, context.now)?;
    }
    let mut writes = outbox.writes(context.now)?;
    writes.push(Write::replace(&Key::token(&token.id), &token, version, None)?);
    writes.push(Write::give_up(claim, token.id));
    Ok(Decision { writes, outcome: Ok(()) })
}

/// Tells the owner, who may not have done it. The message waits for no pause: a stranger cannot cause it.
fn told(
    service: &Service,
    token: &AccessToken,
    account: Option<&AccountsReceivable>,
    template: Option<&str>,
    context: &mut Context,
) -> Result<Option<Draft>, Refusal> {
    let Some(template) = template else { return Ok(None) };
    let useful_until = context.now.plus(USEFUL_SECONDS);
    Draft::about(token, account, template, useful_until, service, context).map(Some)
}
