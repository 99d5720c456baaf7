//! A customer's sessions: which there are, and that each can be ended.

use serde_json::{Value, json};

use crate::support::{
    app::{App, PASS_CODE, told},
    refreshing::{Refreshing, attempt, refresh},
};

const ADA: &str = "ada@example.com";
const LIST: &str = "authentication/sessions/list";
const RELEASE: &str = "authentication/sessions/release";

async fn listed(app: &App, session: &str) -> Vec<Value> {
    let answer = app.post_in(session, LIST, json!({})).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.data().as_array().expect("a list").clone()
}

async fn is_over(app: &App, session: &Refreshing) -> bool {
    let answer = app.post_in(&session.token, "show", json!({})).await;
    if answer.status != 200 {
        let refused = refresh(app, &session.refresh_token, &attempt()).await;
        assert_eq!((told(&answer), told(&refused)), ((401, "SESSION_REFUSED"), (401, "SESSION_REFUSED")));
    }
    answer.status != 200
}

#[tokio::test]
async fn customers_see_their_sessions_by_the_names_of_the_devices_the_latest_first() {
    let app = App::start().await;
    app.effective(ADA).await;
    app.effective("eve@example.com").await;
    Refreshing::log_in_on(&app, "eve@example.com", "Eve's").await;
    let mut phone = Refreshing::log_in_on(&app, ADA, "Ada's phone").await;
    app.pass(60);
    let tablet = Refreshing::log_in_on(&app, ADA, "Ada's tablet").await;
    app.logged_in(ADA, PASS_CODE).await;
    let names =
        |sessions: &[Value]| sessions.iter().map(|one| one["device_name"].clone()).collect::<Vec<_>>();
    app.pass(60);
    phone.next(&app).await;
    let sessions = listed(&app, &tablet.token).await;
    assert_eq!(names(&sessions)[0], json!("Ada's phone"));
    assert_eq!(sessions.len(), 3);
    assert!(sessions.iter().any(|one| one["device_name"].is_null() && one["last_refreshed"].is_null()));
    let current: Vec<_> = sessions.iter().filter(|one| one["is_current"] == true).collect();
    assert_eq!(current[0]["device_name"], json!("Ada's tablet"));
    assert!(current[0]["created"].as_str() < sessions[0]["last_refreshed"].as_str());
    app.pass(2 * 3600);
    phone.next(&app).await;
    assert_eq!(names(&listed(&app, &phone.token).await), ["Ada's phone", "Ada's tablet"], "one is over");
}

#[tokio::test]
async fn a_session_is_ended_by_its_id_and_no_other_one_is() {
    let app = App::start().await;
    app.effective(ADA).await;
    let (phone, lost) = (Refreshing::log_in(&app, ADA).await, Refreshing::log_in_on(&app, ADA, "lost").await);
    let sessions = listed(&app, &phone.token).await;
    let id = &sessions.iter().find(|one| one["device_name"] == "lost").expect("it is listed")["id"];
    for _ in 0..2 {
        let answer = app.post_in(&phone.token, RELEASE, json!({ "session_id": id })).await;
        assert_eq!((answer.status, answer.data()), (200, &json!({})));
    }
    assert!(is_over(&app, &lost).await && !is_over(&app, &phone).await);
}

#[tokio::test]
async fn nobody_ends_anothers_session() {
    let app = App::start().await;
    app.effective(ADA).await;
    app.effective("eve@example.com").await;
    let (ada, eve) = (Refreshing::log_in(&app, ADA).await, Refreshing::log_in(&app, "eve@example.com").await);
    let id = listed(&app, &ada.token).await[0]["id"].clone();
    assert_eq!(
        app.post_in(&eve.token, RELEASE, json!({ "session_id": id })).await.status,
        200,
        "as for an unknown one"
    );
    assert!(!is_over(&app, &ada).await);
}

#[tokio::test]
async fn all_sessions_of_a_customer_are_ended_at_once_this_one_too() {
    let app = App::start().await;
    app.effective(ADA).await;
    let (one, other) = (Refreshing::log_in(&app, ADA).await, Refreshing::log_in(&app, ADA).await);
    assert_eq!(app.post_in(&one.token, RELEASE, json!({ "all": true })).await.status, 200);
    assert!(is_over(&app, &one).await && is_over(&app, &other).await);
    let again = Refreshing::log_in(&app, ADA).await;
    assert_eq!(listed(&app, &again.token).await.len(), 1);
}

#[tokio::test]
async fn a_release_names_one_session_or_all() {
    let app = App::start().await;
    app.effective(ADA).await;
    let session = Refreshing::log_in(&app, ADA).await;
    let id = listed(&app, &session.token).await[0]["id"].clone();
    for body in [
        json!({}),
        json!({ "all": false }),
        json!({ "all": true, "session_id": id }),
        json!({ "session_id": "x" }),
    ] {
        assert_eq!(told(&app.post_in(&session.token, RELEASE, body).await), (400, "INVALID_FIELD"));
    }
    assert!(!is_over(&app, &session).await);
}

#[tokio::test]
async fn a_device_name_is_a_line_that_is_not_long() {
    let app = App::start().await;
    app.effective(ADA).await;
    let key = app.stack.keys.consumer_application_key.clone();
    for (name, rule) in [
        ("a\nb".to_owned(), "CONTROL_CHARACTER"),
        ("a\u{202e}b".to_owned(), "INVISIBLE_CHARACTER"),
        ("x".repeat(65), "TOO_LONG"),
    ] {
        let named = json!({ "identifier": ADA, "pass_code": PASS_CODE });
        let body = json!({ "access_token_identifier": named, "device_name": name });
        let answer = app.post_with_key(&key, "authentication/consumer_application_key/token", body).await;
        assert_eq!(
            (told(&answer), &answer.body["errors"][0]["rule"]),
            ((422, "INVALID_VALUE"), &json!(rule))
        );
    }
}
