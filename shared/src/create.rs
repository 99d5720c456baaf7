//! `POST /access_tokens/create`: makes a token, and has its verification code sent.
//!
//! 1. Parse: the fields against the definition, or the classification's settings.
//! 2. Read: the claims of the identifier and the authentication code, the destination, the holder, and the
//!    customer record that the token will belong to, if one is named.
//! 3. Decide: below.
//! 4. Commit: token, claims, links, message and destination, all or none.
//!
//! Where a code has to be sent, the answer is the same whether or not the identifier is known: a fresh
//! token that is PENDING_VERIFICATION. What differs is what its owner reads in the mail. Who may name a
//! customer record is told.

use lambda_http::{Body, Request, Response};

use crate::{
    access_token::AccessToken,
    answer::AccessTokenAnswer,
    assignment,
    caller::Caller,
    candidate::Candidate,
    context::Context,
    customer::{Customer, CustomerIdentifiers, SoughtCustomer},
    definition::Required,
    http::{Call, Parameters},
    links::Records,
    outbox::{self, Draft, Outbox},
    refusal::Refusal,
    registration::Registration,
    seek,
    service::Service,
    table::{Decision, Rows, Write},
};

pub async fn handle(service: &Service, request: Request) -> Response<Body> {
    let (call, parameters) = Call::open::<AccessTokenAnswer>("create", &request);
    call.answer(run(service, parameters, &call.caller).await)
}

async fn run(
    service: &Service,
    parameters: Result<Parameters, Refusal>,
    caller: &Caller,
) -> Result<AccessTokenAnswer, Refusal> {
    let mut parameters = parameters?;
    let mut context = service.context();
    let customer = CustomerIdentifiers::take(&mut parameters)?;
    let customer = SoughtCustomer::new(customer, caller, service, &context)?;
    let registration = Registration::parse(parameters, customer.belongs(), caller, &service.definition)?;
    let candidate = registration.candidate(service, caller, &mut context).await?;
    let decide =
        |(candidate, customer): &(Candidate<'_>, SoughtCustomer), rows: &Rows, context: &mut Context| {
            match customer.found(rows)? {
                Some(customer) => joining(service, candidate, customer.changeable()?, rows, context),
                None => by_itself(service, candidate, rows, context),
            }
        };
    seek::outcome(service, (candidate, customer), &mut context, decide).await
}

/// What a registration writes that goes through: token, number, identifier, message and destination.
const WRITES: usize = 5;

/// A registration by itself: who asks may be anybody.
fn by_itself(
    service: &Service,
    candidate: &Candidate<'_>,
    rows: &Rows,
    context: &mut Context,
) -> Result<Decision<AccessTokenAnswer>, Refusal> {
    let standing = candidate.standing(rows)?;
    if let Some(refused) = candidate.code_refused(&standing)? {
        return Ok(refused);
    }
    let required = candidate.settings.verification.required;
    let token = candidate.token(&standing);
    let code = Draft::of_code(&token, None, service, context)?;
    let pause = candidate.settings.verification.resend_pause_seconds;
    let resting = match &code {
        Some(code) => !code.may_go(rows, pause, context.now)?,
        None => false,
    };
    let mut outbox = Outbox::default();
    let mut writes = Vec::new();
    match &standing.holder {
        Some(_) if required != Required::Always => return Err(Refusal::IdentifierTaken),
        // A minute after the last message at the earliest: until then who registers again, and a stranger
        // who does it for them, changes nothing.
        Some(_) if resting => {}
        Some(owner) if !standing.gives_way() => {
            if let Some(taken) = taken_message(service, candidate, &owner.row, context)? {
                outbox.queue(taken, rows, context.now)?;
            }
        }
        Some(_) | None => {
            writes = candidate.writes(&token, &standing, service)?;
            if let Some(code) = code.filter(|_| !resting) {
                outbox.queue(code, rows, context.now)?;
            }
        }
    }
    writes.extend(outbox.writes(context.now)?);
    let answer = AccessTokenAnswer::of(&candidate.token, &Records::default(), service)?;
    let outcome = Ok(candidate.answered(answer));
    Ok(Decision { writes: Write::covered(writes, WRITES, context)?, outcome })
}

/// A registration for a customer record, which only a caller can name who knows the customer, or is that
/// customer: what stands in the way is said.
fn joining(
    service: &Service,
    candidate: &Candidate<'_>,
    customer: Customer,
    rows: &Rows,
    context: &mut Context,
) -> Result<Decision<AccessTokenAnswer>, Refusal> {
    let standing = candidate.standing(rows)?;
    if let Some(refused) = candidate.code_refused(&standing)? {
        return Ok(refused);
    }
    if let Some(refused) = candidate.identifier_refused(&standing)? {
        return Ok(refused);
    }
    let mut outbox = Outbox::default();
    let (token, mut writes) =
        assignment::added(candidate, &standing, &customer, &mut outbox, rows, service, context)?;
    let answer = AccessTokenAnswer::of(&token, &customer.records(), service)?;
    writes.extend(customer.writes(1, 0, service, context.now)?);
    writes.extend(outbox.writes(context.now)?);
    Ok(Decision { writes, outcome: Ok(candidate.answered(answer)) })
}

/// Nothing changes for the owner of an identifier but that they are told.
fn taken_message(
    service: &Service,
    candidate: &Candidate<'_>,
    owner: &AccessToken,
    context: &mut Context,
) -> Result<Option<Draft>, Refusal> {
    let Some(template) = &candidate.settings.identifier.taken_template else { return Ok(None) };
    // The owner's own settings may know no address for them; a stranger is not told that either.
    if outbox::destination(owner, service)? != outbox::destination(&candidate.token, service)? {
        return Ok(None);
    }
    let useful_until = context.now.plus(candidate.settings.verification.code_life_minutes * 60);
    match Draft::about(owner, None, template, useful_until, service, context) {
        Ok(draft) => Ok(Some(draft)),
        Err(Refusal::NoDestination) => Ok(None),
        Err(refusal) => Err(refusal),
    }
}
