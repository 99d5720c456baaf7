//! The keys, and what is derived from them.
//!
//! Codes and generated pass codes are never stored. A row holds a [`Seed`] (a random nonce, the id of
//! a key, the number of the derivation), and the same seed yields the same code in create,
//! communicate and verify: HKDF-SHA-256 over the key, the purpose and the nonce seeds a ChaCha20
//! generator. **A derivation never changes once released**: a message may be sent by a newer release
//! than wrote its row. A new one gets a new number; the tests at the bottom hold the old ones.

use std::collections::BTreeMap;

use data_encoding::{BASE64, HEXLOWER};
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use rand::{Rng, SeedableRng, rngs::ChaCha20Rng};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::key_id::{KeyId, NotAKeyId};
use crate::base::secret::Secret;

/// The derivation that new seeds get.
const DERIVATION: u8 = 1;
/// Shorter key material is refused: 32 characters of a random password hold 190 bits.
const MINIMUM_KEY_LENGTH: usize = 32;

/// What a derived value is for; a value for one purpose says nothing of another's.
#[derive(Clone, Copy, Debug)]
pub enum Purpose {
    VerificationCode,
    PassCode,
    Pepper,
    AuthenticationCodeDigest,
    AuthenticationCodeSeal,
    ResetTicket,
    ResetTicketDigest,
    OneTimePassword,
    IdentifyingCode,
    IdentifyingCodeDigest,
    /// Names in counters: of a destination, of who is being guessed at, of a source.
    Subject,
}

impl Purpose {
    const fn label(self) -> &'static str {
        match self {
            Self::VerificationCode => "verification_code",
            Self::PassCode => "pass_code",
            Self::Pepper => "pepper",
            Self::AuthenticationCodeDigest => "authentication_code/digest",
            Self::AuthenticationCodeSeal => "authentication_code/seal",
            Self::ResetTicket => "reset_ticket",
            Self::ResetTicketDigest => "reset_ticket/digest",
            Self::OneTimePassword => "one_time_password",
            Self::IdentifyingCode => "identifying_code",
            Self::IdentifyingCodeDigest => "identifying_code/digest",
            Self::Subject => "subject",
        }
    }
}

/// What a row holds of a derived secret. Without the keyring it leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seed {
    key: KeyId,
    derivation: u8,
    nonce: String,
}

/// A row names a key that the secret no longer has, or a derivation this release does not know, or
/// its sealed text was tampered with.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum KeyringError {
    #[error("the keyring has no key `{0}`: a row needs it still; put it back beside the newest")]
    UnknownKey(String),
    #[error("derivation {0} is not known to this release: a newer one wrote the row")]
    UnknownDerivation(u8),
    #[error("sealed text cannot be opened: it was changed or cut short")]
    NotOpened,
}

/// Why the secret is no keyring. The text never quotes the secret.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum KeyringParseError {
    #[error("is not a JSON object of texts: {{\"newest\":\"1\",\"1\":\"<key>\"}}")]
    NotAnObject,
    #[error("has no `newest`, the id of the key that new rows use")]
    NoNewest,
    #[error(transparent)]
    NotAnId(#[from] NotAKeyId),
    #[error("names `{0}` as the newest, but has no key of that id")]
    NewestMissing(String),
    #[error("key `{0}` is shorter than {MINIMUM_KEY_LENGTH} characters")]
    TooShort(String),
}

/// Several keys, one of them the newest. It rotates by getting another one that is named newest; the old ones stay
/// while rows name them.
pub struct Keyring {
    pub(super) newest: KeyId,
    /// One that was made just now: nothing is written under it yet.
    pub(super) coming: Option<KeyId>,
    pub(super) keys: BTreeMap<KeyId, Secret>,
}

impl Keyring {
    /// Reads the secret: `{"newest":"2","1":"<key>","2":"<key>"}`.
    pub fn parse(secret: &Secret) -> Result<Self, KeyringParseError> {
        let mut texts: BTreeMap<String, Secret> =
            serde_json::from_str(secret.reveal()).map_err(|_| KeyringParseError::NotAnObject)?;
        let newest = texts.remove("newest").ok_or(KeyringParseError::NoNewest)?;
        let newest = KeyId::parse(newest.reveal())?;
        let mut keys = BTreeMap::new();
        for (id, material) in texts {
            let id = KeyId::parse(&id)?;
            if material.reveal().chars().count() < MINIMUM_KEY_LENGTH {
                return Err(KeyringParseError::TooShort(id.0));
            }
            keys.insert(id, material);
        }
        if !keys.contains_key(&newest) {
            return Err(KeyringParseError::NewestMissing(newest.0));
        }
        Ok(Self { newest, coming: None, keys })
    }

    pub const fn newest(&self) -> &KeyId {
        &self.newest
    }

    /// Whether what stands under a key is to move to the newest one. A function that knows the newest wrote under it a
    /// moment before another one does.
    pub fn is_outdated(&self, key: &KeyId) -> bool {
        *key != self.newest && Some(key) != self.coming.as_ref()
    }

    /// The key that the keyrings before and after a rotation have in common: what is counted goes on under it, in
    /// functions of both ages. When an owner takes it out, counters begin anew.
    pub fn oldest(&self) -> &KeyId {
        self.keys.keys().min_by_key(|id| id.age()).unwrap_or(&self.newest)
    }

    /// All key ids, the newest first.
    pub fn ids(&self) -> impl Iterator<Item = &KeyId> {
        let older = self.keys.keys().filter(|id| **id != self.newest);
        std::iter::once(&self.newest).chain(older)
    }

    /// A new seed under the newest key.
    pub fn seed(&self, rng: &mut ChaCha20Rng) -> Seed {
        let mut nonce = [0; 16];
        rng.fill_bytes(&mut nonce);
        Seed { key: self.newest.clone(), derivation: DERIVATION, nonce: BASE64.encode(&nonce) }
    }

    /// The generator that a seed stands for: the same bytes, always and everywhere.
    pub fn rng(&self, purpose: Purpose, seed: &Seed) -> Result<ChaCha20Rng, KeyringError> {
        if seed.derivation != DERIVATION {
            return Err(KeyringError::UnknownDerivation(seed.derivation));
        }
        let bytes = self.derive(&seed.key, purpose, seed.nonce.as_bytes())?;
        Ok(ChaCha20Rng::from_seed(*bytes))
    }

    /// What is derived by a key, or nothing where that was taken out of the secret: it is older than the
    /// newest. One that is not is a key that this keyring does not know yet.
    pub fn unless_taken_out<T>(&self, derived: Result<T, KeyringError>) -> Result<Option<T>, KeyringError> {
        match derived {
            Err(KeyringError::UnknownKey(id)) if KeyId(id.clone()).age() < self.newest.age() => Ok(None),
            derived => derived.map(Some),
        }
    }

    /// The pepper of pass codes under a key.
    pub fn pepper(&self, key: &KeyId) -> Result<Zeroizing<[u8; 32]>, KeyringError> {
        self.derive(key, Purpose::Pepper, b"")
    }

    /// A keyed digest: the same text gives the same 64 hexadecimal digits, and nobody without the
    /// key can try texts against it.
    pub fn digest(&self, key: &KeyId, purpose: Purpose, text: &str) -> Result<String, KeyringError> {
        let bytes = self.derive(key, purpose, b"")?;
        let mut mac = Hmac::<Sha256>::new_from_slice(bytes.as_slice())
            .map_err(|_| KeyringError::UnknownKey(key.0.clone()))?;
        mac.update(text.as_bytes());
        Ok(HEXLOWER.encode(&mac.finalize().into_bytes()))
    }

    /// Derivation 1: HKDF-SHA-256 with salt `access-tokens`, info `<purpose>/1/<nonce>`.
    pub(super) fn derive(
        &self,
        key: &KeyId,
        purpose: Purpose,
        nonce: &[u8],
    ) -> Result<Zeroizing<[u8; 32]>, KeyringError> {
        let unknown = || KeyringError::UnknownKey(key.0.clone());
        let material = self.keys.get(key).ok_or_else(unknown)?;
        let mut bytes = Zeroizing::new([0; 32]);
        Hkdf::<Sha256>::new(Some(b"access-tokens"), material.reveal().as_bytes())
            .expand_multi_info(&[purpose.label().as_bytes(), b"/1/", nonce], bytes.as_mut_slice())
            .map_err(|_| unknown())?;
        Ok(bytes)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::base::context::Context;

    /// A keyring of one known key.
    pub(crate) fn keyring() -> Keyring {
        let secret = r#"{"newest":"1","1":"a key for tests, 32 characters and more"}"#;
        Keyring::parse(&Secret::new(secret)).expect("a keyring")
    }

    fn parse(secret: &str) -> Result<Keyring, KeyringParseError> {
        Keyring::parse(&Secret::new(secret))
    }

    /// A seed as a released row holds it. What it yields was worked out once more apart from this code,
    /// from RFC 5869 and RFC 8439.
    pub(crate) fn released_seed() -> Seed {
        Seed { key: KeyId("1".to_owned()), derivation: 1, nonce: "AAECAwQFBgcICQoLDA0ODw==".to_owned() }
    }

    #[test]
    fn derivation_1_never_changes() {
        let mut rng = keyring().rng(Purpose::VerificationCode, &released_seed()).expect("a generator");
        assert_eq!(rng.next_u64(), 12_147_644_036_406_393_564);
    }

    #[test]
    fn a_purpose_says_nothing_of_another() {
        let mut one = keyring().rng(Purpose::VerificationCode, &released_seed()).expect("a generator");
        let mut other = keyring().rng(Purpose::PassCode, &released_seed()).expect("a generator");
        assert_ne!(one.next_u64(), other.next_u64());
    }

    #[test]
    fn a_row_of_a_newer_release_is_refused_not_misread() {
        let seed = Seed { derivation: 2, ..released_seed() };
        assert!(matches!(keyring().rng(Purpose::PassCode, &seed), Err(KeyringError::UnknownDerivation(2))));
    }

    #[test]
    fn keys_rotate_and_old_rows_stay_readable() {
        let key = "x".repeat(64);
        let old = parse(&format!(r#"{{"newest":"1","1":"{key}"}}"#)).expect("a keyring");
        let seed = old.seed(&mut Context::fixed(0).rng);
        let new =
            parse(&format!(r#"{{"newest":"2","1":"{key}","2":"{}"}}"#, "y".repeat(64))).expect("a keyring");
        assert_eq!(
            old.rng(Purpose::PassCode, &seed).expect("a generator").next_u64(),
            new.rng(Purpose::PassCode, &seed).expect("a generator").next_u64()
        );
        assert_eq!(new.ids().map(|id| id.0.as_str()).collect::<Vec<_>>(), ["2", "1"]);
        assert_eq!(new.oldest(), old.newest());
    }

    #[test]
    fn a_bad_keyring_says_what_is_wrong_and_never_quotes_a_key() {
        let error = |secret: &str| parse(secret).err().map(|error| error.to_string());
        assert!(error("[]").is_some_and(|text| text.contains("JSON object")));
        assert!(error(r#"{"1":"k"}"#).is_some_and(|text| text.contains("newest")));
        assert_eq!(
            error(r#"{"newest":"1","1":"hunter2"}"#).as_deref(),
            Some("key `1` is shorter than 32 characters")
        );
        assert!(
            error(r#"{"newest":"2","1":"0123456789012345678901234567890123"}"#)
                .is_some_and(|text| text.contains("`2`"))
        );
        let key = "0123456789012345678901234567890123";
        for misplaced in [
            format!(r#"{{"newest":"{key}","1":"{key}"}}"#),
            format!(r#"{{"newest":"1","{key}":"1"}}"#),
            format!(r#"{{"newest":"{key}","{key}":"1"}}"#),
        ] {
            assert!(error(&misplaced).is_some_and(|text| text.contains(" id ") && !text.contains(key)));
        }
    }
}
