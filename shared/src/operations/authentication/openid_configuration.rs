//! `GET /.well-known/openid-configuration`: who issues session tokens and where the public keys are, as whoever checks
//! such tokens looks it up (OpenID Connect Discovery 1.0, 4).
//!
//! 1. Parse: nothing. 2. Read nothing. 3. Decide and 4. commit: nothing changes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::jwks::JWKS;
use crate::{
    http::{
        call::Document,
        caller::Caller,
        operation::{Operation, Who, get},
        parameters::Parameters,
    },
    records::refusal::Refusal,
    steps::service::Service,
};

pub(crate) const OPENID_CONFIGURATION: Operation<Input, Document<OpenIdConfiguration>> = get(
    "/.well-known/openid-configuration",
    Who::Anybody,
    "Who issues session tokens, and where the public keys are that they are checked with.",
)
.public();

/// No parameters.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Input {}

/// Of what discovery has, that which is there. Nobody logs in by OpenID Connect: the documents need the other
/// lists, and they are short.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub(crate) struct OpenIdConfiguration {
    pub issuer: String,
    pub jwks_uri: String,
    pub response_types_supported: Vec<&'static str>,
    pub subject_types_supported: Vec<&'static str>,
    pub id_token_signing_alg_values_supported: Vec<&'static str>,
}

pub(crate) async fn run(
    service: &Service,
    parameters: Parameters,
    _: Caller,
) -> Result<Document<OpenIdConfiguration>, Refusal> {
    let issuer = service.issuer.address(&parameters.api);
    let Input {} = parameters.rest()?;
    Ok(Document(OpenIdConfiguration {
        jwks_uri: format!("{issuer}{}", JWKS.declaration.path),
        issuer,
        response_types_supported: vec!["token"],
        subject_types_supported: vec!["public"],
        id_token_signing_alg_values_supported: vec!["RS256"],
    }))
}
