//! What an error never says: the value of a field. It may be a secret, and answers are logged by whoever asks.
//!
//! But for `fields_set`, whose value is names of fields.

use serde_json::{Value, json};

use crate::support::{
    app::{Answer, App, PASS_CODE},
    records::{CARD, by_code, owner, with},
};

/// Words that are in no name, rule or text; after them comes what a parser could take for words of its own.
const VALUE: &str = "Quartz-`Hunter2`, expected Quartz-`Feather`";
const PARTS: [&str; 3] = ["quartz", "hunter2", "feather"];

/// Values that are wrong in whatever field they stand.
fn values() -> [Value; 6] {
    [
        json!(VALUE),
        json!(format!("{VALUE}\n")),
        json!(VALUE.repeat(20)),
        json!([VALUE]),
        json!({ "nested": VALUE }),
        json!({ VALUE: VALUE }),
    ]
}

/// That fields were found wrong, and no part of a value is in the answer, but as the name of a field.
fn assert_unquoted(answer: &Answer, sent: &str) {
    let errors = answer.body["errors"].as_array().unwrap_or_else(|| panic!("{sent:.200} {answer:?}"));
    assert!(!errors.is_empty(), "{sent:.200}");
    let mut told: Vec<Value> = errors.clone();
    for error in &mut told {
        error.as_object_mut().expect("an error").remove("field");
    }
    let names: Vec<_> = errors.iter().filter_map(|error| error["field"].as_str()).collect();
    let message = names.iter().fold(answer.message().to_owned(), |text, name| text.replace(name, ""));
    let told = format!("{message} {}", json!(told)).to_lowercase();
    assert!(!PARTS.iter().any(|part| told.contains(part)), "{sent:.200} {answer:?}");
}

/// Each field of each operation that has one which can be wrong, with the rest of a body that may be good.
fn fields() -> Vec<(&'static str, Value, &'static str)> {
    let named = json!({ "access_token_identifier": by_code(CARD) });
    let account = json!({ "accounts_receivable_identifier": { "name": "Ada" } });
    let participant = json!({ "rewards_participant_identifier": { "number": "RWP000009" } });
    let owned = json!({ "account_owner": owner() });
    let mut fields = Vec::new();
    for (operation, good, pointers) in [
        (
            "create",
            json!({ "identifier": "ada@example.com", "pass_code": PASS_CODE }),
            &[
                "/token/x",
                "/classification_identifier",
                "/classification_identifier/id/x",
                "/card_masked_number",
                "/udf_float_1",
                "/udf_date_1",
                "/accounts_receivable_identifier",
                "/accounts_receivable_identifier/id",
                "/rewards_participant_identifier/access_token_identifier",
                "/unknown",
            ][..],
        ),
        ("create", json!({}), &["/identifier"]),
        ("verify", with(named.clone(), &json!({ "verification_code": "1" })), &["/access_token_identifier"]),
        ("verify", named.clone(), &["/verification_code/x"]),
        ("update", named.clone(), &["/udf_float_2", "/unknown", "/classification_identifier"]),
        ("show", json!({}), &["/access_token_identifier", "/access_token_identifier/unknown"]),
        ("forgot_pass_code", json!({}), &["/identifier/x", "/unknown"]),
        ("send_one_time_password", json!({}), &["/identifier/x", "/unknown"]),
        (
            "authentication/consumer_application_key/token",
            json!({ "access_token_identifier": { "identifier": "ada@example.com" } }),
            &["/access_token_identifier/request", "/access_token_identifier/one_time_password/x", "/unknown"],
        ),
        ("change_pass_code", json!({ "token": "x" }), &["/pass_code/x"]),
        ("reset_pass_code", json!({}), &["/authentication_code/x", "/pass_code"]),
        (
            "accounts_receivable/create",
            owned,
            &[
                "/account_owner",
                "/account_owner/type",
                "/account_owner/email",
                "/account_owner/phone",
                "/account_owner/unknown",
                "/account_owner/demographics",
                "/account_owner/demographics/gender",
                "/account_owner/demographics/id_number_expiration_date",
                "/account_owner/demographics/date_of_birth/day",
                "/account_owner/demographics/country_of_residence",
                "/account_owner/demographics/country_of_residence/name",
                "/account_owner/demographics/industry/name",
                "/account_owner/company_profile/annual_turnover",
                "/account_owner/company_profile/industry_sector",
                "/access_tokens/x",
            ],
        ),
        ("accounts_receivable/update", account.clone(), &["/life_cycle_state", "/unknown"]),
        ("accounts_receivable/show", json!({}), &["/accounts_receivable_identifier/id"]),
        ("rewards_participants/create", account, &["/access_tokens/x", "/name"]),
        ("rewards_participants/update", participant, &["/access_tokens/x", "/name"]),
    ] {
        fields.extend(pointers.iter().map(|pointer| (operation, good.clone(), *pointer)));
    }
    fields
}

/// A body with a value at a pointer, in objects of its own where there are none.
fn at(mut body: Value, pointer: &str, value: Value) -> Value {
    let mut place = &mut body;
    for name in pointer.split('/').skip(1) {
        place = &mut place[name];
    }
    *place = value;
    body
}

#[tokio::test]
async fn a_value_of_a_field_is_quoted_in_no_error() {
    let app = App::start_unverified().await;
    app.holding(CARD).await;
    app.account("Ada", json!([])).await;
    for (operation, good, pointer) in fields() {
        for value in values() {
            let body = at(good.clone(), pointer, value);
            assert_unquoted(
                &app.post_as_known(operation, body.clone()).await,
                &format!("{operation} {body}"),
            );
        }
    }
    for value in values() {
        for item in [
            json!({ "action": value }),
            json!({ "action": "ADD_NEW", "identifier": value }),
            json!({ "action": "ADD_EXISTING", "access_token_identifier": value }),
            value.clone(),
        ] {
            let body = json!({ "account_owner": owner(), "access_tokens": [item] });
            assert_unquoted(&app.post_as_known("accounts_receivable/create", body).await, &item.to_string());
        }
    }
    let account = ("accounts_receivable_identifier", "{\"name\":\"Ada\"}");
    for field in ["number_of_results", "offset", "next", "classification_identifier", "unknown"] {
        for value in values() {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            assert_unquoted(&app.get("list", &[account, (field, &text)]).await, &format!("{field} {text}"));
        }
    }
    let query = [("number", "5"), ("life_cycle_state", VALUE)];
    assert_unquoted(&app.get("get_not_associated", &query).await, "life_cycle_state");
}

/// Where a value is right as such, and breaks a rule.
#[tokio::test]
async fn a_value_that_breaks_a_rule_is_quoted_in_no_error() {
    let app = App::start_unverified().await;
    app.holding(CARD).await;
    let named = json!({ "access_token_identifier": by_code(CARD) });
    let person = |more: Value| json!({ "account_owner": with(owner(), &more) });
    for (operation, body) in [
        ("create", json!({ "identifier": "Quartz", "pass_code": "Quartz" })),
        ("create", json!({ "identifier": "q@example.com", "pass_code": "QuartzFeather" })),
        ("create", json!({ "identifier": "feather1@example.com", "pass_code": "Feather1@example.com" })),
        ("create", json!({ "authentication_code": "Quartz", "udf_string_1": "Quartz\n" })),
        ("create", with(by_code(&card_with("Quartz\n")), &json!({ "card_masked_number": "Quartz\t1234" }))),
        ("create", with(by_code(&card_with("")), &json!({ "card_masked_number": "Quartz 12345678901" }))),
        ("update", with(named.clone(), &json!({ "udf_date_1": "Quartz", "authentication_code": "Feather" }))),
        ("update", with(named, &json!({ "identifier": "Quartz", "pass_code": "Feather" }))),
        ("accounts_receivable/create", with(person(json!({})), &json!({ "name": "Quartz\n" }))),
        ("accounts_receivable/create", person(json!({ "last_name": "Feather\n", "title": "Quartz\u{7}" }))),
        (
            "accounts_receivable/create",
            person(json!({ "demographics": { "industry": { "code": "Quartz" } } })),
        ),
        ("show", json!({ "access_token_identifier": { "identifier": "Quartz\n", "pass_code": "Feather" } })),
    ] {
        assert_unquoted(&app.post_as_known(operation, body.clone()).await, &format!("{operation} {body}"));
    }
}

fn card_with(end: &str) -> String {
    format!("card-0000-0000-0001-0001{end}")
}
