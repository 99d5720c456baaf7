//! `GET /.well-known/jwks.json`: the public keys that session tokens are checked with (RFC 7517).
//!
//! 1. Parse: nothing.
//! 2. Read the public keys.
//! 3. Decide and 4. commit: nothing changes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    http::{
        call::Document,
        caller::Caller,
        code::Code,
        operation::{Operation, Who, get},
        parameters::Parameters,
    },
    keyring::PublicKey,
    records::{public_keys::PublicKeys, refusal::Refusal},
    steps::{
        flow::{self, Decision},
        service::Service,
    },
};

pub(crate) const JWKS: Operation<Input, Document<JsonWebKeys>> = get(
    "/.well-known/jwks.json",
    Who::Anybody,
    "The public keys that session tokens are checked with, as JSON Web Keys.",
)
.public()
.refuses(&[&[Code::Unavailable]]);

/// No parameters.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Input {}

#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub(crate) struct JsonWebKeys {
    pub keys: Vec<JsonWebKey>,
}

/// The public half of a key that signs session tokens, or will, or did.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct JsonWebKey {
    /// What the header of a session token names.
    pub kid: String,
    pub kty: &'static str,
    pub alg: &'static str,
    pub r#use: &'static str,
    /// The modulus, base64url.
    pub n: String,
    /// The exponent, base64url.
    pub e: String,
}

impl From<PublicKey> for JsonWebKey {
    fn from(PublicKey { kid, n, e }: PublicKey) -> Self {
        Self { kid, kty: "RSA", alg: "RS256", r#use: "sig", n, e }
    }
}

pub(crate) async fn run(
    service: &Service,
    parameters: Parameters,
    caller: Caller,
) -> Result<Document<JsonWebKeys>, Refusal> {
    let Input {} = parameters.rest()?;
    flow::run(service, &caller, vec![PublicKeys::key()], &mut service.context(&caller), |_, rows, _| {
        let keys = PublicKeys::of(rows)?.into_iter().map(JsonWebKey::from).collect();
        Ok(Decision { writes: Vec::new(), outcome: Ok(Document(JsonWebKeys { keys })) })
    })
    .await
}
