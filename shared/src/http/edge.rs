//! The edge: what an owner put before the API, such as CloudFront, and what it says of where a request came from.
//!
//! API Gateway sees the edge and nobody behind it, so all callers would be one source. The header in which
//! the edge says who is behind it anybody can send; it is believed only beside a secret that the edge alone
//! has. A function has no more of that than its digest: who reads its variables cannot speak for the edge.
//! There are several digests while an owner changes the secret, and none where there is no edge, which is how
//! it begins.

use std::net::IpAddr;

use data_encoding::HEXLOWER;
use lambda_http::http::{HeaderMap, HeaderValue};
use sha2::{Digest, Sha256};

use crate::base::variables::{EDGE_PROOFS, VariableError, Variables};

/// Not `x-edge-…`: CloudFront lets no owner send a header that begins so.
const PROOF: &str = "edge-proof";
const SOURCE: &str = "edge-source";

#[derive(Clone, Debug, Default)]
pub(crate) struct Edge {
    /// SHA-256, in 64 digits.
    proofs: Vec<String>,
}

impl Edge {
    pub(crate) fn of(variables: &Variables) -> Result<Self, VariableError> {
        let listed = variables.get(EDGE_PROOFS).unwrap_or_default();
        let proofs: Vec<_> = listed.split_terminator(',').map(str::to_owned).collect();
        let is_digest = |proof: &String| {
            HEXLOWER.decode(proof.as_bytes()).is_ok_and(|bytes| bytes.len() == Sha256::output_size())
        };
        if !proofs.iter().all(is_digest) {
            let reason =
                "must be SHA-256 digests of 64 digits from 0 to f, with commas between them".to_owned();
            return Err(VariableError::Malformed { name: EDGE_PROOFS.to_owned(), reason });
        }
        Ok(Self { proofs })
    }

    /// The address that it says a request came from.
    pub(super) fn source<'r>(&self, headers: &'r HeaderMap) -> Option<&'r str> {
        let shown = headers.get(PROOF)?;
        let digest = HEXLOWER.encode(&Sha256::digest(shown.as_bytes()));
        let source = headers.get(SOURCE).map(HeaderValue::to_str)?.ok()?;
        (self.proofs.contains(&digest) && source.parse::<IpAddr>().is_ok()).then_some(source)
    }
}
