//! Identifying codes, 64 at once.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::join_all;
use serde_json::json;

use super::counted;
use crate::support::{
    app::{Answer, App, PASS_CODE, wrong},
    identifying_codes::made,
};

const ADA: &str = "ada@example.com";
const UNKNOWN: (u16, &str) = (404, "ACCESS_TOKEN_NOT_FOUND");

async fn ada() -> (App, String) {
    let app = App::start().await;
    app.effective(ADA).await;
    let code = app.identifying_code(ADA).await;
    (app, code)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_64_tills_at_once_with_one_code_one_is_let_through() {
    let (app, code) = ada().await;
    let mut tills = Vec::new();
    for _ in 0..64 {
        tills.push(app.till().await);
    }
    let answers = join_all(tills.iter().map(|till| app.typed_in(till, &code))).await;
    assert_eq!(counted(&answers), BTreeMap::from([((200, "OK"), 1), (UNKNOWN, 63)]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_right_code_that_comes_with_63_wrong_ones_is_told_only_before_twenty_were_counted() {
    let (app, code) = ada().await;
    let (till, wrong) = (app.till().await, wrong(&code));
    let ask = |index: usize| app.typed_in(&till, if index == 32 { &code } else { &wrong });
    let answers: Vec<Answer> = join_all((0..64).map(ask)).await;
    let let_through = answers.iter().filter(|answer| answer.status == 200).count();
    assert!(answers.iter().all(|answer| answer.status == 200 || (answer.status, answer.code()) == UNKNOWN));
    assert!(let_through <= 1);
    assert_eq!(app.rows_of("identifying_code").await.len(), 1 - let_through);
    let again = app.typed_in(&till, &app.identifying_code(ADA).await).await;
    assert_eq!((again.status, again.code()), UNKNOWN, "more than twenty were counted by then");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_asks_64_times_at_once_gets_one_code() {
    let app = App::start().await;
    app.effective(ADA).await;
    let session = app.logged_in(ADA, PASS_CODE).await;
    let answers = join_all((0..64).map(|_| app.post_in(&session, "generate_otp", json!({})))).await;
    let codes: BTreeSet<_> = answers.iter().map(made).collect();
    assert_eq!(codes.len(), 1, "{codes:?}");
    let claims = app.rows_of("claim").await.into_iter();
    let claims =
        claims.filter(|claim| claim["pk"].as_s().is_ok_and(|pk| pk.starts_with("IDENTIFYING_CODE#")));
    assert_eq!(claims.count(), 1);
}
