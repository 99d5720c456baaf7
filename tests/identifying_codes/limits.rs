//! How often a back office may be wrong about what it is shown.

use super::{ADA, UNKNOWN, ada};
use crate::support::{
    app::{App, PASS_CODE, told, wrong},
    records::by_pass_code,
};

const HOUR: i64 = 60 * 60;

async fn missed(app: &App, till: &str, code: &str, times: usize) {
    for _ in 0..times {
        assert_eq!(told(&app.typed_in(till, code).await), UNKNOWN);
    }
}

/// The value of the only counter of that kind.
async fn misses(app: &App) -> Option<String> {
    let rows = app.rows_of("counter").await.into_iter();
    let mut rows = rows.filter(|row| row["pk"].as_s().is_ok_and(|pk| pk.contains("#IDENTIFYING_CODES#")));
    rows.next().map(|row| row["value"].as_n().expect("a number").clone())
}

#[tokio::test]
async fn after_twenty_misses_of_an_hour_a_right_one_is_refused_for_that_key_and_for_no_other() {
    let (app, till) = ada().await;
    let other = app.till().await;
    let code = app.identifying_code(ADA).await;
    missed(&app, &till, &wrong(&code), 19).await;
    assert_eq!(app.typed_in(&till, &code).await.status, 200);
    let code = app.identifying_code(ADA).await;
    missed(&app, &till, &wrong(&code), 1).await;
    assert_eq!(told(&app.typed_in(&till, &code).await), UNKNOWN);
    assert_eq!(app.typed_in(&other, &code).await.status, 200, "and it was not used up");
    app.pass(HOUR);
    let code = app.identifying_code(ADA).await;
    assert_eq!(app.typed_in(&till, &code).await.status, 200);
}

#[tokio::test]
async fn all_sessions_of_one_key_share_its_misses() {
    let (app, _) = ada().await;
    let key = app.stack.keys.systemic_key.clone();
    let open = async || {
        let opened = app.post_with_key(&key, "authentication/web_api_key/token", serde_json::json!({})).await;
        opened.data()["token"].as_str().expect("a token").to_owned()
    };
    let code = app.identifying_code(ADA).await;
    missed(&app, &open().await, &wrong(&code), 20).await;
    assert_eq!(told(&app.typed_in(&open().await, &code).await), UNKNOWN);
}

#[tokio::test]
async fn wrong_used_and_expired_ones_count_and_right_ones_do_not() {
    let (app, till) = ada().await;
    let code = app.identifying_code(ADA).await;
    assert_eq!(app.typed_in(&till, &code).await.status, 200);
    assert_eq!(misses(&app).await, None);
    missed(&app, &till, &code, 1).await;
    let expired = app.identifying_code(ADA).await;
    app.pass(300);
    missed(&app, &till, &expired, 1).await;
    missed(&app, &till, "not even digits", 1).await;
    assert_eq!(misses(&app).await.as_deref(), Some("3"));
}

#[tokio::test]
async fn who_is_out_of_misses_still_names_customers_by_what_proves_them() {
    let (app, till) = ada().await;
    missed(&app, &till, "00000000", 21).await;
    let body = serde_json::json!({ "access_token_identifier": by_pass_code(ADA, PASS_CODE) });
    assert_eq!(app.post_in(&till, "show", body).await.status, 200);
}
