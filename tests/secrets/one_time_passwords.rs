//! The same of one-time passwords.

use serde_json::json;

use super::{capture, logged, stream};
use crate::support::{
    app::{App, DEFINITION, PASS_CODE, wrong},
    one_time_passwords::{by_one_time_password, offered},
};

const LOG_IN: &str = "authentication/consumer_application_key/token";
const ADA: &str = "quartz@one-time.example";

#[tokio::test]
async fn no_one_time_password_stands_in_table_stream_or_log() {
    capture();
    let app = App::start_with(&offered()).await;
    app.effective(ADA).await;
    let (first, guessed) = app.one_time_password(ADA).await;
    app.log_in_by(ADA, &first, &wrong(&guessed)).await;
    app.pass(60);
    let (second, used) = app.one_time_password(ADA).await;
    let mut refused = by_one_time_password(ADA, &second, &used);
    refused["pass_code"] = json!(PASS_CODE);
    assert_eq!(app.log_in(refused).await.status, 400);
    assert_eq!(app.log_in_by(ADA, &second, &used).await.status, 200);
    app.settled().await;
    // Six digits turn up in an id by chance, but not by themselves.
    let is_one = |word: &str| [&guessed, &used].iter().any(|password| *password == word);
    for (place, text) in
        [("table", format!("{:?}", app.all_rows().await)), ("stream", stream(&app).await), ("log", logged())]
    {
        assert!(text.len() > 1000, "{place} is nearly empty");
        let mut words = text.split(|letter: char| !letter.is_ascii_alphanumeric());
        assert!(!words.any(is_one), "the {place} holds a one-time password");
    }
    assert!(!logged().contains(ADA));
}

/// What is off is refused before anything is read, and is logged no less carefully.
#[tokio::test]
async fn where_it_is_not_offered_what_was_sent_is_in_no_log() {
    capture();
    let app = App::start_with(DEFINITION).await;
    let sent = by_one_time_password("quartz@off.example", &"F".repeat(32), "quartz-password-771");
    let body = json!({ "access_token_identifier": sent });
    let answer = app.post_with_key(&app.stack.keys.consumer_application_key, LOG_IN, body).await;
    assert_eq!(answer.code(), "NOT_OFFERED");
    for secret in ["quartz@off.example", "quartz-password-771"] {
        assert!(!logged().contains(secret), "{secret}");
    }
}
