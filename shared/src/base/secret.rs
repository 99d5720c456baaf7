//! Text that must never be shown: codes, pass codes, keys.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// Secret text. It is wiped when dropped, its `Debug` shows nothing, and it has no `Serialize` at
/// all: whoever writes one somewhere has to say `reveal`, which is easy to search for.
#[derive(Clone, JsonSchema)]
#[schemars(inline, with = "String", description = "Secret text.")]
#[schemars(extend("format" = "password", "writeOnly" = true))]
pub struct Secret(Zeroizing<String>);

impl Secret {
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The clear text, for the one place that needs it.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Compares in constant time, so that an answer's time says nothing of the text.
    pub fn same_as(&self, other: &Self) -> bool {
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_shows_nothing() {
        assert_eq!(format!("{:?}", Secret::new("042917")), "Secret");
    }

    #[test]
    fn secrets_compare_by_their_text() {
        assert!(Secret::new("042917").same_as(&Secret::new("042917")));
        assert!(!Secret::new("042917").same_as(&Secret::new("042918")));
        assert!(!Secret::new("042917").same_as(&Secret::new("0429170")));
    }
}
