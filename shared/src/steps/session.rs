//! The tokens of a session: they are made of its rows.

use std::collections::BTreeMap;

use serde_json::Value;

use super::service::Service;
use crate::{
    base::{
        field_errors::FieldErrors,
        rule::Rule,
        text_rules::{MAXIMUM_LENGTH, plain_text},
        timestamp::Timestamp,
    },
    codes::refresh_token::RefreshToken,
    http::{answer::SessionAnswer, caller::Caller},
    keyring::Claims,
    records::{
        access_token::AccessToken, accounts_receivable::AccountsReceivable, application_key::ApplicationKey,
        refusal::Refusal, session::Session,
    },
    table::{Key, Rows, Stored, TableError, Write},
};

/// What a customer's session may: what is theirs.
const CUSTOMER: &str = "customer";

/// Makes the tokens of sessions, for who called an API.
pub(crate) struct Tokens<'a> {
    pub service: &'a Service,
    /// The API that was called.
    pub api: &'a str,
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

/// Whether the customer in whose session a request is logged in just now.
pub(crate) fn is_recent(caller: &Caller, rows: &Rows, now: Timestamp) -> Result<bool, TableError> {
    Ok(own(caller, rows)?.is_some_and(|(_, session)| session.row.is_recent(now)))
}

/// The session that the request is in goes on, where its access token became this one, which ended all sessions.
pub(crate) fn kept(caller: &Caller, token: &AccessToken, rows: &Rows) -> Result<Option<Write>, TableError> {
    let own = own(caller, rows)?.filter(|_| caller.customer() == Some(&token.id));
    let kept = |(key, Stored { row, version }): (Key, Stored<Session>)| {
        Write::replace(&key, &row.kept_by(token), version)
    };
    own.map(kept).transpose()
}

/// The session that the request is in, of a customer: it was read with the caller.
fn own(caller: &Caller, rows: &Rows) -> Result<Option<(Key, Stored<Session>)>, TableError> {
    let Some((access_token, session)) = caller.in_session() else { return Ok(None) };
    let key = Session::key_of_customer(access_token, session);
    Ok(rows.row(&key)?.map(|stored| (key, stored)))
}

/// The audience of a back office's session tokens: they open no API of the owner's but this one.
pub(crate) fn back_office_audience(issuer: &str) -> String {
    format!("{issuer}/back-office")
}

impl Tokens<'_> {
    /// What a customer gets for a session. It follows from the rows: the same once more, as long as they stay.
    pub(crate) fn of_customer(
        &self,
        session: &Session,
        token: &AccessToken,
        account: Option<&AccountsReceivable>,
        now: Timestamp,
    ) -> Result<SessionAnswer, Refusal> {
        let log_in = self.service.definition.log_in();
        let fields = serde_json::to_value(&token.user_defined_fields).unwrap_or_default();
        let of_field = |(claim, field): (&String, &String)| {
            Some((claim.clone(), fields.get(field).and_then(Value::as_str)?.to_owned()))
        };
        let of_fields = log_in.claims_of_fields.iter().filter_map(of_field);
        let claims = Claims {
            sub: token.id.to_string(),
            aud: log_in.audience.clone(),
            scope: CUSTOMER.to_owned(),
            usr: token.number.to_string(),
            cii: account.map(|account| account.account_owner.id.to_string()),
            acr: account.map(|account| account.id.to_string()),
            more: log_in.claims.clone().into_iter().chain(of_fields).collect(),
            ..self.claims(session)
        };
        let answer = self.signed(&claims, now)?;
        let Some(refreshing) = &session.refreshing else { return Ok(answer) };
        let refresh_token = RefreshToken {
            key: refreshing.key.clone(),
            access_token: token.id.clone(),
            session: session.id.clone(),
            number: refreshing.number,
        };
        let refresh_token = refresh_token.write(self.service.mac_keys()?).map_err(Refusal::SessionRefused)?;
        Ok(SessionAnswer {
            refresh_token: Some(refresh_token.reveal().to_owned()),
            refresh_expires_in: Some(session.expires.seconds() - now.seconds()),
            ..answer
        })
    }

    /// What a back office gets for a session, which was opened with its key.
    pub(crate) fn of_back_office(
        &self,
        session: &Session,
        key: &ApplicationKey,
        now: Timestamp,
    ) -> Result<SessionAnswer, Refusal> {
        let claims = self.claims(session);
        let scopes: Vec<_> = key.scopes.iter().map(|scope| scope.as_str()).collect();
        let claims = Claims {
            sub: key.id.clone(),
            aud: back_office_audience(&claims.iss),
            scope: scopes.join(" "),
            usr: key.name.clone(),
            ..claims
        };
        self.signed(&claims, now)
    }

    /// What the tokens of all sessions say.
    fn claims(&self, session: &Session) -> Claims {
        let unit = self.service.definition.unit();
        let (made, expires) = session.token_life();
        let number = session.refreshing.as_ref().map_or(0, |refreshing| refreshing.number);
        Claims {
            iss: self.service.issuer.address(self.api),
            exp: expires.seconds(),
            nbf: made.seconds(),
            iat: made.seconds(),
            jti: format!("{}.{number}", session.id),
            sid: session.id.to_string(),
            client_id: session.application.to_string(),
            org: unit.and_then(|unit| unit.group_name.clone()),
            oun: unit.and_then(|unit| unit.id.clone()),
            more: BTreeMap::new(),
            ..Claims::default()
        }
    }

    fn signed(&self, claims: &Claims, now: Timestamp) -> Result<SessionAnswer, Refusal> {
        let token = claims.sign(self.service.signing_key(now)?)?;
        Ok(SessionAnswer {
            token: token.reveal().to_owned(),
            expires_in: claims.exp.saturating_sub(now.seconds()).max(0),
            ..SessionAnswer::default()
        })
    }
}
