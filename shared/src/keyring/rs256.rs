//! RS256 (RSASSA-PKCS1-v1_5 with SHA-256, RFC 7518, 3.3) by ring, for the library that reads and writes session tokens.

use data_encoding::BASE64URL_NOPAD;
use jsonwebtoken::{
    Algorithm, DecodingKey, DecodingKeyKind, EncodingKey,
    crypto::{CryptoProvider, JwtSigner, JwtVerifier, KeyUtils},
    errors::{Error, ErrorKind},
    signature::{self, Signer, Verifier},
};
use ring::{
    rand::SystemRandom,
    rsa::{KeyPair, PublicKeyComponents},
    signature::{RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256},
};
use serde::{Deserialize, Serialize};

/// The public half of a signing key, as JSON Web Keys have it (RFC 7517).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PublicKey {
    pub kid: String,
    /// The modulus, base64url.
    pub n: String,
    /// The exponent, base64url.
    pub e: String,
}

impl PublicKey {
    pub(super) fn of(kid: &str, pair: &KeyPair) -> Self {
        let PublicKeyComponents { n, e } = PublicKeyComponents::<Vec<u8>>::from(pair.public());
        Self { kid: kid.to_owned(), n: BASE64URL_NOPAD.encode(&n), e: BASE64URL_NOPAD.encode(&e) }
    }
}

static PROVIDER: CryptoProvider = CryptoProvider {
    signer_factory: |algorithm, key| {
        if *algorithm != Algorithm::RS256 {
            return Err(ErrorKind::InvalidAlgorithm.into());
        }
        Ok(Box::new(Rs256Signer(pair(key.as_bytes())?)))
    },
    verifier_factory: |algorithm, key| match (algorithm, key.kind()) {
        (Algorithm::RS256, DecodingKeyKind::RsaModulusExponent { n, e }) => {
            Ok(Box::new(Rs256Verifier(PublicKeyComponents { n: n.clone(), e: e.clone() })))
        }
        _ => Err(ErrorKind::InvalidAlgorithm.into()),
    },
    key_utils: KeyUtils::new_unimplemented(),
};

/// Makes ring what the library signs and verifies with, in all of the process.
pub(super) fn provide() {
    // An error says that it is so already.
    let _ = PROVIDER.install_default();
}

/// The key pair of a PKCS#8 document.
pub(super) fn pair(pkcs8: &[u8]) -> Result<KeyPair, Error> {
    KeyPair::from_pkcs8(pkcs8).map_err(|_| ErrorKind::InvalidKeyFormat.into())
}

/// As the library takes a private key and a public one.
pub(super) fn private(pkcs8: &[u8]) -> EncodingKey {
    EncodingKey::from_rsa_der(pkcs8)
}

pub(super) fn public(key: &PublicKey) -> Result<DecodingKey, Error> {
    DecodingKey::from_rsa_components(&key.n, &key.e)
}

struct Rs256Signer(KeyPair);

impl Signer<Vec<u8>> for Rs256Signer {
    fn try_sign(&self, message: &[u8]) -> Result<Vec<u8>, signature::Error> {
        let mut signature = vec![0; self.0.public().modulus_len()];
        let signed = self.0.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature);
        signed.map(|()| signature).map_err(|_| signature::Error::new())
    }
}

impl JwtSigner for Rs256Signer {
    fn algorithm(&self) -> Algorithm {
        Algorithm::RS256
    }
}

struct Rs256Verifier(PublicKeyComponents<Vec<u8>>);

impl Verifier<Vec<u8>> for Rs256Verifier {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> Result<(), signature::Error> {
        let verified = self.0.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature);
        verified.map_err(|_| signature::Error::new())
    }
}

impl JwtVerifier for Rs256Verifier {
    fn algorithm(&self) -> Algorithm {
        Algorithm::RS256
    }
}
