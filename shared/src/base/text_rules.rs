//! The rules that a text must meet: lengths, minimums of letters, digits and specials, formats.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

use super::rule::{Broken, Rule};

/// Longer identifiers and authentication codes are refused: an e-mail address has at most 254 characters.
pub(crate) const MAXIMUM_LENGTH: usize = 254;

/// Text without control characters, for the OpenAPI description.
pub(crate) const PLAIN: &str = r"^[^\u0000-\u001f\u007f-\u009f]*$";

/// The minimums that a definition sets for an identifier or a pass code. Absent = 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Minimums {
    /// Characters of any kind.
    pub length: usize,
    /// Letters of any alphabet.
    pub letters: usize,
    /// Digits.
    pub digits: usize,
    /// What is neither a letter nor a digit.
    pub specials: usize,
}

impl Minimums {
    /// The minimums that a text does not reach.
    pub fn broken_by(&self, text: &str) -> Vec<Rule> {
        let count = |kind: fn(char) -> bool| text.chars().filter(|&c| kind(c)).count();
        let Self { length, letters, digits, specials } = *self;
        let rules = [
            (text.chars().count() < length, Rule::TooShort { minimum: length }),
            (count(char::is_alphabetic) < letters, Rule::TooFewLetters { minimum: letters }),
            (count(char::is_numeric) < digits, Rule::TooFewDigits { minimum: digits }),
            (count(|c| !c.is_alphanumeric()) < specials, Rule::TooFewSpecials { minimum: specials }),
        ];
        rules.into_iter().filter(|(broken, _)| *broken).map(|(_, rule)| rule).collect()
    }

    pub fn check(&self, text: &str) -> Result<(), Broken> {
        Broken::none_of(self.broken_by(text))
    }

    /// The shortest text that can meet them.
    pub fn shortest(&self) -> usize {
        self.length.max(self.letters + self.digits + self.specials)
    }
}

/// Refuses control characters (line breaks among them) and over-long text.
pub(crate) fn plain_text(text: &str, maximum: usize) -> Result<(), Rule> {
    if text.chars().any(char::is_control) {
        return Err(Rule::ControlCharacter);
    }
    if text.chars().count() > maximum {
        return Err(Rule::TooLong { maximum });
    }
    Ok(())
}

/// The same for what people tell apart by looking at it: nothing in it may be invisible, or two texts look like one.
pub(crate) fn visible_text(text: &str, maximum: usize) -> Result<(), Rule> {
    plain_text(text, maximum)?;
    if text.chars().any(is_invisible) { Err(Rule::InvisibleCharacter) } else { Ok(()) }
}

/// Zero-width and bidirectional formatting, soft hyphens, line separators, and letters and marks that show nothing.
fn is_invisible(c: char) -> bool {
    let by_category = matches!(
        c.general_category(),
        GeneralCategory::Format | GeneralCategory::LineSeparator | GeneralCategory::ParagraphSeparator
    );
    by_category
        || matches!(
            c,
            '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{3164}' | '\u{ffa0}'
        )
        || matches!(c, '\u{180b}'..='\u{180f}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_minimums_that_are_not_reached_are_named() {
        let minimums = Minimums { length: 8, letters: 2, digits: 1, specials: 1 };
        let (length, letters) = (Rule::TooShort { minimum: 8 }, Rule::TooFewLetters { minimum: 2 });
        let (digits, specials) = (Rule::TooFewDigits { minimum: 1 }, Rule::TooFewSpecials { minimum: 1 });
        assert_eq!(minimums.broken_by("a1!"), [length, letters.clone()]);
        assert_eq!(minimums.broken_by("1234567!"), [letters]);
        assert_eq!(minimums.broken_by("abcdefgh"), [digits, specials]);
        assert_eq!(minimums.check("περνώ 1 φορά"), Ok(()));
    }
}
