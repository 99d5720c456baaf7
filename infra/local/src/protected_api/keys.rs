//! The public keys of an issuer, found from its address alone and kept for two hours.

use serde::{Deserialize, de::DeserializeOwned};
use tokio::sync::Mutex;

/// As long as API Gateway may keep them. It does not say that it looks again for a key that it has not seen: so here
/// nobody does.
const LIFE_SECONDS: i64 = 2 * 60 * 60;
/// Bigger key sets API Gateway does not read.
const MOST_BYTES: usize = 150_000;

pub(super) struct Keys {
    pub issuer: String,
    client: reqwest::Client,
    kept: Mutex<Option<Kept>>,
}

struct Kept {
    read: i64,
    keys: Vec<Key>,
}

/// Of a JSON Web Key (RFC 7517) what there is of an RSA key.
#[derive(Clone, Deserialize)]
pub(super) struct Key {
    kty: String,
    #[serde(default)]
    kid: Option<String>,
    #[serde(default)]
    pub n: String,
    #[serde(default)]
    pub e: String,
}

#[derive(Deserialize)]
struct KeySet {
    keys: Vec<Key>,
}

/// What API Gateway reads of the discovery document.
#[derive(Deserialize)]
struct Discovered {
    issuer: String,
    jwks_uri: String,
}

#[derive(Debug, thiserror::Error)]
pub(super) enum KeysError {
    #[error(transparent)]
    NotRead(#[from] reqwest::Error),
    #[error("a document is not what it should be: {0}")]
    NotUnderstood(#[from] serde_json::Error),
    #[error("a document has more than {MOST_BYTES} bytes")]
    TooLong,
    /// OpenID Connect Discovery 1.0, 4.3.
    #[error("the discovery document is that of {0}")]
    AnotherIssuer(String),
}

impl Keys {
    pub(super) fn new(issuer: String) -> Self {
        Self { issuer, client: reqwest::Client::new(), kept: Mutex::default() }
    }

    /// The RSA key of that id. Who comes while they are read waits.
    pub(super) async fn find(&self, kid: &str, now: i64) -> Result<Option<Key>, KeysError> {
        let mut kept = self.kept.lock().await;
        let still_good = kept.take().filter(|kept| now < kept.read + LIFE_SECONDS);
        let current = match still_good {
            Some(kept) => kept,
            None => Kept { read: now, keys: self.read().await? },
        };
        let named = |key: &&Key| key.kty == "RSA" && key.kid.as_deref() == Some(kid);
        let found = current.keys.iter().find(named).cloned();
        *kept = Some(current);
        Ok(found)
    }

    async fn read(&self) -> Result<Vec<Key>, KeysError> {
        let document = format!("{}/.well-known/openid-configuration", self.issuer);
        let Discovered { issuer, jwks_uri } = self.get(&document).await?;
        if issuer != self.issuer {
            return Err(KeysError::AnotherIssuer(issuer));
        }
        let KeySet { keys } = self.get(&jwks_uri).await?;
        Ok(keys)
    }

    async fn get<T: DeserializeOwned>(&self, url: &str) -> Result<T, KeysError> {
        let body = self.client.get(url).send().await?.error_for_status()?.bytes().await?;
        if body.len() > MOST_BYTES {
            return Err(KeysError::TooLong);
        }
        Ok(serde_json::from_slice(&body)?)
    }
}
