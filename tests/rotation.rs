//! Rotation: the keyring gets a new key while functions run that know only the old ones.

mod drill;
mod interrupted;
mod leaked;
mod refused;
mod session_drill;
mod signing_keys;

use serde_json::{Value, json};

use crate::support::{
    app::{App, PASS_CODE, text, verification, wrong},
    identifying_codes::{by_identifying_code, made},
    proxy::Proxied,
    records::{by_code, by_pass_code, card, with},
    writing::ticket,
};

const ADA: &str = "ada@example.com";
/// How long functions go on with a keyring that they read before.
const READ_EVERY: i64 = 5 * 60;
/// How long after a rotation new rows are under the new key.
const KNOWN_AFTER: i64 = 10 * 60;

/// Under which key a part of the only token's row stands.
async fn key_of(app: &App, part: &str) -> String {
    let tokens = app.rows_of("token").await;
    let part = tokens[0][part].as_m().expect(part);
    part["key"].as_s().expect("a key").clone()
}

async fn show(app: &App, named: Value) -> u16 {
    app.post("show", json!({ "access_token_identifier": named })).await.status
}

#[tokio::test]
async fn what_was_sent_before_a_rotation_is_taken_after_it() {
    let app = App::start().await;
    app.register(ADA).await;
    let code = app.code(ADA).await;
    app.rotate().await;
    app.pass(KNOWN_AFTER);
    assert_eq!(app.verify(ADA, &code).await.state(), "EFFECTIVE");
    app.post("forgot_pass_code", json!({ "identifier": ADA })).await;
    let sent = ticket(&app, ADA).await;
    app.rotate().await;
    app.pass(READ_EVERY);
    let body = json!({ "token": sent, "pass_code": "another horse 2" });
    assert_eq!(app.post("change_pass_code", body).await.status, 200);
}

#[tokio::test]
async fn a_code_that_is_shown_at_a_till_outlives_a_rotation_whichever_function_reads_it() {
    let app = App::start().await;
    app.effective(ADA).await;
    let old = Proxied::to(&app).await;
    app.rotate().await;
    let new = Proxied::to(&app).await;
    // Made by one that knows the new key, read by one that does not.
    let named = json!({ "access_token_identifier": by_pass_code(ADA, PASS_CODE) });
    let code = made(&new.post("generate_otp", named.clone()).await);
    let shown = json!({ "access_token_identifier": by_identifying_code(&code) });
    assert_eq!(old.post("show", shown).await.status, 200);
    // Made before new rows are under the new key, and read after.
    app.pass(KNOWN_AFTER - 60);
    let till = app.till().await;
    let code = app.identifying_code(ADA).await;
    app.pass(120);
    assert_eq!(app.identifying_code(ADA).await, code);
    app.rotate().await;
    app.pass(60);
    assert_eq!(app.typed_in(&till, &code).await.status, 200);
    // And given up with the next one, though that is derived with another key.
    app.identifying_code(ADA).await;
    app.pass(200);
    let next = app.identifying_code(ADA).await;
    assert_eq!(app.typed_in(&till, &next).await.status, 200);
    let claims = app.rows_of("claim").await;
    assert!(claims.iter().all(|claim| !text(claim, "pk").starts_with("IDENTIFYING_CODE#")));
}

/// A function that has read the new key, and one that has not: until ten minutes are over they write under
/// the same one.
#[tokio::test]
async fn what_one_function_writes_after_a_rotation_is_found_by_all_others() {
    let app = App::start_unverified().await;
    app.rotate().await;
    let new = Proxied::to(&app).await;
    let created = with(by_pass_code(ADA, PASS_CODE), &json!({ "authentication_code": card(1) }));
    assert_eq!(new.post("create", created).await.status, 200);
    assert_eq!(show(&app, by_code(&card(1))).await, 200);
    assert_eq!(new.post("forgot_pass_code", json!({ "identifier": ADA })).await.status, 200);
    let body = json!({ "token": ticket(&app, ADA).await, "pass_code": "another horse 2" });
    assert_eq!(app.post("change_pass_code", body).await.status, 200);
    assert_eq!(key_of(&app, "pass_code").await, "1");
    // Then each has read it, and writes under it.
    let second = app.rotate().await;
    app.pass(KNOWN_AFTER);
    assert_eq!(show(&app, by_pass_code(ADA, "another horse 2")).await, 200);
    assert_eq!(key_of(&app, "pass_code").await, second);
}

#[tokio::test]
async fn a_row_that_names_a_key_which_a_running_function_does_not_know_makes_it_read_the_keyring_again() {
    let app = App::start().await;
    let running = Proxied::to(&app).await;
    app.rotate().await;
    app.pass(KNOWN_AFTER);
    // The functions of the stack have read it; this one runs since before, by a clock that stands still.
    app.effective(ADA).await;
    let named = json!({ "access_token_identifier": by_pass_code(ADA, PASS_CODE) });
    assert_eq!(running.post("show", named).await.status, 500, "once a minute at most");
    running.pass(60);
    let named = json!({ "access_token_identifier": by_pass_code(ADA, PASS_CODE) });
    assert_eq!(running.post("show", named).await.status, 200);
}

#[tokio::test]
async fn what_is_counted_goes_on_being_counted_after_a_rotation() {
    let app = App::start().await;
    app.register(ADA).await;
    let code = app.code(ADA).await;
    for _ in 0..5 {
        app.verify(ADA, &wrong(&code)).await;
    }
    app.effective("bob@example.com").await;
    for _ in 0..10 {
        show(&app, by_pass_code("bob@example.com", "not this 1")).await;
    }
    app.rotate().await;
    app.pass(KNOWN_AFTER);
    assert_eq!(app.verify(ADA, &code).await.code(), "VERIFICATION_REFUSED");
    assert_eq!(show(&app, by_pass_code("bob@example.com", PASS_CODE)).await, 404);
    // Nor has the mailbox a new budget: of three messages that this source may cause, one was sent.
    for _ in 0..4 {
        app.post("reset_verification_code", json!({ "identifier": ADA })).await;
        app.pass(60);
    }
    assert_eq!(app.messages(ADA).await.len(), 3);
}

#[tokio::test]
async fn a_pass_code_that_is_proved_is_kept_under_the_newest_key_from_then_on() {
    let app = App::start_unverified().await;
    app.register(ADA).await;
    assert_eq!(key_of(&app, "pass_code").await, "1");
    let second = app.rotate().await;
    app.pass(KNOWN_AFTER);
    // A wrong one, which is known from outside by nothing, changes nothing.
    assert_eq!(show(&app, by_pass_code(ADA, "not this 1")).await, 404);
    assert_eq!(key_of(&app, "pass_code").await, "1");
    assert_eq!(show(&app, by_pass_code(ADA, PASS_CODE)).await, 200);
    assert_eq!(key_of(&app, "pass_code").await, second);
    assert_eq!(show(&app, by_pass_code(ADA, PASS_CODE)).await, 200);
    // With the writes of an operation that writes the token anyway.
    let third = app.rotate().await;
    app.pass(KNOWN_AFTER);
    let ended = json!({ "access_token_identifier": by_pass_code(ADA, PASS_CODE) });
    assert_eq!(app.post("set_as_not_effective", ended).await.state(), "NOT_EFFECTIVE");
    assert_eq!(key_of(&app, "pass_code").await, third);
    assert_eq!(show(&app, by_pass_code(ADA, PASS_CODE)).await, 200);
}

#[tokio::test]
async fn an_authentication_code_moves_to_the_newest_key_with_its_claim() {
    let app = App::start_unverified().await;
    app.holding(&card(1)).await;
    let second = app.rotate().await;
    app.pass(KNOWN_AFTER);
    let touched = json!({ "access_token_identifier": by_code(&card(1)), "card_masked_number": "**** 1234" });
    assert_eq!(app.post("update", touched).await.status, 200);
    assert_eq!(key_of(&app, "authentication_code").await, second);
    let claims = app.rows_of("claim").await;
    let of_code = claims.iter().filter(|claim| text(claim, "pk").starts_with("AUTHENTICATION_CODE#"));
    assert_eq!(of_code.count(), 1);
    let changed = json!({ "access_token_identifier": by_code(&card(1)), "authentication_code": card(2) });
    assert_eq!(app.post("update", changed).await.status, 200);
    let ended = json!({ "access_token_identifier": by_code(&card(2)) });
    assert_eq!(app.post("set_as_not_effective", ended.clone()).await.status, 200);
    assert_eq!(app.post("delete", ended).await.status, 200);
    assert!(app.rows_of("claim").await.is_empty());
}

/// DynamoDB reads a hundred keys in one call.
#[tokio::test]
async fn an_authentication_code_is_found_under_the_oldest_of_a_hundred_and_fifty_keys() {
    let app = App::start_unverified().await;
    app.holding(&card(1)).await;
    let mut keyring = app.keyring().await;
    for number in 2..=150 {
        keyring[number.to_string()] = json!(format!("a key for tests, of many, number {number:0>16}"));
    }
    keyring["newest"] = json!("150");
    app.put_keyring(&keyring).await;
    app.pass(READ_EVERY);
    assert_eq!(show(&app, by_code(&card(1))).await, 200);
    assert_eq!(show(&app, by_code(&card(2))).await, 404);
}

/// Its claim stayed under the old key while its seal moved to the new one: update and delete were busy for ever.
#[tokio::test]
async fn who_registers_the_same_again_after_a_rotation_is_stuck_nowhere() {
    let app = App::start().await;
    let registration = json!({ "identifier": ADA, "pass_code": PASS_CODE, "authentication_code": card(1) });
    app.post("create", registration.clone()).await;
    app.rotate().await;
    app.pass(KNOWN_AFTER);
    app.post("create", registration).await;
    let verified = app.post("verify", verification(ADA, PASS_CODE, &app.code(ADA).await)).await;
    assert_eq!(verified.data()["authentication_code"], card(1));
    app.rotate().await;
    app.pass(KNOWN_AFTER);
    let changed = json!({ "access_token_identifier": by_code(&card(1)), "authentication_code": card(2) });
    assert_eq!(app.post("update", changed).await.status, 200);
    let ended = json!({ "access_token_identifier": by_code(&card(2)) });
    assert_eq!(app.post("set_as_not_effective", ended.clone()).await.status, 200);
    assert_eq!(app.post("delete", ended).await.status, 200);
}
