//! What is wrong in one part of a request hides nothing that is wrong in another, and makes nothing wrong up.

use serde_json::json;

use super::{assert_told, rules};
use crate::support::{
    app::{App, PASS_CODE},
    records::{by_code, card},
};

#[tokio::test]
async fn a_customer_that_cannot_be_read_makes_no_rule_of_the_token_broken() {
    let app = App::start().await;
    let body = json!({ "authentication_code": card(1), "accounts_receivable_identifier": {} });
    let one_of = json!(["id", "number", "name", "access_token_identifier"]);
    let expected = json!([
        { "field": "accounts_receivable_identifier", "rule": "EXACTLY_ONE_OF", "one_of": one_of },
    ]);
    assert_told(&app.post_as_known("create", body).await, 400, &expected);
}

#[tokio::test]
async fn both_customer_identifiers_of_a_registration_are_looked_at() {
    let app = App::start_unverified().await;
    let named = json!({ "access_token_identifier": {} });
    let body = json!({
        "authentication_code": card(1),
        "accounts_receivable_identifier": { "name": "" },
        "rewards_participant_identifier": named,
        "udf_date_1": "yesterday",
    });
    let both = json!(["authentication_code", "identifier", "one_time_password", "number"]);
    let participant = "rewards_participant_identifier.access_token_identifier.identifier";
    let expected = json!([
        { "field": "accounts_receivable_identifier.name", "rule": "TOO_SHORT", "minimum": 1 },
        { "field": participant, "rule": "EXACTLY_ONE_OF", "one_of": both },
        { "field": "udf_date_1", "rule": "NOT_A_DATE" },
    ]);
    assert_told(&app.post_as_known("create", body).await, 422, &expected);
}

#[tokio::test]
async fn an_address_that_cannot_be_kept_hides_nothing_else_of_who_owns_an_account() {
    let app = App::start().await;
    let body = json!({ "name": "", "account_owner": {
        "type": "PERSON", "first_name": "", "email": "ada",
        "demographics": {
            "date_of_birth": { "year": 1, "month": 13, "day": 40 },
            "country_of_residence": { "name": "Atlantis" },
        },
        "company_profile": { "annual_turnover": -1 },
    } });
    let birth = |part: &str| format!("account_owner.demographics.date_of_birth.{part}");
    let expected = json!([
        { "field": "name", "rule": "TOO_SHORT", "minimum": 1 },
        { "field": "account_owner.email", "rule": "NOT_AN_EMAIL_ADDRESS" },
        { "field": "account_owner.demographics.country_of_residence", "rule": "NOT_A_COUNTRY" },
        { "field": "account_owner.first_name", "rule": "TOO_SHORT", "minimum": 1 },
        { "field": "account_owner.last_name", "rule": "NEEDED" },
        { "field": birth("year"), "rule": "NOT_BETWEEN", "minimum": 1850, "maximum": 2100 },
        { "field": birth("month"), "rule": "NOT_BETWEEN", "minimum": 1, "maximum": 12 },
        { "field": birth("day"), "rule": "NOT_BETWEEN", "minimum": 1, "maximum": 31 },
        { "field": "account_owner.company_profile.annual_turnover", "rule": "NOT_AN_AMOUNT" },
    ]);
    assert_told(&app.post_as_known("accounts_receivable/create", body).await, 422, &expected);
}

#[tokio::test]
async fn an_update_looks_at_all_that_it_can_before_it_reads_the_token() {
    let app = App::start().await;
    let body = json!({
        "access_token_identifier": {},
        "identifier": "x".repeat(300),
        "card_masked_number": "4000 1234 1234 1234",
        "udf_string_1": "x".repeat(256),
    });
    let both = json!(["authentication_code", "identifier"]);
    let expected = json!([
        { "field": "access_token_identifier.identifier", "rule": "EXACTLY_ONE_OF", "one_of": both },
        { "field": "identifier", "rule": "TOO_LONG", "maximum": 254 },
        { "field": "card_masked_number", "rule": "NOT_MASKED" },
        { "field": "udf_string_1", "rule": "TOO_LONG", "maximum": 255 },
    ]);
    assert_told(&app.post("update", body).await, 422, &expected);
}

#[tokio::test]
async fn unknown_fields_are_told_in_their_order_and_not_without_end() {
    let app = App::start().await;
    let body = r#"{"fields_set":"id","aaaa":1,"bbbb":2,"cccc":3}"#;
    let answer = app.post_text("delete", "application/json", body).await;
    let fields: Vec<_> = rules(&answer).into_iter().map(|rule| rule["field"].clone()).collect();
    assert_eq!(fields, ["aaaa", "bbbb", "cccc", "access_token_identifier"]);
    let many: serde_json::Map<_, _> = (0..5_000).map(|field| (format!("f{field}"), json!(1))).collect();
    let answer = app.post("show", many.into()).await;
    assert_eq!((answer.status, rules(&answer).len()), (400, 64));
}

#[tokio::test]
async fn what_is_right_is_not_done_beside_what_is_wrong() {
    let app = App::start_unverified().await;
    let new = |code: &str| json!({ "action": "ADD_NEW", "authentication_code": code });
    let body = json!({
        "account_owner": { "type": "PERSON", "last_name": "Lovelace" },
        "access_tokens": [new(&card(1)), new("few"), { "action": "ADD_EXISTING", "access_token_identifier": by_code(PASS_CODE) }],
    });
    let expected =
        json!([{ "field": "access_tokens[1].authentication_code", "rule": "TOO_SHORT", "minimum": 20 }]);
    assert_told(&app.post_as_known("accounts_receivable/create", body).await, 422, &expected);
    assert!(app.rows().await.is_empty());
}
