//! The key of an application or a back office: shown once, when it is made, and kept as a digest.
//!
//! `<prefix>_<id>_<secret><check>`. By the prefix, scanners find keys that lie about; by the id, a key is looked up; by
//! the check, a slip of the finger is told from a key that there is none of, without a look.

use data_encoding::{BASE32_NOPAD, HEXLOWER};
use rand::{Rng, rngs::ChaCha20Rng};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::base::secret::Secret;

/// 160 bits: nobody guesses one.
const SECRET_BYTES: usize = 20;
/// 80 bits tell keys apart.
const ID_BYTES: usize = 10;
const CHECK_LENGTH: usize = 6;

/// What a key is for, as the Web API names the two kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum KeyClass {
    /// An app's, with which its customers log in. Who takes an app apart has it.
    ConsumerApplicationKey,
    /// A person's or a system's at the back office.
    SystemicKey,
}

impl KeyClass {
    pub const ALL: [Self; 2] = [Self::ConsumerApplicationKey, Self::SystemicKey];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ConsumerApplicationKey => "CONSUMER_APPLICATION_KEY",
            Self::SystemicKey => "SYSTEMIC_KEY",
        }
    }

    const fn prefix(self) -> &'static str {
        match self {
            Self::ConsumerApplicationKey => "accak",
            Self::SystemicKey => "acsys",
        }
    }
}

/// A key in clear: when it is made, and while a request is answered.
#[derive(Clone, Debug)]
pub struct ClearKey {
    pub class: KeyClass,
    /// Names the key; no secret.
    pub id: String,
    whole: Secret,
}

impl ClearKey {
    pub fn random(class: KeyClass, rng: &mut ChaCha20Rng) -> Self {
        let mut bytes = [0; ID_BYTES + SECRET_BYTES];
        rng.fill_bytes(&mut bytes);
        let (id, secret) = bytes.split_at(ID_BYTES);
        let text = |bytes: &[u8]| BASE32_NOPAD.encode(bytes).to_lowercase();
        let id = text(id);
        let body = format!("{}_{id}_{}", class.prefix(), text(secret));
        Self { class, id, whole: Secret::new(format!("{body}{}", check(&body))) }
    }

    /// A key as a caller shows it, if it can be one.
    pub fn parse(text: &Secret) -> Option<Self> {
        let whole = text.reveal();
        let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        if !whole.bytes().all(is_plain) {
            return None;
        }
        let [prefix, id, _] = whole.split('_').collect::<Vec<_>>()[..] else { return None };
        let class = KeyClass::ALL.into_iter().find(|class| class.prefix() == prefix)?;
        let (body, end) = whole.split_at_checked(whole.len().checked_sub(CHECK_LENGTH)?)?;
        (end == check(body)).then(|| Self { class, id: id.to_owned(), whole: text.clone() })
    }

    /// What is kept of it. The key is random and long: whoever has the digest tries in vain, without a slow hash.
    pub fn digest(&self) -> String {
        HEXLOWER.encode(&Sha256::digest(self.whole.reveal()))
    }

    /// The key itself, to be shown once.
    pub const fn reveal(&self) -> &Secret {
        &self.whole
    }
}

/// It catches slips, and is no proof of anything.
fn check(body: &str) -> String {
    let digest = BASE32_NOPAD.encode(&Sha256::digest(body)).to_lowercase();
    digest.chars().take(CHECK_LENGTH).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::context::Context;

    #[test]
    fn a_key_is_read_as_it_was_shown() {
        for class in KeyClass::ALL {
            let key = ClearKey::random(class, &mut Context::fixed(0).rng);
            let read = ClearKey::parse(key.reveal()).expect("a key");
            assert_eq!((read.class, &read.id, read.digest()), (class, &key.id, key.digest()));
        }
    }

    #[test]
    fn a_key_with_a_slip_is_none() {
        let key = ClearKey::random(KeyClass::SystemicKey, &mut Context::fixed(0).rng);
        let text = key.reveal().reveal();
        for index in 0..text.len() {
            let other = if text.as_bytes()[index] == b'a' { "b" } else { "a" };
            let slip = format!("{}{other}{}", &text[..index], &text[index + 1..]);
            assert!(ClearKey::parse(&Secret::new(slip.clone())).is_none(), "{slip}");
        }
        for other in ["", "_", "__", "acsys_a_b", "é", &format!("{text} "), &text.to_uppercase(), &text[1..]]
        {
            assert!(ClearKey::parse(&Secret::new(other)).is_none(), "{other}");
        }
    }
}
