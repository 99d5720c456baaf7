//! The signing keys: the second secret of the service, private keys that sign session tokens, and the MAC keys beside
//! them. Only the functions that open sessions and rotate keys may read it.
//!
//! A key is published before it signs, for longer than anybody keeps what was published. So whoever verifies knows it
//! by then.

use data_encoding::BASE64;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{
    key_id::{KeyId, NotAKeyId},
    mac_keys::{MacKey, MacKeys, MacKeysParseError},
    rs256::{self, PublicKey},
    written::revealed,
};
use crate::base::{secret::Secret, timestamp::Timestamp};

/// The secret as it is written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    pub keys: Vec<WrittenKey>,
    /// None before the first rotation.
    #[serde(default)]
    pub mac_keys: Vec<MacKey>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenKey {
    kid: String,
    signs_from: Timestamp,
    #[serde(serialize_with = "revealed")]
    private_key: Secret,
}

impl WrittenKey {
    /// `private` is a PKCS#8 document.
    pub(super) fn of(kid: &str, signs_from: Timestamp, private: &[u8]) -> Self {
        Self { kid: kid.to_owned(), signs_from, private_key: Secret::new(BASE64.encode(private)) }
    }
}

/// Why the secret holds no signing keys. The text never quotes the secret.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum SigningKeysParseError {
    #[error("is no JSON like {{\"keys\":[{{\"kid\":\"1\",\"signs_from\":0,\"private_key\":\"<base64>\"}}]}}")]
    NotKeys,
    #[error(transparent)]
    NotAnId(#[from] NotAKeyId),
    #[error("names the key `{0}` twice")]
    Twice(String),
    #[error("has a key `{0}` that is no RSA key of 2048 bits or more, in PKCS#8 and base64")]
    NotAKey(String),
    #[error(transparent)]
    MacKeys(#[from] MacKeysParseError),
}

/// Private keys, each with when it begins to sign; and MAC keys.
#[derive(Default)]
pub(crate) struct SigningKeys {
    pub(super) keys: Vec<SigningKey>,
    pub mac_keys: MacKeys,
}

pub(crate) struct SigningKey {
    pub signs_from: Timestamp,
    pub public: PublicKey,
    pub(super) private: Zeroizing<Vec<u8>>,
}

impl SigningKeys {
    /// Reads the secret. There may be no key yet: nothing is signed until the first rotation.
    pub(crate) fn parse(secret: &Secret) -> Result<Self, SigningKeysParseError> {
        let Written { keys, mac_keys } =
            serde_json::from_str(secret.reveal()).map_err(|_| SigningKeysParseError::NotKeys)?;
        let mut read = Vec::<SigningKey>::with_capacity(keys.len());
        for WrittenKey { kid, signs_from, private_key } in keys {
            let KeyId(kid) = KeyId::parse(&kid)?;
            if read.iter().any(|key| key.public.kid == kid) {
                return Err(SigningKeysParseError::Twice(kid));
            }
            let bytes = BASE64.decode(private_key.reveal().as_bytes()).map(Zeroizing::new);
            let pair = bytes.ok().and_then(|bytes| Some((rs256::pair(&bytes).ok()?, bytes)));
            let Some((pair, private)) = pair else { return Err(SigningKeysParseError::NotAKey(kid)) };
            read.push(SigningKey { signs_from, public: PublicKey::of(&kid, &pair), private });
        }
        Ok(Self { keys: read, mac_keys: MacKeys::parse(mac_keys)? })
    }

    /// What is published of them.
    pub(crate) fn public(&self) -> Vec<PublicKey> {
        self.keys.iter().map(|key| key.public.clone()).collect()
    }

    /// The key that signs now: of those that do, the one that began last.
    pub(crate) fn signing(&self, now: Timestamp) -> Option<&SigningKey> {
        self.keys.iter().filter(|key| key.signs_from <= now).max_by_key(|key| key.signs_from)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::sync::LazyLock;

    use aws_lc_rs::{
        encoding::{AsDer, Pkcs8V1Der},
        rsa::{KeyPair, KeySize},
    };

    use super::*;
    use crate::keyring::written::written;

    /// One key for all tests of the process: to make one takes its time.
    pub(crate) static PRIVATE: LazyLock<Vec<u8>> = LazyLock::new(|| {
        let pair = KeyPair::generate(KeySize::Rsa2048).expect("a key pair");
        let document: Pkcs8V1Der<'_> = pair.as_der().expect("a document");
        document.as_ref().to_vec()
    });

    /// The secret with keys of those ids, which begin to sign then.
    fn secret(keys: &[(&str, i64)]) -> Secret {
        let key = |(kid, from): &(&str, i64)| WrittenKey::of(kid, Timestamp::from_seconds(*from), &PRIVATE);
        written(&Written { keys: keys.iter().map(key).collect(), mac_keys: Vec::new() })
    }

    pub(crate) fn keys() -> SigningKeys {
        SigningKeys::parse(&secret(&[("1", 0)])).expect("signing keys")
    }

    fn error(secret: &str) -> Option<SigningKeysParseError> {
        SigningKeys::parse(&Secret::new(secret)).err()
    }

    #[test]
    fn the_key_signs_that_began_last() {
        let keys = SigningKeys::parse(&secret(&[("1", 100), ("3", 300), ("2", 200)])).expect("signing keys");
        let signing = |now| keys.signing(Timestamp::from_seconds(now)).map(|key| key.public.kid.as_str());
        assert_eq!([99, 100, 299, 300].map(signing), [None, Some("1"), Some("2"), Some("3")]);
    }

    #[test]
    fn there_may_be_no_key_yet() {
        let keys = SigningKeys::parse(&Secret::new(r#"{"keys":[]}"#)).expect("signing keys");
        assert!(keys.signing(Timestamp::from_seconds(0)).is_none());
    }

    #[test]
    fn a_bad_secret_says_what_is_wrong_and_never_quotes_a_key() {
        assert_eq!(error("[]"), Some(SigningKeysParseError::NotKeys));
        assert_eq!(error(r#"{"newest":"1"}"#), Some(SigningKeysParseError::NotKeys));
        assert_eq!(
            error(secret(&[("1", 0), ("1", 9)]).reveal()),
            Some(SigningKeysParseError::Twice("1".to_owned()))
        );
        for key in ["hunter2", "aHVudGVyMg=="] {
            let secret = format!(r#"{{"keys":[{{"kid":"7","signs_from":0,"private_key":"{key}"}}]}}"#);
            let told = error(&secret).map(|error| error.to_string());
            assert!(told.is_some_and(|told| told.contains("`7`") && !told.contains(key)), "{key}");
        }
        let misplaced = BASE64.encode(&PRIVATE);
        assert_eq!(error(secret(&[(&misplaced, 0)]).reveal()), Some(NotAKeyId.into()));
    }
}
