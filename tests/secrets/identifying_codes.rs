//! The same of identifying codes.

use super::{capture, logged, stream};
use crate::support::app::{App, wrong};

const ADA: &str = "onyx@identifying.example";

#[tokio::test]
async fn no_identifying_code_stands_in_table_stream_or_log() {
    capture();
    let app = App::start().await;
    app.effective(ADA).await;
    let till = app.till().await;
    let used = app.identifying_code(ADA).await;
    assert_eq!(app.typed_in(&till, &wrong(&used)).await.status, 404);
    assert_eq!(app.typed_in(&till, &used).await.status, 200);
    assert_eq!(app.typed_in(&till, &used).await.status, 404);
    let alive = app.identifying_code(ADA).await;
    let codes = [&used, &wrong(&used), &alive];
    let is_one = |word: &str| codes.iter().any(|code| *code == word);
    for (place, text) in
        [("table", format!("{:?}", app.all_rows().await)), ("stream", stream(&app).await), ("log", logged())]
    {
        assert!(text.len() > 1000, "{place} is nearly empty");
        let mut words = text.split(|letter: char| !letter.is_ascii_alphanumeric());
        assert!(!words.any(is_one), "the {place} holds an identifying code");
    }
    assert!(!logged().contains(ADA));
}
