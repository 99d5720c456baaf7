//! Sealed text: what an answer has to show again and the table must not.

use aes_gcm::{
    Aes256Gcm, Nonce,
    aead::{Aead, KeyInit, Payload},
};
use data_encoding::BASE64;
use rand::{Rng, rngs::ChaCha20Rng};
use serde::{Deserialize, Serialize};

use super::{
    key_id::KeyId,
    keys::{Keyring, KeyringError, Purpose},
};
use crate::base::secret::Secret;

/// Text sealed with AES-256-GCM: base64 of nonce and ciphertext, and the key's id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed {
    key: KeyId,
    text: String,
}

impl Sealed {
    /// The key it was sealed under; what else was written then is under the same.
    pub const fn key(&self) -> &KeyId {
        &self.key
    }
}

impl Keyring {
    /// Seals text so that only the keyring opens it; `about` (the token's id) is bound to it, so that
    /// a sealed text copied into another row does not open.
    pub fn seal(&self, text: &Secret, about: &str, rng: &mut ChaCha20Rng) -> Result<Sealed, KeyringError> {
        let mut nonce = [0; 12];
        rng.fill_bytes(&mut nonce);
        let payload = Payload { msg: text.reveal().as_bytes(), aad: about.as_bytes() };
        let key = self.newest();
        let sealed =
            self.cipher(key)?.encrypt(&Nonce::from(nonce), payload).map_err(|_| KeyringError::NotOpened)?;
        Ok(Sealed { key: key.clone(), text: BASE64.encode(&[nonce.as_slice(), sealed.as_slice()].concat()) })
    }

    /// Opens what [`Keyring::seal`] sealed about the same record.
    pub fn open(&self, sealed: &Sealed, about: &str) -> Result<Secret, KeyringError> {
        let bytes = BASE64.decode(sealed.text.as_bytes()).map_err(|_| KeyringError::NotOpened)?;
        let (nonce, text) = bytes.split_first_chunk::<12>().ok_or(KeyringError::NotOpened)?;
        let payload = Payload { msg: text, aad: about.as_bytes() };
        let clear = self
            .cipher(&sealed.key)?
            .decrypt(&Nonce::from(*nonce), payload)
            .map_err(|_| KeyringError::NotOpened)?;
        String::from_utf8(clear).map(Secret::new).map_err(|_| KeyringError::NotOpened)
    }

    fn cipher(&self, key: &KeyId) -> Result<Aes256Gcm, KeyringError> {
        let bytes = self.derive(key, Purpose::AuthenticationCodeSeal, b"")?;
        Ok(Aes256Gcm::new(&(*bytes).into()))
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        base::{context::Context, secret::Secret},
        keyring::tests::keyring,
    };

    #[test]
    fn sealed_text_opens_only_in_its_own_record() {
        let keyring = keyring();
        let sealed =
            keyring.seal(&Secret::new("card 7"), "token A", &mut Context::fixed(0).rng).expect("sealed");
        assert_eq!(keyring.open(&sealed, "token A").expect("opened").reveal(), "card 7");
        assert!(keyring.open(&sealed, "token B").is_err());
    }
}
