//! Who a caller proves to be: by a session token, whose signature says whose session it is, and by the rows of it,
//! which say that it is not over. Who is in no session may have to show the key of an app.

use super::{service::Service, session::back_office_audience};
use crate::{
    base::{
        field_errors::FieldErrors,
        id::{Id, Number, Numbered},
        rule::Rule,
        scope::Scope,
        secret::Secret,
        timestamp::Timestamp,
    },
    codes::application_key::KeyClass,
    definition::KeyOfAnApp,
    http::{
        caller::{Caller, SessionOf},
        operation::{Declaration, Who},
        parameters::Parameters,
    },
    keyring::{Claims, NotAccepted},
    records::{
        access_token::AccessToken, application_key::ApplicationKey, refusal::Refusal, session::Session,
    },
    table::{Key, Rows},
};

/// The caller with the session that the request is in, or with the key of the app where one is needed. Refuses whom the
/// operation is not for.
pub(crate) fn identify(
    declaration: &Declaration,
    parameters: &Parameters,
    caller: Caller,
    service: &Service,
) -> Result<Caller, Refusal> {
    if !declaration.takes_a_session() {
        return with_key(declaration, parameters, caller, service);
    }
    let is_one = |token: &&Secret| !declaration.takes_a_session_or_else() || Claims::are_in(token);
    let token = parameters.token.as_ref().filter(is_one);
    let session = token.map(|token| session(token, &parameters.api, service)).transpose()?;
    let caller = Caller { session, ..caller };
    let may_stand_in_query = service.definition.callers().token_in_query && !caller.is_back_office();
    if parameters.token_in_query && !may_stand_in_query {
        return Err(FieldErrors::field("token", Rule::NotInTheAddress).into());
    }
    match (declaration.who, &caller.session) {
        (Who::BackOffice | Who::CustomerOrBackOffice | Who::Applications(_), None) => {
            Err(Refusal::CallerNotKnown)
        }
        (Who::Anybody, None) => with_key(declaration, parameters, caller, service),
        (Who::Anybody, Some(SessionOf::BackOffice { .. })) if declaration.takes_a_session_or_else() => {
            Err(Refusal::CallerNotAllowed)
        }
        (Who::Anybody | Who::CustomerOrBackOffice, Some(SessionOf::Customer { .. })) => Ok(caller),
        (Who::Anybody | Who::BackOffice | Who::CustomerOrBackOffice, Some(SessionOf::BackOffice { .. }))
            if caller.may(declaration.scope) =>
        {
            Ok(caller)
        }
        (_, Some(SessionOf::Customer { .. } | SessionOf::BackOffice { .. })) => {
            Err(Refusal::CallerNotAllowed)
        }
    }
}

/// The caller with the key of the app, where the definition lets nobody in without.
fn with_key(
    declaration: &Declaration,
    parameters: &Parameters,
    caller: Caller,
    service: &Service,
) -> Result<Caller, Refusal> {
    match service.definition.callers().application_key {
        KeyOfAnApp::Required if declaration.may_need_a_key() => {
            let key = parameters.key.clone().ok_or(Refusal::ApplicationKeyRefused)?;
            if key.class != KeyClass::ConsumerApplicationKey {
                return Err(Refusal::ApplicationKeyNotAllowed);
            }
            Ok(Caller { key: Some(key), ..caller })
        }
        KeyOfAnApp::Required | KeyOfAnApp::ToLogIn => Ok(caller),
    }
}

/// Whose session a token is of.
fn session(token: &Secret, api: &str, service: &Service) -> Result<SessionOf, Refusal> {
    let claims = Claims::genuine(token, &service.public_keys).map_err(Refusal::SessionRefused)?;
    let issuer = service.issuer.address(api);
    let back_office = back_office_audience(&issuer);
    let is_back_office = claims.aud == back_office;
    let audience = if is_back_office { &back_office } else { &service.definition.log_in().audience };
    claims.hold(&issuer, audience, (service.clock)()).map_err(Refusal::SessionRefused)?;
    let malformed = || Refusal::SessionRefused(NotAccepted::Malformed);
    let id = |text: &str| Id::try_from(text.to_owned()).map_err(|_| malformed());
    let session = id(&claims.sid)?;
    if !is_back_office {
        let number = Number::parse(Numbered::AccessToken, &claims.usr).ok_or_else(malformed)?;
        return Ok(SessionOf::Customer { access_token: id(&claims.sub)?, number, session });
    }
    let named = |name: &str| Scope::ALL.into_iter().find(|scope| scope.as_str() == name);
    let scopes = claims.scope.split(' ').filter_map(named).collect();
    Ok(SessionOf::BackOffice { application_key: claims.sub, name: claims.usr, scopes, session })
}

/// The rows that a caller's session lives by, or the key that a caller shows. They come with the first read of a
/// request.
pub(crate) struct CallerLookup<'a> {
    caller: &'a Caller,
    now: Timestamp,
}

impl<'a> CallerLookup<'a> {
    pub(crate) const fn of(caller: &'a Caller, now: Timestamp) -> Self {
        Self { caller, now }
    }

    pub(crate) fn keys(&self) -> Vec<Key> {
        match &self.caller.session {
            None => self.caller.key.iter().map(|key| ApplicationKey::key_of(&key.id)).collect(),
            Some(SessionOf::Customer { access_token, session, .. }) => {
                vec![Session::key_of_customer(access_token, session), AccessToken::key_of(access_token)]
            }
            Some(SessionOf::BackOffice { application_key, session, .. }) => vec![
                Session::key_of_back_office(application_key, session),
                ApplicationKey::key_of(application_key),
            ],
        }
    }

    /// Refuses a session that is over, and a key that is no good, once the rows were read.
    pub(crate) fn check(&self, rows: &Rows) -> Result<(), Refusal> {
        if let Some(shown) = &self.caller.key {
            ApplicationKey::shown(shown, &self.caller.source, rows, self.now)?;
        }
        let Some(of) = &self.caller.session else { return Ok(()) };
        if self.is_alive(of, rows)? { Ok(()) } else { Err(Refusal::SessionRefused(NotAccepted::Ended)) }
    }

    fn is_alive(&self, of: &SessionOf, rows: &Rows) -> Result<bool, Refusal> {
        match of {
            SessionOf::Customer { access_token, session, .. } => {
                let key = Session::key_of_customer(access_token, session);
                let session = rows.row::<Session>(&key)?.map(|stored| stored.row);
                let token = rows.row::<AccessToken>(&AccessToken::key_of(access_token))?;
                Ok(match (session, token) {
                    (Some(session), Some(token)) => session.is_of(&token.row),
                    (Some(_) | None, _) => false,
                })
            }
            SessionOf::BackOffice { application_key, session, .. } => {
                let stands = rows.stands(&Session::key_of_back_office(application_key, session));
                let key = rows.row::<ApplicationKey>(&ApplicationKey::key_of(application_key))?;
                Ok(stands
                    && key
                        .is_some_and(|key| key.row.is_good(self.now) && key.row.serves(&self.caller.source)))
            }
        }
    }
}
