//! Finding the access token that a caller identifies, and whether the caller proves to know it.
//!
//! Two reads, whether the token exists or not: the claim (with the attempts), then the token. The pass
//! code is hashed in either case, so that an answer takes the same time.

use serde::Deserialize;

use crate::{
    access_token::AccessToken,
    attempts::Attempts,
    authentication_code::AuthenticationCode,
    context::Context,
    id::Id,
    identifier::NormalisedIdentifier,
    keyring::{Keyring, KeyringError},
    pass_code::{PassCode, PassCodeHash},
    refusal::Refusal,
    rules::{MAXIMUM_LENGTH, plain_text},
    secret::Secret,
    service::Service,
    table::{Claim, Key, Stored},
    timestamp::Timestamp,
};

/// `access_token_identifier` as it is sent: an authentication code, or an identifier with its pass code.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccessTokenIdentifier {
    pub authentication_code: Option<Secret>,
    pub identifier: Option<String>,
    pub pass_code: Option<Secret>,
}

/// Who is meant: parsed, and exactly one of the two.
#[derive(Clone, Debug)]
pub enum Who {
    AuthenticationCode(AuthenticationCode),
    Identifier { as_sent: String, normalised: NormalisedIdentifier, pass_code: Option<PassCode> },
}

impl Who {
    /// `prefix` is what names the fields in an error: `access_token_identifier.` or nothing.
    pub fn parse(given: &AccessTokenIdentifier, prefix: &str) -> Result<Self, Refusal> {
        let field = |name: &str| format!("{prefix}{name}");
        let wrong = |name: &str, reason: String| Refusal::field(field(name), reason);
        match (&given.authentication_code, &given.identifier, &given.pass_code) {
            (Some(code), None, None) => AuthenticationCode::offered(code)
                .map(Self::AuthenticationCode)
                .map_err(|problem| wrong("authentication_code", problem.to_string())),
            (Some(_), None, Some(_)) => {
                Err(wrong("pass_code", "goes with identifier, not with authentication_code".to_owned()))
            }
            (Some(_), Some(_), _) => {
                Err(wrong("identifier", "give either authentication_code or identifier, not both".to_owned()))
            }
            (None, Some(identifier), pass_code) => {
                plain_text(identifier, MAXIMUM_LENGTH)
                    .map_err(|problem| wrong("identifier", problem.to_string()))?;
                let offered = pass_code.as_ref().map(PassCode::offered).transpose();
                Ok(Self::Identifier {
                    as_sent: identifier.clone(),
                    normalised: NormalisedIdentifier::of(identifier),
                    pass_code: offered.map_err(|problem| wrong("pass_code", problem.to_string()))?,
                })
            }
            (None, None, _) => {
                Err(wrong("identifier", "give either authentication_code or identifier".to_owned()))
            }
        }
    }
}

/// What was found under what a caller sent.
pub struct LookedUp {
    pub token: Option<Stored<AccessToken>>,
    pub attempts: Attempts,
    /// Whether this source has guessed at this subject too often to be told anything for a while.
    pub used_up: bool,
}

/// Reads the token that is meant, in two calls.
pub async fn look_up(
    service: &Service,
    who: &Who,
    source: &str,
    now: Timestamp,
) -> Result<LookedUp, Refusal> {
    let attempts = Attempts::of(who, source, now, &service.keyring)?;
    let mut keys = vec![attempts.key()];
    match who {
        Who::Identifier { normalised, .. } => keys.push(Key::identifier(normalised)),
        Who::AuthenticationCode(code) => keys.extend(code.claim_keys(&service.keyring)?),
    }
    let mut found = service.table.read_all(&keys).await?.into_iter();
    let used_up = found.next().is_some_and(|counter| attempts.used_up(counter.count(now)));
    let mut id = Id::nobody();
    for claim in found {
        if let Some(claim) = claim.row::<Claim>(now)? {
            id = claim.row.access_token;
        }
    }
    let [token] = service.table.read([Key::token(&id)]).await?;
    Ok(LookedUp { token: token.row(now)?, attempts, used_up })
}

/// Whether a caller proves to know a token; the verdict on one hash is remembered, so that an operation
/// that is run afresh does not hash again.
pub struct Proof<'a> {
    who: &'a Who,
    checked: Option<(PassCodeHash, bool)>,
}

impl<'a> Proof<'a> {
    pub const fn new(who: &'a Who) -> Self {
        Self { who, checked: None }
    }

    /// An authentication code is its own proof; an identifier needs its pass code, which is hashed
    /// even where there is no token to compare with. A token without a pass code, which is yet to be
    /// chosen, is proved by the verification code alone.
    pub fn holds(
        &mut self,
        token: Option<&AccessToken>,
        keyring: &Keyring,
        context: &mut Context,
    ) -> Result<bool, KeyringError> {
        let Who::Identifier { pass_code, .. } = self.who else {
            return Ok(token.is_some());
        };
        match (pass_code, token.map(|token| &token.pass_code)) {
            (None, None | Some(Some(_))) => Ok(false),
            (None, Some(None)) => Ok(true),
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
