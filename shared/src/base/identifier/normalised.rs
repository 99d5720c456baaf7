//! The one spelling of an identifier: it is claimed by it, and found by it.

use unicode_normalization::UnicodeNormalization;

use super::{email, phone};
use crate::base::{
    rule::Rule,
    text_rules::{MAXIMUM_LENGTH, plain_text},
};

/// What was typed or kept, in the spelling to look it up by: `Ada@Example.com` and `ada@example.com` are one mailbox,
/// `+357 99 123456` and `+35799123456` one phone. What it is, its looks say, whatever the definition calls it: so
/// storing and finding cannot disagree, and an e-mail address is never mistaken for a phone number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NormalisedIdentifier {
    /// It has an `@`.
    Email(String),
    /// It is a valid phone number with its country, and nothing else.
    Phone(String),
    /// Anything else: a number, free text.
    Text(String),
}

impl NormalisedIdentifier {
    /// Never fails: what no identifier could be spelled like is simply not found.
    pub(crate) fn of(text: &str) -> Self {
        let text = one_spelling(text);
        if text.contains('@') {
            return Self::Email(text);
        }
        phone::parse(&text).map_or(Self::Text(text), Self::Phone)
    }

    /// NFKC can make eighteen characters of one, and a key of the table has 2048 bytes at most.
    pub(crate) fn short_enough(&self) -> Result<(), Rule> {
        plain_text(self.as_str(), MAXIMUM_LENGTH)
    }

    pub(crate) fn as_str(&self) -> &str {
        match self {
            Self::Email(text) | Self::Phone(text) | Self::Text(text) => text,
        }
    }

    /// Whether messages can be sent to it.
    pub(crate) const fn is_address(&self) -> bool {
        match self {
            Self::Email(_) | Self::Phone(_) => true,
            Self::Text(_) => false,
        }
    }

    /// Where messages to it arrive: several addresses may lead to one mailbox.
    pub(crate) fn mailbox(&self) -> String {
        match self {
            Self::Email(address) => email::mailbox(address),
            Self::Phone(text) | Self::Text(text) => text.clone(),
        }
    }
}

/// In NFKC, without white space around it. NFKC may put white space where there was none: `¨x` begins with it then.
pub(super) fn tidied(text: &str) -> String {
    settled(text, |text| text.nfkc().collect::<String>().trim().to_owned())
}

/// The same in lower case. Tidied before, as what is stored is: `Ϲ` is a `Σ` in NFKC, but in lower case it is a `ϲ`,
/// and that is a `ς`.
fn one_spelling(text: &str) -> String {
    settled(&tidied(text), |text| tidied(&text.to_lowercase()))
}

/// A text that the change does not change any more. It takes two or three rounds; the bound is for texts that nobody
/// has thought of.
fn settled(text: &str, change: impl Fn(&str) -> String) -> String {
    let mut text = text.to_owned();
    for _ in 0..8 {
        let changed = change(&text);
        if changed == text {
            break;
        }
        text = changed;
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::base::identifier::{Identifier, IdentifierFormat, IdentifierRules};

    const FORMATS: [IdentifierFormat; 4] = [
        IdentifierFormat::Email,
        IdentifierFormat::Phone,
        IdentifierFormat::Number,
        IdentifierFormat::FreeText,
    ];

    /// Texts that look like identifiers of some format, with any Unicode strewn in.
    fn texts() -> impl Strategy<Value = String> {
        prop_oneof![
            "[ \\PC]{0,12}",
            "\\PC{0,3}[a-zA-Z0-9.+]{1,8}@[a-zA-Z0-9-]{1,8}\\.[a-z]{2,4}\\PC{0,3}",
            "\\+[0-9 ().-]{7,16}",
            "\\+(357 ?99|44 ?7400|1 ?202 ?555) ?[0-9]{4,6}(/x@evil\\.example)?",
            "[0-9０-９]{1,12}",
            "[¨´ªﬁİı\u{fdfa}\u{345}\u{200b}]{0,3}[a-z]{0,3}",
        ]
    }

    /// Two texts of which one was made of the other, as a customer or an attacker might.
    fn alike() -> impl Strategy<Value = (String, String)> {
        let changes: [fn(&str) -> String; 8] = [
            str::to_uppercase,
            |text| format!(" {text} "),
            |text| text.replace(['-', ' ', '(', ')', '.'], ""),
            |text| format!("{text}/x@evil.example"),
            |text| format!("{text};ext=1"),
            |text| text.nfkd().collect(),
            |text| text.chars().rev().collect(),
            |text| text.replacen(char::is_alphanumeric, "", 1),
        ];
        (texts(), prop::sample::select(changes.to_vec()))
            .prop_map(|(text, change)| (text.clone(), change(&text)))
    }

    proptest! {
        #[test]
        fn what_was_stored_is_found_by_what_was_typed_and_by_what_was_stored(typed in texts()) {
            for format in FORMATS {
                if let Ok(stored) = Identifier::parse(&typed, &IdentifierRules::plain(format)) {
                    prop_assert_eq!(stored.normalised(), NormalisedIdentifier::of(&typed));
                    prop_assert_eq!(stored.normalised(), NormalisedIdentifier::of(stored.as_str()));
                    let shouted = typed.to_uppercase().to_lowercase();
                    if shouted == typed.to_lowercase() {
                        prop_assert_eq!(stored.normalised(), NormalisedIdentifier::of(&typed.to_uppercase()));
                    }
                }
            }
        }

        #[test]
        fn a_spelling_is_its_own_spelling(typed in texts()) {
            let once = NormalisedIdentifier::of(&typed);
            prop_assert_eq!(&NormalisedIdentifier::of(once.as_str()), &once);
        }

        /// One owner has both: the mailbox is the same but for its case, the phone has the same digits, the text looks
        /// the same.
        #[test]
        fn two_texts_share_a_spelling_only_if_one_owner_has_both((one, other) in alike()) {
            let (first, second) = (NormalisedIdentifier::of(&one), NormalisedIdentifier::of(&other));
            if first != second {
                return Ok(());
            }
            let folded = |text: &str| tidied(&tidied(text).to_lowercase());
            let digits = |text: &str| tidied(text).chars().filter(char::is_ascii_digit).collect::<String>();
            match first {
                NormalisedIdentifier::Phone(_) => prop_assert_eq!(digits(&one), digits(&other)),
                NormalisedIdentifier::Email(_) | NormalisedIdentifier::Text(_) => {
                    prop_assert_eq!(folded(&one), folded(&other));
                }
            }
        }

        #[test]
        fn text_with_an_at_sign_is_never_a_phone(before in "\\PC{0,12}", after in "\\PC{0,12}") {
            let is_email = |text: &str| matches!(NormalisedIdentifier::of(text), NormalisedIdentifier::Email(_));
            for text in [format!("{before}@{after}"), format!("+35799123456{before}@{after}")] {
                prop_assert!(is_email(&text));
            }
        }
    }

    #[test]
    fn spellings_of_one_identifier_are_one() {
        let same = |one: &str, other: &str| NormalisedIdentifier::of(one) == NormalisedIdentifier::of(other);
        assert!(same("Ada@Example.com", "ada@example.com "));
        assert!(same("+357 99 123456", "+35799123456"));
        assert!(same("＋３５７９９１２３４５６", "+35799123456"));
        assert!(same("ﬁne", "FINE"));
        assert!(same("¨q", " \u{308}q"));
        assert!(same("Ϲq", "Σq"));
        assert!(!same("ada@example.com", "ada@example.org"));
        assert!(!same("+35799123456/x@evil.example", "+35799123456"));
    }
}
