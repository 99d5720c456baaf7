//! What becomes of a leaked key: docs/RUNBOOK.md says it, and this holds it.

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Value, json};

use crate::support::{
    app::{App, DEFINITION, PASS_CODE},
    proxy::Proxied,
    records::{by_code, by_pass_code, card, with},
    writing::ticket,
};

const ADA: &str = "ada@example.com";
const KNOWN_AFTER: i64 = 10 * 60;
const READ_EVERY: i64 = 5 * 60;

/// The keyring rotates, and then the key that the stack began with is taken out. Returns the keyring of before.
async fn lose_the_first_key(app: &App) -> Value {
    app.rotate().await;
    app.pass(KNOWN_AFTER);
    let before = app.keyring().await;
    let mut without = before.clone();
    without.as_object_mut().expect("keys").remove("1");
    app.put_keyring(&without).await;
    app.pass(READ_EVERY);
    before
}

/// How many tokens have an authentication code under a key, as the runbook finds them.
async fn left_under(app: &App, key: &str) -> usize {
    let scan = app.table.scan().table_name("Table");
    let scan = scan.filter_expression("entity = :token AND authentication_code.#key = :leaked");
    let scan = scan.expression_attribute_values(":token", AttributeValue::S("token".to_owned()));
    let scan = scan.projection_expression("#number").expression_attribute_names("#number", "number");
    let scan = scan.expression_attribute_names("#key", "key");
    let scan = scan.expression_attribute_values(":leaked", AttributeValue::S(key.to_owned()));
    let found = scan.send().await.expect("a scan").items.unwrap_or_default();
    assert!(found.iter().all(|token| token["number"].as_s().is_ok_and(|number| number.starts_with("ACT"))));
    found.len()
}

async fn show(app: &App, by: Value) -> u16 {
    app.post("show", json!({ "access_token_identifier": by })).await.status
}

#[tokio::test]
async fn a_pass_code_under_a_key_that_was_taken_out_proves_nothing_and_a_ticket_brings_a_new_one() {
    let app = App::start().await;
    app.effective(ADA).await;
    lose_the_first_key(&app).await;
    assert_eq!(show(&app, by_pass_code(ADA, PASS_CODE)).await, 404);
    app.granted("forgot_pass_code", json!({ "identifier": ADA })).await;
    let body = json!({ "token": ticket(&app, ADA).await, "pass_code": "another horse 2" });
    app.granted("change_pass_code", body).await;
    assert_eq!(show(&app, by_pass_code(ADA, "another horse 2")).await, 200);
}

#[tokio::test]
async fn a_code_and_a_ticket_that_were_sent_under_a_key_that_was_taken_out_are_refused_and_another_is_sent() {
    let app = App::start().await;
    app.effective(ADA).await;
    app.register("bob@example.com").await;
    app.granted("forgot_pass_code", json!({ "identifier": ADA })).await;
    let sent = ticket(&app, ADA).await;
    lose_the_first_key(&app).await;
    let body = json!({ "token": sent, "pass_code": "another horse 2" });
    assert_eq!(app.post("change_pass_code", body).await.code(), "RESET_TICKET_REFUSED");
    app.register("bob@example.com").await;
    let code = app.code("bob@example.com").await;
    assert_eq!(app.verify("bob@example.com", &code).await.state(), "EFFECTIVE");
}

/// An error would tell who has a pass code that was not proved since, as often as anybody asks.
#[tokio::test]
async fn whose_pass_code_is_under_a_key_that_was_taken_out_is_refused_and_counted_as_nobody_is() {
    // His code lives still.
    let app =
        App::start_with(&DEFINITION.replacen("code_life_minutes = 15", "code_life_minutes = 60", 1)).await;
    app.effective(ADA).await;
    app.register("bob@example.com").await;
    lose_the_first_key(&app).await;
    let proxied = Proxied::to(&app).await;
    let log_in = "authentication/consumer_application_key/token";
    for operation in ["show", "update", "delete", "verify", log_in] {
        let mut seen = Vec::new();
        for address in [ADA, "bob@example.com", "nobody@example.com"] {
            let named = json!({ "access_token_identifier": by_pass_code(address, PASS_CODE) });
            let code = json!({ "verification_code": "000000" });
            let body = if operation == "verify" { with(named, &code) } else { named };
            let answer = proxied.send_as_stranger("POST", operation, body).await;
            seen.push((answer, proxied.calls()));
        }
        assert!(seen.iter().all(|other| *other == seen[2]), "{operation} {seen:?}");
    }
}

/// Its code can be neither shown nor released. By a ticket its customer logs in all the same.
#[tokio::test]
async fn a_token_with_an_authentication_code_under_a_key_that_was_taken_out_is_out_of_service_until_it_is_back()
 {
    let app = App::start_unverified().await;
    app.granted("create", with(by_pass_code(ADA, PASS_CODE), &json!({ "authentication_code": card(1) })))
        .await;
    let before = lose_the_first_key(&app).await;
    assert_eq!(show(&app, by_code(&card(1))).await, 404);
    assert_eq!(show(&app, by_pass_code(ADA, PASS_CODE)).await, 404);
    app.granted("forgot_pass_code", json!({ "identifier": ADA })).await;
    let body = json!({ "token": ticket(&app, ADA).await, "pass_code": "another horse 2" });
    app.granted("change_pass_code", body).await;
    app.logged_in(ADA, "another horse 2").await;
    assert_eq!(show(&app, by_pass_code(ADA, "another horse 2")).await, 500);
    assert_eq!(left_under(&app, "1").await, 1);
    app.put_keyring(&before).await;
    app.pass(READ_EVERY);
    assert_eq!(show(&app, by_code(&card(1))).await, 200);
    assert_eq!(show(&app, by_pass_code(ADA, "another horse 2")).await, 200);
}

/// What an owner does first: each change of the token moves its code, and a new one is under the newest key anyway.
#[tokio::test]
async fn a_token_whose_authentication_code_was_changed_since_the_rotation_needs_the_leaked_key_no_more() {
    let app = App::start_unverified().await;
    app.granted("create", with(by_pass_code(ADA, PASS_CODE), &json!({ "authentication_code": card(1) })))
        .await;
    app.rotate().await;
    app.pass(KNOWN_AFTER);
    let changed = json!({ "access_token_identifier": by_code(&card(1)), "authentication_code": card(2) });
    app.granted("update", changed).await;
    assert_eq!(left_under(&app, "1").await, 0);
    assert_eq!(show(&app, by_pass_code(ADA, PASS_CODE)).await, 200);
    lose_the_first_key(&app).await;
    assert_eq!(show(&app, by_code(&card(2))).await, 200);
    assert_eq!(show(&app, by_code(&card(1))).await, 404);
    assert_eq!(show(&app, by_pass_code(ADA, PASS_CODE)).await, 200, "it was proved since, and hashed anew");
}
