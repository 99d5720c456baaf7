//! When the table fails: nothing is left half done, and nobody is told what is not so.

use std::{collections::BTreeMap, time::Duration};

use serde_json::{Value, json};

use crate::support::{
    app::{App, text},
    lines::Lines,
    proxy::{Call, Line, Proxied},
    records::{Standing, by_code, card, owner},
    writing::{all, assigned, stack},
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
    let app = stack().await;
    let operations = all(&app).await;
    let proxied = Proxied::to(&app).await;
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
    let app = stack().await;
    let operations = all(&app).await;
    let proxied = Proxied::to(&app).await;
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
    let app = stack().await;
    let operations = all(&app).await;
    let proxied = Proxied::to(&app).await;
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

/// Lambda would break the request off, without a word in the log. Time is the runtime's, and passes where all wait.
#[tokio::test]
async fn a_request_is_answered_in_time_whichever_call_hangs() {
    let app = stack().await;
    let operations = all(&app).await;
    let proxied = Proxied::to(&app).await.in_time();
    for (operation, body, write) in operations {
        for call in ["BatchGetItem", "GetItem", write] {
            for _ in 0..TRIES {
                proxied.hang(call);
            }
            tokio::time::pause();
            let began = tokio::time::Instant::now();
            let answer = proxied.post(operation, body.clone()).await;
            let took = began.elapsed();
            tokio::time::resume();
            proxied.forgive();
            if proxied.calls().iter().any(|made| made == call) {
                let told = (answer.status, answer.code());
                assert_eq!(told, (503, "UNAVAILABLE"), "{operation} {call} {answer:?}");
            }
            // The rest is the answer itself, and less than Lambda would wait on.
            assert!(took < shared::ANSWERED_WITHIN + Duration::from_secs(1), "{operation} {call} {took:?}");
        }
    }
}

/// An environment is frozen between two requests, and its connections are closed meanwhile, the one of its start too.
#[tokio::test]
async fn a_connection_that_died_in_a_freeze_is_opened_again() {
    let (app, line) = (stack().await, Line::default());
    let operations = all(&app).await;
    let proxied = Proxied::over(&line, &app).await;
    for (operation, body, _) in operations {
        assert!(line.cut().await > 0, "{operation}: nothing was connected");
        let answer = proxied.post(operation, body).await;
        assert_eq!(answer.status, 200, "{operation} {answer:?}");
    }
}

/// What DynamoDB answers where one of the rows that must be free is not.
fn taken() -> Value {
    let mut cancelled = error("TransactionCanceledException");
    cancelled["CancellationReasons"] =
        json!([{ "Code": "ConditionalCheckFailed", "Message": "The conditional request failed" }]);
    cancelled
}

/// The numbers that each transaction was to claim.
fn numbers_to_claim(proxied: &Proxied) -> Vec<Vec<String>> {
    let numbers = |call: &Call| {
        let writes = call.sent["TransactItems"].as_array().into_iter().flatten();
        let keys = writes.filter_map(|write| write["Put"]["Item"]["pk"]["S"].as_str());
        keys.filter_map(|pk| pk.strip_prefix("NUMBER#")).map(str::to_owned).collect()
    };
    proxied.consumed().iter().filter(|call| call.name == "TransactWriteItems").map(numbers).collect()
}

/// The numbers that are claimed, in their order.
async fn claimed(app: &App) -> Vec<String> {
    let keys = app.rows_of("claim").await.into_iter().map(|row| text(&row, "pk"));
    let mut numbers: Vec<_> = keys.filter_map(|pk| pk.strip_prefix("NUMBER#").map(str::to_owned)).collect();
    numbers.sort_unstable();
    numbers
}

#[tokio::test]
async fn a_number_that_another_token_has_drawn_is_drawn_again() {
    let app = App::start_unverified().await;
    let proxied = Proxied::to(&app).await;
    proxied.refuse("TransactWriteItems", 400, taken());
    let created = proxied.post("create", by_code(&card(1))).await;
    assert_eq!(created.status, 200, "{created:?}");
    let drawn = numbers_to_claim(&proxied);
    assert_eq!(drawn.iter().map(Vec::len).collect::<Vec<_>>(), [1, 1]);
    assert_ne!(drawn[0], drawn[1]);
    let number = created.data()["number"].as_str().expect("a number");
    let tokens = app.rows_of("token").await;
    assert_eq!(tokens.iter().map(|token| text(token, "number")).collect::<Vec<_>>(), [number]);
    assert_eq!(claimed(&app).await, [number]);
    app.assert_consistent().await;
}

#[tokio::test]
async fn a_number_that_another_customer_record_has_drawn_is_drawn_again() {
    let app = App::start_unverified().await;
    let proxied = Proxied::to(&app).await;
    let new = json!([assigned("ADD_NEW", &card(1))]);
    let named = json!({ "accounts_receivable_identifier": { "name": "Ada" } });
    let mut made = Vec::new();
    for (operation, entity, body) in [
        (
            "accounts_receivable/create",
            "accounts_receivable",
            json!({ "name": "Ada", "account_owner": owner(), "access_tokens": new }),
        ),
        ("rewards_participants/create", "rewards_participant", named),
    ] {
        proxied.refuse("TransactWriteItems", 400, taken());
        let created = proxied.post(operation, body).await;
        assert_eq!(created.status, 200, "{operation} {created:?}");
        let [first, second] = &numbers_to_claim(&proxied)[..] else { panic!("{operation}") };
        assert!(first.iter().all(|number| !second.contains(number)), "{operation} {first:?} {second:?}");
        let records = app.rows_of(entity).await;
        assert_eq!(
            records.iter().map(|record| json!(text(record, "number"))).collect::<Vec<_>>(),
            [created.data()["number"].clone()]
        );
        made.extend(second.clone());
    }
    made.sort_unstable();
    assert_eq!((made.len(), claimed(&app).await), (3, made));
    app.assert_consistent().await;
}

#[tokio::test]
async fn a_message_is_said_to_be_kept_back_once_it_is_and_not_where_nothing_was_written() {
    let app = App::start().await;
    app.register("ada@example.com").await;
    let proxied = Proxied::to(&app).await;
    let lines = Lines::begin();
    let said = || lines.all().iter().filter(|line| line["state"] == "NOT_SENT").count();
    let again = json!({ "identifier": "ada@example.com" });
    for _ in 0..2 {
        proxied.refuse("TransactWriteItems", 400, taken());
    }
    let answer = proxied.send_as_stranger("POST", "create", again.clone()).await;
    assert_eq!((answer.status, said()), (200, 1), "{answer:?}");
    proxied.refuse("TransactWriteItems", 400, error("AccessDeniedException"));
    let answer = proxied.send_as_stranger("POST", "create", again).await;
    assert_eq!((answer.status, said()), (503, 1), "{answer:?}");
}
