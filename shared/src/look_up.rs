//! Finding the access token that a caller identifies, and whether the caller proves to know it.
//!
//! Two reads, whether the token exists or not: the claim (with the attempts), then the token. The pass
//! code is hashed in either case, so that an answer takes the same time.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::{
    access_token::AccessToken,
    attempts::Attempts,
    authentication_code::AuthenticationCode,
    caller::Caller,
    context::Context,
    id::Id,
    identifier::NormalisedIdentifier,
    keyring::{Keyring, KeyringError},
    openapi::exactly_one,
    pass_code::{self, PassCode, PassCodeHash},
    refusal::Refusal,
    rules::{MAXIMUM_LENGTH, PLAIN, plain_text},
    secret::Secret,
    seek::Seek,
    service::Service,
    table::{Claim, Key, Rows, Stored, TableError},
    timestamp::Timestamp,
};

/// `access_token_identifier` as it is sent: an authentication code, or an identifier with its pass code.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = exactly_one(&["authentication_code", "identifier"]))]
#[schemars(example = json!({ "identifier": "ada@example.com", "pass_code": "correct horse 1" }))]
pub struct AccessTokenIdentifier {
    /// Identifies and authenticates in one.
    #[schemars(length(max = MAXIMUM_LENGTH), regex(pattern = PLAIN))]
    pub authentication_code: Option<Secret>,
    #[schemars(length(max = MAXIMUM_LENGTH), regex(pattern = PLAIN), example = "ada@example.com")]
    pub identifier: Option<String>,
    /// Goes with `identifier`.
    #[schemars(length(max = pass_code::MAXIMUM_BYTES), example = "correct horse 1")]
    pub pass_code: Option<Secret>,
}

/// Who is meant: parsed, and exactly one of the two.
#[derive(Clone, Debug)]
pub enum Who {
    AuthenticationCode(AuthenticationCode),
    Identifier { as_sent: String, normalised: NormalisedIdentifier, pass_code: Option<PassCode> },
}

impl Who {
    pub fn parse(given: &AccessTokenIdentifier) -> Result<Self, Refusal> {
        let wrong = |field: &str, problem: &dyn std::fmt::Display| Refusal::field(field, problem.to_string());
        match (&given.authentication_code, &given.identifier, &given.pass_code) {
            (Some(code), None, None) => AuthenticationCode::offered(code)
                .map(Self::AuthenticationCode)
                .map_err(|problem| wrong("authentication_code", &problem)),
            (Some(_), None, Some(_)) => {
                Err(wrong("pass_code", &"goes with identifier, not with authentication_code"))
            }
            (Some(_), Some(_), _) => {
                Err(wrong("identifier", &"give either authentication_code or identifier, not both"))
            }
            (None, Some(identifier), pass_code) => {
                let normalised = NormalisedIdentifier::of(identifier);
                plain_text(identifier, MAXIMUM_LENGTH)
                    .and_then(|()| normalised.short_enough())
                    .map_err(|problem| wrong("identifier", &problem))?;
                let offered = pass_code.as_ref().map(PassCode::offered).transpose();
                Ok(Self::Identifier {
                    as_sent: identifier.clone(),
                    normalised,
                    pass_code: offered.map_err(|problem| wrong("pass_code", &problem))?,
                })
            }
            (None, None, _) => Err(wrong("identifier", &"give either authentication_code or identifier")),
        }
    }
}

/// A token that a caller identifies: where to look, and whether the caller proves to know it.
pub struct Sought {
    pub who: Who,
    attempts: Attempts,
    claims: Vec<Key>,
    /// The verdict on one hash, so that an operation that is run afresh does not hash again.
    checked: Option<(PassCodeHash, bool)>,
    /// Whether the caller has proved to know it: what belongs to a token is read for nobody else.
    is_proved: bool,
}

/// What a proof has to consist of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// An authentication code, or an identifier with its pass code.
    Full,
    /// The same; but a token whose pass code is yet to be chosen is proved by the verification code.
    OrVerificationCode,
}

impl Sought {
    pub fn new(who: Who, caller: &Caller, now: Timestamp, keyring: &Keyring) -> Result<Self, KeyringError> {
        let attempts = Attempts::of(&who, &caller.source, now, keyring)?;
        let claims = match &who {
            Who::Identifier { normalised, .. } => vec![Key::identifier(normalised)],
            Who::AuthenticationCode(code) => code.claim_keys(keyring)?,
        };
        Ok(Self { who, attempts, claims, checked: None, is_proved: false })
    }

    /// The same, parsed from a field of that name.
    pub fn parse(
        given: &AccessTokenIdentifier,
        field: &str,
        caller: &Caller,
        context: &Context,
        keyring: &Keyring,
    ) -> Result<Self, Refusal> {
        let who = Who::parse(given).map_err(|refusal| refusal.within(field))?;
        Ok(Self::new(who, caller, context.now, keyring)?)
    }

    /// First the claim (with the attempts), then the token, or nobody's: two steps, found or not.
    pub fn lead(&self, rows: &Rows) -> Result<Vec<Key>, TableError> {
        let mut keys = vec![self.attempts.key()];
        keys.extend(self.claims.clone());
        if keys.iter().all(|key| rows.read(key)) {
            keys.push(self.token_key(rows)?);
        }
        Ok(keys)
    }

    /// Whether the token was read, or that there is none.
    pub fn is_read(&self, rows: &Rows) -> bool {
        self.claims.iter().all(|key| rows.read(key)) && self.token_key(rows).is_ok_and(|key| rows.read(&key))
    }

    fn token_key(&self, rows: &Rows) -> Result<Key, TableError> {
        for claim in &self.claims {
            if let Some(claim) = rows.row::<Claim>(claim)? {
                return Ok(Key::token(&claim.row.holder));
            }
        }
        Ok(Key::token(&Id::nobody()))
    }

    /// The token that is meant, if there is one.
    pub fn token(&self, rows: &Rows) -> Result<Option<Stored<AccessToken>>, TableError> {
        rows.row(&self.token_key(rows)?)
    }

    /// Whether this source has guessed at this subject too often to be told anything for a while.
    pub fn used_up(&self, rows: &Rows) -> bool {
        self.attempts.used_up(rows.count(&self.attempts.key()))
    }

    pub const fn attempts(&self) -> &Attempts {
        &self.attempts
    }

    /// The token, if the caller proves to know it and may still be told.
    pub fn proved(
        &mut self,
        proof: Proof,
        rows: &Rows,
        service: &Service,
        context: &mut Context,
    ) -> Result<Option<Stored<AccessToken>>, Refusal> {
        let token = self.token(rows)?;
        let holds = self.holds(proof, token.as_ref().map(|token| &token.row), &service.keyring, context)?;
        self.is_proved = holds && !self.used_up(rows);
        Ok(token.filter(|_| self.is_proved))
    }

    /// The customer records that the token belongs to, once it is proved.
    pub fn records(&self, rows: &Rows) -> Result<Vec<Key>, TableError> {
        Ok(self.proved_token(rows)?.map(|token| token.links.records()).unwrap_or_default())
    }

    /// The token once it is proved.
    pub fn proved_token(&self, rows: &Rows) -> Result<Option<AccessToken>, TableError> {
        if self.is_proved { Ok(self.token(rows)?.map(|token| token.row)) } else { Ok(None) }
    }

    /// An authentication code is its own proof; an identifier needs its pass code, which is hashed even where
    /// there is no token to compare with: the time of an answer shall say nothing.
    fn holds(
        &mut self,
        proof: Proof,
        token: Option<&AccessToken>,
        keyring: &Keyring,
        context: &mut Context,
    ) -> Result<bool, KeyringError> {
        let Who::Identifier { pass_code, .. } = &self.who else {
            return Ok(token.is_some());
        };
        match (pass_code, token.map(|token| &token.pass_code)) {
            (None, None | Some(Some(_))) => Ok(false),
            (None, Some(None)) => Ok(proof == Proof::OrVerificationCode),
            (Some(pass_code), None | Some(None)) => {
                if self.checked.is_none() {
                    let hash = PassCodeHash::new(pass_code, keyring, &mut context.rng)?;
                    self.checked = Some((hash, false));
                }
                Ok(false)
            }
            (Some(pass_code), Some(Some(hash))) => match &self.checked {
                Some((checked, verdict)) if checked == hash => Ok(*verdict),
                Some(_) | None => {
                    let verdict = hash.is_of(pass_code, keyring)?;
                    self.checked = Some((hash.clone(), verdict));
                    Ok(verdict)
                }
            },
        }
    }
}

impl Seek for Sought {
    fn tokens(&mut self) -> Vec<&mut Sought> {
        vec![self]
    }

    fn wants(&self, rows: &Rows, _: &Service) -> Result<Vec<Key>, Refusal> {
        Ok([self.lead(rows)?, self.records(rows)?].concat())
    }
}
