//! The pace: messages leave no faster than the provider takes them; to wait for that is no try, and loses nothing.

use std::{collections::BTreeMap, pin::pin, sync::Arc, time::Duration};

use aws_sdk_dynamodb::types::AttributeValue;
use futures_util::future::{join_all, select};
use local::{
    Options,
    aws::{Fault, Provider},
};
use serde_json::json;
use shared::{Communicate, Timestamp, Variables, Waits};

use super::{batch, queued_again, started};
use crate::support::app::{App, DEFINITION, PASS_CODE, START, text, told};

/// A stack from which so many e-mails leave in a second, and as many text messages.
async fn at_a_pace(messages_per_second: u32) -> App {
    let options = Options { messages_per_second, waits: AT_ONCE, ..Options::default() };
    App::start_as(DEFINITION, options).await
}

/// Nobody waits: who has no slot at once comes back.
const AT_ONCE: Waits = Waits { provider: Duration::from_mins(1), slot: Duration::ZERO };

fn number(row: &BTreeMap<String, AttributeValue>, name: &str) -> u32 {
    row.get(name).and_then(|value| value.as_n().ok()).map_or(0, |number| number.parse().expect("a number"))
}

/// How many messages the day has counted.
async fn counted(app: &App) -> u32 {
    let rows = app.rows_of("counter").await;
    rows.iter()
        .filter(|row| text(row, "pk").starts_with("COUNTER#SENT#"))
        .map(|row| number(row, "sent"))
        .sum()
}

/// Registers so many, and waits until the last has left or was given up; each batch that is handed over takes a second.
async fn burst(app: &App, count: usize) -> Vec<BTreeMap<String, AttributeValue>> {
    let register = async |index: usize| {
        let body = json!({ "identifier": format!("customer{index}@example.com"), "pass_code": PASS_CODE });
        assert_eq!(told(&app.post_as_known("create", body).await), (200, "OK"));
    };
    // As many at once as one machine hashes pass codes for in time.
    for some in (0..count).collect::<Vec<_>>().chunks(40) {
        join_all(some.iter().copied().map(register)).await;
    }
    settled_after(app, 1).await;
    app.rows_of("message").await
}

/// Lets that many seconds pass with each batch, until nothing comes back.
async fn settled_after(app: &App, seconds: i64) {
    let mut handed_over = app.stack.stream.handed_over();
    let passing = async {
        while handed_over.changed().await.is_ok() {
            app.pass(seconds);
        }
    };
    select(pin!(app.settled()), pin!(passing)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_burst_of_two_hundred_at_one_a_second_none_is_lost() {
    let app = at_a_pace(1).await;
    app.stack.faults.most_per_second(Provider::Ses, 1);
    let rows = burst(&app, 200).await;
    assert_eq!(rows.len(), 200);
    assert!(rows.iter().all(|row| text(row, "state") == "SENT"), "{rows:?}");
    // Each is counted once, however often it came back.
    assert_eq!(counted(&app).await, 200);
}

/// An owner who says nothing of the sandbox, or shares the account with others.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_provider_that_takes_less_than_was_told_loses_none() {
    let app = at_a_pace(14).await;
    app.stack.faults.most_per_second(Provider::Ses, 1);
    let rows = burst(&app, 30).await;
    assert!(rows.iter().all(|row| text(row, "state") == "SENT"), "{rows:?}");
    assert!(rows.iter().all(|row| number(row, "tries") - number(row, "put_off") == 1), "{rows:?}");
    assert_eq!(counted(&app).await, 30);
}

#[tokio::test]
async fn a_message_without_a_slot_comes_back_and_that_was_no_try() {
    let app = App::start().await;
    for address in ["ada@example.com", "bob@example.com", "eve@example.com"] {
        app.register(address).await;
    }
    app.settled().await;
    let mut rows = Vec::new();
    for row in app.rows_of("message").await {
        rows.push(queued_again(&app, row, "0").await);
    }
    let mut variables = app.stack.variables.clone();
    variables.insert("EMAILS_PER_SECOND".to_owned(), "1".to_owned());
    let earlier = app.stack.faults.seen(Provider::Ses);
    for second in 1..=3 {
        let communicate = started(variables.clone(), START + 60 + second, AT_ONCE).await;
        let response = communicate.handle(batch(&rows)).await;
        // As the stream does: from the first that comes back. What was sent of the others sends nothing then.
        let failures = response.batch_item_failures;
        let first =
            failures.first().and_then(|failure| failure.item_identifier.as_deref()?.parse::<usize>().ok());
        rows = first.map(|first| rows.split_off(first - 1)).unwrap_or_default();
        assert_eq!(app.stack.faults.seen(Provider::Ses), earlier + usize::try_from(second).expect("small"));
    }
    assert!(rows.is_empty());
    let made = |row: &BTreeMap<_, _>| number(row, "tries") - number(row, "put_off");
    assert!(app.rows_of("message").await.iter().all(|row| text(row, "state") == "SENT" && made(row) == 1));
}

#[tokio::test]
async fn each_medium_has_its_own_pace() {
    let app = at_a_pace(1).await;
    app.register("ada@example.com").await;
    let phone = json!({
        "identifier": "+35799123456",
        "pass_code": PASS_CODE,
        "classification_identifier": { "alternative_code": "PHONE" },
    });
    app.post("create", phone).await;
    app.settled().await;
    assert!(app.rows_of("message").await.iter().all(|row| text(row, "state") == "SENT"));
}

/// A quota of a day, or an account that AWS stopped: its owner can mend it, and the messages are still of use then.
#[tokio::test]
async fn a_provider_that_sends_nothing_for_now_costs_no_try() {
    let app = App::start().await;
    app.register("ada@example.com").await;
    app.settled().await;
    let row = app.rows_of("message").await.remove(0);
    let row = queued_again(&app, row, "0").await;
    app.stack.faults.next(Provider::Ses, [Fault::Stop]);
    let now = |second| started(app.stack.variables.clone(), START + second, AT_ONCE);
    let rows = std::slice::from_ref(&row);
    for (second, sent) in [(60, false), (89, false), (90, true)] {
        let response = now(second).await.handle(batch(rows)).await;
        assert_eq!(response.batch_item_failures.is_empty(), sent, "{second}");
    }
    // Once it was asked and refused; while it rests it is not asked at all.
    assert_eq!(app.stack.faults.seen(Provider::Ses), 3);
    let row = app.rows_of("message").await.remove(0);
    assert_eq!(
        (text(&row, "state"), number(&row, "tries"), number(&row, "put_off")),
        ("SENT".to_owned(), 3, 2)
    );
}

/// The state of the only message, and the reason, when SES has done that to it for long.
async fn after(fault: Fault, app: &App) -> (String, String) {
    app.stack.faults.always(Provider::Ses, Some(fault));
    app.register("ada@example.com").await;
    settled_after(app, 60).await;
    let row = app.rows_of("message").await.remove(0);
    (text(&row, "state"), text(&row, "reason"))
}

fn failed(reason: &str) -> (String, String) {
    ("FAILED".to_owned(), reason.to_owned())
}

#[tokio::test]
async fn a_message_whose_code_dies_while_it_waits_is_failed() {
    let app = at_a_pace(1).await;
    assert_eq!(after(Fault::Throttle, &app).await, failed("its code expired before it could be sent"));
}

#[tokio::test]
async fn a_message_is_given_up_before_the_stream_gives_up_its_record() {
    let lives_a_day = DEFINITION.replace("code_life_minutes = 15 ", "code_life_minutes = 1440 ");
    let options = Options { messages_per_second: 1, waits: AT_ONCE, ..Options::default() };
    let app = App::start_as(&lives_a_day, options).await;
    assert_eq!(after(Fault::Throttle, &app).await, failed("it could not be sent for most of an hour"));
}

/// Text messages stand behind it in the stream.
#[tokio::test]
async fn a_message_waits_five_minutes_for_a_provider_that_sends_nothing() {
    let app = at_a_pace(1).await;
    assert_eq!(after(Fault::Stop, &app).await, failed("LimitExceededException"));
    assert!(app.now() - START <= 6 * 60, "{}", app.now() - START);
}

/// It may have left, and may not have been counted.
#[tokio::test]
async fn a_try_that_broke_off_uncounted_is_counted_by_the_next_and_suppressed_like_any_other() {
    let app = App::start().await;
    for address in ["ada@example.com", "bounce@simulator.amazonses.com"] {
        app.register(address).await;
    }
    app.settled().await;
    let before = counted(&app).await;
    let mut rows = Vec::new();
    for row in app.rows_of("message").await {
        rows.push(queued_again(&app, row, "1").await);
    }
    let communicate = started(app.stack.variables.clone(), START + 60, AT_ONCE).await;
    for row in &rows {
        assert!(communicate.handle(batch(std::slice::from_ref(row))).await.batch_item_failures.is_empty());
    }
    assert_eq!(counted(&app).await, before + 1);
    let mut ends: Vec<_> = app.rows_of("message").await.iter().map(|row| text(row, "state")).collect();
    ends.sort_unstable();
    assert_eq!(ends, ["NOT_SENT", "SENT"]);
}

/// One that was counted, and comes back.
#[tokio::test]
async fn a_message_to_an_address_that_is_suppressed_while_it_waits_is_not_sent() {
    let app = App::start().await;
    app.register("bounce@simulator.amazonses.com").await;
    app.settled().await;
    let before = counted(&app).await;
    let mut row = app.rows_of("message").await.remove(0);
    row.insert("counted".to_owned(), AttributeValue::N("1".to_owned()));
    let row = queued_again(&app, row, "2").await;
    let communicate = started(app.stack.variables.clone(), START + 60, AT_ONCE).await;
    assert!(communicate.handle(batch(&[row])).await.batch_item_failures.is_empty());
    let row = app.rows_of("message").await.remove(0);
    assert_eq!((text(&row, "state"), text(&row, "reason")), ("NOT_SENT".to_owned(), "SUPPRESSED".to_owned()));
    assert_eq!(counted(&app).await, before);
}

/// A function whose clock was an hour ahead has moved the row.
#[tokio::test]
async fn a_slot_of_a_clock_that_is_wrong_holds_nobody_up() {
    let app = App::start().await;
    for (seconds, address) in [(60 * 60, "ada@example.com"), (60, "bob@example.com")] {
        app.register(address).await;
        app.settled().await;
        let rows = app.rows_of("message").await;
        let row = rows.into_iter().find(|row| text(row, "to") == address).expect("a row");
        let row = queued_again(&app, row, "0").await;
        let mut row = row;
        row.insert("useful_until".to_owned(), AttributeValue::N((START + 2 * 60 * 60).to_string()));
        let communicate = started(app.stack.variables.clone(), START + seconds, AT_ONCE).await;
        assert!(communicate.handle(batch(&[row])).await.batch_item_failures.is_empty(), "{address}");
    }
    assert!(app.rows_of("message").await.iter().any(|row| text(row, "state") == "SENT"));
}

#[tokio::test]
async fn a_pace_that_is_no_number_stops_the_function_by_name() {
    let app = App::start().await;
    for wrong in ["0", "-1", "fourteen", "1.5", "100000"] {
        let mut variables = app.stack.variables.clone();
        variables.insert("EMAILS_PER_SECOND".to_owned(), wrong.to_owned());
        let clock = Arc::new(|| Timestamp::from_seconds(START));
        let started = Communicate::start(&Variables::new(variables), clock).await;
        let error = started.err().expect("an error").to_string();
        let expected = "the environment variable EMAILS_PER_SECOND must be a whole number from 1 to 99999";
        assert_eq!(error, expected, "{wrong}");
    }
}
