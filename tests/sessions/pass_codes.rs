//! Customers change their pass code in a session.

use serde_json::{Value, json};

use super::{ADA, is_over};
use crate::support::{
    app::{Answer, App, PASS_CODE, told},
    hashes::Hashes,
    records::{by_pass_code, card, with},
    refreshing::{Refreshing, attempt, refresh},
};

const NEW: &str = "another horse 2";

async fn change(app: &App, session: &str, body: Value) -> Answer {
    app.post_in(session, "change_pass_code", with(json!({ "pass_code": NEW }), &body)).await
}

fn current(pass_code: &str) -> Value {
    json!({ "current_pass_code": pass_code })
}

#[tokio::test]
async fn who_logged_in_just_now_changes_the_pass_code_and_that_session_alone_goes_on() {
    let app = App::start().await;
    app.effective(ADA).await;
    let (mut here, there) = (Refreshing::log_in(&app, ADA).await, app.logged_in(ADA, PASS_CODE).await);
    app.pass(10 * 60 - 1);
    assert_eq!(change(&app, &here.token, json!({})).await.status, 200);
    assert!(!is_over(&app, &here.token).await);
    assert!(is_over(&app, &there).await);
    assert_eq!(here.next(&app).await.status, 200, "it is refreshed as before");
    assert_eq!(told(&app.log_in(by_pass_code(ADA, PASS_CODE)).await), (403, "LOG_IN_REFUSED"));
    app.logged_in(ADA, NEW).await;
    let told = app.messages(ADA).await.pop().and_then(|message| message.subject);
    assert_eq!(told.as_deref(), Some("Your Company ZX pass code was changed"));
}

#[tokio::test]
async fn later_the_pass_code_is_typed_in_once_more_and_a_refresh_is_no_log_in() {
    let app = App::start().await;
    app.effective(ADA).await;
    let mut session = Refreshing::log_in(&app, ADA).await;
    app.pass(10 * 60);
    session.next(&app).await;
    let refused = change(&app, &session.token, json!({})).await;
    assert_eq!(told(&refused), (422, "INVALID_VALUE"));
    let error = &refused.body["errors"][0];
    assert_eq!((&error["field"], &error["rule"]), (&json!("current_pass_code"), &json!("NEEDED")));
    let wrong = change(&app, &session.token, current("not this 1")).await;
    assert_eq!(told(&wrong), (404, "ACCESS_TOKEN_NOT_FOUND"));
    assert_eq!(change(&app, &session.token, current(PASS_CODE)).await.status, 200);
    app.logged_in(ADA, NEW).await;
}

/// Whoever holds the phone guesses ten times an hour, and keeps nobody from logging in.
#[tokio::test]
async fn wrong_ones_count_in_the_session_alone() {
    let app = App::start().await;
    app.effective(ADA).await;
    let (here, there) = (app.logged_in(ADA, PASS_CODE).await, app.logged_in(ADA, PASS_CODE).await);
    for _ in 0..10 {
        assert_eq!(change(&app, &here, current("not this 1")).await.code(), "ACCESS_TOKEN_NOT_FOUND");
    }
    assert_eq!(change(&app, &here, current(PASS_CODE)).await.code(), "ACCESS_TOKEN_NOT_FOUND");
    app.logged_in(ADA, PASS_CODE).await;
    assert_eq!(change(&app, &there, current(PASS_CODE)).await.status, 200);
}

#[tokio::test]
async fn a_pass_code_that_breaks_a_rule_changes_nothing_in_a_session() {
    let app = App::start().await;
    app.effective(ADA).await;
    let session = app.logged_in(ADA, PASS_CODE).await;
    let refused = change(&app, &session, json!({ "pass_code": "short" })).await;
    assert_eq!(told(&refused), (422, "INVALID_VALUE"));
    app.logged_in(ADA, PASS_CODE).await;
}

#[tokio::test]
async fn a_back_office_changes_nobodys_pass_code_so() {
    let app = App::start().await;
    let refused = change(&app, &app.back_office().await, json!({})).await;
    assert_eq!(told(&refused), (403, "CALLER_NOT_ALLOWED"));
}

/// Else it would tell whether a pass code is right, after the customer has signed out.
#[tokio::test]
async fn in_a_session_that_is_over_no_pass_code_is_looked_at() {
    let app = App::start().await;
    app.effective(ADA).await;
    let (thiefs, own) = (app.logged_in(ADA, PASS_CODE).await, app.logged_in(ADA, PASS_CODE).await);
    assert_eq!(change(&app, &own, json!({})).await.status, 200);
    app.settled().await;
    let hashes = Hashes::counted();
    let rows = app.rows().await;
    for body in [json!({}), current(PASS_CODE), current(NEW), current("not this 1")] {
        assert_eq!(told(&change(&app, &thiefs, body).await), (401, "SESSION_REFUSED"));
    }
    assert_eq!((hashes.take(), app.rows().await), (0, rows));
}

/// News of one's own doing is counted as of an update.
#[tokio::test]
async fn who_changes_it_again_and_again_causes_three_messages_an_hour() {
    let app = App::start().await;
    app.effective(ADA).await;
    let session = app.logged_in(ADA, PASS_CODE).await;
    let before = app.messages(ADA).await.len();
    for number in 1..=3 {
        let body = json!({ "pass_code": format!("another horse {number}") });
        assert_eq!(change(&app, &session, body).await.status, 200);
    }
    assert_eq!(told(&change(&app, &session, json!({})).await), (429, "TOO_MANY_MESSAGES"));
    assert_eq!(app.messages(ADA).await.len(), before + 3);
    app.logged_in(ADA, "another horse 3").await;
}

#[tokio::test]
async fn who_proves_a_change_of_the_access_token_in_a_session_keeps_that_session_alone() {
    let app = App::start().await;
    app.effective(ADA).await;
    let (here, there) = (app.logged_in(ADA, PASS_CODE).await, app.logged_in(ADA, PASS_CODE).await);
    let coded = json!({
        "access_token_identifier": by_pass_code(ADA, PASS_CODE), "authentication_code": card(1),
    });
    assert_eq!(app.post_in(&here, "update", coded).await.status, 200);
    assert!(!is_over(&app, &here).await);
    assert!(is_over(&app, &there).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refresh_at_the_same_time_loses_neither_the_session_nor_the_change() {
    let app = App::start().await;
    app.effective(ADA).await;
    for _ in 0..3 {
        let session = Refreshing::log_in(&app, ADA).await;
        let attempt = attempt();
        let (changed, refreshed) = tokio::join!(
            change(&app, &session.token, json!({ "pass_code": PASS_CODE })),
            refresh(&app, &session.refresh_token, &attempt),
        );
        assert_eq!((changed.status, refreshed.status), (200, 200), "{changed:?} {refreshed:?}");
        let token = refreshed.data()["token"].as_str().expect("a token").to_owned();
        assert!(!is_over(&app, &token).await);
        assert!(!is_over(&app, &session.token).await);
    }
}
