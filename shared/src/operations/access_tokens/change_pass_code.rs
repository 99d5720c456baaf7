//! `POST /access_tokens/change_pass_code`: sets a new pass code, by the reset ticket that was sent, once; or
//! in a session.
//!
//! 1. Parse: the call's `token` is the ticket, or a customer's session token.
//! 2. Read: the ticket's claim, or the session; the token, the account behind it.
//! 3. Decide: only EFFECTIVE. A phone that lies about is in a session too: there the pass code is typed in once more,
//!    unless the customer logged in just now. A pass code that breaks a rule uses nothing up.
//! 4. Commit: the token, the ticket's claim or the session, which alone goes on, and the message that tells
//!    the owner. It logs nobody in.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::{
    base::{context::Context, field_errors::FieldErrors, identifier::Identifier, rule::Rule, secret::Secret},
    codes::pass_code::{self, ChosenHash, PassCode},
    http::{
        caller::{Caller, SessionOf},
        code::Code,
        operation::{Operation, Token, Who, post},
        parameters::Parameters,
    },
    records::{
        accounts_receivable::AccountsReceivable, attempts::Attempts, customer_records::Records,
        refusal::Refusal,
    },
    steps::{
        asker::Asker,
        credentials::Credentials,
        flow::{self, Decision},
        lookup::Lookup,
        outbox::Outbox,
        service::Service,
        session::{is_recent, kept},
        token_lookup::{self, Proof, TokenLookup},
    },
    table::{Key, Rows, Stored, Write},
};

pub(crate) const CHANGE_PASS_CODE: Operation<Input, ()> = post(
    "/access_tokens/change_pass_code",
    Who::Anybody,
    "Sets a new pass code, by the reset ticket that was sent or in the session of a customer.",
)
.by_token(Token::OtherOrOfSession("The reset ticket that was sent, or the customer's session token."))
.refuses(&[flow::COMMITS, token_lookup::REFUSES, REFUSES]);

const REFUSES: &[Code] =
    &[Code::ResetTicketRefused, Code::InvalidValue, Code::NoIdentifier, Code::TooManyMessages];

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = json!({ "token": "The ticket that was sent", "pass_code": "correct horse 2" }))]
pub(crate) struct Input {
    /// What the customer will log in with from then on.
    #[schemars(length(max = pass_code::MAXIMUM_BYTES), example = "correct horse 2")]
    pass_code: Secret,
    /// The one of now: in a session, unless the customer logged in within ten minutes.
    #[schemars(length(max = pass_code::MAXIMUM_BYTES), example = "correct horse 1")]
    current_pass_code: Option<Secret>,
}

/// The token that the ticket, or the session, is of; once it is proved, the account behind it. In a session, what the
/// customer's news was counted by so far: a ticket is sent only so often.
struct ChangeLookup {
    token: TokenLookup,
    asker: Asker,
    hash: ChosenHash,
}

impl Lookup for ChangeLookup {
    fn tokens(&mut self) -> Vec<&mut TokenLookup> {
        vec![&mut self.token]
    }

    fn wants(&self, rows: &Rows, service: &Service) -> Result<Vec<Key>, Refusal> {
        let mut keys = self.token.way(rows)?;
        keys.extend(self.asker.wants(rows, service)?);
        if let Some(token) = self.token.proved_token(rows)? {
            keys.extend(token.links.account().map(AccountsReceivable::key_of));
            keys.extend(self.asker.news(&self.token, rows, service)?);
        }
        Ok(keys)
    }
}

pub(crate) async fn run(
    service: &Service,
    mut parameters: Parameters,
    caller: Caller,
) -> Result<(), Refusal> {
    let token = parameters.token.take().ok_or_else(|| FieldErrors::field("token", Rule::Missing))?;
    let input: Input = parameters.rest()?;
    let mut context = service.context(&caller);
    let current = input.current_pass_code.as_ref().map(PassCode::offered).transpose();
    let current = current.map_err(FieldErrors::value("current_pass_code"))?;
    let credentials = match (&caller.session, current) {
        (None, None) => Credentials::ResetTicket(token),
        (None, Some(_)) => {
            let with = "a session token, not with a ticket";
            return Err(FieldErrors::field("current_pass_code", Rule::GoesWith { with }).into());
        }
        (Some(SessionOf::Customer { access_token, .. }), None) => Credentials::Session(access_token.clone()),
        (Some(SessionOf::Customer { access_token, session, .. }), Some(pass_code)) => {
            let (access_token, session) = (access_token.clone(), session.clone());
            Credentials::SessionAndPassCode { access_token, session, pass_code }
        }
        (Some(SessionOf::BackOffice { .. }), _) => return Err(Refusal::CallerNotAllowed),
    };
    let in_session = caller.session.is_some();
    let asker = if in_session { Asker::of(&caller, service, &context)? } else { Asker::uncounted() };
    let token = TokenLookup::new(credentials, Proof::Full, &caller, &context, service)?;
    let lookup = ChangeLookup { token, asker, hash: ChosenHash::default() };
    flow::run(service, &caller, lookup, &mut context, |lookup, rows, context| {
        decide(service, &input, lookup, &caller, rows, context)
    })
    .await
}

fn decide(
    service: &Service,
    input: &Input,
    ChangeLookup { token: lookup, asker, hash }: &ChangeLookup,
    caller: &Caller,
    rows: &Rows,
    context: &mut Context,
) -> Result<Decision<()>, Refusal> {
    let Stored { row: token, version } = lookup.token(rows)?.ok_or(Refusal::ResetTicketRefused)?;
    if lookup.is_by_what_passes() && !is_recent(caller, rows, context.now)? {
        let why = " where the log-in was more than ten minutes ago";
        return Err(FieldErrors::value("current_pass_code")(Rule::Needed { why }).into());
    }
    let rules = &service.definition.settings(token.classification.as_ref()).pass_code;
    let identifier = token.identifier.as_ref().map(Identifier::as_str);
    let chosen =
        PassCode::chosen(&input.pass_code, rules, identifier).map_err(FieldErrors::value("pass_code"))?;
    asker.within_limit(rows)?;
    let hash = hash.of(&chosen, &service.keyring, &mut context.rng)?;
    let token = token.reset_pass_code(hash, &context.done())?;
    let account = Records::of(&token.links, rows)?.account;
    let mut outbox = Outbox::default();
    if let Some(template) = &rules.changed_template {
        asker.tell((&token, template), account.as_ref(), &mut outbox, rows, service, context)?;
    }
    let mut writes = outbox.writes()?;
    writes.extend(asker.count());
    writes.push(Write::replace(&token.key(), &token, version)?);
    if let Some(identifier) = &token.identifier {
        writes.push(Attempts::over(&identifier.normalised(), &service.keyring)?);
    }
    writes.extend(kept(caller, &token, rows)?);
    writes.extend(lookup.claim(rows)?.map(|(claim, _)| Write::give_up(claim, token.id)));
    Ok(Decision { writes, outcome: Ok(()) })
}
