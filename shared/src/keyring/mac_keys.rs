//! The MAC keys: by them the service knows the tokens that it alone reads, refresh tokens and device tokens. They lie
//! with the signing keys, in the secret that only the functions may read that open sessions and rotate keys.
//!
//! All refresh tokens of a session are made by one key, so a key stays for as long as a session may last.

use data_encoding::{BASE64, BASE64URL_NOPAD};
use hmac::{Hmac, KeyInit, Mac};
use rand::Rng;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::{
    key_id::{KeyId, LONGEST},
    next::KNOWN_AFTER,
    not_accepted::NotAccepted,
    succession,
    written::revealed,
};
use crate::base::{
    context::Context,
    secret::Secret,
    timestamp::{DAY, Timestamp},
};

/// 256 bits; a key is their text in base64.
const BYTES: usize = 32;
/// A key stays so long after another one took its place: longer than any session is refreshed.
const KEPT: i64 = 181 * DAY;

/// What is known by a MAC; one says nothing of another.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Macced {
    RefreshToken,
    DeviceToken,
    /// Under its digest an attempt is kept.
    Attempt,
}

impl Macced {
    /// How a token begins.
    const fn prefix(self) -> &'static str {
        match self {
            Self::RefreshToken => "r1",
            Self::DeviceToken => "d1",
            Self::Attempt => "a1",
        }
    }

    /// Whether a text begins like such a token.
    pub(crate) fn begins(self, text: &Secret) -> bool {
        self.rest(text.reveal()).is_some()
    }

    /// What follows the prefix.
    fn rest(self, text: &str) -> Option<&str> {
        text.strip_prefix(self.prefix())?.strip_prefix('.')
    }
}

/// Why MAC keys cannot be read. The text never quotes one.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum MacKeysParseError {
    #[error("names the MAC key `{0}` twice")]
    Twice(String),
    #[error("has a MAC key `{0}` that is shorter than 32 characters")]
    TooShort(String),
    #[error("has a MAC key whose id is not 1 to {LONGEST} digits")]
    NotAnId,
}

/// Keys, each with when it begins to make tokens.
#[derive(Default)]
pub(crate) struct MacKeys(Vec<MacKey>);

/// As the secret has it.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MacKey {
    id: KeyId,
    used_from: Timestamp,
    #[serde(serialize_with = "revealed")]
    key: Secret,
}

impl MacKeys {
    pub(super) fn parse(keys: Vec<MacKey>) -> Result<Self, MacKeysParseError> {
        let mut read = Vec::<MacKey>::with_capacity(keys.len());
        for key in keys {
            if KeyId::parse(&key.id.0).is_err() || !key.id.0.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(MacKeysParseError::NotAnId);
            }
            if read.iter().any(|other| other.id == key.id) {
                return Err(MacKeysParseError::Twice(key.id.0));
            }
            if key.key.reveal().len() < BYTES {
                return Err(MacKeysParseError::TooShort(key.id.0));
            }
            read.push(key);
        }
        Ok(Self(read))
    }

    pub(super) fn into_written(self) -> Vec<MacKey> {
        self.0
    }

    /// The key that new tokens are made by: of those that are in use, the one that began last.
    pub(crate) fn newest(&self, now: Timestamp) -> Option<&KeyId> {
        let used = self.0.iter().filter(|key| key.used_from <= now);
        used.max_by_key(|key| key.used_from).map(|key| &key.id)
    }

    /// A digest of a text that nobody makes without the key: 43 letters, digits, `-` and `_`.
    pub(crate) fn mac(&self, kind: Macced, key: &KeyId, text: &str) -> Result<Secret, NotAccepted> {
        let key = self.0.iter().find(|other| other.id == *key).ok_or(NotAccepted::UnknownKey)?;
        let mut mac = Hmac::<Sha256>::new_from_slice(key.key.reveal().as_bytes())
            .map_err(|_| NotAccepted::UnknownKey)?;
        for part in [kind.prefix(), "\n", text] {
            mac.update(part.as_bytes());
        }
        Ok(Secret::new(BASE64URL_NOPAD.encode(&mac.finalize().into_bytes())))
    }

    /// A token that says something: `<prefix>.<key>.<what it says>.<mac>`.
    pub(crate) fn token(&self, kind: Macced, key: &KeyId, says: &str) -> Result<Secret, NotAccepted> {
        let mac = self.mac(kind, key, says)?;
        Ok(Secret::new(format!("{}.{}.{says}.{}", kind.prefix(), key.0, mac.reveal())))
    }

    /// What a genuine token says, and by which key it was made.
    pub(crate) fn genuine<'t>(
        &self,
        kind: Macced,
        token: &'t Secret,
    ) -> Result<(KeyId, &'t str), NotAccepted> {
        let parts = || {
            let (key, rest) = kind.rest(token.reveal())?.split_once('.')?;
            let (says, mac) = rest.rsplit_once('.')?;
            Some((KeyId(key.to_owned()), says, Secret::new(mac)))
        };
        let (key, says, mac) = parts().ok_or(NotAccepted::Malformed)?;
        if self.mac(kind, &key, says)?.same_as(&mac) { Ok((key, says)) } else { Err(NotAccepted::Forged) }
    }

    /// Whether a text is a token by a key that these lack: nobody can tell then whether it is genuine.
    pub(crate) fn lack_key_of(&self, text: &str) -> bool {
        let key = |kind: Macced| kind.rest(text)?.split_once('.').map(|(key, _)| key);
        let key = key(Macced::RefreshToken).or_else(|| key(Macced::DeviceToken));
        key.is_some_and(|key| !self.0.iter().any(|known| known.id.0 == key))
    }

    /// The same with a new key, and without those that no session goes by any more. The first one is used at once, each
    /// later one when every function has read it.
    pub(super) fn rotated(&self, context: &mut Context) -> Self {
        let now = context.now;
        let used_from = succession::begins(self.newest(now).is_none(), KNOWN_AFTER, now);
        let id = KeyId(succession::id(now, |id| self.0.iter().any(|key| key.id.0 == id)));
        let mut bytes = Zeroizing::new([0; BYTES]);
        context.rng.fill_bytes(bytes.as_mut_slice());
        let made = MacKey { id, used_from, key: Secret::new(BASE64.encode(bytes.as_slice())) };
        let kept = self.0.iter().filter(|key| !self.is_over(key, now)).cloned();
        Self(kept.chain([made]).collect())
    }

    /// A key of before that these lack or have otherwise, and that tokens need still.
    pub(super) fn lost(&self, before: &Self, now: Timestamp) -> Option<String> {
        let is_kept = |key: &MacKey| {
            let is_it = |kept: &MacKey| {
                kept.id == key.id && kept.used_from == key.used_from && kept.key.same_as(&key.key)
            };
            self.0.iter().any(is_it)
        };
        let needed = before.0.iter().filter(|key| !before.is_over(key, now));
        needed.filter(|key| !is_kept(key)).map(|key| key.id.0.clone()).next()
    }

    fn is_over(&self, key: &MacKey, now: Timestamp) -> bool {
        succession::is_over(key.used_from, self.0.iter().map(|other| other.used_from), KEPT, now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rotated(before: &MacKeys, now: i64) -> MacKeys {
        before.rotated(&mut Context::fixed(now))
    }

    fn ids(keys: &MacKeys) -> Vec<&str> {
        keys.0.iter().map(|key| key.id.0.as_str()).collect()
    }

    #[test]
    fn the_first_key_is_used_at_once_and_a_later_one_when_all_have_read_it() {
        let first = rotated(&MacKeys::default(), 1_000);
        let second = rotated(&first, 2_000);
        let newest = |keys: &MacKeys, now| keys.newest(Timestamp::from_seconds(now)).map(|id| id.0.clone());
        assert_eq!(newest(&MacKeys::default(), 1_000), None);
        assert_eq!(newest(&first, 999).as_deref(), Some("1000"), "clocks differ");
        assert_eq!(newest(&second, 2_000 + KNOWN_AFTER - 1).as_deref(), Some("1000"));
        assert_eq!(newest(&second, 2_000 + KNOWN_AFTER).as_deref(), Some("2000"));
        assert_eq!(ids(&rotated(&second, 2_000)), ["1000", "2000", "2001"], "two of one second have two ids");
    }

    #[test]
    fn a_key_stays_until_no_session_goes_by_it() {
        let second = rotated(&rotated(&MacKeys::default(), 1_000), 2_000);
        let over = 2_000 + KNOWN_AFTER + KEPT;
        assert_eq!(ids(&rotated(&second, over - 1))[..2], ["1000", "2000"]);
        assert_eq!(ids(&rotated(&second, over))[..1], ["2000"]);
        let lost = rotated(&MacKeys::default(), 2_000);
        let at = Timestamp::from_seconds;
        assert_eq!(lost.lost(&second, at(over - 1)).as_deref(), Some("1000"));
        assert_eq!(second.lost(&second, at(2_000)), None);
        assert_eq!(rotated(&second, 3_000).lost(&second, at(3_000)), None);
    }

    #[test]
    fn bad_keys_say_what_is_wrong_and_are_never_quoted() {
        let error = |keys: &str| {
            let keys = serde_json::from_str(keys).expect("keys");
            MacKeys::parse(keys).err().map(|error| error.to_string()).expect("an error")
        };
        let key = |id: &str, key: &str| format!(r#"{{"id":"{id}","used_from":0,"key":"{key}"}}"#);
        let long = "0123456789012345678901234567890123";
        assert_eq!(
            error(&format!("[{}]", key("1", "hunter2"))),
            "has a MAC key `1` that is shorter than 32 characters"
        );
        assert_eq!(error(&format!("[{0},{0}]", key("1", long))), "names the MAC key `1` twice");
        for id in [long, "1.", "a", ""] {
            let told = error(&format!("[{}]", key(id, long)));
            assert_eq!(told, "has a MAC key whose id is not 1 to 31 digits", "{id}");
        }
    }

    #[test]
    fn a_token_says_what_it_was_made_to_say_and_no_other_one_is_genuine() {
        let keys = rotated(&MacKeys::default(), 1_000);
        let key = KeyId("1000".to_owned());
        let token = keys.token(Macced::RefreshToken, &key, "a.b.7").expect("a token");
        let genuine = |kind, text: &str| {
            let token = Secret::new(text);
            keys.genuine(kind, &token).map(|(key, says)| (key, says.to_owned()))
        };
        let text = token.reveal();
        assert_eq!(genuine(Macced::RefreshToken, text), Ok((key, "a.b.7".to_owned())));
        assert_eq!(genuine(Macced::DeviceToken, text), Err(NotAccepted::Malformed));
        let as_another = text.replacen("r1", "d1", 1);
        assert_eq!(genuine(Macced::DeviceToken, &as_another), Err(NotAccepted::Forged));
        let other_key = text.replacen("1000", "1001", 1);
        assert_eq!(genuine(Macced::RefreshToken, &other_key), Err(NotAccepted::UnknownKey));
        for index in "r1.1000.".len()..text.len() {
            let other = if text.as_bytes()[index] == b'a' { "b" } else { "a" };
            let changed = format!("{}{other}{}", &text[..index], &text[index + 1..]);
            assert!(genuine(Macced::RefreshToken, &changed).is_err(), "{changed}");
        }
        for text in ["", "r1", "r1.", "r1.1000.", "r1.1000.a", "r1.1000..", "r1...", "é.1.2.3"] {
            assert!(genuine(Macced::RefreshToken, text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_key_is_lacked_that_a_token_names_and_that_is_not_there() {
        let keys = rotated(&MacKeys::default(), 1_000);
        assert!(["r1.2000.a.b.0.mac", "d1.2000.a.b.0.mac"].iter().all(|token| keys.lack_key_of(token)));
        let others = ["r1.1000.a.b.0.mac", "d1.1000.a.b.0.mac", "a1.2000.a.mac", "r1", "r1.2000", "2000", ""];
        assert!(!others.iter().any(|token| keys.lack_key_of(token)));
    }
}
