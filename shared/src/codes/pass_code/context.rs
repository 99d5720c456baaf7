//! Pass codes that are built around what everybody knows of the customer or of the business.

use std::{cmp::Reverse, collections::BTreeSet};

use super::{
    runs::{LEAST_OWN, Own},
    spelling::{DECORATION, Parts, folded},
};
use crate::base::rule::Rule;

/// Shorter words are in too many good pass codes, and are not looked for.
const LEAST_WORD: usize = 3;

/// Stands where a word was taken out. No plain text has it, so what is left of it and right of it makes no new word.
const GAP: &str = " ";

/// The rules that a pass code breaks that has fewer than five characters of its own once the identifier and the words
/// of the business are taken out, the longest first. Digits at the ends of what is left count from the ninth on.
pub(super) fn broken_by(pass_code: &str, identifier: Option<&str>, words: &[String]) -> Vec<Rule> {
    let of_identifier = identifier.map(parts_of).unwrap_or_default();
    let of_identifier = of_identifier.into_iter().map(|word| (word, true));
    let of_business = words.iter().map(|word| (plain(word), false));
    let mut known: Vec<_> =
        of_identifier.chain(of_business).filter(|(word, _)| is_long_enough(word)).collect();
    known.sort_by_key(|(word, _)| Reverse(word.len()));
    let mut left = plain(pass_code);
    let (mut identifier_found, mut business_found) = (false, false);
    for (word, is_of_identifier) in known {
        if left.contains(&word) {
            left = left.replace(&word, GAP);
            identifier_found |= is_of_identifier;
            business_found |= !is_of_identifier;
        }
    }
    if own(&left) >= LEAST_OWN {
        return Vec::new();
    }
    let rules = [(identifier_found, Rule::AroundIdentifier), (business_found, Rule::AroundContextWord)];
    rules.into_iter().filter(|(found, _)| *found).map(|(_, rule)| rule).collect()
}

/// Whether a word of the definition is long enough to be looked for.
pub(crate) fn is_context_word(word: &str) -> bool {
    is_long_enough(&plain(word))
}

fn is_long_enough(word: &str) -> bool {
    word.chars().count() >= LEAST_WORD
}

/// Letters and digits alone, so that `Company-ZX` is `companyzx`.
fn plain(text: &str) -> String {
    folded(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// An identifier, what is before its @, each word of that, and of a long number its end: the rest is the country.
fn parts_of(identifier: &str) -> BTreeSet<String> {
    let whole = plain(identifier);
    let end = whole.char_indices().nth_back(5).map(|(index, _)| whole[index..].to_owned());
    let end = end.filter(|_| whole.chars().all(char::is_numeric));
    let name = identifier.split_once('@').map_or(identifier, |(name, _)| name);
    let words = name.split(|c: char| !c.is_alphanumeric()).map(plain);
    words.chain(end).chain([plain(name), whole]).collect()
}

/// How many characters of the pieces are their own.
fn own(pieces: &str) -> usize {
    let (mut words, mut digits) = (0, 0);
    for piece in pieces.split(GAP) {
        let Parts { before, word, after } = Parts::of(piece);
        words += Own::of(word).characters;
        digits += Own::of(before).characters + Own::of(after).characters;
    }
    words + digits.saturating_sub(DECORATION)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(pass_code: &str, identifier: &str) -> Vec<Rule> {
        broken_by(pass_code, Some(identifier), &["company".to_owned(), "Company ZX".to_owned()])
    }

    #[test]
    fn a_pass_code_is_not_the_identifier_with_a_few_characters_more() {
        for (pass_code, identifier) in [
            ("ada@example.com1", "ada@example.com"),
            ("AdaLovelace1", "adalovelace@example.com"),
            ("ada.lovelace-42", "ada.lovelace@example.com"),
            ("lovelace1815", "ada.lovelace@example.com"),
            ("my ada 2026!", "ada@example.com"),
            ("99123456ab", "+35799123456"),
            ("a00123456b", "0000123456"),
        ] {
            assert_eq!(broken(pass_code, identifier), [Rule::AroundIdentifier], "{pass_code}");
        }
    }

    #[test]
    fn a_pass_code_is_not_a_word_of_the_business_with_a_few_characters_more() {
        for pass_code in
            ["Company1", "company-zx 2026", "zxcompany12", "My.Company.49302817", "companycompany1"]
        {
            assert_eq!(broken(pass_code, "ada@example.com"), [Rule::AroundContextWord], "{pass_code}");
        }
    }

    #[test]
    fn both_are_told_where_both_are_in_it() {
        let rules = [Rule::AroundIdentifier, Rule::AroundContextWord];
        assert_eq!(broken("ada-at-company1", "ada@example.com"), rules);
    }

    #[test]
    fn a_pass_code_with_enough_of_its_own_may_hold_any_word() {
        for pass_code in [
            "correct horse 1",
            "ada rides horses 1",
            "company of wolves 3",
            "company 4930 2817 3365 7",
            "adaxq7wm2",
        ] {
            assert_eq!(broken(pass_code, "ada@example.com"), [], "{pass_code}");
        }
        // Of an identifier of two characters nothing is looked for.
        assert_eq!(broken("it is a j 4", "a@j"), []);
    }

    #[test]
    fn a_context_word_has_at_least_three_letters_or_digits() {
        assert!(is_context_word("c-ZX"));
        for word in ["", "zx", "z . x"] {
            assert!(!is_context_word(word), "{word}");
        }
    }
}
