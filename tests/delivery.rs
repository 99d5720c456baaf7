//! Delivery: every message is sent at least once, none is lost, and what failed can be seen.

mod pace;

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
    time::Duration,
};

use aws_sdk_dynamodb::types::AttributeValue;
use lambda_http::aws_lambda_events::dynamodb::Event;
use local::{
    Options,
    aws::{Fault, Provider},
};
use serde_json::{Value, json};
use shared::{Communicate, Timestamp, Variables, Waits, system_clock};

use crate::support::app::{App, DEFINITION, PASS_CODE, START, text};

/// State, tries, and reason of the only message row.
async fn only_row(app: &App) -> (String, String, String) {
    app.settled().await;
    let rows = app.rows_of("message").await;
    let [row] = rows.as_slice() else { panic!("{rows:?}") };
    let tries = row["tries"].as_n().cloned().unwrap_or_default();
    (text(row, "state"), tries, text(row, "reason"))
}

fn seen(state: &str, tries: &str, reason: &str) -> (String, String, String) {
    (state.to_owned(), tries.to_owned(), reason.to_owned())
}

#[tokio::test]
async fn a_message_that_was_accepted_is_sent_with_the_providers_id() {
    let app = App::start().await;
    app.register("ada@example.com").await;
    assert_eq!(only_row(&app).await, seen("SENT", "1", ""));
    assert!(!text(&app.rows_of("message").await[0], "provider_id").is_empty());
}

#[tokio::test]
async fn a_provider_that_fails_or_hangs_gets_the_message_again() {
    for fault in [Fault::Fail, Fault::Hang] {
        let app = App::start_before(fault, DEFINITION).await;
        app.stack.faults.next(Provider::Ses, [fault, fault]);
        app.register("ada@example.com").await;
        assert_eq!(only_row(&app).await, seen("SENT", "3", ""));
        assert_eq!(app.messages("ada@example.com").await.len(), 1);
    }
}

#[tokio::test]
async fn an_answer_that_is_lost_may_repeat_a_message_word_for_word_and_never_loses_it() {
    let app = App::start().await;
    app.stack.faults.next(Provider::Ses, [Fault::DropAfterAccept]);
    app.register("ada@example.com").await;
    assert_eq!(only_row(&app).await, seen("SENT", "2", ""));
    let messages = app.messages("ada@example.com").await;
    assert_eq!(messages.len(), 2);
    assert_eq!(messages[0].text, messages[1].text);
}

#[tokio::test]
async fn the_same_holds_for_text_messages() {
    let phone = json!({
        "identifier": "+35799123456",
        "pass_code": PASS_CODE,
        "classification_identifier": { "alternative_code": "PHONE" },
    });
    for (fault, tries, messages) in
        [(Fault::Fail, "2", 1), (Fault::Hang, "2", 1), (Fault::DropAfterAccept, "2", 2)]
    {
        let app = App::start_before(fault, DEFINITION).await;
        app.stack.faults.next(Provider::Sns, [fault]);
        app.post("create", phone.clone()).await;
        assert_eq!(only_row(&app).await, seen("SENT", tries, ""));
        assert_eq!(app.messages("+35799123456").await.len(), messages);
    }
    let app = App::start().await;
    app.stack.faults.next(Provider::Sns, [Fault::Reject]);
    app.post("create", phone).await;
    assert_eq!(only_row(&app).await, seen("FAILED", "1", "InvalidParameter"));
}

#[tokio::test]
async fn a_message_that_is_refused_for_good_is_failed_with_the_reason_and_not_tried_again() {
    let app = App::start().await;
    app.stack.faults.always(Provider::Ses, Some(Fault::Reject));
    app.register("ada@example.com").await;
    assert_eq!(only_row(&app).await, seen("FAILED", "1", "MessageRejected"));
    assert!(app.stack.stream.failure_queue().is_empty());
}

#[tokio::test]
async fn a_message_is_given_up_after_five_tries() {
    let app = App::start().await;
    app.stack.faults.always(Provider::Ses, Some(Fault::Fail));
    app.register("ada@example.com").await;
    assert_eq!(only_row(&app).await, seen("FAILED", "5", "InternalFailure"));
    assert_eq!(app.stack.faults.seen(Provider::Ses), 5);
}

#[tokio::test]
async fn one_bad_address_holds_nobody_up() {
    let app = App::start().await;
    app.stack.faults.for_address("bad@example.com", Some(Fault::Fail));
    for address in ["ada@example.com", "bad@example.com", "bob@example.com", "eve@example.com"] {
        app.register(address).await;
    }
    for address in ["ada@example.com", "bob@example.com", "eve@example.com"] {
        assert_eq!(app.messages(address).await.len(), 1, "{address}");
    }
    let mut states: Vec<_> = app.rows_of("message").await.iter().map(|row| text(row, "state")).collect();
    states.sort_unstable();
    assert_eq!(states, ["FAILED", "SENT", "SENT", "SENT"]);
}

#[tokio::test]
async fn a_code_that_expired_before_it_could_be_sent_is_not_sent() {
    let app = App::start_before(Fault::Hang, DEFINITION).await;
    app.stack.faults.always(Provider::Ses, Some(Fault::Hang));
    app.register("ada@example.com").await;
    app.pass(15 * 60);
    app.stack.faults.always(Provider::Ses, None);
    let (state, _, reason) = only_row(&app).await;
    assert_eq!((state.as_str(), reason.as_str()), ("FAILED", "its code expired before it could be sent"));
    assert!(app.messages("ada@example.com").await.is_empty());
}

#[tokio::test]
async fn a_row_that_cannot_be_read_is_failed_and_stops_nobody() {
    let app = App::start().await;
    let poison = |name: &str, value: &str| (name.to_owned(), AttributeValue::S(value.to_owned()));
    let row = [
        poison("pk", "MESSAGE#poison"),
        poison("sk", "poison"),
        poison("entity", "message"),
        poison("state", "QUEUED"),
    ];
    app.table.put_item().table_name("Table").set_item(Some(row.into())).send().await.expect("written");
    app.register("ada@example.com").await;
    assert_eq!(app.messages("ada@example.com").await.len(), 1);
    let rows = app.rows_of("message").await;
    let poison = rows.iter().find(|row| text(row, "sk") == "poison").expect("a row");
    let reason = "the row cannot be read: missing field `id`";
    assert_eq!((text(poison, "state"), text(poison, "reason")), ("FAILED".to_owned(), reason.to_owned()));
    assert!(app.stack.stream.failure_queue().is_empty());
}

/// Nobody marks its row; an alarm watches the queue.
#[tokio::test]
async fn a_record_that_is_older_than_an_hour_ends_in_the_failure_queue() {
    let in_two_hours = || Timestamp::from_seconds(system_clock().seconds() + 2 * 60 * 60);
    let options = Options { record_clock: Arc::new(in_two_hours), ..Options::default() };
    let app = App::start_as(DEFINITION, options).await;
    app.register("ada@example.com").await;
    assert_eq!(only_row(&app).await, seen("QUEUED", "0", ""));
    let queue = app.stack.stream.failure_queue();
    assert_eq!(queue.len(), 1, "{queue:?}");
    assert_eq!(queue[0]["requestContext"]["condition"], "RecordAgeExceeded");
}

/// Communicate itself, handed records by the test instead of the stream.
pub async fn communicate(app: &App) -> Communicate {
    let waits = Waits { provider: Duration::from_mins(1), ..Waits::default() };
    started(app.stack.variables.clone(), START, waits).await
}

async fn started(variables: BTreeMap<String, String>, now: i64, waits: Waits) -> Communicate {
    let clock = Arc::new(move || Timestamp::from_seconds(now));
    Communicate::start_waiting(&Variables::new(variables), clock, waits).await.expect("started")
}

/// A batch of rows as the stream would bring them, numbered from 1.
pub fn batch(rows: &[BTreeMap<String, AttributeValue>]) -> Event {
    let records: Vec<Value> = rows
        .iter()
        .enumerate()
        .map(|(index, row)| {
            let mut record: Value = serde_json::from_str::<Value>(include_str!("../events/communicate.json"))
                .expect("an event")["Records"][0]
                .take();
            record["dynamodb"]["SequenceNumber"] = json!((index + 1).to_string());
            let image = |of: &dyn Fn(&str) -> bool| {
                let some: HashMap<_, _> = row.clone().into_iter().filter(|(name, _)| of(name)).collect();
                serde_json::to_value(serde_dynamo::Item::from(some)).expect("an image")
            };
            record["dynamodb"]["Keys"] = image(&|name| ["pk", "sk"].contains(&name));
            record["dynamodb"]["NewImage"] = image(&|_| true);
            record
        })
        .collect();
    serde_json::from_value(json!({ "Records": records })).expect("an event")
}

#[tokio::test]
async fn a_record_that_comes_twice_or_out_of_order_sends_nothing_twice() {
    let app = App::start().await;
    for address in ["ada@example.com", "bob@example.com"] {
        app.register(address).await;
    }
    app.settled().await;
    let communicate = communicate(&app).await;
    let mut rows = app.rows_of("message").await;
    rows.reverse();
    for _ in 0..2 {
        let response = communicate.handle(batch(&rows)).await;
        assert!(response.batch_item_failures.is_empty());
    }
    assert_eq!(app.stack.faults.seen(Provider::Ses), 2);
}

/// A row of one that is sent, back at what it was before.
pub async fn queued_again(
    app: &App,
    mut row: BTreeMap<String, AttributeValue>,
    tries: &str,
) -> BTreeMap<String, AttributeValue> {
    row.insert("state".to_owned(), AttributeValue::S("QUEUED".to_owned()));
    row.insert("tries".to_owned(), AttributeValue::N(tries.to_owned()));
    row.remove("reason");
    let item = row.clone().into_iter().collect();
    app.table.put_item().table_name("Table").set_item(Some(item)).send().await.expect("written");
    row
}

#[tokio::test]
async fn of_a_half_failed_batch_the_earliest_failed_record_is_reported() {
    let app = App::start().await;
    for address in ["ada@example.com", "bob@example.com"] {
        app.register(address).await;
    }
    app.settled().await;
    let mut rows = app.rows_of("message").await;
    rows.sort_by_key(|row| text(row, "to"));
    let [sent, fails] = rows.try_into().expect("two rows");
    let fails = queued_again(&app, fails, "0").await;
    app.stack.faults.for_address("bob@example.com", Some(Fault::Fail));
    let response = communicate(&app).await.handle(batch(&[sent.clone(), fails.clone(), sent, fails])).await;
    let failures: Vec<_> =
        response.batch_item_failures.iter().map(|failure| failure.item_identifier.clone()).collect();
    assert_eq!(failures, [Some("2".to_owned())]);
}

/// A row as a function leaves it that dies in the middle of a try.
async fn broken_off(app: &App, tries: &str) -> BTreeMap<String, AttributeValue> {
    app.stack.faults.always(Provider::Ses, Some(Fault::Reject));
    app.register("ada@example.com").await;
    app.settled().await;
    let row = app.rows_of("message").await.remove(0);
    queued_again(app, row, tries).await
}

#[tokio::test]
async fn a_row_that_was_begun_and_broken_off_too_often_is_failed() {
    let app = App::start().await;
    let row = broken_off(&app, "5").await;
    let response = communicate(&app).await.handle(batch(&[row])).await;
    assert!(response.batch_item_failures.is_empty());
    assert_eq!(only_row(&app).await, seen("FAILED", "6", "every try was broken off"));
}

#[tokio::test]
async fn a_template_that_is_gone_fails_the_message_not_the_function() {
    let app = App::start().await;
    let row = broken_off(&app, "3").await;
    // A release that is rolled out has another definition than the one that is still running.
    let renamed = DEFINITION
        .replace("template = \"welcome\"", "template = \"hello\"")
        .replace("[template.welcome]", "[template.hello]");
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), renamed).expect("written");
    let mut variables = app.stack.variables.clone();
    variables.insert("DEFINITION".to_owned(), file.path().display().to_string());
    let clock = Arc::new(|| Timestamp::from_seconds(START));
    let next = Communicate::start(&Variables::new(variables), clock).await.expect("started");
    // It is tried again, for as long as a roll-out may take …
    assert_eq!(next.handle(batch(std::slice::from_ref(&row))).await.batch_item_failures.len(), 1);
    assert_eq!(only_row(&app).await, seen("QUEUED", "4", ""));
    // … and no longer.
    assert!(next.handle(batch(&[row])).await.batch_item_failures.is_empty());
    assert_eq!(only_row(&app).await, seen("FAILED", "5", "its template is not in the definition"));
}

#[tokio::test]
async fn a_mail_comes_from_the_name_that_the_owner_chose() {
    let app = App::start().await;
    let row = broken_off(&app, "1").await;
    app.stack.faults.always(Provider::Ses, None);
    let variables = Variables::new(app.stack.variables.clone()).with("SENDER_NAME", "Company ZX, Ltd.");
    let clock = Arc::new(|| Timestamp::from_seconds(START));
    let named = Communicate::start(&variables, clock).await.expect("started");
    assert!(named.handle(batch(&[row])).await.batch_item_failures.is_empty());
    let [mail] = &app.messages("ada@example.com").await[..] else { panic!("not one mail") };
    assert_eq!(mail.from, r#""Company ZX, Ltd." <tokens@example.com>"#);
}
