//! Ids and numbers: what names a record.

use std::fmt;

use data_encoding::HEXUPPER;
use rand::{Rng, rngs::ChaCha20Rng};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::timestamp::Timestamp;

/// 32 upper-case hexadecimal digits, as everywhere in the Web API.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(inline, extend("pattern" = "^[0-9A-F]{32}$"))]
pub struct Id(String);

impl Id {
    pub fn random(rng: &mut ChaCha20Rng) -> Self {
        let mut bytes = [0; 16];
        rng.fill_bytes(&mut bytes);
        Self(HEXUPPER.encode(&bytes))
    }

    /// An id that sorts by time: 10 digits of seconds, 22 of randomness.
    pub fn time_ordered(now: Timestamp, rng: &mut ChaCha20Rng) -> Self {
        let mut bytes = [0; 11];
        rng.fill_bytes(&mut bytes);
        Self(format!("{:010X}{}", now.seconds(), HEXUPPER.encode(&bytes)))
    }

    /// The id that no record has: looked up where there is nobody, so that finding nobody costs
    /// the same calls as finding somebody.
    pub fn nobody() -> Self {
        Self("0".repeat(32))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Id {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let digits = |byte| matches!(byte, b'0'..=b'9' | b'A'..=b'F');
        if text.len() == 32 && text.bytes().all(digits) {
            Ok(Self(text))
        } else {
            // As serde words what it expects: an answer says that much of an error and no more.
            Err("no id, expected 32 upper-case hexadecimal digits")
        }
    }
}

impl From<Id> for String {
    fn from(id: Id) -> Self {
        id.0
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What has a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Numbered {
    AccessToken,
    AccountsReceivable,
    RewardsParticipant,
}

impl Numbered {
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::AccessToken => "ACT",
            Self::AccountsReceivable => "ACR",
            Self::RewardsParticipant => "RWP",
        }
    }

    const fn digits(self) -> usize {
        match self {
            Self::AccessToken => 10,
            Self::AccountsReceivable | Self::RewardsParticipant => 6,
        }
    }
}

/// The number of a record, for people: three letters that say of what, and digits. `ACT0000000177` is an access
/// token, `ACR000852` an accounts receivable, `RWP000031` a rewards participant.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(inline, extend("pattern" = "^(ACT[0-9]{10,20}|(ACR|RWP)[0-9]{6,20})$"))]
pub struct Number(String);

impl Number {
    pub fn new(kind: Numbered, value: u64) -> Self {
        Self(format!("{}{value:0width$}", kind.prefix(), width = kind.digits()))
    }

    /// A number as a caller names it, if it can be one of that kind.
    pub fn parse(kind: Numbered, text: &str) -> Option<Self> {
        let digits = text.strip_prefix(kind.prefix())?;
        let fits = (kind.digits()..=20).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        fits.then(|| Self(text.to_owned()))
    }

    /// The digits of it.
    pub fn digits(&self) -> &str {
        self.0.trim_start_matches(|c: char| c.is_ascii_uppercase())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Context;

    #[test]
    fn an_id_has_32_upper_case_hexadecimal_digits() {
        let id = Id::random(&mut Context::fixed(0).rng);
        assert_eq!(Id::try_from(id.to_string()), Ok(id));
        assert!(Id::try_from("e8d62a98078a44f79646e4cb4c7dab19".to_owned()).is_err());
        assert!(Id::try_from("E8D6".to_owned()).is_err());
    }

    #[test]
    fn time_ordered_ids_sort_by_time() {
        let mut context = Context::fixed(0);
        let earlier = Id::time_ordered(Timestamp::from_seconds(1_448_640_536), &mut context.rng);
        let later = Id::time_ordered(Timestamp::from_seconds(1_448_640_537), &mut context.rng);
        assert!(earlier < later);
        assert!(Id::try_from(earlier.to_string()).is_ok());
    }

    #[test]
    fn a_number_says_of_what_it_is() {
        assert_eq!(Number::new(Numbered::AccessToken, 177).as_str(), "ACT0000000177");
        assert_eq!(Number::new(Numbered::AccountsReceivable, 852).as_str(), "ACR000852");
        assert_eq!(Number::new(Numbered::RewardsParticipant, 1_234_567).as_str(), "RWP1234567");
    }

    #[test]
    fn a_number_is_read_as_it_was_written() {
        for kind in [Numbered::AccessToken, Numbered::AccountsReceivable, Numbered::RewardsParticipant] {
            let number = Number::new(kind, 7);
            assert_eq!(Number::parse(kind, number.as_str()), Some(number));
        }
        for text in ["ACT0000000177", "ACR12", "ACR00000x", "acr000852", ""] {
            assert_eq!(Number::parse(Numbered::AccountsReceivable, text), None, "{text}");
        }
    }
}
