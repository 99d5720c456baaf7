//! Identifiers: whatever is typed. Properties of spellings are beside them, in base/identifier/normalised.rs.

use proptest::prelude::*;

use super::{cases, sent};
use crate::base::{
    identifier::{Identifier, IdentifierFormat, IdentifierRules, NormalisedIdentifier},
    text_rules::{MAXIMUM_LENGTH, Minimums},
};

const FORMATS: [IdentifierFormat; 4] =
    [IdentifierFormat::Email, IdentifierFormat::Phone, IdentifierFormat::Number, IdentifierFormat::FreeText];

/// Any text, alone and beside what makes it look like an address; some longer than an identifier may be.
fn typed() -> impl Strategy<Value = String> {
    prop_oneof![
        sent::text(),
        (sent::text(), sent::text()).prop_map(|(local, domain)| format!("{local}@{domain}")),
        sent::text().prop_map(|local| format!("{local}@example.com")),
        sent::text().prop_map(|domain| format!("ada@{domain}.com")),
        ("[+＋0-9０-９ ()./-]{0,24}", sent::text()).prop_map(|(number, after)| format!("{number}{after}")),
        (sent::text(), 1..300_usize).prop_map(|(text, times)| text.repeat(times)),
    ]
}

proptest! {
    #![proptest_config(cases(2))]

    #[test]
    fn any_text_is_an_identifier_that_is_found_again_or_breaks_a_rule(typed in typed(), length in 0..40_usize) {
        let looked_up = NormalisedIdentifier::of(&typed);
        prop_assert!(looked_up.mailbox().len() <= looked_up.as_str().len());
        for format in FORMATS {
            let minimum = Minimums { length, ..Minimums::default() };
            let rules = IdentifierRules { minimum, ..IdentifierRules::plain(format) };
            match Identifier::parse(&typed, &rules) {
                Ok(stored) => {
                    prop_assert_eq!(&stored.normalised(), &looked_up);
                    prop_assert_eq!(Identifier::parse(stored.as_str(), &rules), Ok(stored.clone()));
                    prop_assert!(stored.as_str().chars().count() <= MAXIMUM_LENGTH);
                    prop_assert!(!stored.as_str().chars().any(char::is_control));
                    prop_assert!(!stored.takes_texts() || stored.country().is_some());
                }
                Err(broken) => prop_assert!(!broken.rules().is_empty()),
            }
        }
    }
}
