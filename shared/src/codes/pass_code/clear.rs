//! A pass code in clear, and what it must be like.

use unicode_normalization::UnicodeNormalization;

use super::{
    common, context,
    rules::{MAXIMUM_BYTES, PassCodeRules},
    runs::{LEAST_OWN, Own},
    spelling::folded,
};
use crate::base::{
    rule::{Broken, Rule},
    secret::Secret,
};

/// A pass code in clear, normalised to NFKC. It exists only while a request is answered.
#[derive(Clone, Debug)]
pub struct PassCode {
    normalised: Secret,
    /// Where that is another text: what it was imported from hashed what was typed.
    as_typed: Option<Secret>,
}

impl PassCode {
    /// What a caller offers as the pass code of a token: only what would make hashing it an attack
    /// is refused.
    pub fn offered(text: &Secret) -> Result<Self, Broken> {
        if text.reveal().len() > MAXIMUM_BYTES {
            return Err(Rule::TooManyBytes { maximum: MAXIMUM_BYTES }.into());
        }
        let kept = Self::kept(text.reveal().nfkc().collect::<String>());
        let is_another = kept.reveal() != text.reveal();
        Ok(Self { as_typed: is_another.then(|| text.clone()), ..kept })
    }

    /// What a customer chooses as the pass code: it must meet the definition, and be none that is tried first.
    pub fn chosen(text: &Secret, rules: &PassCodeRules, identifier: Option<&str>) -> Result<Self, Broken> {
        let pass_code = Self::offered(text)?;
        let clear = pass_code.reveal();
        let mut broken = rules.minimum.broken_by(clear);
        if clear.chars().count() > rules.maximum_length {
            broken.push(Rule::TooLong { maximum: rules.maximum_length });
        }
        broken.extend(guessed_first(clear, rules, identifier));
        Broken::none_of(broken).map(|()| pass_code)
    }

    /// One that was normalised, or made of ASCII.
    pub(super) fn kept(text: impl Into<String>) -> Self {
        Self { normalised: Secret::new(text), as_typed: None }
    }

    pub fn reveal(&self) -> &str {
        self.normalised.reveal()
    }

    pub(super) fn as_typed(&self) -> &str {
        self.as_typed.as_ref().unwrap_or(&self.normalised).reveal()
    }
}

/// The rules that are broken by what somebody who guesses tries first.
fn guessed_first(clear: &str, rules: &PassCodeRules, identifier: Option<&str>) -> Vec<Rule> {
    let folded = folded(clear);
    let mut broken = Vec::new();
    if common::is_common(&folded) {
        broken.push(Rule::Common);
    }
    let own = Own::of(&folded);
    if own.characters < LEAST_OWN {
        let rules = [(own.repeated, Rule::Repeated), (own.sequence, Rule::Sequence)];
        broken.extend(rules.into_iter().filter(|(found, _)| *found).map(|(_, rule)| rule));
    }
    if identifier.is_some_and(|identifier| identifier.to_lowercase() == clear.to_lowercase()) {
        broken.push(Rule::SameAsIdentifier);
    } else {
        broken.extend(context::broken_by(clear, identifier, &rules.context_words));
    }
    broken
}

#[cfg(test)]
mod tests {
    use proptest::{option, prelude::*};

    use super::*;
    use crate::base::text_rules::Minimums;

    fn chosen(text: &str) -> Result<PassCode, Broken> {
        let minimum = Minimums { length: 8, ..Minimums::default() };
        let mut rules = PassCodeRules::of(minimum);
        rules.context_words.push("Zebras Ltd.".to_owned());
        PassCode::chosen(&Secret::new(text), &rules, Some("Ada@example.com"))
    }

    #[test]
    fn a_chosen_pass_code_meets_the_definition() {
        assert!(chosen("correct horse").is_ok());
        assert_eq!(chosen("sho rt").err(), Some(Rule::TooShort { minimum: 8 }.into()));
        assert_eq!(chosen("ada@EXAMPLE.com").err(), Some(Rule::SameAsIdentifier.into()));
        let long = "correct horse battery staple ".repeat(3);
        assert_eq!(chosen(&long).err(), Some(Rule::TooLong { maximum: 64 }.into()));
        assert_eq!(chosen(&"x".repeat(257)).err(), Some(Rule::TooManyBytes { maximum: 256 }.into()));
    }

    #[test]
    fn a_chosen_pass_code_is_none_that_is_tried_first() {
        for (text, rule) in [
            ("PassWord1", Rule::Common),
            ("Summer2026!", Rule::Common),
            ("zzzzzzzzz x9", Rule::Repeated),
            ("xyzxyzxyzxyz9", Rule::Repeated),
            ("rqponml 7", Rule::Sequence),
            ("ada@example.com1", Rule::AroundIdentifier),
            ("Zebras-Ltd 77", Rule::AroundContextWord),
        ] {
            assert_eq!(chosen(text).err(), Some(rule.into()), "{text}");
        }
    }

    #[test]
    fn all_rules_that_a_chosen_pass_code_breaks_are_named() {
        let rules = PassCodeRules::of(Minimums { length: 9, letters: 0, digits: 1, specials: 0 });
        let refused = PassCode::chosen(&Secret::new("aaaaabcd"), &rules, Some("abcd")).expect_err("refused");
        let (short, digits) = (Rule::TooShort { minimum: 9 }, Rule::TooFewDigits { minimum: 1 });
        let around = Rule::AroundIdentifier;
        assert_eq!(refused.rules(), [short, digits, Rule::Repeated, Rule::Sequence, around]);
    }

    proptest! {
        #[test]
        fn any_text_is_taken_or_refused_by_rules_that_are_told_before(
            text in prop_oneof![
                any::<String>(),
                "[a-c0-2]{0,12}",
                "(ada|zebras|password|!|1234){0,4}",
                "[a-z]{60,70}",
                "é{100,140}",
            ],
            identifier in option::of(prop_oneof![any::<String>(), Just("ada@example.com".to_owned())]),
            word in option::of(prop_oneof![any::<String>(), Just("Zebras".to_owned())]),
        ) {
            let mut rules = PassCodeRules::of(Minimums { length: 8, letters: 1, digits: 1, specials: 1 });
            rules.context_words.extend(word);
            let (short, long) = (Rule::TooShort { minimum: 8 }, Rule::TooLong { maximum: 64 });
            let (letters, digits) = (Rule::TooFewLetters { minimum: 1 }, Rule::TooFewDigits { minimum: 1 });
            let specials = Rule::TooFewSpecials { minimum: 1 };
            let bytes = Rule::TooManyBytes { maximum: MAXIMUM_BYTES };
            let told = [vec![short, long, letters, digits, specials, bytes], rules.guessed_first()].concat();
            if let Err(refused) = PassCode::chosen(&Secret::new(text), &rules, identifier.as_deref()) {
                let refused = refused.rules();
                prop_assert!(!refused.is_empty() && refused.iter().all(|rule| told.contains(rule)), "{refused:?}");
            }
        }
    }
}
