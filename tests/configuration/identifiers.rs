//! What an app is told of identifiers and authentication codes.

use serde_json::{Value, json};

use super::{KINDS, NEVER, broken, changed, number, text};
use crate::support::app::{App, DEFINITION, PASS_CODE};

#[tokio::test]
async fn an_identifier_of_the_told_format_and_length_is_taken_and_no_other() {
    let app = App::start().await;
    let [kind, _] = KINDS;
    let rules = kind.rules(&app).await;
    let most = number(&rules, "/identifier/maximum_length");
    let domain = format!("{0}.{0}.{0}.com", "d".repeat(61));
    let longest = format!("{}@{domain}", "a".repeat(most - domain.len() - 1));
    assert_eq!(rules["identifier"]["format"], "EMAIL");
    for (identifier, expected) in [
        (longest.clone(), Value::Null),
        (format!("a{longest}"), json!([{ "field": "identifier", "rule": "TOO_LONG", "maximum": most }])),
        ("+35799123456".to_owned(), json!([{ "field": "identifier", "rule": "NOT_AN_EMAIL_ADDRESS" }])),
    ] {
        let body = json!({ "identifier": identifier, "pass_code": PASS_CODE });
        assert_eq!(broken(&kind.create(&app, &body).await), expected, "{identifier}");
    }
}

/// Mobile ones, by their countries: those that the shipped definition lists, and another.
const NUMBERS: [(&str, &str); 4] =
    [("CY", "+35799123456"), ("GR", "+306912345678"), ("GB", "+447400123456"), ("FR", "+33612345678")];
/// Another system brings what text messages brought.
const EXTERNAL: (&str, &str) = ("medium = \"SMS\"", "medium = \"EXTERNAL\"");
const FREE_TEXT: (&str, &str) = ("format = \"PHONE\"", "format = \"FREE_TEXT\"");

#[tokio::test]
async fn a_phone_number_is_taken_of_the_told_countries_and_of_no_others() {
    let [_, kind] = KINDS;
    for changes in [&[][..], &[EXTERNAL], &[EXTERNAL, FREE_TEXT]] {
        let app = App::start_with(&changed(DEFINITION, changes)).await;
        let rules = kind.rules(&app).await;
        let told = rules["identifier"]["countries"].as_array().expect("countries");
        assert_eq!(told.len() + 1, NUMBERS.len(), "{changes:?}");
        for (country, phone) in NUMBERS {
            let created = kind.create(&app, &json!({ "identifier": phone, "pass_code": PASS_CODE })).await;
            let other = json!([{ "field": "identifier", "rule": "COUNTRY_NOT_SERVED" }]);
            let expected = if told.contains(&json!(country)) { Value::Null } else { other };
            assert_eq!(broken(&created), expected, "{changes:?} {country}");
        }
    }
}

/// Nothing is sent where nobody is verified; and another system reaches all countries where none are listed.
#[tokio::test]
async fn a_phone_number_is_taken_of_any_country_where_none_are_told() {
    let [_, kind] = KINDS;
    let none_listed = ("countries = [\"CY\", \"GR\", \"GB\"]", "countries = []");
    for (changes, state) in [(&[NEVER][..], "EFFECTIVE"), (&[EXTERNAL, none_listed], "PENDING_VERIFICATION")]
    {
        let app = App::start_with(&changed(DEFINITION, changes)).await;
        assert_eq!(kind.rules(&app).await["identifier"]["countries"], Value::Null, "{changes:?}");
        for (_, phone) in NUMBERS {
            let created = kind.create(&app, &json!({ "identifier": phone, "pass_code": PASS_CODE })).await;
            assert_eq!(created.state(), state, "{created:?}");
        }
    }
}

#[tokio::test]
async fn an_identifier_reaches_the_told_minimums() {
    let [kind, _] = KINDS;
    for minimum in ["", "minimum = { length = 8, letters = 2, digits = 3, specials = 1 }"] {
        let free_text = format!("format = \"FREE_TEXT\"\n{minimum}\n#");
        let app = App::start_with(&changed(DEFINITION, &[NEVER, ("format = \"EMAIL\"", &free_text)])).await;
        let rules = kind.rules(&app).await;
        let [length, letters, digits, specials] = ["length", "letters", "digits", "specials"]
            .map(|kind| number(&rules, &format!("/identifier/minimum/{kind}")));
        let shortest = text(length - digits - specials, digits, specials);
        let fewer = |kind: &str, least: usize, text: String| {
            (least > 0).then(|| (text, json!([{ "field": "identifier", "rule": kind, "minimum": least }])))
        };
        let refused = [
            fewer("TOO_SHORT", length, text(length - digits - specials - 1, digits, specials)),
            fewer("TOO_FEW_LETTERS", letters, text(letters.saturating_sub(1), length, specials)),
            fewer("TOO_FEW_DIGITS", digits, text(length, digits.saturating_sub(1), specials)),
            fewer("TOO_FEW_SPECIALS", specials, text(length, digits, specials.saturating_sub(1))),
        ];
        for (identifier, expected) in [Some((shortest, Value::Null))].into_iter().chain(refused).flatten() {
            let body = json!({ "identifier": identifier, "pass_code": PASS_CODE });
            assert_eq!(broken(&kind.create(&app, &body).await), expected, "{identifier}");
        }
    }
}

#[tokio::test]
async fn an_authentication_code_of_the_told_length_is_taken_and_no_other() {
    let app = App::start().await;
    for kind in KINDS {
        let rules = kind.rules(&app).await;
        let (least, most) = (
            number(&rules, "/authentication_code/length"),
            number(&rules, "/authentication_code/maximum_length"),
        );
        let refused = |rule: &str, limit: &str, told: usize| json!([{ "field": "authentication_code", "rule": rule, limit: told }]);
        for (person, (length, expected)) in [
            (least, Value::Null),
            (least - 1, refused("TOO_SHORT", "minimum", least)),
            (most, Value::Null),
            (most + 1, refused("TOO_LONG", "maximum", most)),
        ]
        .into_iter()
        .enumerate()
        {
            // No two tokens have the same.
            let code = format!("{}{}", (kind.identifier)(person), text(length, 0, 0));
            let body = json!({
                "identifier": (kind.identifier)(person),
                "pass_code": PASS_CODE,
                "authentication_code": &code[..length],
            });
            assert_eq!(broken(&kind.create(&app, &body).await), expected, "{length}");
        }
    }
}

#[tokio::test]
async fn what_is_told_to_be_generated_is_not_to_be_sent() {
    let generated = [
        (
            "[definition.identifier]\ncreation = \"NONE\"",
            "[definition.identifier]\ncreation = \"GENERATED_ID\"",
        ),
        (
            "[definition.authentication_code]\ncreation = \"NONE\"",
            "[definition.authentication_code]\ncreation = \"GENERATED\"",
        ),
        ("format = \"EMAIL\"", "format = \"FREE_TEXT\""),
        NEVER,
    ];
    let [kind, phones] = KINDS;
    let app = App::start_with(&changed(DEFINITION, &generated)).await;
    let rules = kind.rules(&app).await;
    assert_eq!(rules["identifier"]["creation"], "GENERATED_ID");
    assert_eq!(rules["authentication_code"]["creation"], "GENERATED");
    let body = json!({ "identifier": "ada", "pass_code": PASS_CODE, "authentication_code": text(20, 0, 0) });
    let refused = json!([
        { "field": "identifier", "rule": "GENERATED" },
        { "field": "authentication_code", "rule": "GENERATED" },
    ]);
    assert_eq!(broken(&kind.create(&app, &body).await), refused);

    // A message brings it, so the token has to be verified.
    let pass_code = (
        "[classification.settings.pass_code]\ncreation = \"NONE\"",
        "[classification.settings.pass_code]\ncreation = \"GENERATED\"",
    );
    let app = App::start_with(&changed(DEFINITION, &[pass_code])).await;
    assert_eq!(phones.rules(&app).await["pass_code"]["creation"], "GENERATED");
    let body = json!({ "identifier": (phones.identifier)(0), "pass_code": PASS_CODE });
    let refused = json!([{ "field": "pass_code", "rule": "GENERATED" }]);
    assert_eq!(broken(&phones.create(&app, &body).await), refused);
}
