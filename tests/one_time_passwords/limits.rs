//! How often a one-time password may be guessed at, and that strangers use up nothing of the owner's.

use serde_json::json;

use super::{ADA, LOG_IN, REFUSED, ada, told};
use crate::support::{
    app::{App, PASS_CODE, wrong},
    one_time_passwords::{MADE_UP, by_one_time_password},
    records::by_pass_code,
};

const STRANGER: &str = "127.0.0.2";

/// Guesses from a source, so many times.
async fn guessed(app: &App, source: &str, request: &str, times: usize) {
    for _ in 0..times {
        let answer = app.log_in_from(source, by_one_time_password(ADA, request, "no code")).await;
        assert_eq!(told(&answer), REFUSED);
    }
}

#[tokio::test]
async fn a_request_stands_five_wrong_tries() {
    let app = ada().await;
    let (request, password) = app.one_time_password(ADA).await;
    for _ in 0..4 {
        assert_eq!(told(&app.log_in_by(ADA, &request, &wrong(&password)).await), REFUSED);
    }
    assert_eq!(app.log_in_by(ADA, &request, &password).await.status, 200);
    app.pass(60);
    let (request, password) = app.one_time_password(ADA).await;
    for _ in 0..5 {
        assert_eq!(told(&app.log_in_by(ADA, &request, &wrong(&password)).await), REFUSED);
    }
    assert_eq!(told(&app.log_in_by(ADA, &request, &password).await), REFUSED);
}

#[tokio::test]
async fn a_stranger_who_asks_and_guesses_uses_up_nothing_of_the_owners() {
    let app = ada().await;
    let strangers = app.asked_from(STRANGER, ADA).await;
    app.settled().await;
    app.pass(60);
    let (request, password) = app.one_time_password(ADA).await;
    guessed(&app, STRANGER, &strangers, 10).await;
    guessed(&app, STRANGER, MADE_UP, 20).await;
    assert_eq!(app.log_in_by(ADA, &request, &password).await.status, 200);
}

#[tokio::test]
async fn twenty_wrong_ones_of_a_day_count_from_one_source_and_forty_in_all() {
    let app = ada().await;
    guessed(&app, STRANGER, MADE_UP, 30).await;
    guessed(&app, "127.0.0.3", MADE_UP, 19).await;
    let (request, password) = app.one_time_password(ADA).await;
    let right = by_one_time_password(ADA, &request, &password);
    assert_eq!(told(&app.log_in_from(STRANGER, right.clone()).await), REFUSED, "it had its twenty");
    assert_eq!(app.log_in(right).await.status, 200);
    // A right one ends nothing: else who logs in often would be guessed at more often.
    guessed(&app, "127.0.0.3", MADE_UP, 1).await;
    app.pass(60);
    let (request, password) = app.one_time_password(ADA).await;
    assert_eq!(told(&app.log_in_by(ADA, &request, &password).await), REFUSED);
    assert_eq!(app.log_in(by_pass_code(ADA, PASS_CODE)).await.status, 200, "the pass code counts by itself");
    app.pass(24 * 60 * 60);
    let (request, password) = app.one_time_password(ADA).await;
    assert_eq!(app.log_in_by(ADA, &request, &password).await.status, 200);
}

#[tokio::test]
async fn a_known_device_is_not_kept_out_by_what_strangers_guess() {
    let app = ada().await;
    let log_in = async |named: serde_json::Value, device: &serde_json::Value| {
        let body =
            json!({ "access_token_identifier": named, "device_name": "phone", "device_token": device });
        app.post_with_key(&app.stack.keys.consumer_application_key, LOG_IN, body).await
    };
    let answer = log_in(by_pass_code(ADA, PASS_CODE), &json!(null)).await;
    let device = answer.data()["device_token"].clone();
    for source in [STRANGER, "127.0.0.3"] {
        guessed(&app, source, MADE_UP, 20).await;
    }
    let (request, password) = app.one_time_password(ADA).await;
    let right = by_one_time_password(ADA, &request, &password);
    assert_eq!(told(&log_in(right.clone(), &json!(null)).await), REFUSED);
    assert_eq!(log_in(right, &device).await.status, 200);
}

#[tokio::test]
async fn guesses_at_pass_codes_do_not_keep_a_one_time_password_out() {
    let app = ada().await;
    for guess in 0..100 {
        let body = json!({ "access_token_identifier": by_pass_code(ADA, "another horse 2") });
        app.post_from(&format!("127.0.1.{}", 1 + guess % 40), "show", body).await;
    }
    assert_eq!(told(&app.log_in(by_pass_code(ADA, PASS_CODE)).await), REFUSED);
    let (request, password) = app.one_time_password(ADA).await;
    assert_eq!(app.log_in_by(ADA, &request, &password).await.status, 200);
}

#[tokio::test]
async fn one_source_guesses_a_hundred_an_hour_whomever_they_are_about() {
    let app = ada().await;
    let (request, password) = app.one_time_password(ADA).await;
    for guess in 0..100 {
        let named = by_one_time_password(&format!("{guess}@example.com"), MADE_UP, "no code");
        app.log_in_from(STRANGER, named).await;
    }
    let right = by_one_time_password(ADA, &request, &password);
    assert_eq!(told(&app.log_in_from(STRANGER, right.clone()).await), REFUSED);
    assert_eq!(app.log_in(right).await.status, 200);
}

#[tokio::test]
async fn one_source_causes_three_messages_an_hour_to_one_mailbox_and_what_was_not_sent_lets_nobody_in() {
    let app = ada().await;
    let before = app.messages(ADA).await.len();
    for _ in 0..5 {
        app.asked(ADA).await;
        app.pass(60);
    }
    assert_eq!(app.messages(ADA).await.len() - before, 3);
    let nobodys = |row: &std::collections::BTreeMap<_, _>| {
        row.get("access_token").is_some_and(|id: &aws_sdk_dynamodb::types::AttributeValue| {
            id.as_s().is_ok_and(|id| id.bytes().all(|byte| byte == b'0'))
        })
    };
    let rows = app.rows_of("one_time_password").await;
    assert_eq!((rows.len(), rows.iter().filter(|row| nobodys(row)).count()), (5, 2));
    // Tickets have a budget of their own.
    app.post("forgot_pass_code", json!({ "identifier": ADA })).await;
    assert_eq!(app.messages(ADA).await.len() - before, 4);
}
