//! `POST /authentication/consumer_application_key/token`: logs a customer in, by what proves an access token.
//!
//! 1. Parse: the application's key is the user name of HTTP Basic.
//! 2. Read the key, with the claim of the access token, and what a one-time password was asked for with; the
//!    token; once it is proved, the account behind it.
//! 3. Decide: only an EFFECTIVE token logs in, or one that becomes EFFECTIVE by the verification code that is
//!    sent with it. Everything else is refused alike, and counted alike.
//! 4. Commit: the session, and that what counts wrong proofs is under its limits; a one-time password goes. Nothing is
//!    sent.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::{
    base::{
        context::Context,
        field_errors::FieldErrors,
        id::Id,
        rule::Rule,
        secret::Secret,
        text_rules::{MAXIMUM_LENGTH, PLAIN, visible_text},
    },
    codes::{application_key::KeyClass, device_token::DeviceToken},
    http::{
        answer::SessionAnswer,
        caller::Caller,
        code::Code,
        operation::{Operation, Who, post},
        parameters::Parameters,
    },
    records::{
        access_token::AccessToken, accounts_receivable::AccountsReceivable, customer_records::Records,
        departures::Departures, refusal::Refusal, session::Session, tries::Source,
    },
    steps::{
        application::Application,
        credentials::{Credentials, LogInIdentifier},
        flow::{self, Decision},
        lookup::Lookup,
        service::Service,
        session::{Tokens, check_unit},
        token_lookup::{Proof, TokenLookup},
        verification::{Sent, Verified, Verifying},
    },
    table::{Key, Rows, Write},
};

pub(crate) const LOG_IN: Operation<Input, SessionAnswer> = post(
    "/authentication/consumer_application_key/token",
    Who::Applications(KeyClass::ConsumerApplicationKey),
    "Logs a customer in: opens a session, by what proves an access token that is EFFECTIVE.",
)
.refuses(&[flow::COMMITS, &[Code::LogInRefused, Code::PassCodeNeeded, Code::NotOffered, Code::InvalidValue]]);

const LONGEST_DEVICE_NAME: usize = 64;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = json!({
    "access_token_identifier": { "identifier": "ada@example.com", "pass_code": "correct horse 1" },
}))]
pub(crate) struct Input {
    access_token_identifier: LogInIdentifier,
    /// What the message brought: verifies the access token, and logs in.
    verification_code: Option<Secret>,
    /// The business unit at which the customer logs in: the definition's, by id, name or code.
    #[schemars(length(max = MAXIMUM_LENGTH), regex(pattern = PLAIN))]
    unit: Option<String>,
    /// Whether the session is refreshed: its session tokens are good for 15 minutes, and a refresh token
    /// comes with each.
    refresh: Option<bool>,
    /// What the customer knows the device by, in the list of sessions.
    #[schemars(length(max = LONGEST_DEVICE_NAME), regex(pattern = PLAIN))]
    device_name: Option<String>,
    /// What the last log-in on this device gave. One that is of no use is as good as none.
    device_token: Option<Secret>,
}

/// The application, and the access token; once that is proved, the account behind it, or what a verification code is
/// decided by. And which session is asked for.
struct LogInLookup {
    application: Application,
    token: TokenLookup,
    verifying: Option<Verifying>,
    is_refreshed: bool,
    device_name: Option<String>,
}

impl Lookup for LogInLookup {
    fn tokens(&mut self) -> Vec<&mut TokenLookup> {
        vec![&mut self.token]
    }

    fn wants(&self, rows: &Rows, service: &Service) -> Result<Vec<Key>, Refusal> {
        let mut keys = self.application.wants(rows, service)?;
        keys.extend(self.token.way(rows)?);
        if let Some(verifying) = &self.verifying {
            keys.extend(verifying.wants(&self.token, rows, service)?);
        } else if let Some(token) = self.token.proved_token(rows)? {
            keys.extend(token.links.account().map(AccountsReceivable::key_of));
        }
        Ok(keys)
    }
}

pub(crate) async fn run(
    service: &Service,
    mut parameters: Parameters,
    caller: Caller,
) -> Result<SessionAnswer, Refusal> {
    let mut context = service.context(&caller);
    let application = Application::of(&mut parameters, &caller, context.now)?;
    let api = std::mem::take(&mut parameters.api);
    let input: Input = parameters.rest()?;
    let mut errors = FieldErrors::default();
    let given = input.access_token_identifier;
    if given.is_by_one_time_password() {
        service.offers_one_time_passwords()?;
        if input.verification_code.is_some() {
            let with = "a pass code, not with a one-time password";
            errors.push(FieldErrors::field("verification_code", Rule::GoesWith { with }));
        }
    }
    let named_with = given.pass_code().cloned();
    let named = given.credentials().map_err(|errors| errors.within("access_token_identifier"));
    let proof =
        if input.verification_code.is_some() { Proof::ToLogInOrVerificationCode } else { Proof::ToLogIn };
    let token = errors.collect(named).map(|named| TokenLookup::new(named, proof, &caller, &context, service));
    let token = token.transpose()?;
    let shown = input.device_token.as_ref();
    let device = shown.and_then(|shown| DeviceToken::genuine(shown, service.mac_keys().ok()?).ok());
    let token = match (token, device) {
        (Some(token), Some(device)) => Some(token.on_device(device, &context, &service.keyring)?),
        (token, _) => token,
    };
    errors.collect(check_unit(input.unit.as_deref(), service));
    let device_name = input.device_name.filter(|name| !name.is_empty());
    let checked = device_name.as_deref().map_or(Ok(()), |name| visible_text(name, LONGEST_DEVICE_NAME));
    errors.collect(checked.map_err(FieldErrors::value("device_name")));
    let (Some(token), true) = (token, errors.is_empty()) else { return Err(errors.into()) };
    let is_refreshed = input.refresh.unwrap_or_default();
    let source = Source::of(&caller.source, &service.keyring)?;
    let language = caller.reads(&service.definition);
    let sent = Sent { named_with, language, ..Sent::default() };
    let verifying = input.verification_code.map(|code| Verifying { code, sent, source, now: context.now });
    let lookup = LogInLookup { application, token, verifying, is_refreshed, device_name };
    flow::run(service, &caller, lookup, &mut context, |lookup, rows, context| {
        decide(service, &api, lookup, rows, context)
    })
    .await
}

fn decide(
    service: &Service,
    api: &str,
    lookup: &LogInLookup,
    rows: &Rows,
    context: &mut Context,
) -> Result<Decision<SessionAnswer>, Refusal> {
    let stored = lookup.token.token(rows)?.ok_or(Refusal::LogInRefused)?;
    let (token, mut writes) = match &lookup.verifying {
        None => (stored.row, Vec::new()),
        Some(verifying) => match verifying.decide(&lookup.token, stored, rows, service, context)? {
            Verified::Now(token, writes) => (token, writes),
            Verified::Before(token) => (token, Vec::new()),
            Verified::NotPending(_) => return Ok(refused(lookup.token.wrong(rows, context)?)),
            Verified::Not(writes) => return Ok(refused(writes)),
        },
    };
    let account = Records::of(&token.links, rows)?.account;
    let key = lookup.application.proved(rows)?;
    let mut session = Session::open(&key, token.generation, context.now, &mut context.rng);
    session.device_name.clone_from(&lookup.device_name);
    if lookup.is_refreshed {
        session = session.refreshed_by(service.mac_key(context.now)?.clone());
    }
    let answer = Tokens { service, api }.of_customer(&session, &token, account.as_ref(), context.now)?;
    let device_token = device_token(service, lookup, &token, context)?;
    writes.push(Write::create(&Session::key_of_customer(&token.id, &session.id), &session)?);
    if let Credentials::OneTimePassword { .. } = &lookup.token.credentials {
        // Text messages leave to a country for as long as customers there use what they bring.
        writes.extend(token.identifier.as_ref().and_then(|phone| Departures::verified(phone, context.now)));
    }
    Ok(Decision { writes, outcome: Ok(SessionAnswer { device_token, ..answer }) })
}

fn refused(writes: Vec<Write>) -> Decision<SessionAnswer> {
    Decision { writes, outcome: Err(Refusal::LogInRefused) }
}

/// By what a device that has a name is known at the next log-in.
fn device_token(
    service: &Service,
    lookup: &LogInLookup,
    token: &AccessToken,
    context: &mut Context,
) -> Result<Option<String>, Refusal> {
    if lookup.device_name.is_none() {
        return Ok(None);
    }
    let device = DeviceToken {
        key: service.mac_key(context.now)?.clone(),
        access_token: token.id.clone(),
        device: lookup.token.device().cloned().unwrap_or_else(|| Id::random(&mut context.rng)),
        generation: token.devices,
    };
    let written = device.write(service.mac_keys()?).map_err(Refusal::SessionRefused)?;
    Ok(Some(written.reveal().to_owned()))
}
