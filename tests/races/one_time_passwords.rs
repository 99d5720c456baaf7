//! One-time passwords, 64 at once.

use std::collections::BTreeMap;

use futures_util::future::join_all;

use super::counted;
use crate::support::{
    app::{Answer, App, wrong},
    one_time_passwords::offered,
};

const ADA: &str = "ada@example.com";
const REFUSED: (u16, &str) = (403, "LOG_IN_REFUSED");

async fn ada() -> (App, String, String) {
    let app = App::start_with(&offered()).await;
    app.effective(ADA).await;
    let (request, password) = app.one_time_password(ADA).await;
    (app, request, password)
}

/// How many tries the only request has counted.
async fn tries(app: &App) -> String {
    let rows = app.rows_of("one_time_password").await;
    rows.first().expect("a request")["tries"].as_n().expect("a number").clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_one_time_password_used_64_times_at_once_opens_one_session() {
    let (app, request, password) = ada().await;
    let answers = join_all((0..64).map(|_| app.log_in_by(ADA, &request, &password))).await;
    assert_eq!(counted(&answers), BTreeMap::from([((200, "OK"), 1), (REFUSED, 63)]));
    assert_eq!(app.rows_of("session").await.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_64_wrong_one_time_passwords_at_once_five_are_looked_at_and_the_right_one_after_them_is_not() {
    let (app, request, password) = ada().await;
    let wrong = wrong(&password);
    let answers = join_all((0..64).map(|_| app.log_in_by(ADA, &request, &wrong))).await;
    assert_eq!(counted(&answers), BTreeMap::from([(REFUSED, 64)]));
    assert_eq!(tries(&app).await, "5");
    let right = app.log_in_by(ADA, &request, &password).await;
    assert_eq!((right.status, right.code()), REFUSED);
    assert!(app.rows_of("session").await.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_right_one_that_comes_with_63_wrong_ones_is_told_only_before_five_were_counted() {
    let (app, request, password) = ada().await;
    let wrong = wrong(&password);
    let ask = |index: usize| app.log_in_by(ADA, &request, if index == 32 { &password } else { &wrong });
    let answers: Vec<Answer> = join_all((0..64).map(ask)).await;
    let opened = answers.iter().filter(|answer| answer.status == 200).count();
    assert!(answers.iter().all(|answer| answer.status == 200 || (answer.status, answer.code()) == REFUSED));
    assert_eq!(app.rows_of("session").await.len(), opened);
    match opened {
        // It was quicker than the fifth wrong one, and its request went with it.
        1 => assert!(app.rows_of("one_time_password").await.is_empty()),
        _ => assert_eq!((opened, tries(&app).await.as_str()), (0, "5")),
    }
}
