//! The language that a customer reads.

use std::{borrow::Borrow, iter::successors};

use icu_locale_core::LanguageIdentifier;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::rule::Rule;

/// Longer ones are refused (RFC 5646, 4.4.1).
pub(crate) const MAXIMUM_LENGTH: usize = 35;

/// Those that are written from the right, in the scripts that they are usually written in.
const FROM_THE_RIGHT: [&str; 10] = ["ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"];

/// A language as BCP 47 names it, such as `el` or `pt-BR`, in its canonical spelling.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(inline, extend("maxLength" = MAXIMUM_LENGTH))]
pub struct Language(String);

impl Language {
    /// What definitions were in before they named a language.
    pub fn english() -> Self {
        Self("en".to_owned())
    }

    pub fn parse(text: &str) -> Result<Self, Rule> {
        match LanguageIdentifier::try_from_str(text) {
            Ok(tag) if !tag.language.is_unknown() && text.len() <= MAXIMUM_LENGTH => {
                Ok(Self(tag.to_string()))
            }
            Ok(_) | Err(_) => Err(Rule::NotALanguage),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What is close enough, the closest first: itself, then with one part less each time (RFC 4647, 3.4).
    pub fn ranges(&self) -> impl Iterator<Item = &str> {
        successors(Some(self.as_str()), |tag| tag.rsplit_once('-').map(|(shorter, _)| shorter))
    }

    pub fn is_from_the_right(&self) -> bool {
        self.ranges().last().is_some_and(|language| FROM_THE_RIGHT.contains(&language))
    }
}

impl Borrow<str> for Language {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Language {
    type Error = Rule;

    fn try_from(text: String) -> Result<Self, Rule> {
        Self::parse(&text)
    }
}

impl From<Language> for String {
    fn from(language: Language) -> Self {
        language.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_named_as_bcp_47_names_it_in_one_spelling() {
        for (text, expected) in [
            ("el", Some("el")),
            ("PT-br", Some("pt-BR")),
            ("zh-hant-TW", Some("zh-Hant-TW")),
            ("", None),
            ("und", None),
            ("*", None),
            ("Greek", None),
            ("english please", None),
            ("el-u-nu-latn", None),
            ("de-abcdefgh-bcdefghi-cdefghij-defghijk", None),
        ] {
            assert_eq!(Language::parse(text).ok().as_ref().map(Language::as_str), expected, "{text}");
        }
    }

    #[test]
    fn a_language_is_close_to_those_with_less_said() {
        let language = Language::parse("zh-Hant-TW").expect("a language");
        assert_eq!(language.ranges().collect::<Vec<_>>(), ["zh-Hant-TW", "zh-Hant", "zh"]);
    }

    #[test]
    fn arabic_is_written_from_the_right_wherever_it_is_spoken() {
        for (tag, expected) in [("ar-EG", true), ("he", true), ("el", false), ("en", false)] {
            assert_eq!(Language::parse(tag).expect("a language").is_from_the_right(), expected, "{tag}");
        }
    }
}
