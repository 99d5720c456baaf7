//! `POST /access_tokens/create`: makes a token, and has its verification code sent.
//!
//! 1. Parse: the fields against the definition, or the classification's settings.
//! 2. Read: the claims of the identifier and the authentication code, the destination, the holder.
//! 3. Decide: below.
//! 4. Commit: token, claims, message and destination, all or none.
//!
//! Where a code has to be sent, the answer is the same whether or not the identifier is known: a fresh
//! token that is PENDING_VERIFICATION. What differs is what its owner reads in the mail.

mod registration;

use lambda_http::{Body, Request, Response};
use registration::Registration;

use crate::{
    access_token::{AccessToken, LifeCycle},
    answer::AccessTokenAnswer,
    authentication_code::AuthenticationCode,
    context::Context,
    definition::{Required, Settings},
    destination::Destination,
    http::{Call, Parameters},
    id::Id,
    message::Message,
    refusal::Refusal,
    service::Service,
    table::{Claim, Decision, Key, Rounds, Stored, Write},
};

pub async fn handle(service: &Service, request: Request) -> Response<Body> {
    let (call, parameters) = Call::open::<AccessTokenAnswer>("create", &request);
    call.answer(run(service, parameters).await)
}

async fn run(
    service: &Service,
    parameters: Result<Parameters, Refusal>,
) -> Result<AccessTokenAnswer, Refusal> {
    let registration = Registration::parse(parameters?, &service.definition)?;
    let mut context = service.context();
    let candidate = registration.candidate(service, &mut context).await?;
    let mut rounds = Rounds::default();
    loop {
        let found = read(service, &candidate, &context).await?;
        let decision = decide(service, &candidate, &found, &mut context)?;
        if let Some(outcome) = service.table.settle(decision, &mut rounds, &mut context).await? {
            return outcome;
        }
    }
}

/// A token that would be made, and what of it the row does not hold.
struct Candidate<'a> {
    settings: &'a Settings,
    token: AccessToken,
    authentication_code: Option<AuthenticationCode>,
}

/// What stands in a candidate's way.
struct Found {
    /// The claim of the identifier, and whose it is.
    claim: Option<Stored<Claim>>,
    holder: Option<Stored<AccessToken>>,
    authentication_code_taken: bool,
    destination: Option<Stored<Destination>>,
}

async fn read(service: &Service, candidate: &Candidate<'_>, context: &Context) -> Result<Found, Refusal> {
    let mut keys = Vec::new();
    if let Some(identifier) = &candidate.token.identifier {
        let normalised = identifier.normalised();
        keys.push(Key::identifier(&normalised));
        keys.push(Destination::key(&normalised, &service.keyring)?);
    }
    if let Some(code) = &candidate.authentication_code {
        keys.extend(code.claim_keys(&service.keyring)?);
    }
    let mut rows = service.table.read_all(&keys).await?.into_iter();
    let (claim, destination) = match &candidate.token.identifier {
        Some(_) => (rows.next(), rows.next()),
        None => (None, None),
    };
    let claim = claim.map(|row| row.row::<Claim>(context.now)).transpose()?.flatten();
    let destination = destination.map(|row| row.row(context.now)).transpose()?.flatten();
    let mut authentication_code_taken = false;
    for row in rows {
        authentication_code_taken |= row.row::<Claim>(context.now)?.is_some();
    }
    // Read in any case: an identifier that is not known costs the same two calls.
    let holder = claim.as_ref().map_or_else(Id::nobody, |claim| claim.row.access_token.clone());
    let [holder] = service.table.read([Key::token(&holder)]).await?;
    Ok(Found { claim, holder: holder.row(context.now)?, authentication_code_taken, destination })
}

fn decide(
    service: &Service,
    candidate: &Candidate<'_>,
    found: &Found,
    context: &mut Context,
) -> Result<Decision<AccessTokenAnswer>, Refusal> {
    if found.authentication_code_taken {
        return Err(Refusal::AuthenticationCodeTaken);
    }
    let pause = candidate.settings.verification.resend_pause_seconds;
    let resting = found
        .destination
        .as_ref()
        .is_some_and(|destination| !destination.row.may_receive(context.now, pause));
    let writes = match &found.holder {
        None => candidate.admitted(service, found, None, resting, context)?,
        Some(_) if candidate.settings.verification.required == Required::Never => {
            return Err(Refusal::IdentifierTaken);
        }
        // A minute after the last message at the earliest: until then who registers again, and a stranger
        // who does it for them, changes nothing.
        Some(_) if resting => vec![Write::cover(context)?, Write::cover(context)?],
        // Nobody has proved to be this customer yet: the latest registration wins.
        Some(holder) if matches!(holder.row.life_cycle, LifeCycle::PendingVerification(_)) => {
            candidate.admitted(service, found, Some(holder), resting, context)?
        }
        Some(holder) => candidate.owner_told(service, found, &holder.row, context)?,
    };
    let answer = AccessTokenAnswer::of(&candidate.token, &service.definition, &service.keyring)?;
    Ok(Decision { writes, outcome: Ok(answer) })
}

impl Candidate<'_> {
    /// The token and its claims, in the place of `before` if there is one, and the message with its code.
    fn admitted(
        &self,
        service: &Service,
        found: &Found,
        before: Option<&Stored<AccessToken>>,
        resting: bool,
        context: &mut Context,
    ) -> Result<Vec<Write>, Refusal> {
        let token = match before {
            Some(before) => self.token.clone().in_place_of(&before.row),
            None => self.token.clone(),
        };
        let claim = Claim { access_token: token.id.clone() };
        let mut writes = vec![
            Write::create(&Key::token(&token.id), &token, None)?,
            Write::create(&Key::number(&token.number), &claim, None)?,
        ];
        if let Some(identifier) = &token.identifier {
            writes.push(Write::put_over(
                &Key::identifier(&identifier.normalised()),
                &claim,
                found.claim.as_ref(),
                None,
            )?);
        }
        if let Some(code) = &self.authentication_code {
            writes.push(Write::create(
                &code.claim_key(&service.keyring, service.keyring.newest())?,
                &claim,
                None,
            )?);
        }
        if let Some(before) = before {
            writes.push(Write::delete(Key::token(&before.row.id), before.version));
            writes.push(Write::delete(Key::number(&before.row.number), 1));
            if let Some(sealed) = &before.row.authentication_code {
                let code = service.keyring.open(sealed, before.row.id.as_str())?;
                let code =
                    AuthenticationCode::offered(&code).map_err(Refusal::value("authentication_code"))?;
                writes.push(Write::delete(code.claim_key(&service.keyring, sealed.key())?, 1));
            }
        }
        if let LifeCycle::PendingVerification(verification) = &token.life_cycle
            && !resting
        {
            let mut message = Message::about(
                &token,
                &self.settings.verification.template,
                verification.code_expires,
                service,
                context,
            )?;
            message.verification_code = Some(verification.code.clone());
            writes.extend(message.queued(found.destination.as_ref(), service, context)?);
        }
        Ok(writes)
    }

    /// Nothing changes for the owner but that they are told.
    fn owner_told(
        &self,
        service: &Service,
        found: &Found,
        owner: &AccessToken,
        context: &mut Context,
    ) -> Result<Vec<Write>, Refusal> {
        let Some(template) = &self.settings.identifier.taken_template else {
            return Ok(vec![Write::cover(context)?, Write::cover(context)?]);
        };
        let useful_until = context.now.plus(self.settings.verification.code_life_minutes * 60);
        let message = Message::about(owner, template, useful_until, service, context)?;
        message.queued(found.destination.as_ref(), service, context)
    }
}
