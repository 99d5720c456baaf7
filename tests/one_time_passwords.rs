//! Log-in without a pass code: who reads what is sent logs in with it and with its request, once.

mod alike;
mod limits;
mod offered;

use serde_json::json;

use crate::support::{
    app::{App, PASS_CODE, told, wrong},
    one_time_passwords::{MADE_UP, by_one_time_password, offered},
    records::by_pass_code,
    sessions::claims,
    writing::ticket,
};

const ADA: &str = "ada@example.com";
const EVE: &str = "eve@example.com";
const LOG_IN: &str = "authentication/consumer_application_key/token";

const REFUSED: (u16, &str) = (403, "LOG_IN_REFUSED");

/// A stack that offers one-time passwords, with Ada.
async fn ada() -> App {
    let app = App::start_with(&offered()).await;
    app.effective(ADA).await;
    app
}

#[tokio::test]
async fn who_was_sent_a_one_time_password_logs_in_with_it_and_its_request() {
    let app = ada().await;
    let (request, password) = app.one_time_password(ADA).await;
    assert!(password.len() == 6 && password.bytes().all(|byte| byte.is_ascii_digit()), "{password}");
    let answer = app.log_in_by(ADA, &request, &password).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let session = answer.data()["token"].as_str().expect("a token");
    let shown = app.post_in(session, "show", json!({})).await;
    assert_eq!((&shown.data()["identifier"], &shown.data()["id"]), (&json!(ADA), &claims(session)["sub"]));
}

#[tokio::test]
async fn a_one_time_password_logs_in_once() {
    let app = ada().await;
    let (request, password) = app.one_time_password(ADA).await;
    assert_eq!(app.log_in_by(ADA, &request, &password).await.status, 200);
    assert!(app.rows_of("one_time_password").await.is_empty(), "it goes with the log-in");
    assert_eq!(told(&app.log_in_by(ADA, &request, &password).await), REFUSED);
}

#[tokio::test]
async fn a_one_time_password_lives_five_minutes() {
    let app = ada().await;
    let (request, password) = app.one_time_password(ADA).await;
    app.pass(299);
    assert_eq!(app.log_in_by(ADA, &request, &password).await.status, 200);
    let (request, password) = app.one_time_password(ADA).await;
    app.pass(300);
    assert_eq!(told(&app.log_in_by(ADA, &request, &password).await), REFUSED);
}

#[tokio::test]
async fn a_one_time_password_goes_with_its_own_request_and_its_own_identifier() {
    let app = ada().await;
    app.effective(EVE).await;
    let (adas, password) = app.one_time_password(ADA).await;
    let (eves, other) = app.one_time_password(EVE).await;
    assert_ne!((&adas, &password), (&eves, &other));
    for (identifier, request, password) in [
        (ADA, eves.as_str(), password.as_str()),
        (ADA, &eves, &other),
        (EVE, &adas, &password),
        (EVE, &eves, &password),
        (ADA, MADE_UP, &password),
        ("nobody@example.com", &adas, &password),
    ] {
        assert_eq!(told(&app.log_in_by(identifier, request, password).await), REFUSED);
    }
    assert_eq!(app.log_in_by("Ada@Example.com", &adas, &password).await.status, 200);
    assert_eq!(app.log_in_by(EVE, &eves, &other).await.status, 200);
}

#[tokio::test]
async fn who_asks_again_before_the_pause_is_over_is_sent_nothing_more_and_logs_in_with_the_request_before() {
    let app = ada().await;
    let (first, password) = app.one_time_password(ADA).await;
    let second = app.asked(ADA).await;
    assert_eq!(app.code(ADA).await, password);
    assert_eq!(told(&app.log_in_by(ADA, &second, &password).await), REFUSED);
    assert_eq!(app.log_in_by(ADA, &first, &password).await.status, 200);
    app.pass(60);
    let (third, another) = app.one_time_password(ADA).await;
    assert_ne!(another, password);
    assert_eq!(app.log_in_by(ADA, &third, &another).await.status, 200);
}

#[tokio::test]
async fn a_newer_one_leaves_the_one_before_as_it_is() {
    let app = ada().await;
    let (first, password) = app.one_time_password(ADA).await;
    app.pass(60);
    let (second, another) = app.one_time_password(ADA).await;
    assert_eq!(app.log_in_by(ADA, &first, &password).await.status, 200, "a stranger may have asked");
    assert_eq!(app.log_in_by(ADA, &second, &another).await.status, 200);
}

#[tokio::test]
async fn what_ends_all_sessions_ends_what_was_sent() {
    let app = ada().await;
    let named = json!({ "access_token_identifier": by_pass_code(ADA, PASS_CODE) });
    // A new pass code, by a ticket.
    let (request, password) = app.one_time_password(ADA).await;
    app.post("forgot_pass_code", json!({ "identifier": ADA })).await;
    let body = json!({ "token": ticket(&app, ADA).await, "pass_code": PASS_CODE });
    assert_eq!(app.post("change_pass_code", body).await.status, 200);
    assert_eq!(told(&app.log_in_by(ADA, &request, &password).await), REFUSED);
    app.pass(60);
    // Out of service, and back.
    let (request, password) = app.one_time_password(ADA).await;
    app.granted("set_as_not_effective", named.clone()).await;
    assert_eq!(told(&app.log_in_by(ADA, &request, &password).await), REFUSED);
    app.granted("set_as_effective", named.clone()).await;
    assert_eq!(told(&app.log_in_by(ADA, &request, &password).await), REFUSED);
    app.pass(60);
    // Another address: whoever reads the old one is not her any more.
    let (request, password) = app.one_time_password(ADA).await;
    let mut renamed = named;
    renamed["identifier"] = json!(EVE);
    app.granted("update", renamed).await;
    for identifier in [ADA, EVE] {
        assert_eq!(told(&app.log_in_by(identifier, &request, &password).await), REFUSED, "{identifier}");
    }
}

#[tokio::test]
async fn a_log_in_by_a_one_time_password_is_refreshed_and_names_its_device_as_any_other() {
    let app = ada().await;
    let (request, password) = app.one_time_password(ADA).await;
    let body = json!({
        "access_token_identifier": by_one_time_password(ADA, &request, &password),
        "refresh": true,
        "device_name": "phone",
    });
    let answer = app.post_with_key(&app.stack.keys.consumer_application_key, LOG_IN, body).await;
    for given in ["token", "refresh_token", "device_token"] {
        assert!(answer.data()[given].is_string(), "{given}: {answer:?}");
    }
}

#[tokio::test]
async fn a_code_that_is_sent_lives_in_its_row_and_nothing_of_it_in_the_access_tokens() {
    let app = ada().await;
    let before = app.rows_of("token").await;
    let (request, password) = app.one_time_password(ADA).await;
    app.log_in_by(ADA, &request, &wrong(&password)).await;
    assert_eq!(app.rows_of("token").await, before);
    let rows = app.rows_of("one_time_password").await;
    let [row] = &rows[..] else { panic!("not one row: {rows:?}") };
    assert_eq!(row["pk"].as_s(), Ok(&format!("ONE_TIME_PASSWORD#{request}")));
    assert_eq!(row["tries"].as_n(), Ok(&"1".to_owned()));
    let expires = row["expires"].as_n().expect("the time to live").clone();
    assert_eq!(expires, (app.now() + 300).to_string());
}
