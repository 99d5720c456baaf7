//! What a key is called: a short name in its secret, kept in all that needs the key again.

use serde::{Deserialize, Serialize};

/// Shorter than any key.
pub(super) const LONGEST: usize = 31;

/// Which key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct KeyId(pub(super) String);

/// What is no name of a key. It is not repeated: whoever swaps the two puts a key in the place of its name.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("has a key whose id is not 1 to {LONGEST} letters, digits and hyphens")]
pub struct NotAKeyId;

impl KeyId {
    /// The one way from a secret that an owner may have written to an id. What comes back may be shown.
    pub(super) fn parse(text: &str) -> Result<Self, NotAKeyId> {
        let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        let is_id = (1..=LONGEST).contains(&text.len()) && text.bytes().all(is_part);
        if is_id { Ok(Self(text.to_owned())) } else { Err(NotAKeyId) }
    }

    /// What orders keys by their age. Ids are numbers or times, so a shorter one is older, and of two of one length
    /// the smaller one.
    pub(super) fn age(&self) -> (usize, &str) {
        (self.0.len(), &self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_too_short_for_a_key_and_cannot_end_a_text() {
        let longest = "9".repeat(LONGEST);
        for id in ["1", "1795000000", "2026-11-18", "Main", &longest] {
            assert_eq!(KeyId::parse(id), Ok(KeyId(id.to_owned())), "{id}");
        }
        for none in ["", "a b", "a.b", "a\"", "a+/=", "\u{e9}", &format!("{longest}9")] {
            assert_eq!(KeyId::parse(none), Err(NotAKeyId), "{none}");
        }
    }
}
