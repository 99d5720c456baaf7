//! When the table fails: nothing is left half done, and nobody is told what is not so.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::{
    app::{App, text},
    proxy::Proxied,
    records::{Standing, card},
    writing::{all, assigned, numbered},
};

/// An error of DynamoDB's.
fn error(kind: &str) -> Value {
    json!({ "__type": format!("com.amazonaws.dynamodb.v20120810#{kind}"), "message": "no" })
}

/// How often the SDK makes one call.
const TRIES: usize = 3;

/// How many rows there are of each entity.
fn counted(rows: &Standing) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for row in rows {
        *counts.entry(text(row, "entity")).or_default() += 1;
    }
    counts
}

#[tokio::test]
async fn a_write_that_the_table_refuses_leaves_everything_as_it_was() {
    let app = App::start_unverified().await;
    let operations = all(&app).await;
    let proxied = numbered(&app).await;
    let before = app.standing().await;
    for (operation, body, write) in operations {
        for kind in ["AccessDeniedException", "ProvisionedThroughputExceededException"] {
            for _ in 0..TRIES {
                proxied.refuse(write, 400, error(kind));
            }
            let answer = proxied.post(operation, body.clone()).await;
            let told = (answer.status, answer.code());
            assert_eq!(told, (503, "UNAVAILABLE"), "{operation} {kind} {answer:?}");
            assert_eq!(app.standing().await, before, "{operation} {kind}");
            proxied.forgive();
        }
    }
    app.assert_consistent().await;
}

#[tokio::test]
async fn a_write_that_the_table_refuses_once_is_made_after_all() {
    let app = App::start_unverified().await;
    let operations = all(&app).await;
    let proxied = numbered(&app).await;
    for (operation, body, write) in operations {
        proxied.refuse(write, 400, error("ProvisionedThroughputExceededException"));
        let answer = proxied.post(operation, body).await;
        assert_eq!(answer.status, 200, "{operation} {answer:?}");
        assert_eq!(proxied.calls().iter().filter(|call| *call == write).count(), 2, "{operation}");
        app.assert_consistent().await;
    }
}

/// What each operation writes, run as it is, with its answer lost once, and with no answer ever.
async fn rows_after(lost: usize) -> (Vec<(u16, Value)>, BTreeMap<String, usize>) {
    let app = App::start_unverified().await;
    let operations = all(&app).await;
    let proxied = numbered(&app).await;
    let mut answers = Vec::new();
    for (operation, body, write) in operations {
        let before = app.standing().await;
        for _ in 0..lost {
            proxied.lose_answer(write);
        }
        let answer = proxied.post(operation, body).await;
        assert_ne!(app.standing().await, before, "{operation}");
        proxied.forgive();
        app.assert_consistent().await;
        answers.push((answer.status, json!([operation, answer.code(), answer.message()])));
    }
    (answers, counted(&app.standing().await))
}

#[tokio::test]
async fn a_write_whose_answer_is_lost_is_made_once() {
    let (answers, rows) = rows_after(0).await;
    assert!(answers.iter().all(|(status, _)| *status == 200), "{answers:?}");
    assert_eq!(rows_after(1).await, (answers, rows));
}

#[tokio::test]
async fn a_write_that_is_never_answered_is_made_once_and_not_said_to_have_changed_nothing() {
    let (_, rows) = rows_after(0).await;
    let (answers, after) = rows_after(TRIES).await;
    assert_eq!(after, rows);
    for (status, told) in answers {
        assert_eq!((status, &told[1]), (503, &json!("UNAVAILABLE")), "{told}");
        let message =
            "something went wrong on our side; it may have been done all the same: look before you try again";
        assert_eq!(told[2], message, "{told}");
    }
}

#[tokio::test]
async fn numbers_that_cannot_be_taken_make_nothing() {
    let app = App::start_unverified().await;
    let proxied = Proxied::to(&app).await;
    for operation in ["create", "accounts_receivable/create"] {
        for _ in 0..TRIES {
            proxied.refuse("UpdateItem", 400, error("AccessDeniedException"));
        }
        let body = match operation {
            "create" => json!({ "authentication_code": card(1) }),
            _ => {
                json!({ "account_owner": crate::records::owner(), "access_tokens": [assigned("ADD_NEW", &card(2))] })
            }
        };
        assert_eq!(proxied.post(operation, body).await.code(), "UNAVAILABLE", "{operation}");
        proxied.forgive();
    }
    assert!(app.rows().await.is_empty());
}
