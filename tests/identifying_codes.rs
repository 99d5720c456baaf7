//! Identifying codes: what a customer shows at a till identifies them there, once, and nowhere else.

mod limits;
mod nothing_else;
mod operations;

use serde_json::json;
use shared::Scope;

use crate::support::{
    app::{App, PASS_CODE, told, verification},
    identifying_codes::{by_identifying_code, made},
    proxy::Proxied,
    records::by_pass_code,
    writing::ticket,
};

const ADA: &str = "ada@example.com";
const EVE: &str = "eve@example.com";
const UNKNOWN: (u16, &str) = (404, "ACCESS_TOKEN_NOT_FOUND");

/// A stack with Ada, and a till.
async fn ada() -> (App, String) {
    let app = App::start().await;
    app.effective(ADA).await;
    let till = app.till().await;
    (app, till)
}

#[tokio::test]
async fn a_till_identifies_a_customer_by_what_they_show_once() {
    let (app, till) = ada().await;
    let code = app.identifying_code(ADA).await;
    let answer = app.typed_in(&till, &code).await;
    assert_eq!((answer.status, &answer.data()["identifier"]), (200, &json!(ADA)), "{answer:?}");
    assert_eq!(told(&app.typed_in(&till, &code).await), UNKNOWN);
    assert!(app.rows_of("identifying_code").await.is_empty(), "it goes with the request that it let through");
    let claims = app.rows_of("claim").await;
    assert!(claims.iter().all(|claim| claim["pk"].as_s().is_ok_and(|pk| !pk.starts_with("IDENTIFYING"))));
}

#[tokio::test]
async fn a_customer_gets_one_of_their_own_and_names_nothing() {
    let (app, till) = ada().await;
    let session = app.logged_in(ADA, PASS_CODE).await;
    let own = app.post_in(&session, "show", json!({})).await;
    let answer = app.post_in(&session, "generate_otp", json!({})).await;
    for field in ["id", "number"] {
        assert_eq!(answer.data()[field], own.data()[field]);
    }
    let code = made(&answer);
    assert!(code.len() == 8 && code.bytes().all(|byte| byte.is_ascii_digit()), "{code}");
    let rows = app.rows_of("identifying_code").await;
    assert_eq!(rows[0]["expires"].as_n(), Ok(&(app.now() + 300).to_string()));
    assert_eq!(answer.data()["expiration_date"], "2026-11-18T11:11:40");
    assert_eq!(app.typed_in(&till, &code).await.status, 200);
}

#[tokio::test]
async fn a_back_office_gets_one_for_a_customer_who_proves_to_be_one_where_it_may_clear_codes() {
    let (app, till) = ada().await;
    let body = json!({ "access_token_identifier": by_pass_code(ADA, PASS_CODE) });
    let clears = app.back_office_with(Scope::ClearCodes).await;
    let answer = app.post_in(&clears, "generate_otp", body.clone()).await;
    assert_eq!(app.typed_in(&till, &made(&answer)).await.data()["identifier"], ADA);
    for scope in [Scope::Read, Scope::Write] {
        let session = app.back_office_with(scope).await;
        let answer = app.post_in(&session, "generate_otp", body.clone()).await;
        assert_eq!(told(&answer), (403, "CALLER_NOT_ALLOWED"), "{scope:?}");
    }
    let wrong = json!({ "access_token_identifier": by_pass_code(ADA, "another horse 2") });
    assert_eq!(told(&app.post_in(&clears, "generate_otp", wrong).await), UNKNOWN);
    let nobody = app.post_in(&clears, "generate_otp", json!({})).await;
    assert_eq!(told(&nobody), (400, "INVALID_FIELD"));
}

#[tokio::test]
async fn only_an_access_token_that_is_effective_has_one() {
    let (app, till) = ada().await;
    let named = json!({ "access_token_identifier": by_pass_code(ADA, PASS_CODE) });
    app.granted("set_as_not_effective", named.clone()).await;
    let answer = app.post_in(&till, "generate_otp", named).await;
    assert_eq!(told(&answer), (409, "LIFE_CYCLE_STATE_NOT_ALLOWED"));
    app.register(EVE).await;
    let named = json!({ "access_token_identifier": by_pass_code(EVE, PASS_CODE) });
    let answer = app.post_in(&till, "generate_otp", named).await;
    assert_eq!(told(&answer), (409, "LIFE_CYCLE_STATE_NOT_ALLOWED"));
    assert!(app.rows_of("identifying_code").await.is_empty());
}

#[tokio::test]
async fn a_code_lives_five_minutes_to_the_second() {
    let (app, till) = ada().await;
    let code = app.identifying_code(ADA).await;
    app.pass(299);
    assert_eq!(app.typed_in(&till, &code).await.status, 200);
    let code = app.identifying_code(ADA).await;
    app.pass(300);
    assert_eq!(told(&app.typed_in(&till, &code).await), UNKNOWN);
}

#[tokio::test]
async fn who_asks_again_gets_the_same_in_the_first_half_of_its_life_and_then_another_and_one_is_alive() {
    let (app, till) = ada().await;
    let first = app.identifying_code(ADA).await;
    app.pass(149);
    assert_eq!(app.identifying_code(ADA).await, first);
    app.pass(1);
    let second = app.identifying_code(ADA).await;
    assert_ne!(second, first);
    assert_eq!(app.rows_of("identifying_code").await.len(), 1);
    let claims = app.rows_of("claim").await.into_iter();
    let claims =
        claims.filter(|claim| claim["pk"].as_s().is_ok_and(|pk| pk.starts_with("IDENTIFYING_CODE#")));
    assert_eq!(claims.count(), 1);
    assert_eq!(told(&app.typed_in(&till, &first).await), UNKNOWN);
    assert_eq!(app.typed_in(&till, &second).await.status, 200);
    assert_ne!(app.identifying_code(ADA).await, second, "a code that was used is not given again");
}

#[tokio::test]
async fn each_customer_has_a_code_of_their_own() {
    let (app, till) = ada().await;
    app.effective(EVE).await;
    let (adas, eves) = (app.identifying_code(ADA).await, app.identifying_code(EVE).await);
    assert_eq!(app.typed_in(&till, &eves).await.data()["identifier"], EVE);
    assert_eq!(app.typed_in(&till, &adas).await.data()["identifier"], ADA);
}

/// Of eight digits nobody meets two alike in a test: DynamoDB says so in its place.
#[tokio::test]
async fn where_another_customer_has_the_same_digits_others_are_drawn() {
    let (app, till) = ada().await;
    let proxied = Proxied::to(&app).await;
    let taken = json!({
        "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
        "CancellationReasons": [{ "Code": "None" }, { "Code": "ConditionalCheckFailed" }],
    });
    proxied.refuse("TransactWriteItems", 400, taken);
    let body = json!({ "access_token_identifier": by_pass_code(ADA, PASS_CODE) });
    let code = made(&proxied.post("generate_otp", body).await);
    assert_eq!(app.typed_in(&till, &code).await.data()["identifier"], ADA);
}

#[tokio::test]
async fn what_ends_all_sessions_ends_what_is_shown() {
    let (app, till) = ada().await;
    let session = app.logged_in(ADA, PASS_CODE).await;
    let code = app.identifying_code(ADA).await;
    app.post_in(&session, "authentication/sessions/release", json!({ "all": true })).await;
    assert_eq!(told(&app.typed_in(&till, &code).await), UNKNOWN);
    let next = app.identifying_code(ADA).await;
    assert_ne!(next, code, "nor is it given again");
    // A new pass code, by a ticket.
    app.post("forgot_pass_code", json!({ "identifier": ADA })).await;
    let body = json!({ "token": ticket(&app, ADA).await, "pass_code": PASS_CODE });
    assert_eq!(app.post("change_pass_code", body).await.status, 200);
    assert_eq!(told(&app.typed_in(&till, &next).await), UNKNOWN);
    // Out of service, and back.
    let named = json!({ "access_token_identifier": by_pass_code(ADA, PASS_CODE) });
    let code = app.identifying_code(ADA).await;
    app.granted("set_as_not_effective", named.clone()).await;
    assert_eq!(told(&app.typed_in(&till, &code).await), UNKNOWN);
    app.granted("set_as_effective", named).await;
    assert_eq!(told(&app.typed_in(&till, &code).await), UNKNOWN);
    assert_eq!(app.typed_in(&till, &app.identifying_code(ADA).await).await.status, 200);
}

#[tokio::test]
async fn a_code_makes_no_other_one_and_verifies_nothing() {
    let (app, till) = ada().await;
    let code = app.identifying_code(ADA).await;
    let named = json!({ "access_token_identifier": by_identifying_code(&code) });
    let answer = app.post_in(&till, "generate_otp", named.clone()).await;
    assert_eq!(told(&answer), (400, "INVALID_FIELD"));
    let field = json!("access_token_identifier.one_time_password");
    assert_eq!(
        (&answer.body["errors"][0]["field"], &answer.body["errors"][0]["rule"]),
        (&field, &json!("GOES_WITH"))
    );
    let mut body = verification(ADA, PASS_CODE, "000000");
    body["access_token_identifier"] = by_identifying_code(&code);
    assert_eq!(told(&app.post_in(&till, "verify", body).await), (409, "LIFE_CYCLE_STATE_NOT_ALLOWED"));
    assert_eq!(app.typed_in(&till, &code).await.status, 200, "what is refused uses nothing up");
}
