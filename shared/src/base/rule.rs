//! The rules that a field of a request can break, as programs and people are told of them.

use schemars::JsonSchema;
use serde::Serialize;

/// A rule that was broken. Its name and its numbers are for programs and never change; its text is for people, and of
/// what was sent quotes nothing but a name in `fields_set`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema, thiserror::Error)]
#[serde(tag = "rule", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Rule {
    #[error("is missing")]
    Missing,
    /// `meant` is the field that was probably meant, where one has a similar name.
    #[error("unknown field{}", did_you_mean(meant.as_deref()))]
    UnknownField {
        #[serde(skip_serializing_if = "Option::is_none")]
        meant: Option<String>,
    },
    #[error("must be {expected}")]
    WrongType { expected: String },
    #[error("must not be a list")]
    List,
    #[error("is given twice")]
    GivenTwice,
    #[error("give {} {}", if one_of.len() == 2 { "either" } else { "exactly one of" }, choice(one_of))]
    ExactlyOneOf { one_of: Vec<String> },
    /// It is needed because of another field, or of the definition.
    #[error("is needed{why}")]
    Needed {
        #[serde(skip)]
        why: &'static str,
    },
    #[error("goes with {with}")]
    GoesWith {
        #[serde(skip)]
        with: &'static str,
    },
    #[error("is generated; send none")]
    Generated,
    #[error("cannot be cleared")]
    CannotBeCleared,
    #[error("must be ADD_NEW or ADD_EXISTING: there is nothing to remove yet")]
    NothingToRemove,
    #[error("`{name}` is not a field of the answer")]
    NotInTheAnswer { name: String },
    #[error("is not what an answer to the same question gave")]
    NotANext,
    #[error("must be an object as JSON text")]
    NotAnObjectAsText,
    #[error("must not be spelled like a number, which is the name of an account that has no other")]
    SpelledLikeANumber,
    #[error("must be at most {maximum} in one request")]
    TooMany { maximum: usize },
    #[error("must be {minimum} to {maximum}; send `next` for more")]
    PageTooLarge { minimum: usize, maximum: usize },

    #[error("must have at least {}", count(*minimum, "character"))]
    TooShort { minimum: usize },
    #[error("must have at most {}", count(*maximum, "character"))]
    TooLong { maximum: usize },
    #[error("must have at most {}", count(*maximum, "byte"))]
    TooManyBytes { maximum: usize },
    #[error("must have at least {}", count(*minimum, "letter"))]
    TooFewLetters { minimum: usize },
    #[error("must have at least {}", count(*minimum, "digit"))]
    TooFewDigits { minimum: usize },
    #[error("must have at least {}", count(*minimum, "special character"))]
    TooFewSpecials { minimum: usize },
    #[error("must not hold line breaks or other control characters")]
    ControlCharacter,
    #[error("must not hold characters that nobody sees, such as zero-width spaces or soft hyphens")]
    InvisibleCharacter,
    #[error("must be an e-mail address like ada@example.com")]
    NotAnEmailAddress,
    #[error("must be an e-mail address in ASCII; write an international domain as xn--…")]
    NotAscii,
    #[error("must be a phone number with its country, like +35799123456")]
    NotAPhoneNumber,
    #[error("is a phone number of a country that messages are not sent to")]
    CountryNotServed,
    #[error("must be a mobile phone number: the code is sent to it")]
    NotAMobileNumber,
    #[error("must hold nothing but digits")]
    NotANumber,
    #[error("is one of the most common pass codes, or little more; choose another")]
    Common,
    #[error("is little more than repeated characters, like aaaa or abab")]
    Repeated,
    #[error("is little more than a sequence, like abcd, 4321 or qwerty")]
    Sequence,
    #[error("must not be the identifier")]
    SameAsIdentifier,
    #[error("is little more than the identifier")]
    AroundIdentifier,
    #[error("is little more than a name of this business")]
    AroundContextWord,
    #[error("must be masked, like **** **** **** 1234: a full card number is not kept")]
    NotMasked,
    #[error("must be 0 or, without its sign, a number from 1e-129 to 1e125")]
    TooLargeOrTooSmall,
    #[error("must be a date like 2015-11-27T16:08:56")]
    NotADate,
    #[error("must be {minimum} to {maximum}")]
    NotBetween { minimum: u16, maximum: u16 },
    #[error("must be 0, or from 0.001 to 10^15")]
    NotAnAmount,
    #[error("is no country of ISO 3166-1")]
    NotACountry,
    #[error("must be a language like el or pt-BR")]
    NotALanguage,
    #[error("is not in the definition")]
    NotInTheDefinition,
    #[error("must not stand in the address, which logs keep: send it as `Authorization: Bearer`")]
    NotInTheAddress,
    #[error(
        "was sent before, with the refresh token before this one: make a new one up for each refresh token"
    )]
    AttemptNotNew,
    #[error("must be `Basic` and, in base64, the key as the user name with an empty password")]
    NotABasicKey,
}

impl Rule {
    /// Its name for programs: `TOO_SHORT`.
    pub fn name(&self) -> String {
        let told = serde_json::to_value(self).unwrap_or_default();
        told["rule"].as_str().unwrap_or_default().to_owned()
    }
}

/// `1 digit`, `2 digits`.
fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

fn did_you_mean(meant: Option<&str>) -> String {
    meant.map(|meant| format!("; did you mean `{meant}`?")).unwrap_or_default()
}

/// `a or b`, `a, b, c`.
fn choice(one_of: &[String]) -> String {
    one_of.join(if one_of.len() == 2 { " or " } else { ", " })
}

/// The rules that one value breaks: one at least.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken(Vec<Rule>);

impl Broken {
    /// Nothing, or the rules that were broken.
    pub fn none_of(rules: Vec<Rule>) -> Result<(), Self> {
        if rules.is_empty() { Ok(()) } else { Err(Self(rules)) }
    }

    pub fn rules(self) -> Vec<Rule> {
        self.0
    }
}

impl From<Rule> for Broken {
    fn from(rule: Rule) -> Self {
        Self(vec![rule])
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_rule_is_told_by_its_name_its_numbers_and_a_text() {
        for (rule, told, text) in [
            (
                Rule::TooShort { minimum: 8 },
                json!({ "rule": "TOO_SHORT", "minimum": 8 }),
                "must have at least 8 characters",
            ),
            (
                Rule::TooFewDigits { minimum: 1 },
                json!({ "rule": "TOO_FEW_DIGITS", "minimum": 1 }),
                "must have at least 1 digit",
            ),
            (
                Rule::ExactlyOneOf { one_of: vec!["id".to_owned(), "name".to_owned()] },
                json!({ "rule": "EXACTLY_ONE_OF", "one_of": ["id", "name"] }),
                "give either id or name",
            ),
            (
                Rule::UnknownField { meant: Some("identifier".to_owned()) },
                json!({ "rule": "UNKNOWN_FIELD", "meant": "identifier" }),
                "unknown field; did you mean `identifier`?",
            ),
        ] {
            assert_eq!(serde_json::to_value(&rule).expect("a rule"), told);
            assert_eq!(
                (rule.name(), rule.to_string()),
                (told["rule"].as_str().expect("a name").to_owned(), text.to_owned())
            );
        }
    }
}
