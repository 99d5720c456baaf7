//! Opening a session: its row, and the token that names it.

use std::collections::BTreeMap;

use serde_json::Value;

use super::service::Service;
use crate::{
    base::{
        context::Context,
        field_errors::FieldErrors,
        id::Id,
        rule::Rule,
        text_rules::{MAXIMUM_LENGTH, plain_text},
        timestamp::HOUR,
    },
    http::answer::SessionAnswer,
    keyring::Claims,
    records::{
        access_token::AccessToken, accounts_receivable::AccountsReceivable, application_key::ApplicationKey,
        refusal::Refusal, session::Session,
    },
    table::Write,
};

/// As long as the Web API's.
const LIFE_SECONDS: i64 = 2 * HOUR;
/// What a customer's session may: what is theirs.
const CUSTOMER: &str = "customer";

/// Who opens a session, and where.
pub(crate) struct Opening<'a> {
    pub service: &'a Service,
    /// The API that was called.
    pub api: &'a str,
    pub application: ApplicationKey,
}

/// The unit that a caller names must be the definition's, where that has one.
pub(crate) fn check_unit(unit: Option<&str>, service: &Service) -> Result<(), FieldErrors> {
    if let Some(named) = unit {
        plain_text(named, MAXIMUM_LENGTH).map_err(FieldErrors::value("unit"))?;
    }
    match (unit, service.definition.unit()) {
        (Some(named), Some(unit)) if !unit.is_named(named) => {
            Err(FieldErrors::value("unit")(Rule::NotInTheDefinition))
        }
        (Some(_) | None, _) => Ok(()),
    }
}

/// The audience of a back office's session tokens: they open no API of the owner's but this one.
pub(crate) fn back_office_audience(issuer: &str) -> String {
    format!("{issuer}/back-office")
}

impl Opening<'_> {
    /// A customer's session.
    pub(crate) fn of_customer(
        self,
        token: &AccessToken,
        account: Option<&AccountsReceivable>,
        context: &mut Context,
    ) -> Result<(Write, SessionAnswer), Refusal> {
        let log_in = self.service.definition.log_in();
        let fields = serde_json::to_value(&token.user_defined_fields).unwrap_or_default();
        let of_field = |(claim, field): (&String, &String)| {
            Some((claim.clone(), fields.get(field).and_then(Value::as_str)?.to_owned()))
        };
        let of_fields = log_in.claims_of_fields.iter().filter_map(of_field);
        let session = self.session(token.generation, context);
        let claims = Claims {
            sub: token.id.to_string(),
            aud: log_in.audience.clone(),
            scope: CUSTOMER.to_owned(),
            usr: token.number.to_string(),
            cii: account.map(|account| account.account_owner.id.to_string()),
            acr: account.map(|account| account.id.to_string()),
            more: log_in.claims.clone().into_iter().chain(of_fields).collect(),
            ..self.claims(&session, context)
        };
        let write = Write::create(&Session::key_of_customer(&token.id, &session.id), &session)?;
        Ok((write, self.signed(&claims, context)?))
    }

    /// A back office's session.
    pub(crate) fn of_back_office(self, context: &mut Context) -> Result<(Write, SessionAnswer), Refusal> {
        let session = self.session(0, context);
        let claims = self.claims(&session, context);
        let scopes: Vec<_> = self.application.scopes.iter().map(|scope| scope.as_str()).collect();
        let claims = Claims {
            sub: self.application.id.clone(),
            aud: back_office_audience(&claims.iss),
            scope: scopes.join(" "),
            usr: self.application.name.clone(),
            ..claims
        };
        let write = Write::create(&Session::key_of_back_office(&self.application.id, &session.id), &session)?;
        Ok((write, self.signed(&claims, context)?))
    }

    fn session(&self, generation: u32, context: &mut Context) -> Session {
        Session {
            id: Id::random(&mut context.rng),
            application: self.application.application.clone(),
            application_key: self.application.id.clone(),
            authenticated: context.now,
            generation,
            expires: context.now.plus(LIFE_SECONDS),
        }
    }

    /// What the tokens of all sessions say.
    fn claims(&self, session: &Session, context: &mut Context) -> Claims {
        let unit = self.service.definition.unit();
        Claims {
            iss: self.service.issuer.address(self.api),
            exp: session.expires.seconds(),
            nbf: context.now.seconds(),
            iat: context.now.seconds(),
            jti: Id::random(&mut context.rng).to_string(),
            sid: session.id.to_string(),
            client_id: session.application.to_string(),
            org: unit.and_then(|unit| unit.group_name.clone()),
            oun: unit.and_then(|unit| unit.id.clone()),
            more: BTreeMap::new(),
            ..Claims::default()
        }
    }

    fn signed(&self, claims: &Claims, context: &Context) -> Result<SessionAnswer, Refusal> {
        let token = claims.sign(self.service.signing_key(context.now)?)?;
        Ok(SessionAnswer { token: token.reveal().to_owned(), expires_in: LIFE_SECONDS })
    }
}
