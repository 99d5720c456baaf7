//! The keys that sign session tokens get a new one, and nobody who is logged in notices.

use serde_json::{Value, json};
use shared::variables::SIGNING_KEYS;

use crate::support::{
    app::{App, PASS_CODE, told},
    proxy::Proxied,
    records::{by_pass_code, with},
    refreshing::Refreshing,
    rotating::Rotating,
    sessions::header,
    signer::take_signing_keys_away,
};

const ADA: &str = "ada@example.com";
const HOUR: i64 = 3600;
/// How long functions go on with keys that they read before.
const READ_EVERY: i64 = 5 * 60;

fn name(app: &App) -> &str {
    &app.stack.variables[SIGNING_KEYS]
}

/// The ids of the keys that are published.
async fn published(app: &App) -> Vec<String> {
    let keys = app.get_as_stranger(".well-known/jwks.json", &[]).await.body;
    let ids = keys["keys"]
        .as_array()
        .expect("keys")
        .iter()
        .map(|key| key["kid"].as_str().expect("an id").to_owned());
    ids.collect()
}

/// By which key a session token is signed that is opened now.
async fn signing(app: &App) -> Value {
    header(&app.logged_in(ADA, PASS_CODE).await)["kid"].clone()
}

#[tokio::test]
async fn a_new_key_is_published_three_hours_before_it_signs_and_the_old_one_until_its_last_token_is_over() {
    let app = App::start().await;
    app.effective(ADA).await;
    let [old] = &published(&app).await[..] else { panic!("not one key") };
    app.pass(HOUR);
    app.stack.rotate(name(&app)).await.expect("rotated");
    let [_, new] = &published(&app).await[..] else { panic!("not two keys") };
    app.pass(3 * HOUR - READ_EVERY);
    assert_eq!(signing(&app).await, json!(old));
    let session = app.logged_in(ADA, PASS_CODE).await;
    app.pass(READ_EVERY);
    assert_eq!(signing(&app).await, json!(new));
    assert_eq!(app.post_in(&session, "show", json!({})).await.status, 200, "signed with the old key");
    app.pass(2 * HOUR + READ_EVERY);
    app.stack.rotate(name(&app)).await.expect("rotated");
    let left = published(&app).await;
    assert!(left.len() == 2 && !left.contains(old) && left.contains(new), "{left:?}");
}

#[tokio::test]
async fn a_function_that_has_not_read_a_new_key_reads_it_when_a_session_token_names_it() {
    let app = App::start().await;
    app.effective(ADA).await;
    app.stack.rotate(name(&app)).await.expect("rotated");
    // The one that opens sessions has read it by now; `show` was asked last before the rotation.
    app.pass(3 * HOUR);
    let session = app.logged_in(ADA, PASS_CODE).await;
    assert_eq!(app.post_in(&session, "show", json!({})).await.status, 200);
}

/// A rotation breaks off and ends hours later, so its keys are used at once. The functions of the stack have read them;
/// the one that is returned has not.
async fn one_of_before_a_late_rotation(app: &App) -> Proxied {
    let version = app.stack.begin_rotation(name(app)).expect("a rotation");
    Rotating::of(app).await.step_of(name(app), "createSecret", &version).await.expect("a step");
    app.pass(3 * HOUR);
    let running = Proxied::to(app).await;
    running.pass(60);
    app.stack.go_on_rotating(name(app), &version).await.expect("a rotation");
    running
}

/// It was taken for no refresh token: the answer was the same, and the session went on.
#[tokio::test]
async fn a_function_that_has_not_read_a_new_key_reads_it_to_end_the_session_of_a_refresh_token() {
    let app = App::start().await;
    app.effective(ADA).await;
    let running = one_of_before_a_late_rotation(&app).await;
    let session = Refreshing::log_in(&app, ADA).await;
    let body = json!({ "token": session.refresh_token });
    let released = running.send_as_stranger("POST", "authentication/token/release", body).await;
    assert_eq!((released.status, released.data()), (200, &json!({})));
    assert_eq!(told(&app.post_in(&session.token, "show", json!({})).await), (401, "SESSION_REFUSED"));
}

/// It was taken for an unknown one, which strangers lock out.
#[tokio::test]
async fn a_function_that_has_not_read_a_new_key_reads_it_to_know_a_device() {
    let app = App::start().await;
    app.effective(ADA).await;
    let running = one_of_before_a_late_rotation(&app).await;
    let log_in = "authentication/consumer_application_key/token";
    let named = json!({ "access_token_identifier": by_pass_code(ADA, PASS_CODE), "device_name": "phone" });
    let key = &app.stack.keys.consumer_application_key;
    let device = app.post_with_key(key, log_in, named.clone()).await.data()["device_token"].clone();
    let on_it = with(named, &json!({ "device_token": device }));
    let answer = running.send_as_stranger("POST", log_in, on_it).await;
    let id = |token: &Value| token.as_str().and_then(|token| token.split('.').nth(3)).map(str::to_owned);
    assert!(id(&device).is_some());
    assert_eq!(id(&answer.data()["device_token"]), id(&device), "{answer:?}");
}

#[tokio::test]
async fn a_rotation_of_the_signing_keys_that_breaks_off_after_any_step_ends_right_when_it_is_made_again() {
    let app = App::start().await;
    for (broken_off_after, keys) in (1..=3).zip(2..) {
        let version = app.stack.begin_rotation(name(&app)).expect("a rotation");
        let rotating = Rotating::of(&app).await;
        for step in &crate::support::rotating::STEPS[..broken_off_after] {
            rotating.step_of(name(&app), step, &version).await.expect("a step");
        }
        app.stack.go_on_rotating(name(&app), &version).await.expect("a rotation");
        assert_eq!(published(&app).await.len(), keys);
        app.pass(1);
    }
    app.effective(ADA).await;
    signing(&app).await;
}

#[tokio::test]
async fn a_secret_that_was_emptied_and_rotated_ends_all_sessions_and_opens_new_ones() {
    let app = App::start().await;
    app.effective(ADA).await;
    let session = app.logged_in(ADA, PASS_CODE).await;
    take_signing_keys_away(&app).await;
    app.pass(READ_EVERY);
    let refused = app.post_in(&session, "show", json!({})).await;
    assert_eq!((refused.status, refused.code()), (401, "SESSION_REFUSED"));
    assert_eq!(published(&app).await.len(), 1);
    assert_eq!(app.post_in(&app.logged_in(ADA, PASS_CODE).await, "show", json!({})).await.status, 200);
}

#[tokio::test]
async fn what_is_not_published_does_not_become_current() {
    let app = App::start().await;
    let version = app.stack.begin_rotation(name(&app)).expect("a rotation");
    let rotating = Rotating::of(&app).await;
    rotating.step_of(name(&app), "createSecret", &version).await.expect("a step");
    for step in ["testSecret", "finishSecret"] {
        let refused =
            rotating.step_of(name(&app), step, &version).await.expect_err("not published").to_string();
        assert!(refused.contains("whose token is not accepted by what is published"), "{refused}");
    }
}

/// Else the key would be trusted again that an owner has just taken away.
#[tokio::test]
async fn what_cannot_take_the_place_of_the_current_keys_is_not_published() {
    let app = App::start().await;
    let before = published(&app).await;
    let version = app.stack.begin_rotation(name(&app)).expect("a rotation");
    let rotating = Rotating::of(&app).await;
    rotating.step_of(name(&app), "createSecret", &version).await.expect("a step");
    let value = app.secrets.get_secret_value().secret_id(name(&app)).send().await.expect("a value");
    let others = value.secret_string().expect("a text").replace(&before[0], "1");
    app.secrets.put_secret_value().secret_id(name(&app)).secret_string(others).send().await.expect("put");
    let refused = rotating.step_of(name(&app), "setSecret", &version).await.expect_err("lost").to_string();
    assert!(refused.contains("`1`"), "{refused}");
    assert_eq!(published(&app).await, before);
}
