//! Refreshes, 64 at once.

use std::collections::BTreeMap;

use futures_util::future::join_all;

use super::counted;
use crate::support::{
    app::App,
    refreshing::{Refreshing, attempt, refresh},
};

const ADA: &str = "ada@example.com";

async fn logged_in() -> (App, Refreshing) {
    let app = App::start().await;
    app.effective(ADA).await;
    let ada = Refreshing::log_in(&app, ADA).await;
    (app, ada)
}

/// The refresh token that a session has come to.
async fn number(app: &App) -> String {
    let sessions = app.rows_of("session").await;
    let mut refreshing = sessions.iter().filter_map(|row| row["refreshing"].as_m().ok());
    refreshing.next().expect("a session")["number"].as_n().expect("a number").clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refreshed_64_times_at_once_with_one_attempt_it_is_one_step_and_one_answer() {
    let (app, ada) = logged_in().await;
    let one = attempt();
    let answers = join_all((0..64).map(|_| refresh(&app, &ada.refresh_token, &one))).await;
    assert_eq!(counted(&answers), BTreeMap::from([((200, "OK"), 64)]));
    assert!(answers.iter().all(|answer| answer == &answers[0]));
    assert_eq!(number(&app).await, "1");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_64_attempts_at_once_one_gets_on_and_the_session_with_it() {
    let (app, ada) = logged_in().await;
    let attempts: Vec<_> = (0..64).map(|_| attempt()).collect();
    let answers = join_all(attempts.iter().map(|attempt| refresh(&app, &ada.refresh_token, attempt))).await;
    assert_eq!(counted(&answers), BTreeMap::from([((200, "OK"), 1), ((409, "REFRESH_SUPERSEDED"), 63)]));
    assert_eq!(number(&app).await, "1");
}
