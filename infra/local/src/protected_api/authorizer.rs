//! The JWT authorizer: whether a token lets a request through, in the order that API Gateway documents.

use data_encoding::BASE64URL_NOPAD;
use ring::signature::{
    RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512, RsaParameters,
    RsaPublicKeyComponents,
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};

use super::keys::{Key, Keys};

pub(super) struct Authorizer {
    keys: Keys,
    audiences: Vec<String>,
    pub scopes: Vec<String>,
}

/// Why a request is not let through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refused {
    #[error("there is no token")]
    NoToken,
    #[error("the token does not have three parts")]
    Segments,
    #[error("the token cannot be decoded")]
    NotDecoded,
    #[error("the token's algorithm is not RSA-based")]
    Algorithm,
    #[error("the issuer's keys cannot be read")]
    NoKeys,
    #[error("the token names no key of the issuer")]
    UnknownKey,
    #[error("the token's signature is not that of the key")]
    Signature,
    #[error("the token does not have a valid issuer")]
    Issuer,
    #[error("the token does not have a valid audience")]
    Audience,
    #[error("the token has expired")]
    Expired,
    #[error("the token does not hold yet")]
    NotYet,
    #[error("the token has none of the scopes of the route")]
    Scope,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
}

impl Authorizer {
    pub(super) fn new(issuer: String, audiences: Vec<String>, scopes: Vec<String>) -> Self {
        Self { keys: Keys::new(issuer), audiences, scopes }
    }

    /// What the function behind the route is told of the caller: all claims as texts.
    pub(super) async fn authorize(&self, shown: Option<&str>, now: i64) -> Result<Value, Refused> {
        let token = shown.ok_or(Refused::NoToken)?;
        let token = token.strip_prefix("Bearer ").unwrap_or(token);
        let [header, payload, signature] = token.split('.').collect::<Vec<_>>()[..] else {
            return Err(Refused::Segments);
        };
        let decoded: Header = part(header)?;
        let claims: Map<String, Value> = part(payload)?;
        let algorithm = algorithm(&decoded.alg).ok_or(Refused::Algorithm)?;
        let key = self.key(decoded.kid.as_deref(), now).await?;
        let signed = &token[..header.len() + 1 + payload.len()];
        verify(&key, algorithm, signed, &bytes(signature)?)?;
        self.check(&claims, now)?;
        let has: Vec<_> =
            scopes(&claims).filter(|scope| self.scopes.iter().any(|one| one == scope)).collect();
        if has.is_empty() && !self.scopes.is_empty() {
            return Err(Refused::Scope);
        }
        let claims: Map<_, _> =
            claims.iter().map(|(name, claim)| (name.clone(), text(claim).into())).collect();
        // `null` where the route asks for none.
        let scopes = Some(has).filter(|has| !has.is_empty());
        Ok(json!({ "jwt": { "claims": claims, "scopes": scopes } }))
    }

    async fn key(&self, kid: Option<&str>, now: i64) -> Result<Key, Refused> {
        let found = self.keys.find(kid.ok_or(Refused::UnknownKey)?, now).await.map_err(|error| {
            tracing::warn!(issuer = self.keys.issuer, failure = %error, "no keys for the protected API");
            Refused::NoKeys
        })?;
        found.ok_or(Refused::UnknownKey)
    }

    fn check(&self, claims: &Map<String, Value>, now: i64) -> Result<(), Refused> {
        let claim = |name: &str| claims.get(name).unwrap_or(&Value::Null);
        if claim("iss") != &self.keys.issuer {
            return Err(Refused::Issuer);
        }
        // `client_id` counts where there is no `aud`, and only there.
        let audience = if claim("aud").is_null() { claim("client_id") } else { claim("aud") };
        if !texts(audience).any(|one| self.audiences.iter().any(|audience| audience == one)) {
            return Err(Refused::Audience);
        }
        if claim("exp").as_f64().is_none_or(|exp| exp <= seconds(now)) {
            return Err(Refused::Expired);
        }
        let begins = [claim("nbf"), claim("iat")];
        // Not every issuer says them: what is said must hold.
        let holds =
            |begins: &&Value| begins.is_null() || begins.as_f64().is_some_and(|at| at <= seconds(now));
        if !begins.iter().all(holds) {
            return Err(Refused::NotYet);
        }
        Ok(())
    }
}

/// A part of a token: JSON in base64url.
fn part<T: DeserializeOwned>(text: &str) -> Result<T, Refused> {
    serde_json::from_slice(&bytes(text)?).map_err(|_| Refused::NotDecoded)
}

fn bytes(text: &str) -> Result<Vec<u8>, Refused> {
    BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| Refused::NotDecoded)
}

/// The RSA-based ones of RFC 7518, 3.3. No others: a key of one kind verifies nothing of another.
fn algorithm(name: &str) -> Option<&'static RsaParameters> {
    match name {
        "RS256" => Some(&RSA_PKCS1_2048_8192_SHA256),
        "RS384" => Some(&RSA_PKCS1_2048_8192_SHA384),
        "RS512" => Some(&RSA_PKCS1_2048_8192_SHA512),
        _ => None,
    }
}

fn verify(key: &Key, algorithm: &RsaParameters, signed: &str, signature: &[u8]) -> Result<(), Refused> {
    let part = |text: &str| BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| Refused::UnknownKey);
    let key = RsaPublicKeyComponents { n: part(&key.n)?, e: part(&key.e)? };
    key.verify(algorithm, signed.as_bytes(), signature).map_err(|_| Refused::Signature)
}

#[expect(clippy::cast_precision_loss, reason = "seconds since 1970 are exact for millions of years")]
const fn seconds(now: i64) -> f64 {
    now as f64
}

/// A text, or each of a list of them.
fn texts(claim: &Value) -> impl Iterator<Item = &str> {
    let list = claim.as_array().into_iter().flatten().filter_map(Value::as_str);
    claim.as_str().into_iter().chain(list)
}

/// Those of `scope`, and of `scp`, as some issuers call it.
fn scopes(claims: &Map<String, Value>) -> impl Iterator<Item = &str> {
    ["scope", "scp"]
        .into_iter()
        .filter_map(|name| claims.get(name))
        .flat_map(texts)
        .flat_map(str::split_whitespace)
}

fn text(claim: &Value) -> String {
    claim.as_str().map_or_else(|| claim.to_string(), str::to_owned)
}
