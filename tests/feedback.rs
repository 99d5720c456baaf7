//! Feedback: what SES tells of a mail stands in its row, never backwards, and where mail comes back no more is sent.

use std::{collections::BTreeMap, sync::Arc};

use lambda_http::aws_lambda_events::sns::SnsEvent;
use local::Options;
use serde_json::{Value, json};
use shared::{Feedback, Timestamp, Variables};

use crate::support::app::{App, DEFINITION, START, text, told};

const TOPIC: &str = "\"TopicArn\":\"arn:aws:sns:eu-west-1:000000000000:feedback\"";
const ACCOUNT: &str = "sendingAccountId\\\":\\\"000000000000";
const BOUNCES: &str = "bounce@simulator.amazonses.com";
const COMPLAINS: &str = "complaint@simulator.amazonses.com";

/// State and reason of each message to an address, the oldest first.
async fn states(app: &App, address: &str) -> Vec<(String, String)> {
    app.settled().await;
    let mut rows = app.rows_of("message").await;
    rows.retain(|row| text(row, "to").eq_ignore_ascii_case(address));
    rows.sort_by_key(|row| text(row, "sk"));
    rows.iter().map(|row| (text(row, "state"), text(row, "reason"))).collect()
}

fn seen(state: &str, reason: &str) -> (String, String) {
    (state.to_owned(), reason.to_owned())
}

/// Asks for another code, when it may be asked for.
async fn asks_again(app: &App, address: &str) {
    app.pass(61);
    let answer = app.post("reset_verification_code", json!({ "identifier": address })).await;
    assert_eq!(told(&answer), (200, "OK"));
}

#[tokio::test]
async fn a_mail_that_comes_back_for_good_is_bounced_and_its_address_gets_no_more() {
    let app = App::start().await;
    app.register(BOUNCES).await;
    assert_eq!(states(&app, BOUNCES).await, [seen("BOUNCED", "Permanent General")]);
    asks_again(&app, BOUNCES).await;
    let expected = [seen("BOUNCED", "Permanent General"), seen("NOT_SENT", "SUPPRESSED")];
    assert_eq!(states(&app, BOUNCES).await, expected);
    assert_eq!(app.messages(BOUNCES).await.len(), 1);
}

#[tokio::test]
async fn whoever_complains_gets_no_more_mail_and_who_does_not_goes_on() {
    let app = App::start().await;
    for address in [COMPLAINS, "ada@example.com"] {
        app.register(address).await;
        app.settled().await;
        asks_again(&app, address).await;
    }
    let expected = [seen("COMPLAINED", "abuse"), seen("NOT_SENT", "SUPPRESSED")];
    assert_eq!(states(&app, COMPLAINS).await, expected);
    assert_eq!(states(&app, "ada@example.com").await, [seen("SENT", ""), seen("SENT", "")]);
}

#[tokio::test]
async fn an_address_is_suppressed_however_it_is_written_and_however_the_keys_rotate() {
    let app = App::start().await;
    app.register(BOUNCES).await;
    app.settled().await;
    app.rotate().await;
    app.pass(8 * 24 * 60 * 60);
    let other = "BOUNCE@Simulator.amazonses.com";
    app.register(other).await;
    let expected = [seen("BOUNCED", "Permanent General"), seen("NOT_SENT", "SUPPRESSED")];
    assert_eq!(states(&app, other).await, expected);
}

#[tokio::test]
async fn a_delivery_is_told_where_the_owner_wants_it() {
    let app = App::start_as(DEFINITION, Options { tells_deliveries: true, ..Options::default() }).await;
    app.register("ada@example.com").await;
    assert_eq!(states(&app, "ada@example.com").await, [seen("DELIVERED", "Delivery")]);
}

/// The function itself, told by the test instead of SES.
pub async fn feedback(app: &App) -> Feedback {
    let clock = Arc::new(|| Timestamp::from_seconds(START));
    Feedback::start(&Variables::new(app.stack.variables.clone()), clock).await.expect("started")
}

fn row_of(tag: &str, row: &BTreeMap<String, aws_sdk_dynamodb::types::AttributeValue>) -> Value {
    json!([text(row, tag)])
}

/// What SES says of the mail of that row.
pub fn event(kind: &str, row: &BTreeMap<String, aws_sdk_dynamodb::types::AttributeValue>) -> Value {
    let mut event: Value = serde_json::from_str(include_str!("../events/feedback.json")).expect("an event");
    let message = event["Records"][0]["Sns"]["Message"].as_str().expect("a text");
    let mut message: Value = serde_json::from_str(message).expect("an event of SES");
    message["eventType"] = json!(kind);
    message["mail"]["tags"]["access_token"] = row_of("access_token", row);
    message["mail"]["tags"]["message"] = row_of("id", row);
    let more = match kind {
        "Transient" => {
            message["eventType"] = json!("Bounce");
            json!({ "bounce": { "bounceType": "Transient", "bounceSubType": "MailboxFull" } })
        }
        "Complaint" => json!({ "complaint": {} }),
        "not-spam" | "auth-failure" => {
            message["eventType"] = json!("Complaint");
            json!({ "complaint": { "complaintFeedbackType": kind } })
        }
        _ => json!({}),
    };
    message.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    event["Records"][0]["Sns"]["Message"] = json!(message.to_string());
    event
}

/// What SES tells a topic of before any mail.
#[tokio::test]
async fn that_the_topic_is_valid_is_no_event() {
    let app = App::start().await;
    let mut event: Value = serde_json::from_str(include_str!("../events/feedback.json")).expect("an event");
    event["Records"][0]["Sns"]["Message"] =
        json!("Successfully validated SNS topic for Amazon SES event publishing.");
    feedback(&app).await.handle(as_it_is(&event)).await.expect("nothing to do");
}

/// The event with another text somewhere in what SES says.
fn with(event: &Value, old: &str, new: &str) -> SnsEvent {
    let text = event.to_string();
    assert!(text.contains(old), "{text}");
    serde_json::from_str(&text.replacen(old, new, 1)).expect("an event")
}

pub fn as_it_is(event: &Value) -> SnsEvent {
    serde_json::from_value(event.clone()).expect("an event")
}

#[tokio::test]
async fn events_in_any_order_and_twice_mark_nothing_backwards() {
    let app = App::start().await;
    let (told_of, end) = (["Delivery", "Transient", "Complaint"], ["DELIVERED", "BOUNCED", "COMPLAINED"]);
    let feedback = feedback(&app).await;
    for (index, order) in
        [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]].into_iter().enumerate()
    {
        let address = format!("customer{index}@example.com");
        app.register(&address).await;
        app.settled().await;
        let row =
            app.rows_of("message").await.into_iter().find(|row| text(row, "to") == address).expect("a row");
        let mut highest = 0;
        for place in order {
            highest = highest.max(place);
            for _ in 0..2 {
                feedback.handle(as_it_is(&event(told_of[place], &row))).await.expect("taken in");
                assert_eq!(states(&app, &address).await[0].0, end[highest], "{order:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_bounce_before_the_row_says_that_it_was_sent_stays() {
    let app = App::start().await;
    app.register("ada@example.com").await;
    app.settled().await;
    let row = super::delivery::queued_again(&app, app.rows_of("message").await.remove(0), "1").await;
    feedback(&app).await.handle(as_it_is(&event("Bounce", &row))).await.expect("taken in");
    let response = super::delivery::communicate(&app).await.handle(super::delivery::batch(&[row])).await;
    assert!(response.batch_item_failures.is_empty());
    assert_eq!(states(&app, "ada@example.com").await, [seen("BOUNCED", "Permanent General")]);
}

#[tokio::test]
async fn a_mail_that_comes_back_for_now_suppresses_nothing() {
    let app = App::start().await;
    app.register("ada@example.com").await;
    app.settled().await;
    let row = app.rows_of("message").await.remove(0);
    feedback(&app).await.handle(as_it_is(&event("Transient", &row))).await.expect("taken in");
    asks_again(&app, "ada@example.com").await;
    let expected = [seen("BOUNCED", "Transient MailboxFull"), seen("SENT", "")];
    assert_eq!(states(&app, "ada@example.com").await, expected);
}

#[tokio::test]
async fn what_another_topic_account_or_mail_tells_changes_nothing() {
    let app = App::start().await;
    app.register("ada@example.com").await;
    app.settled().await;
    let row = app.rows_of("message").await.remove(0);
    let (feedback, bounce) = (feedback(&app).await, event("Bounce", &row));
    let other_row = text(&row, "id").replace(|c: char| c.is_ascii_digit(), "0");
    for (old, new) in [
        (TOPIC, "\"TopicArn\":\"arn:aws:sns:eu-west-1:000000000000:other\""),
        (TOPIC, "\"TopicArn\":\"arn:aws:sns:eu-west-1:111111111111:feedback\""),
        (ACCOUNT, "sendingAccountId\\\":\\\"111111111111"),
        ("access_token\\\":", "other\\\":"),
        (&*text(&row, "id"), &*other_row),
    ] {
        feedback.handle(with(&bounce, old, new)).await.expect("refused in silence");
        assert_eq!(states(&app, "ada@example.com").await, [seen("SENT", "")], "{new}");
    }
    for kind in ["Send", "Open", "DeliveryDelay", "Something new", "not-spam", "auth-failure"] {
        feedback.handle(as_it_is(&event(kind, &row))).await.expect("nothing to do");
        assert_eq!(states(&app, "ada@example.com").await, [seen("SENT", "")], "{kind}");
    }
    assert!(app.rows_of("suppression").await.is_empty());
}

#[tokio::test]
async fn what_cannot_be_read_is_thrown_and_nothing_is_lost() {
    let app = App::start().await;
    app.register("ada@example.com").await;
    app.settled().await;
    let row = app.rows_of("message").await.remove(0);
    let (feedback, bounce) = (feedback(&app).await, event("Bounce", &row));
    for (old, new, reason) in [
        ("\\\"mail\\\":", "\\\"male\\\":", "missing field `mail`"),
        ("\\\"bounce\\\":", "\\\"bounced\\\":", "it has no bounce"),
        ("\\\"bounceType\\\":", "\\\"type\\\":", "missing field `bounceType`"),
    ] {
        let error = feedback.handle(with(&bounce, old, new)).await.expect_err(new).to_string();
        assert!(error.contains(reason), "{error}");
    }
    // Lambda tries again; then it is in the queue that an alarm watches.
    app.stack.topic.tell(json!({ "eventType": "Bounce" }));
    app.settled().await;
    assert_eq!(app.stack.topic.failure_queue().len(), 1);
    assert_eq!(states(&app, "ada@example.com").await, [seen("SENT", "")]);
}
