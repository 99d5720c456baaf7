//! Session tokens: what a caller who logged in shows from then on. JSON Web Tokens, signed with RS256
//! (docs/decisions/0019): whoever has the public keys can check them, without asking the service.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashSet};

use jsonwebtoken::{Algorithm, Header, Validation, decode, decode_header, encode};
use serde::{Deserialize, Serialize};

use super::{
    not_accepted::NotAccepted,
    rs256::{self, PublicKey},
    signing_keys::SigningKey,
};
use crate::base::{
    secret::Secret,
    timestamp::{MINUTE, Timestamp},
};

/// What the header says that it is (RFC 9068, 2.1): nobody takes an ID token for one.
const TYPE: &str = "at+jwt";
/// Ours have less than half as many bytes; more are not looked at.
const MOST_BYTES: usize = 4096;
/// By how much the clocks of two machines may differ.
const CLOCKS_DIFFER: i64 = MINUTE;

/// What a session token says (RFC 9068; the last ones as the Web API has them). No address, and no name of a customer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Claims {
    pub iss: String,
    /// The access token's id; of a back office, its key's.
    pub sub: String,
    pub aud: String,
    pub exp: i64,
    pub nbf: i64,
    pub iat: i64,
    pub jti: String,
    /// The session.
    pub sid: String,
    /// The application that opened it.
    pub client_id: String,
    /// What the caller may, separated by blanks.
    pub scope: String,
    /// Who the caller is for people: the access token's number; of a back office, its key's name.
    pub usr: String,
    /// The business, and the unit of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub org: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oun: Option<String>,
    /// The contact information of the customer, and their accounts receivable.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cii: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acr: Option<String>,
    /// What the definition adds.
    #[serde(flatten)]
    pub more: BTreeMap<String, String>,
}

/// No such token can be made: the library, or the key, says no.
#[derive(Debug, thiserror::Error)]
#[error("a session token cannot be signed: {0}")]
pub struct NotSigned(#[from] jsonwebtoken::errors::Error);

impl Claims {
    /// The session token that says them.
    pub(crate) fn sign(&self, key: &SigningKey) -> Result<Secret, NotSigned> {
        rs256::provide();
        let kid = Some(key.public.kid.clone());
        let header = Header { typ: Some(TYPE.to_owned()), kid, ..Header::new(Algorithm::RS256) };
        Ok(Secret::new(encode(&header, self, &rs256::private(&key.private))?))
    }

    /// Whether such a text is meant as a session token: three parts, between which dots stand, as in nothing else here
    /// that is a token.
    pub(crate) fn are_in(token: &Secret) -> bool {
        token.reveal().contains('.')
    }

    /// What a genuine token says, whether or not it holds still. The algorithm is the key's: what the header says of it
    /// is only compared.
    pub(crate) fn genuine(token: &Secret, keys: &[PublicKey]) -> Result<Self, NotAccepted> {
        rs256::provide();
        let token = token.reveal();
        // A token of three parts: the library takes what stands before the first of two dots for the header.
        if token.len() > MOST_BYTES || token.split('.').count() != 3 {
            return Err(NotAccepted::Malformed);
        }
        let header = decode_header(token).map_err(|_| NotAccepted::Malformed)?;
        if header.typ.as_deref() != Some(TYPE) || header.crit.is_some() {
            return Err(NotAccepted::Malformed);
        }
        let key = keys.iter().find(|key| Some(&key.kid) == header.kid.as_ref());
        let key = rs256::public(key.ok_or(NotAccepted::UnknownKey)?).map_err(|_| NotAccepted::UnknownKey)?;
        let mut only_the_signature = Validation::new(Algorithm::RS256);
        only_the_signature.required_spec_claims = HashSet::new();
        only_the_signature.validate_exp = false;
        only_the_signature.validate_aud = false;
        let decoded = decode::<Self>(token, &key, &only_the_signature);
        decoded.map(|data| data.claims).map_err(|_| NotAccepted::Forged)
    }

    /// That a genuine token is of this issuer, for this audience, and holds now.
    pub(crate) fn hold(&self, issuer: &str, audience: &str, now: Timestamp) -> Result<(), NotAccepted> {
        if self.iss != issuer {
            return Err(NotAccepted::Issuer);
        }
        if self.aud != audience {
            return Err(NotAccepted::Audience);
        }
        if self.exp.saturating_add(CLOCKS_DIFFER) <= now.seconds() {
            return Err(NotAccepted::Expired);
        }
        if self.nbf.saturating_sub(CLOCKS_DIFFER) > now.seconds() {
            return Err(NotAccepted::NotYet);
        }
        Ok(())
    }
}
