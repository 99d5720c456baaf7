//! The rules that a text must meet: lengths, minimums of letters, digits and specials, formats.

use serde::Deserialize;

/// Longer identifiers and authentication codes are refused: an e-mail address has at most 254 characters.
pub const MAXIMUM_LENGTH: usize = 254;

/// Text without control characters, for the OpenAPI description.
pub const PLAIN: &str = r"^[^\u0000-\u001f\u007f-\u009f]*$";

/// What is wrong with a text, said for a person. It never quotes the text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    #[error("must have at least {0} characters")]
    TooShort(usize),
    #[error("must have at most {0} characters")]
    TooLong(usize),
    #[error("must have at most {0} bytes")]
    TooManyBytes(usize),
    #[error("must have at least {0} letters")]
    TooFewLetters(usize),
    #[error("must have at least {0} digits")]
    TooFewDigits(usize),
    #[error("must have at least {0} special characters")]
    TooFewSpecials(usize),
    #[error("must not hold line breaks or other control characters")]
    ControlCharacter,
    #[error("must be an e-mail address like ada@example.com")]
    NotAnEmailAddress,
    #[error("must be an e-mail address in ASCII; write an international domain as xn--…")]
    NotAscii,
    #[error("must be a phone number with its country, like +35799123456")]
    NotAPhoneNumber,
    #[error("is a phone number of a country that text messages are not sent to")]
    CountryNotServed,
    #[error("must hold nothing but digits")]
    NotANumber,
    #[error("is one of the most common pass codes; choose another")]
    Common,
    #[error("must not be the identifier")]
    SameAsIdentifier,
    #[error("must be masked, like **** **** **** 1234: a full card number is not kept")]
    NotMasked,
    #[error("must be 0 or, without its sign, a number from 1e-129 to 1e125")]
    TooLargeOrTooSmall,
    #[error("must be a date like 2015-11-27T16:08:56")]
    NotADate,
    #[error("must be {0} to {1}")]
    NotBetween(u16, u16),
    #[error("must be 0, or from 0.001 to 10^15")]
    NotAnAmount,
    #[error("is no country of ISO 3166-1")]
    NotACountry,
    #[error("is not in the definition")]
    NotInTheDefinition,
}

/// The minimums that a definition sets for an identifier or a pass code. Absent = 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Minimums {
    pub length: usize,
    pub letters: usize,
    pub digits: usize,
    pub specials: usize,
}

impl Minimums {
    pub fn check(&self, text: &str) -> Result<(), Problem> {
        let count = |kind: fn(char) -> bool| text.chars().filter(|&c| kind(c)).count();
        if text.chars().count() < self.length {
            return Err(Problem::TooShort(self.length));
        }
        if count(char::is_alphabetic) < self.letters {
            return Err(Problem::TooFewLetters(self.letters));
        }
        if count(char::is_numeric) < self.digits {
            return Err(Problem::TooFewDigits(self.digits));
        }
        if count(|c| !c.is_alphanumeric()) < self.specials {
            return Err(Problem::TooFewSpecials(self.specials));
        }
        Ok(())
    }

    /// The shortest text that can meet them.
    pub fn shortest(&self) -> usize {
        self.length.max(self.letters + self.digits + self.specials)
    }
}

/// Refuses control characters (line breaks among them) and over-long text.
pub fn plain_text(text: &str, maximum: usize) -> Result<(), Problem> {
    if text.chars().any(char::is_control) {
        return Err(Problem::ControlCharacter);
    }
    if text.chars().count() > maximum {
        return Err(Problem::TooLong(maximum));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_minimum_is_asked_for_by_name() {
        let minimums = Minimums { length: 8, letters: 2, digits: 1, specials: 1 };
        assert_eq!(minimums.check("a1!"), Err(Problem::TooShort(8)));
        assert_eq!(minimums.check("1234567!"), Err(Problem::TooFewLetters(2)));
        assert_eq!(minimums.check("abcdefg!"), Err(Problem::TooFewDigits(1)));
        assert_eq!(minimums.check("abcdefg1"), Err(Problem::TooFewSpecials(1)));
        assert_eq!(minimums.check("περνώ 1 φορά"), Ok(()));
    }
}
