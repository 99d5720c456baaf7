//! Events that come again, and records that cannot be told.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use aws_sdk_dynamodb::types::AttributeValue;
use lambda_http::aws_lambda_events::dynamodb::Event;
use local::{
    Options,
    aws::{Fault, Provider},
};
use serde_json::{Value, json};
use shared::{Announce, Timestamp, Variables, system_clock};

use super::{ADA, names, telling, told};
use crate::support::app::{App, DEFINITION, text};

/// The function itself, handed records by the test.
fn announce(app: &App) -> Announce {
    Announce::start(&Variables::new(app.stack.variables.clone())).expect("started")
}

/// The recorded event: a customer typed the code in.
fn recorded() -> Value {
    serde_json::from_str(include_str!("../../events/announce.json")).expect("an event")
}

fn event(of: &Value) -> Event {
    serde_json::from_value(of.clone()).expect("an event")
}

/// A row of a release is read by all later ones: this record is never edited, only added to.
#[tokio::test]
async fn a_record_that_comes_again_is_told_again_with_the_same_id() {
    let app = telling(DEFINITION).await;
    let announce = announce(&app);
    for _ in 0..2 {
        assert!(announce.handle(event(&recorded())).await.batch_item_failures.is_empty());
    }
    let [first, again] = &app.stack.events.all()[..] else { panic!("not two") };
    assert_eq!(first, again);
    assert_eq!(first["body"]["event"], "VERIFIED");
    assert_eq!(first["body"]["at"], "2026-11-23T02:54:12");
    let mut later = recorded();
    later["Records"][0]["dynamodb"]["NewImage"]["version"]["N"] = json!("9");
    announce.handle(event(&later)).await;
    assert_ne!(app.stack.events.all()[2]["body"]["id"], first["body"]["id"]);
}

#[tokio::test]
async fn what_sns_did_not_take_comes_again_and_none_is_lost() {
    for (fault, times) in [(Fault::Throttle, 1), (Fault::Fail, 1), (Fault::DropAfterAccept, 2)] {
        let app = telling(DEFINITION).await;
        app.stack.faults.next(Provider::Sns, [fault]);
        app.effective(ADA).await;
        let told = told(&app).await;
        assert_eq!(told.len(), times, "{fault:?} {told:?}");
        assert!(told.iter().all(|event| *event == told[0]), "{told:?}");
    }
}

#[tokio::test]
async fn those_after_one_that_failed_wait_for_it() {
    let app = telling(DEFINITION).await;
    let mut batch = recorded();
    for (number, sequence) in ["1", "2", "3"].iter().enumerate() {
        let mut record = batch["Records"][0].clone();
        record["dynamodb"]["SequenceNumber"] = json!(sequence);
        if number == 1 {
            record["dynamodb"]["NewImage"]["id"] = json!({ "S": "none" });
        }
        batch["Records"].as_array_mut().expect("records").push(record);
    }
    let response = announce(&app).handle(event(&batch)).await;
    let failed: Vec<_> =
        response.batch_item_failures.iter().map(|one| one.item_identifier.as_deref()).collect();
    assert_eq!(failed, [Some("2")]);
    assert_eq!(app.stack.events.all().len(), 2);
}

/// DynamoDB takes rows away whose time is over. A session's end by itself is no news either.
#[tokio::test]
async fn a_registration_that_nobody_verified_goes_without_a_word() {
    let app = telling(DEFINITION).await;
    app.register(ADA).await;
    app.settled().await;
    let row = app.rows_of("token").await.remove(0);
    let delete = app.table.delete_item().table_name("Table");
    let key = |name: &str| AttributeValue::S(text(&row, name));
    delete.key("pk", key("pk")).key("sk", key("sk")).send().await.expect("deleted");
    assert_eq!(names(&app).await, [""; 0]);
    let mut swept = recorded();
    let record = &mut swept["Records"][0];
    record["eventName"] = json!("REMOVE");
    record["userIdentity"] = json!({ "type": "Service", "principalId": "dynamodb.amazonaws.com" });
    record["dynamodb"].as_object_mut().expect("a change").remove("NewImage");
    assert!(announce(&app).handle(event(&swept)).await.batch_item_failures.is_empty());
    assert!(app.stack.events.all().is_empty());
}

#[tokio::test]
async fn a_row_that_cannot_be_read_is_tried_for_an_hour_and_lies_in_the_failure_queue_then() {
    let late = Arc::new(AtomicI64::new(0));
    let ahead = late.clone();
    let record_clock =
        Arc::new(move || Timestamp::from_seconds(system_clock().seconds() + ahead.load(Ordering::Relaxed)));
    let options = Options { record_clock, tells_events: true, ..Options::default() };
    let app = App::start_as(DEFINITION, options).await;
    let life_cycle =
        AttributeValue::M([("state".to_owned(), AttributeValue::S("EFFECTIVE".to_owned()))].into());
    for version in ["1", "2"] {
        let put = app.table.put_item().table_name("Table").item("life_cycle", life_cycle.clone());
        let put = put.item("version", AttributeValue::N(version.to_owned()));
        let texts = [("pk", "TOKEN#poison"), ("sk", "TOKEN"), ("entity", "token")];
        let put = texts
            .into_iter()
            .fold(put, |put, (name, value)| put.item(name, AttributeValue::S(value.to_owned())));
        put.send().await.expect("written");
    }
    let mut tried = app.stack.changes.handed_over();
    app.stack.changes.look_now();
    tried.wait_for(|tried| *tried > 2).await.expect("tried again");
    assert!(app.stack.changes.failure_queue().is_empty());
    late.store(2 * 60 * 60, Ordering::Relaxed);
    app.stack.changes.settled().await.expect("a stream that is pumped");
    let queue = app.stack.changes.failure_queue();
    assert_eq!(queue.len(), 1, "{queue:?}");
    assert_eq!(queue[0]["requestContext"]["condition"], "RecordAgeExceeded");
    late.store(0, Ordering::Relaxed);
    app.effective(ADA).await;
    assert_eq!(names(&app).await, ["VERIFIED"]);
}
