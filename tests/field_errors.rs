//! Field errors: every rule that a request breaks is told at once, by the path of its field, for programs and people.

mod quoted;
mod together;

use serde_json::{Value, json};

use crate::support::{
    app::{Answer, App, PASS_CODE},
    records::{by_code, card, owner, with},
};

/// What is wrong with each field, as programs read it.
fn rules(answer: &Answer) -> Vec<Value> {
    let mut errors = answer.body["errors"].as_array().cloned().unwrap_or_default();
    for error in &mut errors {
        error.as_object_mut().expect("an error").remove("message");
    }
    errors
}

/// That exactly these rules are told, and that people read the same.
fn assert_told(answer: &Answer, status: u16, expected: &Value) {
    assert_eq!((answer.status, &json!(rules(answer))), (status, expected), "{answer:?}");
    let text = |error: &Value| {
        let (field, message) = (error["field"].as_str(), error["message"].as_str());
        format!("{}: {}", field.expect("a field"), message.expect("a message"))
    };
    let texts: Vec<_> = answer.body["errors"].as_array().expect("errors").iter().map(text).collect();
    assert_eq!(answer.message(), texts.join("; "));
    assert_eq!(answer.body.get("data"), None);
}

#[tokio::test]
async fn all_broken_rules_of_a_registration_come_at_once() {
    let app = App::start().await;
    let body = json!({
        "identifier": "ada",
        "pass_code": "short",
        "authentication_code": "few",
        "card_masked_number": "4000 1234 1234 1234",
        "udf_string_1": "x".repeat(256),
        "udf_float_4": 1e200,
        "udf_date_2": "yesterday",
    });
    let expected = json!([
        { "field": "udf_string_1", "rule": "TOO_LONG", "maximum": 255 },
        { "field": "udf_float_4", "rule": "TOO_LARGE_OR_TOO_SMALL" },
        { "field": "udf_date_2", "rule": "NOT_A_DATE" },
        { "field": "identifier", "rule": "NOT_AN_EMAIL_ADDRESS" },
        { "field": "pass_code", "rule": "TOO_SHORT", "minimum": 8 },
        { "field": "pass_code", "rule": "TOO_FEW_DIGITS", "minimum": 1 },
        { "field": "authentication_code", "rule": "TOO_SHORT", "minimum": 20 },
        { "field": "card_masked_number", "rule": "NOT_MASKED" },
    ]);
    assert_told(&app.post("create", body).await, 422, &expected);
    assert!(app.rows().await.is_empty());
}

#[tokio::test]
async fn all_broken_rules_of_contact_information_come_at_once_by_their_paths() {
    let app = App::start().await;
    let owner = json!({
        "type": "COMPANY",
        "first_name": "",
        "last_name": "x".repeat(101),
        "demographics": {
            "passport_number": "a\u{7}b",
            "id_number_expiration_date": "2020",
            "date_of_birth": { "day": 31, "month": 2 },
            "name_day": { "day": 3 },
        },
        "company_profile": { "profile_year": 1, "annual_turnover": 1e300 },
    });
    let body = json!({ "name": "x".repeat(101), "account_owner": owner });
    let within = "account_owner.demographics";
    let expected = json!([
        { "field": "name", "rule": "TOO_LONG", "maximum": 100 },
        { "field": "account_owner.first_name", "rule": "TOO_SHORT", "minimum": 1 },
        { "field": "account_owner.last_name", "rule": "TOO_LONG", "maximum": 100 },
        { "field": "account_owner.company_name", "rule": "NEEDED" },
        { "field": format!("{within}.passport_number"), "rule": "CONTROL_CHARACTER" },
        { "field": format!("{within}.id_number_expiration_date"), "rule": "NOT_A_DATE" },
        { "field": format!("{within}.date_of_birth.day"), "rule": "NOT_BETWEEN", "minimum": 1, "maximum": 29 },
        { "field": format!("{within}.name_day.month"), "rule": "NEEDED" },
        {
            "field": "account_owner.company_profile.profile_year",
            "rule": "NOT_BETWEEN", "minimum": 1850, "maximum": 2200,
        },
        { "field": "account_owner.company_profile.annual_turnover", "rule": "NOT_AN_AMOUNT" },
    ]);
    assert_told(&app.post_as_known("accounts_receivable/create", body).await, 422, &expected);
    // Those that stand for something else: an address, a country, an entry of the definition.
    let owner = with(
        crate::support::records::owner(),
        &json!({
            "email": "ada",
            "phone": "99123456",
            "demographics": { "country_of_residence": { "name": "Atlantis" }, "industry": { "code": "?" } },
        }),
    );
    let expected = json!([
        { "field": "account_owner.email", "rule": "NOT_AN_EMAIL_ADDRESS" },
        { "field": "account_owner.phone", "rule": "NOT_A_PHONE_NUMBER" },
        { "field": format!("{within}.country_of_residence"), "rule": "NOT_A_COUNTRY" },
        { "field": format!("{within}.industry"), "rule": "NOT_IN_THE_DEFINITION" },
    ]);
    let body = json!({ "account_owner": owner });
    assert_told(&app.post_as_known("accounts_receivable/create", body).await, 422, &expected);
    assert!(app.rows().await.is_empty());
}

#[tokio::test]
async fn the_broken_rules_of_all_access_tokens_come_at_once_by_their_places() {
    let app = App::start_unverified().await;
    let new = json!({ "action": "ADD_NEW", "identifier": "ada", "pass_code": "short" });
    let existing = json!({ "identifier": "a\nb", "pass_code": "x".repeat(257) });
    let tokens = json!([
        new,
        { "action": "ADD_NEW", "authentication_code": card(1) },
        { "action": "ADD_EXISTING", "access_token_identifier": existing },
        { "action": "ADD_NEW", "pass_code": PASS_CODE },
        { "action": "REMOVE", "access_token_identifier": by_code(&card(1)) },
    ]);
    let body = json!({ "name": "a\nb", "account_owner": owner(), "access_tokens": tokens });
    let expected = json!([
        { "field": "name", "rule": "CONTROL_CHARACTER" },
        { "field": "access_tokens[0].identifier", "rule": "NOT_AN_EMAIL_ADDRESS" },
        { "field": "access_tokens[0].pass_code", "rule": "TOO_SHORT", "minimum": 8 },
        { "field": "access_tokens[0].pass_code", "rule": "TOO_FEW_DIGITS", "minimum": 1 },
        { "field": "access_tokens[2].access_token_identifier.identifier", "rule": "CONTROL_CHARACTER" },
        {
            "field": "access_tokens[2].access_token_identifier.pass_code",
            "rule": "TOO_MANY_BYTES", "maximum": 256,
        },
        { "field": "access_tokens[3].identifier", "rule": "NEEDED" },
        { "field": "access_tokens[3].pass_code", "rule": "GOES_WITH" },
        { "field": "access_tokens[4].action", "rule": "NOTHING_TO_REMOVE" },
    ]);
    assert_told(&app.post_as_known("accounts_receivable/create", body).await, 422, &expected);
    assert!(app.rows().await.is_empty());
}

#[tokio::test]
async fn an_unknown_field_names_the_one_that_was_probably_meant() {
    let app = App::start().await;
    let owned = |more: Value| json!({ "account_owner": with(owner(), &more) });
    let new = |more: Value| {
        let token = with(json!({ "action": "ADD_NEW" }), &more);
        json!({ "account_owner": owner(), "access_tokens": [token] })
    };
    for (operation, body, field, meant) in [
        ("create", json!({ "identifer": "x" }), "identifer", Some("identifier")),
        ("create", json!({ "passcode": "x" }), "passcode", Some("pass_code")),
        ("create", json!({ "udf_strng_3": "x" }), "udf_strng_3", Some("udf_string_3")),
        ("create", json!({ "field_set": "id" }), "field_set", Some("fields_set")),
        ("create", json!({ "colour": "x" }), "colour", None),
        (
            "show",
            json!({ "access_token_identifier": { "autentication_code": "x" } }),
            "access_token_identifier.autentication_code",
            Some("authentication_code"),
        ),
        (
            "accounts_receivable/create",
            owned(json!({ "lastname": "x" })),
            "account_owner.lastname",
            Some("last_name"),
        ),
        (
            "accounts_receivable/create",
            owned(json!({ "demographics": { "gendre": "x" } })),
            "account_owner.demographics.gendre",
            Some("gender"),
        ),
        ("accounts_receivable/create", owned(json!({ "colour": "x" })), "account_owner.colour", None),
        (
            "accounts_receivable/create",
            new(json!({ "identifer": "x" })),
            "access_tokens[0].identifer",
            Some("identifier"),
        ),
    ] {
        let mut expected = json!({ "field": field, "rule": "UNKNOWN_FIELD" });
        let said = meant.map(|meant| format!("; did you mean `{meant}`?")).unwrap_or_default();
        if let Some(meant) = meant {
            expected["meant"] = json!(meant);
        }
        let answer = app.post_as_known(operation, body).await;
        assert_told(&answer, 400, &json!([expected]));
        assert_eq!(answer.message(), format!("{field}: unknown field{said}"));
    }
}

#[tokio::test]
async fn several_unknown_fields_come_at_once() {
    let app = App::start_unverified().await;
    let unknown =
        |field: &str, meant: &str| json!({ "field": field, "rule": "UNKNOWN_FIELD", "meant": meant });
    let body = json!({ "identifer": "x", "colour": "x", "pass_cod": "x" });
    let colour = json!({ "field": "colour", "rule": "UNKNOWN_FIELD" });
    let expected = json!([unknown("identifer", "identifier"), colour, unknown("pass_cod", "pass_code")]);
    assert_told(&app.post("create", body).await, 400, &expected);
    // A query has no order.
    let answer = app.get("get_not_associated", &[("number", "5"), ("ofset", "1"), ("nxt", "x")]).await;
    let told = rules(&answer);
    assert_told(&answer, 400, &json!(told));
    assert_eq!(told.len(), 2);
    assert!(told.contains(&unknown("ofset", "offset")) && told.contains(&unknown("nxt", "next")), "{told:?}");
    // Those of each access token too, and what is missing beside them.
    let tokens = json!([
        { "action": "ADD_NEW", "identifer": "x", "pass_cod": "x" },
        { "action": "ADD_EXISTING", "acces_token_identifier": "x" },
    ]);
    let expected = json!([
        unknown("access_tokens[0].identifer", "identifier"),
        unknown("access_tokens[0].pass_cod", "pass_code"),
        unknown("access_tokens[1].acces_token_identifier", "access_token_identifier"),
        { "field": "access_tokens[1].access_token_identifier", "rule": "MISSING" },
    ]);
    let body = json!({ "account_owner": owner(), "access_tokens": tokens });
    assert_told(&app.post_as_known("accounts_receivable/create", body).await, 400, &expected);
}

/// What cannot be read as its type is not looked at any further.
#[tokio::test]
async fn a_wrong_type_is_told_though_it_may_be_told_alone() {
    let app = App::start().await;
    for (operation, body, field, expected) in [
        ("create", json!({ "identifier": 7, "pass_code": "short" }), "identifier", "a string"),
        ("create", json!({ "identifier": "ada", "udf_float_1": "1" }), "udf_float_1", "a number"),
        (
            "accounts_receivable/create",
            json!({ "name": "", "account_owner": { "type": "ROBOT" } }),
            "account_owner.type",
            "`PERSON` or `COMPANY`",
        ),
        (
            "accounts_receivable/create",
            json!({ "account_owner": owner(), "access_tokens": "x" }),
            "access_tokens",
            "a list",
        ),
    ] {
        let answer = app.post_as_known(operation, body).await;
        let wrong = json!({ "field": field, "rule": "WRONG_TYPE", "expected": expected });
        assert!(rules(&answer).contains(&wrong), "{answer:?}");
        let told = format!("{field}: must be {expected}");
        assert!(answer.message().split("; ").any(|message| message == told), "{answer:?}");
    }
}

#[tokio::test]
async fn errors_stand_beside_the_status_where_fields_are_wrong_and_nowhere_else() {
    let app = App::start_unverified().await;
    let registered = app.register("ada@example.com").await;
    assert_eq!(registered.body.get("errors"), None);
    let not_found = app.post("show", json!({ "access_token_identifier": by_code(&card(1)) })).await;
    let not_json = app.post_text("create", "application/json", "{").await;
    for (answer, code) in [(not_found, "ACCESS_TOKEN_NOT_FOUND"), (not_json, "BODY_NOT_JSON")] {
        assert_eq!((answer.code(), answer.body.get("errors")), (code, None));
    }
    // A value that breaks a rule is what the code names, whatever else is wrong.
    let needed = json!({ "field": "identifier", "rule": "NEEDED" });
    let masked = json!({ "field": "card_masked_number", "rule": "NOT_MASKED" });
    let refused = app.post("create", json!({})).await;
    assert_told(&refused, 400, &json!([needed]));
    assert_eq!(refused.code(), "INVALID_FIELD");
    let refused = app.post("create", json!({ "card_masked_number": "4000123412341234" })).await;
    assert_told(&refused, 422, &json!([masked, needed]));
    assert_eq!(refused.code(), "INVALID_VALUE");
}
