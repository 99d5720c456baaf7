//! A hash of ours that goes from one stack to another whose keyring has the same key: by an export, into an import.
//!
//! The pepper does not go with it: without the key nobody can check the hash, and so the file needs no seal. Who moves
//! customers gives the other keyring the key, from secret to secret, under any id: what is checked is the key itself.

use data_encoding::BASE64URL_NOPAD;

use super::hash::PassCodeHash;
use crate::keyring::{KeyId, Keyring, KeyringError, Purpose};

const BEGIN: &str = "ours:";
/// As much of the digest as tells one key from another.
const CHECKED: usize = 16;

impl PassCodeHash {
    /// The text of it.
    pub fn carried(&self, keyring: &Keyring) -> Result<String, KeyringError> {
        let row = serde_json::to_vec(self).unwrap_or_default();
        Ok(format!("{BEGIN}{}:{}", check(self.key(), keyring)?, BASE64URL_NOPAD.encode(&row)))
    }

    /// Whether a text is one of those.
    pub fn is_carried(text: &str) -> bool {
        text.starts_with(BEGIN)
    }

    /// Reads it, under the id that the key has in this keyring; none where it is no such text, or the key is not there.
    pub fn brought(text: &str, keyring: &Keyring) -> Option<Self> {
        let (checked, row) = text.strip_prefix(BEGIN)?.split_once(':')?;
        let row = BASE64URL_NOPAD.decode(row.as_bytes()).ok()?;
        let hash: Self = serde_json::from_slice(&row).ok()?;
        let key = keyring.ids().find(|id| check(id, keyring).is_ok_and(|check| check == checked))?;
        Some(hash.under(key.clone()))
    }
}

fn check(key: &KeyId, keyring: &Keyring) -> Result<String, KeyringError> {
    let digest = keyring.digest(key, Purpose::Subject, "export")?;
    Ok(digest.chars().take(CHECKED).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::{context::Context, secret::Secret},
        codes::pass_code::PassCode,
        keyring::tests::keyring,
    };

    #[test]
    fn a_hash_is_brought_where_the_keyring_has_its_key_under_whatever_id() {
        let pass_code = PassCode::offered(&Secret::new("correct horse")).expect("offered");
        let hash = PassCodeHash::new(&pass_code, &keyring(), &mut Context::fixed(0).rng).expect("hashed");
        let text = hash.carried(&keyring()).expect("a key");
        assert!(PassCodeHash::is_carried(&text));
        assert_eq!(PassCodeHash::brought(&text, &keyring()), Some(hash));
        let parse = |text: &str| Keyring::parse(&Secret::new(text)).expect("a keyring");
        let other = r#"{"newest":"1","1":"another key, also 32 characters long"}"#;
        assert_eq!(PassCodeHash::brought(&text, &parse(other)), None);
        let renamed = r#"{"newest":"1","1":"another key, also 32 characters long","2":"a key for tests, 32 characters and more"}"#;
        let renamed = parse(renamed);
        let brought = PassCodeHash::brought(&text, &renamed).expect("a hash");
        let rng = &mut Context::fixed(1).rng;
        let compared = PassCodeHash::compare(Some(&brought), &pass_code, &[], &renamed, rng);
        assert!(compared.expect("a key").is_right);
        for cut in ["ours:", "ours:a:b", &text[..text.len() - 1], &text[1..]] {
            assert_eq!(PassCodeHash::brought(cut, &keyring()), None, "{cut}");
        }
    }
}
