//! What an app is told of pass codes.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{KINDS, broken, changed, number, text};
use crate::support::app::{App, DEFINITION, definition_of_nobody};

#[tokio::test]
async fn a_pass_code_at_the_told_limits_is_taken_and_one_beyond_is_refused() {
    let stricter = [
        (
            "minimum = { length = 8, letters = 1, digits = 1 }",
            "minimum = { length = 11, letters = 4, digits = 3, specials = 2 }",
        ),
        ("maximum_length = 128", "maximum_length = 70"),
    ];
    for definition in [DEFINITION, &changed(DEFINITION, &stricter)] {
        let app = App::start_with(definition).await;
        for kind in KINDS {
            let rules = kind.rules(&app).await;
            let of = |name: &str| number(&rules, &format!("/pass_code/{name}"));
            let (length, most) = (of("minimum/length"), of("maximum_length"));
            let [letters, digits, specials] =
                ["letters", "digits", "specials"].map(|kind| of(&format!("minimum/{kind}")));
            let taken = [
                text(letters, length - letters - specials, specials),
                text(length - digits - specials, digits, specials),
                text(most - digits - specials, digits, specials),
            ];
            for (person, pass_code) in taken.iter().enumerate() {
                let body = json!({ "identifier": (kind.identifier)(person), "pass_code": pass_code });
                assert_eq!(broken(&kind.create(&app, &body).await), Value::Null, "{pass_code}");
            }
            let mut refused = vec![
                (text(letters, length - letters - specials - 1, specials), "TOO_SHORT", "minimum", length),
                (text(letters - 1, length - specials, specials), "TOO_FEW_LETTERS", "minimum", letters),
                (text(length - specials, digits - 1, specials), "TOO_FEW_DIGITS", "minimum", digits),
                (text(most + 1 - digits - specials, digits, specials), "TOO_LONG", "maximum", most),
            ];
            if specials > 0 {
                let without = text(length, digits, specials - 1);
                refused.push((without, "TOO_FEW_SPECIALS", "minimum", specials));
            }
            for (pass_code, rule, limit, told) in refused {
                let body = json!({ "identifier": (kind.identifier)(0), "pass_code": pass_code });
                let expected = json!([{ "field": "pass_code", "rule": rule, limit: told }]);
                assert_eq!(broken(&kind.create(&app, &body).await), expected, "{pass_code}");
            }
        }
    }
}

#[tokio::test]
async fn a_pass_code_has_no_more_bytes_than_are_told() {
    let app =
        App::start_with(&changed(DEFINITION, &[("maximum_length = 128", "maximum_length = 1000")])).await;
    let [kind, _] = KINDS;
    let most = number(&kind.rules(&app).await, "/pass_code/maximum_bytes");
    for (length, expected) in [
        (most, Value::Null),
        (most + 1, json!([{ "field": "pass_code", "rule": "TOO_MANY_BYTES", "maximum": most }])),
    ] {
        let body = json!({ "identifier": (kind.identifier)(0), "pass_code": text(length - 1, 1, 0) });
        assert_eq!(broken(&kind.create(&app, &body).await), expected);
    }
}

#[tokio::test]
async fn a_pass_code_that_would_be_guessed_first_is_refused_by_the_rules_that_are_told_and_no_others() {
    let guessed_first = |identifier: &str| {
        [
            "password1".to_owned(),
            "xyzxyzxyzxyz9".to_owned(),
            "rqponml 7".to_owned(),
            identifier.to_owned(),
            format!("{identifier}a"),
            "zxcompany12".to_owned(),
        ]
    };
    // So a phone number breaks no other rule as a pass code.
    let any = changed(&definition_of_nobody(), &[("letters = 1", "letters = 0")]);
    let wordless = changed(&any, &[("context_words = [\"company\", \"company zx\"]", "context_words = []")]);
    for definition in [any, wordless] {
        let app = App::start_with(&definition).await;
        for kind in KINDS {
            let rules = kind.rules(&app).await;
            let told = rules["pass_code"]["refused"].as_array().expect("rules").iter();
            let told: BTreeSet<_> = told.map(|rule| rule.as_str().expect("a rule").to_owned()).collect();
            let mut refused = BTreeSet::new();
            let identifier = (kind.identifier)(1);
            for pass_code in guessed_first(&identifier) {
                let body = json!({ "identifier": identifier, "pass_code": pass_code });
                let errors = broken(&kind.create(&app, &body).await);
                let rules = errors.as_array().into_iter().flatten().map(|error| &error["rule"]);
                refused.extend(rules.map(|rule| rule.as_str().expect("a rule").to_owned()));
            }
            assert_eq!(refused, told);
        }
    }
}
