//! Ids and numbers: what names a record.

use std::fmt;

use data_encoding::HEXUPPER;
use rand::{Rng, rngs::ChaCha20Rng};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{sampling, timestamp::Timestamp};

/// 32 upper-case hexadecimal digits, as everywhere in the Web API.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(inline, extend("pattern" = "^[0-9A-F]{32}$"))]
pub struct Id(String);

impl Id {
    /// All that `last_digit` can be.
    pub const LAST_DIGITS: &'static [&'static str] =
        &["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "A", "B", "C", "D", "E", "F"];

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

    /// One of sixteen, as likely as any other.
    pub fn last_digit(&self) -> &str {
        &self.0[self.0.len() - 1..]
    }
}

/// Nobody's, where an answer is made only to see which fields it has.
impl Default for Id {
    fn default() -> Self {
        Self::nobody()
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
    pub const ALL: [Self; 3] = [Self::AccessToken, Self::AccountsReceivable, Self::RewardsParticipant];

    pub const fn prefix(self) -> &'static str {
        match self {
            Self::AccessToken => "ACT",
            Self::AccountsReceivable => "ACR",
            Self::RewardsParticipant => "RWP",
        }
    }

    /// The fewest digits that a number may have: customer records had six while they were counted.
    const fn fewest_digits(self) -> usize {
        match self {
            Self::AccessToken => 10,
            Self::AccountsReceivable | Self::RewardsParticipant => 6,
        }
    }
}

/// The digits of a new number: enough that a random one is hardly ever taken.
const DIGITS: usize = 10;
const NUMBERS: u64 = 10_u64.pow(10);
/// The most that a number is read with.
const MOST_DIGITS: usize = 20;

/// The number of a record, for people: three letters that say of what, and digits. `ACT0000000177` is an access
/// token, `ACR0081726354` an accounts receivable, `RWP4410275863` a rewards participant.
///
/// It is drawn at random: numbers that are counted tell whoever gets two of them how many customers came in between.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(inline, extend("pattern" = "^(ACT[0-9]{10,20}|(ACR|RWP)[0-9]{6,20})$"))]
pub struct Number(String);

impl Number {
    /// A new number. Whether it is free says the commit that claims it.
    pub fn random(kind: Numbered, rng: &mut ChaCha20Rng) -> Self {
        Self::of(kind, sampling::below(NUMBERS, rng))
    }

    fn of(kind: Numbered, value: u64) -> Self {
        Self(format!("{}{value:0width$}", kind.prefix(), width = DIGITS))
    }

    /// A number as a caller names it, if it can be one of that kind.
    pub fn parse(kind: Numbered, text: &str) -> Option<Self> {
        let digits = text.strip_prefix(kind.prefix())?;
        let fits = (kind.fewest_digits()..=MOST_DIGITS).contains(&digits.len())
            && digits.bytes().all(|b| b.is_ascii_digit());
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

/// None that is given out, where an answer is made only to see which fields it has.
impl Default for Number {
    fn default() -> Self {
        Self(String::new())
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
    use crate::base::context::Context;

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
        assert_eq!(Number::of(Numbered::AccessToken, 177).as_str(), "ACT0000000177");
        assert_eq!(Number::of(Numbered::AccountsReceivable, 81_726_354).as_str(), "ACR0081726354");
        assert_eq!(Number::of(Numbered::RewardsParticipant, 9_999_999_999).as_str(), "RWP9999999999");
    }

    #[test]
    fn a_number_is_read_as_it_was_written() {
        let mut rng = Context::fixed(0).rng;
        for kind in Numbered::ALL {
            let number = Number::random(kind, &mut rng);
            assert_eq!(Number::parse(kind, number.as_str()), Some(number));
        }
        // As it was given while numbers were counted.
        assert!(Number::parse(Numbered::AccountsReceivable, "ACR000852").is_some());
        for text in ["ACT0000000177", "ACR12", "ACR00000x", "acr000852", ""] {
            assert_eq!(Number::parse(Numbered::AccountsReceivable, text), None, "{text}");
        }
    }
}
