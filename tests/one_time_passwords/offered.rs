//! Who is offered log-in by a one-time password: nobody, unless the definition says so.

use serde_json::json;

use super::{ADA, LOG_IN, REFUSED, ada, told};
use crate::support::{
    app::{App, PASS_CODE},
    one_time_passwords::{MADE_UP, by_one_time_password, offered},
    records::{by_code, by_pass_code, card, with},
};

const PHONE: &str = "+35799123456";
const NOT_OFFERED: (u16, &str) = (403, "NOT_OFFERED");

async fn on_the_phone(app: &App) {
    let body = json!({ "identifier": PHONE, "classification_identifier": { "name": "Phone" } });
    app.post("create", with(body, &json!({ "pass_code": PASS_CODE }))).await;
    assert_eq!(app.verify(PHONE, &app.code(PHONE).await).await.state(), "EFFECTIVE");
}

#[tokio::test]
async fn the_shipped_definition_offers_no_log_in_without_a_pass_code() {
    let app = App::start().await;
    app.effective(ADA).await;
    let before = app.rows().await.len();
    let asked = app.post("send_one_time_password", json!({ "identifier": ADA })).await;
    assert_eq!(told(&asked), NOT_OFFERED);
    assert_eq!(told(&app.log_in_by(ADA, MADE_UP, "000000").await), NOT_OFFERED);
    assert_eq!(app.rows().await.len(), before, "nothing is written or counted");
    assert_eq!(app.log_in(by_pass_code(ADA, PASS_CODE)).await.status, 200);
}

#[tokio::test]
async fn a_text_message_brings_one_too_and_who_uses_it_counts_as_verified() {
    let app = App::start_with(&offered()).await;
    on_the_phone(&app).await;
    let country = async || {
        let rows = app.rows_of("counter").await;
        let row = rows.into_iter().find(|row| row["pk"].as_s().is_ok_and(|pk| pk.contains("COUNTRY#CY")));
        let row = row.expect("a counter");
        ["sent", "verified"].map(|value| row[value].as_n().expect("a number").clone())
    };
    assert_eq!(country().await, ["1", "1"]);
    let (request, password) = app.one_time_password(PHONE).await;
    assert_eq!(app.log_in_by("+357 99 123456", &request, &password).await.status, 200);
    assert_eq!(country().await, ["2", "2"]);
}

#[tokio::test]
async fn where_one_classification_has_none_its_customers_are_answered_the_same_and_sent_nothing() {
    let section = "[classification.settings.one_time_password]\ntemplate = \"one_time_password_sms\"\n";
    let app = App::start_with(&offered().replace(section, "")).await;
    app.effective(ADA).await;
    on_the_phone(&app).await;
    let before = app.messages(PHONE).await.len();
    let request = app.asked(PHONE).await;
    assert_eq!(app.messages(PHONE).await.len(), before);
    assert_eq!(told(&app.log_in_by(PHONE, &request, "000000").await), REFUSED);
    let (request, password) = app.one_time_password(ADA).await;
    assert_eq!(app.log_in_by(ADA, &request, &password).await.status, 200);
}

#[tokio::test]
async fn only_a_log_in_takes_one() {
    let app = App::start_with(&offered()).await;
    app.effective(ADA).await;
    let (request, password) = app.one_time_password(ADA).await;
    for operation in ["show", "verify", "update", "set_as_not_effective", "delete"] {
        let fields = [("one_time_password", &password, "GOES_WITH"), ("request", &request, "UNKNOWN_FIELD")];
        for (field, sent, rule) in fields {
            let mut body = json!({ "access_token_identifier": { "identifier": ADA } });
            if operation == "verify" {
                body["verification_code"] = json!(password);
            }
            body["access_token_identifier"][field] = json!(sent);
            let answer = app.post(operation, body).await;
            assert_eq!(told(&answer), (400, "INVALID_FIELD"), "{operation}");
            let error = &answer.body["errors"][0];
            let path = json!(format!("access_token_identifier.{field}"));
            assert_eq!((&error["field"], &error["rule"]), (&path, &json!(rule)), "{answer:?}");
        }
    }
    assert_eq!(app.log_in_by(ADA, &request, &password).await.status, 200, "it was not tried");
}

#[tokio::test]
async fn what_does_not_go_together_is_refused_by_the_name_of_the_field_and_not_tried() {
    let app = ada().await;
    let (request, password) = app.one_time_password(ADA).await;
    let whole = by_one_time_password(ADA, &request, &password);
    let without = |field: &str| {
        let mut body = whole.clone();
        body.as_object_mut().expect("an object").remove(field);
        body
    };
    for (body, field, rule) in [
        (without("request"), "request", "NEEDED"),
        (without("one_time_password"), "request", "GOES_WITH"),
        (without("identifier"), "identifier", "EXACTLY_ONE_OF"),
        (with(whole.clone(), &json!({ "pass_code": PASS_CODE })), "pass_code", "EXACTLY_ONE_OF"),
        (with(without("identifier"), &by_code(&card(1))), "one_time_password", "GOES_WITH"),
        (with(whole.clone(), &by_code(&card(1))), "identifier", "EXACTLY_ONE_OF"),
        (with(whole.clone(), &json!({ "request": "x" })), "request", "WRONG_TYPE"),
        (with(whole.clone(), &json!({ "one_time_password": 123_456 })), "one_time_password", "WRONG_TYPE"),
        (
            with(whole.clone(), &json!({ "one_time_password": "1\n" })),
            "one_time_password",
            "CONTROL_CHARACTER",
        ),
    ] {
        let body = json!({ "access_token_identifier": body });
        let answer = app.post_with_key(&app.stack.keys.consumer_application_key, LOG_IN, body.clone()).await;
        assert_eq!(told(&answer), (400, "INVALID_FIELD"), "{body}");
        let error = &answer.body["errors"][0];
        let path = format!("access_token_identifier.{field}");
        assert_eq!((&error["field"], &error["rule"]), (&json!(path), &json!(rule)), "{answer:?}");
    }
    assert_eq!(app.log_in_by(ADA, &request, &password).await.status, 200);
}
