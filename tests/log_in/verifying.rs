//! Who types the verification code in is logged in by the same request.

use serde_json::{Value, json};

use super::{ADA, LOG_IN};
use crate::support::{
    app::{Answer, App, PASS_CODE, told, wrong},
    hashes::Hashes,
    records::{by_pass_code, with},
};

async fn log_in(app: &App, named: Value, code: &str) -> Answer {
    app.post_as_known(LOG_IN, json!({ "access_token_identifier": named, "verification_code": code })).await
}

async fn pending(app: &App) -> String {
    app.register(ADA).await;
    app.code(ADA).await
}

#[tokio::test]
async fn the_verification_code_verifies_and_logs_in_with_one_hash() {
    let app = App::start().await;
    let code = pending(&app).await;
    let hashes = Hashes::counted();
    let answer = log_in(&app, by_pass_code(ADA, PASS_CODE), &code).await;
    assert_eq!((answer.status, hashes.take()), (200, 1), "{answer:?}");
    let own = app.post_in(answer.data()["token"].as_str().expect("a token"), "show", json!({})).await;
    assert_eq!(own.state(), "EFFECTIVE");
}

#[tokio::test]
async fn the_same_once_more_logs_in_once_more_while_the_code_lives() {
    let app = App::start().await;
    let code = pending(&app).await;
    assert_eq!(log_in(&app, by_pass_code(ADA, PASS_CODE), &code).await.status, 200);
    app.pass(15 * 60 - 1);
    assert_eq!(log_in(&app, by_pass_code(ADA, PASS_CODE), &code).await.status, 200);
    let verified = app.verify(ADA, &code).await;
    assert_eq!(verified.status, 200, "whoever lost the answer may verify alone, too");
    app.pass(1);
    assert_eq!(told(&log_in(&app, by_pass_code(ADA, PASS_CODE), &code).await), (403, "LOG_IN_REFUSED"));
}

#[tokio::test]
async fn a_wrong_code_verifies_nobody_logs_nobody_in_and_counts_as_one() {
    let app = App::start().await;
    let code = pending(&app).await;
    let unknown = log_in(&app, by_pass_code("nobody@example.com", PASS_CODE), &code).await;
    assert_eq!(told(&unknown), (403, "LOG_IN_REFUSED"));
    for _ in 0..5 {
        assert_eq!(log_in(&app, by_pass_code(ADA, PASS_CODE), &wrong(&code)).await, unknown);
    }
    assert_eq!(log_in(&app, by_pass_code(ADA, PASS_CODE), &code).await, unknown);
    assert_eq!(app.verify(ADA, &code).await.code(), "VERIFICATION_REFUSED");
}

#[tokio::test]
async fn a_wrong_code_logs_nobody_in_whose_pass_code_is_right_and_counts_as_a_wrong_one() {
    let app = App::start().await;
    app.effective(ADA).await;
    for _ in 0..10 {
        let refused = log_in(&app, by_pass_code(ADA, PASS_CODE), "000000").await;
        assert_eq!(told(&refused), (403, "LOG_IN_REFUSED"));
    }
    assert_eq!(told(&app.log_in(by_pass_code(ADA, PASS_CODE)).await), (403, "LOG_IN_REFUSED"));
}

#[tokio::test]
async fn who_reads_the_mailbox_logs_in_with_a_pass_code_of_their_own() {
    let app = App::start().await;
    let planted = json!({ "udf_string_1": "planted" });
    app.post("create", with(by_pass_code(ADA, "stranger horse 1"), &planted)).await;
    let code = app.code(ADA).await;
    let missing = log_in(&app, json!({ "identifier": ADA }), &code).await;
    assert_eq!(told(&missing), (422, "PASS_CODE_NEEDED"));
    let short = log_in(&app, by_pass_code(ADA, "short"), &code).await;
    assert_eq!(told(&short), (422, "INVALID_VALUE"));
    assert_eq!(short.body["errors"][0]["field"], "access_token_identifier.pass_code");
    let answer = log_in(&app, by_pass_code(ADA, PASS_CODE), &code).await;
    let own = app.post_in(answer.data()["token"].as_str().expect("a token"), "show", json!({})).await;
    assert_eq!((own.state(), &own.data()["udf_string_1"]), ("EFFECTIVE", &Value::Null));
    let stranger = app.log_in(by_pass_code(ADA, "stranger horse 1")).await;
    assert_eq!(told(&stranger), (403, "LOG_IN_REFUSED"));
}

#[tokio::test]
async fn who_is_not_effective_is_not_logged_in_by_the_code_of_before() {
    let app = App::start().await;
    let code = pending(&app).await;
    assert_eq!(app.verify(ADA, &code).await.status, 200);
    let named = json!({ "access_token_identifier": by_pass_code(ADA, PASS_CODE) });
    assert_eq!(app.post("set_as_not_effective", named).await.status, 200);
    assert_eq!(told(&log_in(&app, by_pass_code(ADA, PASS_CODE), &code).await), (403, "LOG_IN_REFUSED"));
}

#[tokio::test]
async fn who_was_registered_by_a_back_office_chooses_the_pass_code_with_the_log_in() {
    let app = App::start().await;
    app.account("Ada", json!([{ "action": "ADD_NEW", "identifier": ADA }])).await;
    let code = app.code(ADA).await;
    let short = log_in(&app, by_pass_code(ADA, "short"), &code).await;
    assert_eq!(told(&short), (422, "INVALID_VALUE"));
    assert_eq!(short.body["errors"][0]["field"], "access_token_identifier.pass_code");
    let hashes = Hashes::counted();
    let answer = log_in(&app, by_pass_code(ADA, PASS_CODE), &code).await;
    assert_eq!((answer.status, hashes.take()), (200, 1), "{answer:?}");
    app.logged_in(ADA, PASS_CODE).await;
}
