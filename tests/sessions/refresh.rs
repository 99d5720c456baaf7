//! Refresh: a session goes on for as long as its app asks, nobody is logged out by a lost answer, and a copy is found.

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Value, json};
use shared::variables::SIGNING_KEYS;

use crate::support::{
    app::{App, PASS_CODE, text, told},
    records::by_pass_code,
    refreshing::{Refreshing, attempt, refresh},
    sessions::claims,
    writing::ticket,
};

const ADA: &str = "ada@example.com";
const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

async fn logged_in() -> (App, Refreshing) {
    let app = App::start().await;
    app.effective(ADA).await;
    let refreshing = Refreshing::log_in(&app, ADA).await;
    (app, refreshing)
}

async fn assert_over(app: &App, refresh_token: &str) {
    assert_eq!(
        told(&refresh(app, refresh_token, "another attempt, of 22 and more").await),
        (401, "SESSION_REFUSED")
    );
}

#[tokio::test]
async fn who_asks_for_it_gets_a_refresh_token_and_with_each_refresh_the_next_one() {
    let (app, mut ada) = logged_in().await;
    let first = claims(&ada.token);
    assert_eq!((&first["exp"], first["iat"].as_i64()), (&json!(app.now() + 15 * MINUTE), Some(app.now())));
    app.pass(HOUR);
    assert_eq!(
        told(&app.post_in(&ada.token, "show", json!({})).await),
        (401, "SESSION_REFUSED"),
        "15 minutes"
    );
    let before = ada.refresh_token.clone();
    let answer = ada.next(&app).await;
    assert_eq!(
        (&answer.data()["expires_in"], &answer.data()["refresh_expires_in"]),
        (&json!(900), &json!(30 * DAY))
    );
    assert_ne!(before, ada.refresh_token);
    assert_eq!(app.post_in(&ada.token, "show", json!({})).await.data()["identifier"], ADA);
    let next = claims(&ada.token);
    for claim in ["sub", "sid", "aud", "client_id", "scope", "usr"] {
        assert_eq!(first[claim], next[claim], "{claim}");
    }
    assert_ne!(first["jti"], next["jti"]);
}

#[tokio::test]
async fn who_does_not_ask_for_it_gets_none() {
    let app = App::start().await;
    app.effective(ADA).await;
    let answer = app.log_in(by_pass_code(ADA, PASS_CODE)).await;
    assert_eq!((&answer.data()["refresh_token"], &answer.data()["expires_in"]), (&Value::Null, &json!(7200)));
}

#[tokio::test]
async fn the_same_attempt_gets_the_same_answer_however_late() {
    let (app, ada) = logged_in().await;
    let one = attempt();
    let first = refresh(&app, &ada.refresh_token, &one).await;
    assert_eq!(first, refresh(&app, &ada.refresh_token, &one).await);
    app.pass(20 * DAY);
    let late = refresh(&app, &ada.refresh_token, &one).await;
    assert_eq!(late.data()["refresh_token"], first.data()["refresh_token"]);
    assert_eq!(late.data()["token"], first.data()["token"]);
    assert_eq!(late.data()["expires_in"], 0, "and the app goes one step on");
    let next = late.data()["refresh_token"].as_str().expect("a token");
    assert_eq!(refresh(&app, next, "a new attempt, of 22 and more").await.data()["expires_in"], 900);
}

#[tokio::test]
async fn another_attempt_comes_too_late_for_a_minute_and_ends_nothing() {
    let (app, mut ada) = logged_in().await;
    let before = ada.refresh_token.clone();
    ada.next(&app).await;
    app.pass(59);
    let answer = refresh(&app, &before, "another tab's, of 22 and more").await;
    assert_eq!(told(&answer), (409, "REFRESH_SUPERSEDED"));
    assert_eq!(answer.data(), &Value::Null);
    ada.next(&app).await;
    assert_eq!(app.post_in(&ada.token, "show", json!({})).await.status, 200);
}

#[tokio::test]
async fn two_that_hold_one_refresh_token_are_logged_out_and_the_owner_is_told_once() {
    let (app, mut ada) = logged_in().await;
    let copied = ada.refresh_token.clone();
    ada.next(&app).await;
    app.pass(60);
    let before = app.messages(ADA).await.len();
    for _ in 0..2 {
        assert_over(&app, &copied).await;
    }
    assert_over(&app, &ada.refresh_token).await;
    assert_eq!(told(&app.post_in(&ada.token, "show", json!({})).await), (401, "SESSION_REFUSED"));
    let messages = app.messages(ADA).await;
    assert_eq!(messages.len(), before + 1);
    assert!(messages[before].subject.as_deref().is_some_and(|subject| subject.contains("logged out")));
}

/// The thief goes on before anybody would ask again; each step is late for a moment only.
#[tokio::test]
async fn whoever_steps_again_and_again_is_found_all_the_same() {
    let (app, mut thief) = logged_in().await;
    let phones = thief.refresh_token.clone();
    for _ in 0..3 {
        thief.next(&app).await;
        app.pass(20);
    }
    assert_over(&app, &phones).await;
    assert_over(&app, &thief.refresh_token).await;
}

/// They come from whoever knows the pass code, and that is what the owner then changes.
#[tokio::test]
async fn the_news_of_copies_keep_no_owner_from_a_new_pass_code() {
    let (app, _) = logged_in().await;
    for _ in 0..6 {
        let mut session = Refreshing::log_in(&app, ADA).await;
        let copied = session.refresh_token.clone();
        session.next(&app).await;
        app.pass(60);
        assert_over(&app, &copied).await;
    }
    let copies = app.messages(ADA).await;
    let told = copies.iter().filter(|one| one.subject.as_deref().is_some_and(|it| it.contains("logged out")));
    assert_eq!(told.count(), 3, "one source causes three messages an hour");
    let named = by_pass_code(ADA, PASS_CODE);
    let body = json!({ "access_token_identifier": named, "pass_code": "another horse 2" });
    assert_eq!(app.post("update", body).await.status, 200);
}

#[tokio::test]
async fn a_refreshed_session_token_names_the_account_that_the_access_token_belongs_to_by_then() {
    let (app, mut ada) = logged_in().await;
    assert!(claims(&ada.token).get("acr").is_none());
    let existing =
        json!({ "action": "ADD_EXISTING", "access_token_identifier": by_pass_code(ADA, PASS_CODE) });
    let account = app.account("Ada", json!([existing])).await;
    ada.next(&app).await;
    let claims = claims(&ada.token);
    assert_eq!(
        (&claims["acr"], &claims["cii"]),
        (&account.data()["id"], &account.data()["account_owner"]["id"])
    );
}

#[tokio::test]
async fn an_attempt_is_for_one_refresh_token() {
    let (app, mut ada) = logged_in().await;
    let one = attempt();
    ada.next_with(&app, &one).await;
    let answer = refresh(&app, &ada.refresh_token, &one).await;
    assert_eq!(told(&answer), (422, "INVALID_VALUE"));
    assert_eq!(answer.body["errors"][0]["rule"], "ATTEMPT_NOT_NEW");
    ada.next(&app).await;
}

#[tokio::test]
async fn an_attempt_is_long_enough_that_nobody_guesses_it() {
    let (app, mut ada) = logged_in().await;
    for (attempt, rule) in [("x".repeat(21), "TOO_SHORT"), ("x".repeat(129), "TOO_LONG")] {
        let answer = refresh(&app, &ada.refresh_token, &attempt).await;
        assert_eq!(told(&answer), (422, "INVALID_VALUE"));
        assert_eq!(answer.body["errors"][0]["rule"], rule);
    }
    ada.next(&app).await;
}

#[tokio::test]
async fn a_session_that_is_not_refreshed_is_over_after_30_days_and_any_after_180() {
    let (app, mut ada) = logged_in().await;
    for day in (29..180).step_by(29) {
        app.pass(29 * DAY);
        let answer = ada.next(&app).await;
        assert_eq!(answer.data()["refresh_expires_in"], (30 * DAY).min((180 - day) * DAY));
    }
    app.pass(6 * DAY);
    assert_over(&app, &ada.refresh_token).await;
    let idle = Refreshing::log_in(&app, ADA).await;
    app.pass(30 * DAY);
    assert_over(&app, &idle.refresh_token).await;
}

#[tokio::test]
async fn a_session_that_is_over_is_not_refreshed() {
    let (app, ada) = logged_in().await;
    app.post("authentication/token/release", json!({ "token": ada.token })).await;
    assert_over(&app, &ada.refresh_token).await;

    let mut ada = Refreshing::log_in(&app, ADA).await;
    let before = ada.refresh_token.clone();
    ada.next(&app).await;
    let released = app.post("authentication/token/release", json!({ "token": before })).await;
    assert_eq!((released.status, released.data()), (200, &json!({})), "any refresh token of it will do");
    assert_over(&app, &ada.refresh_token).await;

    let ada = Refreshing::log_in(&app, ADA).await;
    app.post("forgot_pass_code", json!({ "identifier": ADA })).await;
    let body = json!({ "token": ticket(&app, ADA).await, "pass_code": PASS_CODE });
    assert_eq!(app.post("change_pass_code", body).await.status, 200);
    assert_over(&app, &ada.refresh_token).await;

    let ada = Refreshing::log_in(&app, ADA).await;
    let named = json!({ "access_token_identifier": by_pass_code(ADA, PASS_CODE) });
    assert_eq!(app.post("set_as_not_effective", named.clone()).await.status, 200);
    assert_over(&app, &ada.refresh_token).await;
    assert_eq!(app.post("set_as_effective", named).await.status, 200);
    assert_over(&app, &ada.refresh_token).await;
}

#[tokio::test]
async fn what_is_no_refresh_token_is_refused() {
    let (app, mut ada) = logged_in().await;
    let forged = ada.refresh_token.replacen(".0.", ".1.", 1);
    for token in ["", "r1", "r1.1.2.3.4.5", &ada.token, &forged, &"x".repeat(60 * 1024)] {
        assert_over(&app, token).await;
    }
    assert_eq!(told(&app.post_in(&ada.refresh_token, "show", json!({})).await), (401, "SESSION_REFUSED"));
    ada.next(&app).await;
}

#[tokio::test]
async fn a_table_that_was_restored_logs_nobody_out() {
    let (app, mut ada) = logged_in().await;
    let kept = app.rows_of("session").await;
    for _ in 0..3 {
        app.pass(HOUR);
        ada.next(&app).await;
    }
    for row in kept {
        app.table
            .put_item()
            .table_name("Table")
            .set_item(Some(row.into_iter().collect()))
            .send()
            .await
            .expect("put");
    }
    ada.next(&app).await;
    assert_eq!(app.post_in(&ada.token, "show", json!({})).await.status, 200);
}

#[tokio::test]
async fn a_rotation_of_the_keys_logs_nobody_out() {
    let (app, mut ada) = logged_in().await;
    let rotate = async || app.stack.rotate(&app.stack.variables[SIGNING_KEYS]).await.expect("rotated");
    rotate().await;
    ada.next(&app).await;
    app.pass(4 * HOUR);
    let before = ada.refresh_token.clone();
    ada.next(&app).await;
    let key = |token: &str| token.split('.').nth(1).expect("an id").to_owned();
    assert_eq!(key(&before), key(&ada.refresh_token), "a session keeps its key");
    let mut later = Refreshing::log_in(&app, ADA).await;
    assert_ne!(key(&later.refresh_token), key(&before), "a new one has the new key");
    app.pass(DAY);
    rotate().await;
    ada.next(&app).await;
    later.next(&app).await;
}

#[tokio::test]
async fn nothing_of_a_refresh_token_or_an_attempt_is_at_rest() {
    let (app, mut ada) = logged_in().await;
    let (one, before) = (attempt(), ada.refresh_token.clone());
    ada.next_with(&app, &one).await;
    let secret = |token: &str| token.rsplit('.').next().expect("a MAC").to_owned();
    let rows = format!("{:?}", app.all_rows().await);
    for secret in [one, secret(&before), secret(&ada.refresh_token), secret(&ada.token)] {
        assert!(secret.len() > 20 && !rows.contains(&secret));
    }
    let sessions = app.rows_of("session").await;
    let of = |row: &std::collections::BTreeMap<String, AttributeValue>| text(row, "pk").starts_with("TOKEN#");
    assert_eq!(sessions.iter().filter(|row| of(row)).count(), 1);
}
