//! A back office that a customer calls: it names the access token by its number, sees what was sent and where they are
//! logged in, and does what the call is about.

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Value, json};
use shared::Scope;

use crate::support::{
    app::{Answer, App, PASS_CODE, told},
    lines::Lines,
    records::with,
};

const ADA: &str = "ada@example.com";
const LIST: &str = "authentication/sessions/list";
const RELEASE: &str = "authentication/sessions/release";
const MESSAGES: &str = "access_tokens/messages/list";

fn by_number(number: &Value) -> Value {
    json!({ "access_token_identifier": { "number": number } })
}

/// The number of what is registered, as the table has it.
async fn number(app: &App) -> Value {
    let found = app.granted("customers/find", json!({ "by": "IDENTIFIER", "text": ADA })).await;
    found.data()[0]["access_token"]["number"].clone()
}

async fn shown(app: &App, number: &Value) -> Answer {
    app.post_as_known("show", by_number(number)).await
}

#[tokio::test]
async fn what_a_back_office_found_it_names_by_the_number() {
    let app = App::start().await;
    app.effective(ADA).await;
    let number = number(&app).await;
    let answer = shown(&app, &number).await;
    assert_eq!((answer.status, &answer.data()["identifier"]), (200, &json!(ADA)));
    assert_eq!(answer.data()["authentication_code"], Value::Null, "a number proves nothing");
    for (operation, state) in [("set_as_not_effective", "NOT_EFFECTIVE"), ("set_as_effective", "EFFECTIVE")] {
        assert_eq!(app.granted(operation, by_number(&number)).await.state(), state);
    }
    app.granted("set_as_not_effective", by_number(&number)).await;
    app.granted("delete", by_number(&number)).await;
    for number in [&number, &json!("ACT0000000000"), &json!("x")] {
        assert_eq!(told(&shown(&app, number).await), (404, "ACCESS_TOKEN_NOT_FOUND"));
    }
}

#[tokio::test]
async fn by_a_number_nobody_else_names_anything_and_nobody_changes_what_proves_it() {
    let app = App::start().await;
    app.effective(ADA).await;
    let number = number(&app).await;
    let ada = app.logged_in(ADA, PASS_CODE).await;
    for answer in [
        app.post("show", by_number(&number)).await,
        app.post_in(&ada, "show", by_number(&number)).await,
        app.post_as_known("update", with(by_number(&number), &json!({ "identifier": "eve@example.com" })))
            .await,
        app.post_as_known("update", with(by_number(&number), &json!({ "pass_code": "another horse 2" })))
            .await,
    ] {
        assert_eq!(told(&answer), (400, "INVALID_FIELD"), "{answer:?}");
    }
    for operation in [LIST, RELEASE] {
        let answer = app.post_in(&ada, operation, json!({ "number": number, "all": true })).await;
        assert_ne!(answer.status, 200, "{operation}");
    }
    assert_eq!(told(&app.post_as_known(LIST, json!({})).await), (400, "INVALID_FIELD"));
}

#[tokio::test]
async fn a_customer_who_reads_the_code_out_is_verified_and_keeps_no_pass_code_of_who_registered() {
    let app = App::start().await;
    app.register(ADA).await;
    let number = number(&app).await;
    let code = json!({ "verification_code": app.code(ADA).await });
    let read_out = with(by_number(&number), &code);
    assert_eq!(told(&app.post_as_known("verify", read_out.clone()).await), (422, "PASS_CODE_NEEDED"));
    let chosen = with(read_out, &json!({ "pass_code": "nobodys horse 7" }));
    let verified = app.granted("verify", chosen).await;
    assert_eq!(verified.state(), "EFFECTIVE");
    assert!(verified.data()["verified_by_user"]["username"].is_string(), "{verified:?}");
    assert_eq!(
        app.log_in(json!({ "identifier": ADA, "pass_code": PASS_CODE })).await.code(),
        "LOG_IN_REFUSED"
    );
}

#[tokio::test]
async fn who_verifies_by_a_number_is_not_shown_the_authentication_code() {
    let app = App::start().await;
    let code = "A-CODE-OF-THIRTY-TWO-CHARACTERS-1";
    let body = json!({ "identifier": ADA, "pass_code": PASS_CODE, "authentication_code": code });
    assert_eq!(app.post("create", body).await.status, 200);
    let number = number(&app).await;
    let read_out = json!({
        "verification_code": app.code(ADA).await,
        "pass_code": PASS_CODE,
        "authentication_code": code,
    });
    for time in ["first", "again"] {
        let verified = app.granted("verify", with(by_number(&number), &read_out)).await;
        assert_eq!(verified.state(), "EFFECTIVE", "{time}");
        assert_eq!(verified.data()["authentication_code"], Value::Null, "{time}");
    }
}

#[tokio::test]
async fn a_wrong_code_that_is_read_out_counts_as_any_other() {
    let app = App::start().await;
    app.register(ADA).await;
    let number = number(&app).await;
    let right = app.code(ADA).await;
    let ask = async |code: &str| {
        let code = json!({ "verification_code": code, "pass_code": "nobodys horse 7" });
        app.post_as_known("verify", with(by_number(&number), &code)).await
    };
    for _ in 0..5 {
        assert_eq!(ask(&crate::support::app::wrong(&right)).await.code(), "VERIFICATION_REFUSED");
    }
    assert_eq!(ask(&right).await.code(), "VERIFICATION_REFUSED");
}

#[tokio::test]
async fn a_back_office_sees_what_was_sent_and_what_was_not_the_latest_first() {
    let app = App::start().await;
    app.register(ADA).await;
    app.pass(1);
    app.post("reset_verification_code", json!({ "identifier": ADA })).await;
    app.settled().await;
    let messages = app.granted(MESSAGES, json!({ "number": number(&app).await })).await;
    let told = |message: &Value| [message["state"].clone(), message["to"].clone(), message["medium"].clone()];
    let told: Vec<_> = messages.data().as_array().expect("a list").iter().map(told).collect();
    let [sent, kept_back] = ["SENT", "NOT_SENT"].map(|state| [json!(state), json!(ADA), json!("EMAIL")]);
    assert_eq!(told, [kept_back, sent]);
    assert!(messages.data()[0]["reason"].is_string());
    assert!(!messages.body.to_string().contains(&app.code(ADA).await), "nor what it brought");
    app.pass(2 * 24 * 60 * 60);
    let later = app.granted(MESSAGES, json!({ "number": number(&app).await })).await;
    assert_eq!(later.data().as_array().map(Vec::len), Some(1), "what was not sent goes after a day");
}

#[tokio::test]
async fn a_list_is_whole_though_dynamodb_answers_one_megabyte_at_once() {
    let app = App::start().await;
    app.effective(ADA).await;
    app.settled().await;
    let mut row = app.rows_of("message").await.remove(0);
    let text = |text: String| AttributeValue::S(text);
    row.insert("reason".to_owned(), text("x".repeat(100_000)));
    for number in 1..=15 {
        let id = format!("{number:032X}");
        row.extend([("sk".to_owned(), text(id.clone())), ("id".to_owned(), text(id))]);
        let item = Some(row.clone().into_iter().collect());
        app.table.put_item().table_name("Table").set_item(item).send().await.expect("written");
    }
    let messages = app.granted(MESSAGES, json!({ "number": number(&app).await })).await;
    assert_eq!(messages.data().as_array().map(Vec::len), Some(16));
}

#[tokio::test]
async fn a_back_office_sees_a_customers_sessions_and_ends_one_or_all() {
    let app = App::start().await;
    app.effective(ADA).await;
    let number = number(&app).await;
    let sessions = [app.logged_in(ADA, PASS_CODE).await, app.logged_in(ADA, PASS_CODE).await];
    let listed = app.granted(LIST, json!({ "number": number })).await;
    let listed = listed.data().as_array().expect("a list").clone();
    assert_eq!(listed.len(), 2);
    assert!(listed.iter().all(|session| session["is_current"] == json!(false)), "{listed:?}");
    app.granted(RELEASE, json!({ "number": number, "session_id": listed[0]["id"] })).await;
    let mut alive = 0;
    for session in &sessions {
        alive += u32::from(app.post_in(session, LIST, json!({})).await.status == 200);
    }
    assert_eq!(alive, 1);
    app.granted(RELEASE, json!({ "number": number, "all": true })).await;
    for session in &sessions {
        assert_eq!(told(&app.post_in(session, LIST, json!({})).await), (401, "SESSION_REFUSED"));
    }
    let reader = app.back_office_with(Scope::Read).await;
    let refused = app.post_in(&reader, RELEASE, json!({ "number": number, "all": true })).await;
    assert_eq!(told(&refused), (403, "CALLER_NOT_ALLOWED"));
}

#[tokio::test]
async fn the_log_says_by_its_key_which_back_office_did_it() {
    let lines = Lines::begin();
    let app = App::start().await;
    app.effective(ADA).await;
    let number = number(&app).await;
    lines.taken();
    app.granted("set_as_not_effective", by_number(&number)).await;
    let line: Value = serde_json::from_str(lines.taken().trim()).expect("one line");
    let rows = app.rows_of("application_key").await;
    let is_known =
        rows.iter().any(|row| row["id"].as_s().ok().map(String::as_str) == line["application_key"].as_str());
    assert!(is_known, "{line}");
}
