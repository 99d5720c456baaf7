//! `POST /access_tokens/create`: makes a token, and has its verification code sent.
//!
//! 1. Parse: the fields against the definition, or the classification's settings.
//! 2. Read: the claims of the identifier and the authentication code, the destination, the holder, and the
//!    customer record that the token will belong to, if one is named.
//! 3. Decide: below.
//! 4. Commit: token, claims, links, message and destination, all or none.
//!
//! Where a code has to be sent, the answer is the same whether or not the identifier is known: a fresh
//! token that is PENDING_VERIFICATION, with an id and a number that are drawn each time. What differs is what its owner
//! reads in the mail. The latest registration that nobody verified wins, under the id and the number of the first; its
//! code stays the one that was sent before, if that was not long ago. Who may name a customer record is told.

use crate::{
    base::{context::Context, field_errors::FieldErrors, schema::SideBySide, typed::typed},
    http::{
        answer::AccessTokenAnswer,
        caller::Caller,
        code::Code,
        operation::{Operation, Who, post},
        parameters::Parameters,
    },
    records::{
        access_token::AccessToken, customer_records::Records, destination::Purpose, message::Brings,
        refusal::Refusal, user_defined_fields::UserDefinedFields,
    },
    steps::{
        asker::Asker,
        assignment,
        customer::{self, Customer, CustomerIdentifiers, CustomerLookup},
        flow::{self, Decision},
        new_token::{self, NewToken},
        outbox::{self, Draft, Outbox, Say},
        registration::{self, Input, Registration},
        service::Service,
    },
    table::{Rows, Write},
};

pub(crate) const CREATE: Operation<
    SideBySide<(Input, CustomerIdentifiers, UserDefinedFields)>,
    AccessTokenAnswer,
> = post("/access_tokens/create", Who::Anybody, "Makes an access token, and has its verification code sent.")
    .refuses(&[
        flow::COMMITS,
        registration::REFUSES,
        new_token::REFUSES,
        customer::NAMED_BY_TOKEN,
        customer::ACCOUNT_NAMED,
        customer::PARTICIPANT_NAMED,
        REFUSES,
    ]);

/// Of a source that asked for too many codes, and where a customer record is named.
const REFUSES: &[Code] = &[
    Code::TooManyMessages,
    Code::CallerNotKnown,
    Code::RewardsParticipantNotOwned,
    Code::AccessTokenNotCreated,
    Code::TooManyAccessTokens,
];

/// What a registration writes that goes through: token, number, identifier, message and destination.
const WRITES: usize = 5;

pub(crate) async fn run(
    service: &Service,
    mut parameters: Parameters,
    caller: Caller,
) -> Result<AccessTokenAnswer, Refusal> {
    let mut context = service.context(&caller);
    let mut errors = FieldErrors::default();
    let sent = parameters.take_raw::<CustomerIdentifiers>();
    let belongs_to = CustomerIdentifiers::belong_to(&sent);
    let named = errors.collect(typed::<CustomerIdentifiers>(sent.into(), "")).unwrap_or_default();
    let lookup = CustomerLookup::new(named, &caller, service, &context);
    let customer = Refusal::collect(&mut errors, lookup)?;
    let parsed = Registration::parse(parameters, belongs_to, &caller, &service.definition);
    let registration = Refusal::collect(&mut errors, parsed)?;
    let (Some(customer), Some(registration), true) = (customer, registration, errors.is_empty()) else {
        return Err(errors.into());
    };
    let new_token = registration.new_token(service, &caller, &mut context)?;
    let asker = Asker::of(&caller, service, &context)?;
    let lookup = (new_token, (customer, asker));
    flow::run(service, &caller, lookup, &mut context, |(new_token, (customer, asker)), rows, context| {
        match customer.found(rows)? {
            Some(customer) => joining(service, new_token, customer.changeable()?, asker, rows, context),
            None if new_token.is_pending() => registering(service, new_token, asker, rows, context),
            None => by_itself(service, new_token, asker, rows, context),
        }
    })
    .await
}

/// A registration by itself whose code is sent: who asks may be anybody, and is answered the same whatever is found.
fn registering(
    service: &Service,
    new_token: &NewToken<'_>,
    asker: &Asker,
    rows: &Rows,
    context: &mut Context,
) -> Result<Decision<AccessTokenAnswer>, Refusal> {
    asker.within_limit(rows)?;
    let obstacles = new_token.obstacles(rows)?;
    let token = new_token.fresh(context);
    let registered = new_token.registered(&token, &obstacles, &service.keyring, context)?;
    let code = Draft::of_code(&registered, None, service, context)?;
    let (source, pause) = (asker.source(), new_token.settings.verification.resend_pause_seconds);
    let mut outbox = Outbox::default();
    let mut writes: Vec<Write> = asker.count().into_iter().collect();
    if let Some(code) = code {
        match (code.may_go(rows, source, pause, &service.definition, context.now)?, &obstacles.holder) {
            // What cannot be sent changes nothing: neither who registers again, nor a stranger who does it for them.
            (Err((why, _)), _) => outbox.keep_back(code, why),
            (Ok(()), Some(owner)) if !obstacles.give_way() => {
                if let Some(taken) = taken_message(service, new_token, &owner.row, &token, context)? {
                    outbox.queue(taken, source, rows, context.now)?;
                }
            }
            (Ok(()), Some(_) | None) => {
                writes.extend(obstacles.registers(&registered, &service.keyring)?);
                outbox.queue(code, source, rows, context.now)?;
            }
        }
    }
    writes.extend(outbox.writes()?);
    let answer = AccessTokenAnswer::of(&token, &Records::default(), &service.definition, &service.keyring)?;
    let outcome = Ok(new_token.answered(answer));
    let count = WRITES + usize::from(source.is_some());
    Ok(Decision { writes: Write::covered(writes, count, context)?, outcome })
}

/// A registration by itself that needs no code: what stands in the way is said.
fn by_itself(
    service: &Service,
    new_token: &NewToken<'_>,
    asker: &Asker,
    rows: &Rows,
    context: &mut Context,
) -> Result<Decision<AccessTokenAnswer>, Refusal> {
    let obstacles = new_token.obstacles(rows)?;
    if let Some(refused) = new_token.code_refused(&obstacles, rows)? {
        return Ok(refused);
    }
    if let Some(refused) = new_token.identifier_refused(&obstacles, rows)? {
        return Ok(refused);
    }
    asker.within_limit(rows)?;
    let token = new_token.token(&obstacles, context);
    let mut writes = obstacles.writes(&token, &service.keyring)?;
    writes.extend(asker.count());
    let answer = AccessTokenAnswer::of(&token, &Records::default(), &service.definition, &service.keyring)?;
    Ok(Decision { writes, outcome: Ok(answer) })
}

/// A registration for a customer record, which only a caller can name who knows the customer, or is that
/// customer: what stands in the way is said.
fn joining(
    service: &Service,
    new_token: &NewToken<'_>,
    customer: Customer,
    asker: &Asker,
    rows: &Rows,
    context: &mut Context,
) -> Result<Decision<AccessTokenAnswer>, Refusal> {
    let obstacles = new_token.obstacles(rows)?;
    if let Some(refused) = new_token.code_refused(&obstacles, rows)? {
        return Ok(refused);
    }
    if let Some(refused) = new_token.identifier_refused(&obstacles, rows)? {
        return Ok(refused);
    }
    asker.within_limit(rows)?;
    let mut outbox = Outbox::default();
    let (token, mut writes) =
        assignment::added(new_token, &obstacles, &customer, &mut outbox, rows, service, context)?;
    let records = customer.records();
    let answer = AccessTokenAnswer::of(&token, &records, &service.definition, &service.keyring)?;
    writes.extend(customer.writes(1, 0, service, &context.done())?);
    writes.extend(asker.count());
    writes.extend(outbox.writes()?);
    Ok(Decision { writes, outcome: Ok(new_token.answered(answer)) })
}

/// Nothing changes for the owner of an identifier but that they are told.
fn taken_message(
    service: &Service,
    new_token: &NewToken<'_>,
    owner: &AccessToken,
    token: &AccessToken,
    context: &mut Context,
) -> Result<Option<Draft>, Refusal> {
    let settings = new_token.settings;
    let Some(template) = &settings.identifier.taken_template else { return Ok(None) };
    let destination =
        |token| outbox::destination(token, Purpose::Registration, &service.definition, &service.keyring);
    // The owner's own settings may know no address for them; a stranger is not told that either.
    if destination(owner)? != destination(token)? {
        return Ok(None);
    }
    let useful_until = context.now.plus(settings.verification.code_life_seconds());
    let counted = Some(Purpose::Registration);
    let say = Say { template, brings: Brings::Nothing, useful_until, counted };
    Draft::if_reachable(owner, None, say, service, context)
}
