//! A pass code in clear, and what it must be like.

use unicode_normalization::UnicodeNormalization;

use super::rules::{MAXIMUM_BYTES, PassCodeRules};
use crate::base::{
    rule::{Broken, Rule},
    secret::Secret,
};

/// The pass codes that are tried first everywhere, lower case, one a line.
const COMMON: &str = include_str!("common.txt");

/// A pass code in clear, normalised to NFKC. It exists only while a request is answered.
#[derive(Clone, Debug)]
pub struct PassCode(Secret);

impl PassCode {
    /// What a caller offers as the pass code of a token: only what would make hashing it an attack
    /// is refused.
    pub fn offered(text: &Secret) -> Result<Self, Broken> {
        if text.reveal().len() > MAXIMUM_BYTES {
            return Err(Rule::TooManyBytes { maximum: MAXIMUM_BYTES }.into());
        }
        Ok(Self::kept(text.reveal().nfkc().collect::<String>()))
    }

    /// What a customer chooses as the pass code: it must meet the definition.
    pub fn chosen(text: &Secret, rules: &PassCodeRules, identifier: Option<&str>) -> Result<Self, Broken> {
        let pass_code = Self::offered(text)?;
        let clear = pass_code.reveal();
        let mut broken = rules.minimum.broken_by(clear);
        if clear.chars().count() > rules.maximum_length {
            broken.push(Rule::TooLong { maximum: rules.maximum_length });
        }
        let lower = clear.to_lowercase();
        if identifier.is_some_and(|identifier| identifier.to_lowercase() == lower) {
            broken.push(Rule::SameAsIdentifier);
        }
        if COMMON.lines().any(|common| common == lower) {
            broken.push(Rule::Common);
        }
        Broken::none_of(broken).map(|()| pass_code)
    }

    /// One that was normalised, or made of ASCII.
    pub(super) fn kept(text: impl Into<String>) -> Self {
        Self(Secret::new(text))
    }

    pub fn reveal(&self) -> &str {
        self.0.reveal()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::text_rules::Minimums;

    fn chosen(text: &str) -> Result<PassCode, Broken> {
        let minimum = Minimums { length: 8, ..Minimums::default() };
        PassCode::chosen(&Secret::new(text), &PassCodeRules::of(minimum), Some("Ada@example.com"))
    }

    #[test]
    fn a_chosen_pass_code_meets_the_definition() {
        assert!(chosen("correct horse").is_ok());
        assert_eq!(chosen("short").err(), Some(Rule::TooShort { minimum: 8 }.into()));
        assert_eq!(chosen("PassWord1").err(), Some(Rule::Common.into()));
        assert_eq!(chosen("ada@EXAMPLE.com").err(), Some(Rule::SameAsIdentifier.into()));
        assert_eq!(chosen(&"x".repeat(65)).err(), Some(Rule::TooLong { maximum: 64 }.into()));
        assert_eq!(chosen(&"x".repeat(257)).err(), Some(Rule::TooManyBytes { maximum: 256 }.into()));
    }

    #[test]
    fn all_rules_that_a_chosen_pass_code_breaks_are_named() {
        let rules = PassCodeRules::of(Minimums { length: 9, letters: 0, digits: 1, specials: 0 });
        let refused = PassCode::chosen(&Secret::new("password"), &rules, None).expect_err("refused");
        let (short, digits) = (Rule::TooShort { minimum: 9 }, Rule::TooFewDigits { minimum: 1 });
        assert_eq!(refused.rules(), [short, digits, Rule::Common]);
    }
}
