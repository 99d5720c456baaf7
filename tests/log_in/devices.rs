//! Devices that a customer logged in on before: strangers who guess lock nobody out of them.

use serde_json::{Value, json};

use super::{ADA, EVE, LOG_IN};
use crate::support::{
    app::{Answer, App, PASS_CODE, told},
    records::{CARD, by_code, by_pass_code, with},
    refreshing::Refreshing,
};

const WRONG: &str = "another horse 2";

/// Logs in on a device, by the token of it, if it has one.
async fn log_in_on(app: &App, device_token: &Value, address: &str, pass_code: &str) -> Answer {
    let body = json!({
        "access_token_identifier": by_pass_code(address, pass_code),
        "device_name": "phone",
        "device_token": device_token,
    });
    app.post_with_key(&app.stack.keys.consumer_application_key, LOG_IN, body).await
}

async fn device_of(app: &App, address: &str) -> Value {
    let answer = log_in_on(app, &Value::Null, address, PASS_CODE).await;
    assert!(answer.data()["device_token"].is_string(), "{answer:?}");
    answer.data()["device_token"].clone()
}

/// As many wrong pass codes as one identifier stands, from many sources.
async fn guessed_by_strangers(app: &App, address: &str) {
    for guess in 0..100 {
        let body = json!({ "access_token_identifier": by_pass_code(address, WRONG) });
        app.post_from(&format!("127.0.1.{}", 1 + guess % 40), "show", body).await;
    }
}

/// The rows that count wrong pass codes.
async fn counted(app: &App, kinds: &[&str]) -> Vec<String> {
    let mut rows: Vec<_> = app.rows_of("counter").await.iter().map(|row| format!("{row:?}")).collect();
    rows.retain(|row| kinds.iter().any(|kind| row.contains(&format!("COUNTER#{kind}#"))));
    rows.sort_unstable();
    rows
}

const OF_ALL: [&str; 3] = ["ATTEMPTS", "FAILURES", "PASS_CODES"];
const OF_DEVICES: [&str; 2] = ["DEVICE", "DEVICE_FAILURES"];

#[tokio::test]
async fn a_known_device_logs_in_while_forty_sources_guess() {
    let app = App::start().await;
    app.effective(ADA).await;
    let device = device_of(&app, ADA).await;
    guessed_by_strangers(&app, ADA).await;
    let elsewhere = log_in_on(&app, &Value::Null, ADA, PASS_CODE).await;
    assert_eq!(told(&elsewhere), (403, "LOG_IN_REFUSED"), "on an unknown device a ticket is needed now");
    let before = counted(&app, &OF_ALL).await;
    assert!(!before.is_empty());
    let answer = log_in_on(&app, &device, ADA, PASS_CODE).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(counted(&app, &OF_ALL).await, before, "nothing is written that strangers write");
    let next = &answer.data()["device_token"];
    assert_eq!(log_in_on(&app, next, ADA, PASS_CODE).await.status, 200);
}

#[tokio::test]
async fn a_device_token_is_worth_nothing_without_the_pass_code_and_stands_ten_wrong_ones_an_hour() {
    let app = App::start().await;
    app.effective(ADA).await;
    let device = device_of(&app, ADA).await;
    for _ in 0..10 {
        assert_eq!(told(&log_in_on(&app, &device, ADA, WRONG).await), (403, "LOG_IN_REFUSED"));
    }
    assert_eq!(told(&log_in_on(&app, &device, ADA, PASS_CODE).await), (403, "LOG_IN_REFUSED"));
    assert_eq!(counted(&app, &OF_ALL).await, Vec::<String>::new(), "it has a lane of its own");
    assert_eq!(log_in_on(&app, &Value::Null, ADA, PASS_CODE).await.status, 200);
    app.pass(3600);
    assert_eq!(log_in_on(&app, &device, ADA, PASS_CODE).await.status, 200);
}

#[tokio::test]
async fn a_device_stands_a_hundred_wrong_pass_codes_in_a_row_and_a_log_in_ends_them() {
    let app = App::start().await;
    app.effective(ADA).await;
    let mut device = device_of(&app, ADA).await;
    let guess = async |device: &Value, hours: usize| {
        for _ in 0..hours {
            for _ in 0..10 {
                log_in_on(&app, device, ADA, WRONG).await;
            }
            app.pass(3600);
        }
    };
    guess(&device, 9).await;
    let answer = log_in_on(&app, &device, ADA, PASS_CODE).await;
    assert_eq!(answer.status, 200, "ninety: {answer:?}");
    device = answer.data()["device_token"].clone();
    guess(&device, 10).await;
    // From then on it is as good as unknown: nobody is kept out on it, but by what is guessed elsewhere.
    assert_eq!(log_in_on(&app, &device, ADA, PASS_CODE).await.status, 200);
    guessed_by_strangers(&app, ADA).await;
    assert_eq!(told(&log_in_on(&app, &device, ADA, PASS_CODE).await), (403, "LOG_IN_REFUSED"));
}

/// Each log-in that names a device makes one known, and they outlive the pass code that they were named with.
#[tokio::test]
async fn who_knew_a_pass_code_once_has_no_more_guesses_at_the_next_one_by_having_had_many_devices_named() {
    let app = App::start().await;
    app.effective(ADA).await;
    let mut devices = Vec::new();
    for _ in 0..11 {
        devices.push(device_of(&app, ADA).await);
    }
    let session = app.logged_in(ADA, PASS_CODE).await;
    let changed = app.post_in(&session, "change_pass_code", json!({ "pass_code": "a third horse 3" })).await;
    assert_eq!(changed.status, 200, "{changed:?}");
    let (last, others) = devices.split_last().expect("devices");
    for device in others {
        for _ in 0..10 {
            log_in_on(&app, device, ADA, WRONG).await;
        }
    }
    assert_eq!(counted(&app, &OF_ALL).await, Vec::<String>::new(), "a hundred, on devices");
    log_in_on(&app, last, ADA, WRONG).await;
    assert_eq!(counted(&app, &OF_ALL).await.len(), OF_ALL.len(), "one more counts as a stranger's");
}

#[tokio::test]
async fn a_device_is_the_same_one_with_each_new_device_token() {
    let app = App::start().await;
    app.effective(ADA).await;
    let id = |token: &Value| token.as_str().and_then(|token| token.split('.').nth(3)).map(str::to_owned);
    let device = device_of(&app, ADA).await;
    let answer = log_in_on(&app, &device, ADA, PASS_CODE).await;
    assert!(id(&device).is_some() && id(&answer.data()["device_token"]) == id(&device));
    assert_ne!(id(&device_of(&app, ADA).await), id(&device), "who shows none is another one");
}

#[tokio::test]
async fn a_device_of_another_customer_and_what_is_no_device_token_are_as_good_as_none() {
    let app = App::start().await;
    app.effective(ADA).await;
    app.effective(EVE).await;
    let eves = device_of(&app, EVE).await;
    let forged = eves.as_str().expect("a token").replacen("d1.", "d1.1", 1);
    for device in [eves.clone(), json!(forged), json!("d1"), json!("")] {
        assert_eq!(told(&log_in_on(&app, &device, ADA, WRONG).await), (403, "LOG_IN_REFUSED"));
    }
    assert_eq!(counted(&app, &OF_DEVICES).await, Vec::<String>::new());
    let answer = log_in_on(&app, &eves, ADA, PASS_CODE).await;
    assert_eq!(answer.status, 200, "a device may change hands: {answer:?}");
    assert_ne!(answer.data()["device_token"], eves);
}

#[tokio::test]
async fn who_ends_all_sessions_ends_what_devices_are_known_by() {
    let app = App::start().await;
    app.effective(ADA).await;
    let device = device_of(&app, ADA).await;
    let session = Refreshing::log_in(&app, ADA).await;
    app.post_in(&session.token, "authentication/sessions/release", json!({ "all": true })).await;
    guessed_by_strangers(&app, ADA).await;
    assert_eq!(told(&log_in_on(&app, &device, ADA, PASS_CODE).await), (403, "LOG_IN_REFUSED"));
}

#[tokio::test]
async fn who_names_no_device_gets_no_device_token() {
    let app = App::start().await;
    app.effective(ADA).await;
    assert_eq!(app.log_in(by_pass_code(ADA, PASS_CODE)).await.data()["device_token"], Value::Null);
}

#[tokio::test]
async fn a_source_may_guess_a_hundred_pass_codes_an_hour_whomever_they_are_about() {
    let app = App::start().await;
    app.effective(ADA).await;
    let device = device_of(&app, ADA).await;
    for guess in 0..100 {
        app.log_in(by_pass_code(&format!("{guess}@example.com"), WRONG)).await;
    }
    assert_eq!(told(&app.log_in(by_pass_code(ADA, PASS_CODE)).await), (403, "LOG_IN_REFUSED"));
    let elsewhere = json!({ "access_token_identifier": by_pass_code(ADA, PASS_CODE) });
    assert_eq!(app.post_from("127.0.0.2", "show", elsewhere.clone()).await.status, 200);
    assert_eq!(
        log_in_on(&app, &device, ADA, PASS_CODE).await.status,
        200,
        "a known device shares no address"
    );
    assert_eq!(app.post_as_known("show", elsewhere).await.status, 200, "nor does a back office");
    app.pass(3600);
    assert_eq!(app.log_in(by_pass_code(ADA, PASS_CODE)).await.status, 200);
}

#[tokio::test]
async fn who_sends_no_pass_code_guesses_at_none() {
    let app = App::start().await;
    app.effective(ADA).await;
    for guess in 0..101 {
        let named = json!({ "identifier": format!("{guess}@example.com") });
        let body = json!({ "access_token_identifier": named, "verification_code": "000000" });
        assert_eq!(app.post("verify", body).await.status, 422);
    }
    assert_eq!(app.log_in(by_pass_code(ADA, PASS_CODE)).await.status, 200);
}

/// Strangers cannot keep an owner out by sending what guesses at nothing.
#[tokio::test]
async fn who_sends_no_pass_code_makes_no_longer_row_of_wrong_ones() {
    let app = App::start().await;
    app.effective(ADA).await;
    for source in 2..12 {
        for _ in 0..10 {
            let body =
                json!({ "access_token_identifier": { "identifier": ADA }, "verification_code": "000000" });
            app.post_from(&format!("127.0.0.{source}"), "verify", body).await;
        }
    }
    app.logged_in(ADA, PASS_CODE).await;
}

#[tokio::test]
async fn a_device_is_known_after_its_customer_changed_the_pass_code() {
    let app = App::start().await;
    app.effective(ADA).await;
    let device = device_of(&app, ADA).await;
    let session = app.logged_in(ADA, PASS_CODE).await;
    let changed = app.post_in(&session, "change_pass_code", json!({ "pass_code": "another horse 2" })).await;
    assert_eq!(changed.status, 200);
    guessed_by_strangers(&app, ADA).await;
    assert_eq!(log_in_on(&app, &device, ADA, "another horse 2").await.status, 200);
}

#[tokio::test]
async fn a_new_pass_code_is_not_kept_out_for_the_wrong_ones_at_the_old_one() {
    let app = App::start().await;
    app.effective(ADA).await;
    let update = async |named: Value, fields: Value| {
        let answer = app.post("update", with(json!({ "access_token_identifier": named }), &fields)).await;
        assert_eq!(answer.status, 200, "{answer:?}");
    };
    update(by_pass_code(ADA, PASS_CODE), by_code(CARD)).await;
    guessed_by_strangers(&app, ADA).await;
    assert_eq!(told(&app.log_in(by_pass_code(ADA, PASS_CODE)).await), (403, "LOG_IN_REFUSED"));
    update(by_code(CARD), json!({ "pass_code": "another horse 2" })).await;
    app.logged_in(ADA, "another horse 2").await;
}
