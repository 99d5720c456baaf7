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
    access_token::{AccessToken, LifeCycle, Verification},
    answer::AccessTokenAnswer,
    attempts::Attempts,
    authentication_code::AuthenticationCode,
    context::Context,
    definition::{Required, Settings, VerificationRules},
    destination::Destination,
    http::{Call, Parameters},
    id::Id,
    identifier::Identifier,
    message::Message,
    refusal::Refusal,
    service::Service,
    table::{Claim, Decision, Key, Rounds, Stored, Write},
    timestamp::Timestamp,
};

pub async fn handle(service: &Service, request: Request) -> Response<Body> {
    let (call, parameters) = Call::open::<AccessTokenAnswer>("create", &request);
    call.answer(run(service, parameters, &call.source).await)
}

async fn run(
    service: &Service,
    parameters: Result<Parameters, Refusal>,
    source: &str,
) -> Result<AccessTokenAnswer, Refusal> {
    let registration = Registration::parse(parameters?, &service.definition)?;
    let mut context = service.context();
    let candidate = registration.candidate(service, &mut context).await?;
    let mut rounds = Rounds::default();
    loop {
        let found = read(service, &candidate, source, context.now).await?;
        let decision = decide(service, &candidate, &found, &mut context)?;
        if let Some(outcome) = service.table.settle(decision, &mut rounds, &mut context).await? {
            return outcome;
        }
    }
}

/// What a registration writes that goes through: token, number, identifier, message and destination.
const WRITES: usize = 5;

/// A token that would be made, and what of it the row does not hold.
struct Candidate<'a> {
    settings: &'a Settings,
    token: AccessToken,
    authentication_code: Option<AuthenticationCode>,
    /// Whether the caller brought the authentication code.
    brings_code: bool,
}

/// What stands in a candidate's way.
struct Found {
    /// The claim of the identifier, and whose it is.
    claim: Option<Stored<Claim>>,
    holder: Option<Stored<AccessToken>>,
    /// The claim of the authentication code, and where it stands.
    code_claim: Option<(Key, Stored<Claim>)>,
    destination: Option<Stored<Destination>>,
    /// To be told that an authentication code is taken is to have guessed one.
    attempts: Attempts,
    used_up: bool,
}

async fn read(
    service: &Service,
    candidate: &Candidate<'_>,
    source: &str,
    now: Timestamp,
) -> Result<Found, Refusal> {
    let (identifier, keyring) = (&candidate.token.identifier, &service.keyring);
    let attempts = Attempts::at_authentication_codes(source, now, keyring)?;
    let mut keys = vec![attempts.key()];
    if let Some(normalised) = identifier.as_ref().map(Identifier::normalised) {
        keys.extend([Key::identifier(&normalised), Destination::key(&normalised, keyring)?]);
    }
    let code = candidate.authentication_code.as_ref();
    let code_keys = code.map_or(Ok(Vec::new()), |code| code.claim_keys(keyring))?;
    keys.extend(code_keys.clone());

    let mut rows = service.table.read_all(&keys).await?.into_iter();
    let used_up = rows.next().is_some_and(|counter| attempts.used_up(counter.count(now)));
    let (mut claim, mut destination, mut code_claim) = (None, None, None);
    if identifier.is_some()
        && let (Some(of_claim), Some(of_destination)) = (rows.next(), rows.next())
    {
        (claim, destination) = (of_claim.row::<Claim>(now)?, of_destination.row(now)?);
    }
    for (key, row) in code_keys.into_iter().zip(rows) {
        code_claim = code_claim.or(row.row::<Claim>(now)?.map(|claim| (key, claim)));
    }
    // Read in any case: an identifier that is not known costs the same two calls.
    let holder = claim.as_ref().map_or_else(Id::nobody, |claim| claim.row.access_token.clone());
    let [holder] = service.table.read([Key::token(&holder)]).await?;
    Ok(Found { claim, holder: holder.row(now)?, code_claim, destination, attempts, used_up })
}

fn decide(
    service: &Service,
    candidate: &Candidate<'_>,
    found: &Found,
    context: &mut Context,
) -> Result<Decision<AccessTokenAnswer>, Refusal> {
    let holder = found.holder.as_ref();
    // Who registers again may bring the same authentication code again.
    let is_holders = |claim: &Claim| holder.is_some_and(|holder| holder.row.id == claim.access_token);
    if candidate.brings_code && found.used_up {
        return Err(Refusal::TooManyAttempts);
    }
    if found.code_claim.as_ref().is_some_and(|(_, claim)| !is_holders(&claim.row)) {
        let writes = vec![found.attempts.count_within_limit()];
        return Ok(Decision { writes, outcome: Err(Refusal::AuthenticationCodeTaken) });
    }
    let VerificationRules { required, resend_pause_seconds: pause, .. } = candidate.settings.verification;
    let may_receive = |destination: &Stored<Destination>| destination.row.may_receive(context.now, pause);
    let resting = !found.destination.as_ref().is_none_or(may_receive);
    let writes = match holder {
        None => candidate.admitted(service, found, resting, context)?,
        Some(_) if required == Required::Never => return Err(Refusal::IdentifierTaken),
        // A minute after the last message at the earliest: until then who registers again, and a stranger
        // who does it for them, changes nothing.
        Some(_) if resting => Vec::new(),
        // Nobody has proved to be this customer yet: the latest registration wins.
        Some(Stored { row: AccessToken { life_cycle: LifeCycle::PendingVerification(_), .. }, .. }) => {
            candidate.admitted(service, found, resting, context)?
        }
        Some(owner) => candidate.owner_told(service, found, &owner.row, context)?,
    };
    let answer = AccessTokenAnswer::of(&candidate.token, &service.definition, &service.keyring)?;
    let hidden = required == Required::Always && !candidate.brings_code;
    let answer = if hidden { answer.without_authentication_code() } else { answer };
    Ok(Decision { writes: Write::covered(writes, WRITES, context)?, outcome: Ok(answer) })
}

impl Candidate<'_> {
    /// The token and its claims, in the place of a registration that was not verified if there is one,
    /// and the message with its code.
    fn admitted(
        &self,
        service: &Service,
        found: &Found,
        resting: bool,
        context: &mut Context,
    ) -> Result<Vec<Write>, Refusal> {
        let mut token = self.token.clone();
        let claim = Claim { access_token: token.id.clone() };
        let code = self.authentication_code.as_ref();
        let code_key = match &found.code_claim {
            Some((key, _)) => Some(key.clone()),
            None => {
                code.map(|code| code.claim_key(&service.keyring, service.keyring.newest())).transpose()?
            }
        };
        let mut writes = vec![Write::create(&Key::number(&token.number), &claim, None)?];
        if let Some(before) = &found.holder {
            token = token.in_place_of(&before.row);
            writes.extend(given_up(service, before, code_key.as_ref())?);
        }
        writes.push(Write::create(&Key::token(&token.id), &token, None)?);
        if let Some(identifier) = &token.identifier {
            let key = Key::identifier(&identifier.normalised());
            writes.push(Write::put_over(&key, &claim, found.claim.as_ref(), None)?);
        }
        if let Some(key) = code_key {
            let read = found.code_claim.as_ref().map(|(_, claim)| claim);
            writes.push(Write::put_over(&key, &claim, read, None)?);
        }
        if let LifeCycle::PendingVerification(Verification { code, code_expires, .. }) = &token.life_cycle
            && !resting
        {
            let template = &self.settings.verification.template;
            let mut message = Message::about(&token, template, *code_expires, service, context)?;
            message.verification_code = Some(code.clone());
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
        let Some(template) = &self.settings.identifier.taken_template else { return Ok(Vec::new()) };
        let useful_until = context.now.plus(self.settings.verification.code_life_minutes * 60);
        match Message::about(owner, template, useful_until, service, context) {
            Ok(message) => message.queued(found.destination.as_ref(), service, context),
            // The owner's own settings have no address for them; a stranger is not told that either.
            Err(Refusal::NoDestination) => Ok(Vec::new()),
            Err(refusal) => Err(refusal),
        }
    }
}

/// What goes with a registration that another takes the place of: the token, its number, and its
/// authentication code unless the new one brings the same.
fn given_up(
    service: &Service,
    before: &Stored<AccessToken>,
    kept: Option<&Key>,
) -> Result<Vec<Write>, Refusal> {
    let Stored { row: token, version } = before;
    let mut writes = vec![
        Write::delete(Key::token(&token.id), *version),
        Write::give_up(Key::number(&token.number), token.id.clone()),
    ];
    let clear = token.open_authentication_code(&service.keyring)?;
    if let (Some(sealed), Some(clear)) = (&token.authentication_code, clear) {
        let code = AuthenticationCode::offered(&clear).map_err(Refusal::value("authentication_code"))?;
        let key = code.claim_key(&service.keyring, sealed.key())?;
        if kept != Some(&key) {
            writes.push(Write::give_up(key, token.id.clone()));
        }
    }
    Ok(writes)
}
