//! A hash of ours that goes from one stack to another whose keyring has the same key: by an export, into an import.
//!
//! The pepper does not go with it: without the key nobody can check the hash, and so the file needs no seal. Who moves
//! customers gives the other keyring the key, from secret to secret, under any id: what is checked is the key itself.

use argon2::{Algorithm, Params, password_hash::phc::PasswordHash};
use data_encoding::BASE64URL_NOPAD;

use super::hash::{MEMORY_KIB, PASSES, PassCodeHash};
use crate::keyring::{KeyId, Keyring, KeyringError, Purpose};

const BEGIN: &str = "ours:";
/// As much of the digest as tells one key from another.
const CHECKED: usize = 16;
/// The bytes of our salts.
const SALT: usize = 16;

/// Why a hash of another stack is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NotBrought {
    #[error("is of another stack, and not as that writes it")]
    NoHash,
    #[error("is of another stack, and takes other work than a hash that is made here")]
    OtherWork,
    #[error("is of another stack, whose key the keyring does not have")]
    NoKey,
}

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

    /// Reads it, under the id that the key has in this keyring.
    pub(crate) fn brought(text: &str, keyring: &Keyring) -> Result<Self, NotBrought> {
        let parts = text.strip_prefix(BEGIN).and_then(|text| text.split_once(':'));
        let (checked, row) = parts.ok_or(NotBrought::NoHash)?;
        let row = BASE64URL_NOPAD.decode(row.as_bytes()).map_err(|_| NotBrought::NoHash)?;
        let hash: Self = serde_json::from_slice(&row).map_err(|_| NotBrought::NoHash)?;
        if !hash.is_made_as_here() {
            return Err(NotBrought::OtherWork);
        }
        let key = keyring.ids().find(|id| check(id, keyring).is_ok_and(|check| check == checked));
        Ok(hash.under(key.ok_or(NotBrought::NoKey)?.clone()))
    }

    /// Whether it takes the work of one that is made here: the time of a log-in would tell whose it is else. There
    /// never was other work; a release that has it takes the former too, as log-ins do.
    fn is_made_as_here(&self) -> bool {
        let is_ours = |hash: &PasswordHash| {
            let params = Params::try_from(hash).ok();
            let work = params.map(|params| (params.m_cost(), params.t_cost(), params.p_cost()));
            let lengths = (hash.salt.map(|salt| salt.len()), hash.hash.map(|hash| hash.len()));
            hash.algorithm == Algorithm::Argon2id.ident()
                && work == Some((MEMORY_KIB, PASSES, 1))
                && lengths == (Some(SALT), Some(Params::DEFAULT_OUTPUT_LEN))
        };
        PasswordHash::new(&self.phc).is_ok_and(|hash| is_ours(&hash))
            && self.inner.as_ref().is_none_or(|inner| inner.salt_taken().is_some())
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
        codes::pass_code::{ForeignHash, PassCode},
        keyring::tests::keyring,
    };

    #[test]
    fn a_hash_is_brought_where_the_keyring_has_its_key_under_whatever_id() {
        let pass_code = PassCode::offered(&Secret::new("correct horse")).expect("offered");
        let hash = PassCodeHash::new(&pass_code, &keyring(), &mut Context::fixed(0).rng).expect("hashed");
        let text = hash.carried(&keyring()).expect("a key");
        assert!(PassCodeHash::is_carried(&text));
        assert_eq!(PassCodeHash::brought(&text, &keyring()), Ok(hash));
        let parse = |text: &str| Keyring::parse(&Secret::new(text)).expect("a keyring");
        let other = r#"{"newest":"1","1":"another key, also 32 characters long"}"#;
        assert_eq!(PassCodeHash::brought(&text, &parse(other)), Err(NotBrought::NoKey));
        let renamed = r#"{"newest":"1","1":"another key, also 32 characters long","2":"a key for tests, 32 characters and more"}"#;
        let renamed = parse(renamed);
        let brought = PassCodeHash::brought(&text, &renamed).expect("a hash");
        let rng = &mut Context::fixed(1).rng;
        let compared = PassCodeHash::compare(Some(&brought), &pass_code, &[], &renamed, rng);
        assert!(compared.expect("a key").is_right);
        for cut in ["ours:", "ours:a:b", &text[..text.len() - 1], &text[1..]] {
            assert_eq!(PassCodeHash::brought(cut, &keyring()), Err(NotBrought::NoHash), "{cut}");
        }
    }

    #[test]
    fn a_hash_that_takes_other_work_than_what_is_made_here_is_not_brought() {
        let bcrypt = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
        let foreign = ForeignHash::parse(bcrypt, None).expect("a hash");
        let hash = PassCodeHash::wrapping(&foreign, &keyring(), &mut Context::fixed(0).rng).expect("hashed");
        let text = hash.carried(&keyring()).expect("a key");
        assert_eq!(PassCodeHash::brought(&text, &keyring()), Ok(hash.clone()));
        let row = serde_json::to_string(&hash).expect("a row");
        for (ours, other) in [
            ("m=19456", "m=65536"),
            ("t=2", "t=8"),
            ("p=1", "p=2"),
            ("$argon2id$", "$argon2i$"),
            ("\"length\":23", "\"length\":22"),
            ("\"salt\":\"", "\"salt\":\"AAAA"),
            ("\"salt\":\"", "\"salt\":\"!"),
        ] {
            let changed = row.replacen(ours, other, 1);
            assert_ne!(changed, row, "{ours}");
            let changed: PassCodeHash = serde_json::from_str(&changed).expect("a row");
            let text = changed.carried(&keyring()).expect("a key");
            assert_eq!(PassCodeHash::brought(&text, &keyring()), Err(NotBrought::OtherWork), "{other}");
        }
    }
}
