//! Whose certificates are trusted: Amazon's roots, or in their place those of the file that `AWS_CA_BUNDLE` names.
//!
//! The AWS CLI and the SDKs that read the variable do the same; the SDK for Rust leaves it to its callers.

use std::fs;

use aws_smithy_http_client::tls::TrustStore;
use rustls::{
    RootCertStore,
    pki_types::{CertificateDer, pem::PemObject as _},
};

use super::super::variables::{VariableError, Variables};

/// The roots that AWS's certificates lead to (amazontrust.com/repository). Reading all roots that a
/// system trusts takes longer than the rest of a cold start.
const AMAZON_ROOTS: &[u8] = include_bytes!("amazon-roots.pem");

const BUNDLE: &str = "AWS_CA_BUNDLE";

pub(super) fn store(variables: &Variables) -> Result<TrustStore, VariableError> {
    let Some(path) = variables.get(BUNDLE) else {
        return Ok(TrustStore::empty().with_pem_certificate(AMAZON_ROOTS));
    };
    let refused = |fault: String| VariableError::Malformed {
        name: BUNDLE.to_owned(),
        reason: format!("must name a file with certificates in PEM: {path} {fault}"),
    };
    let bundle = fs::read(path).map_err(|error| refused(format!("cannot be read: {error}")))?;
    check(&bundle).map_err(refused)?;
    Ok(TrustStore::empty().with_pem_certificate(bundle))
}

/// Refuses what the SDK would panic at, and a file that nobody could be trusted by.
fn check(bundle: &[u8]) -> Result<(), String> {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(bundle) {
        let number = roots.len() + 1;
        let added = certificate.ok().and_then(|certificate| roots.add(certificate).ok());
        added.ok_or_else(|| format!("has a certificate that cannot be read, number {number}"))?;
    }
    if roots.is_empty() { Err("has no certificate".to_owned()) } else { Ok(()) }
}
