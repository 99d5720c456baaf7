//! Redriving: an owner sends again what never went, once, and nothing that would reach nobody or say what is over.

use std::{
    io,
    sync::{Arc, Mutex},
};

use aws_sdk_dynamodb::types::AttributeValue;
use local::aws::{Fault, Provider};
use serde_json::json;
use shared::{
    Addresses, Id, LeftAlone, Messages, Outcome, Redrive, RedriveReport, Suppressions, Timestamp, Variables,
    logged_messages,
};
use tracing::subscriber::set_default;

use crate::{
    delivery::{batch, communicate, queued_again},
    support::{
        app::{App, text, told},
        template::template,
    },
};

const ADA: &str = "ada@example.com";
const BOUNCES: &str = "bounce@simulator.amazonses.com";

fn variables(app: &App) -> Variables {
    Variables::new(app.stack.variables.clone())
}

/// The messages of a stack, as the owner's command reaches them now.
fn messages(app: &App) -> Messages {
    let now = Timestamp::from_seconds(app.now());
    Messages::new(&variables(app), Arc::new(move || now)).expect("messages")
}

async fn redriven(app: &App, address: &str) -> Vec<RedriveReport> {
    let messages = messages(app);
    let token = messages.token(address).await.expect("a token");
    messages.redrive(&token, None, Redrive::ForReal).await.expect("reports")
}

/// What became of the only message that was to be sent again.
async fn only(app: &App, address: &str) -> Outcome {
    let mut reports = redriven(app, address).await;
    assert_eq!(reports.len(), 1, "{reports:?}");
    reports.remove(0).outcome
}

fn left_alone(outcome: &Outcome) -> Option<&LeftAlone> {
    match outcome {
        Outcome::LeftAlone(why) => Some(why),
        Outcome::WouldGo | Outcome::GoesAgain(_) => None,
    }
}

/// Registers a customer while SES refuses everything.
async fn failed(address: &str) -> App {
    let app = App::start().await;
    app.stack.faults.always(Provider::Ses, Some(Fault::Reject));
    app.register(address).await;
    app.settled().await;
    app
}

#[tokio::test]
async fn an_owner_is_told_of_the_newest_message_first() {
    let app = App::start().await;
    app.effective(ADA).await;
    for _ in 0..3 {
        app.pass(61);
        app.post("forgot_pass_code", json!({ "identifier": ADA })).await;
    }
    app.settled().await;
    let messages = messages(&app);
    let token = messages.token(ADA).await.expect("a token");
    let reports = messages.of(&token, &Addresses::All).await.expect("messages");
    assert_eq!((reports.len(), reports[3].template.as_str()), (4, "welcome"));
    assert!(reports.windows(2).all(|pair| pair[0].created > pair[1].created), "{reports:?}");
}

#[tokio::test]
async fn a_message_that_is_sent_again_has_the_code_that_it_had() {
    let app = failed(ADA).await;
    app.stack.faults.always(Provider::Ses, None);
    assert!(matches!(only(&app, ADA).await, Outcome::GoesAgain(_)));
    assert_eq!(app.verify(ADA, &app.code(ADA).await).await.state(), "EFFECTIVE");
}

#[tokio::test]
async fn a_message_is_not_sent_again_when_its_code_is_dead() {
    let app = failed(ADA).await;
    let made = messages(&app).token(ADA).await.expect("a token");
    let report = messages(&app).of(&made, &Addresses::All).await.expect("messages").remove(0);
    app.pass(report.useful_until.seconds() - app.now());
    let outcome = only(&app, ADA).await;
    assert_eq!(left_alone(&outcome), Some(&LeftAlone::OfNoUse { since: report.useful_until }));
}

#[tokio::test]
async fn a_message_is_stuck_when_the_stream_brings_it_no_more() {
    let age = template().functions.into_iter().find_map(|function| function.stream).expect("a stream");
    let age = age.maximum_record_age_in_seconds;
    let app = App::start().await;
    app.register(ADA).await;
    app.settled().await;
    let mut row = app.rows_of("message").await.remove(0);
    // As it is of what tells a customer of a change.
    let a_day_later = (app.now() + 24 * 60 * 60).to_string();
    row.insert("useful_until".to_owned(), AttributeValue::N(a_day_later));
    queued_again(&app, row, "1").await;
    for seconds in [0, age] {
        app.pass(seconds);
        let outcome = only(&app, ADA).await;
        assert!(matches!(left_alone(&outcome), Some(LeftAlone::OnItsWay { .. })), "{outcome:?}");
    }
    app.pass(10 * 60);
    assert!(matches!(only(&app, ADA).await, Outcome::GoesAgain(_)));
    assert_eq!(app.messages(ADA).await.len(), 2);
}

#[tokio::test]
async fn a_message_to_a_suppressed_address_goes_again_when_that_is_lifted() {
    let app = App::start().await;
    app.register(BOUNCES).await;
    app.settled().await;
    app.pass(61);
    let asked = app.post("reset_verification_code", json!({ "identifier": BOUNCES })).await;
    assert_eq!(told(&asked), (200, "OK"));
    app.settled().await;
    let mut rows = app.rows_of("message").await;
    rows.sort_by_key(|row| text(row, "sk"));
    let mut row = rows.remove(1);
    row.insert("state".to_owned(), AttributeValue::S("FAILED".to_owned()));
    let item = row.into_iter().collect();
    app.table.put_item().table_name("Table").set_item(Some(item)).send().await.expect("written");

    let outcome = redriven(&app, BOUNCES).await.remove(0).outcome;
    assert!(matches!(left_alone(&outcome), Some(LeftAlone::Suppressed { .. })), "{outcome:?}");
    let suppressions = Suppressions::new(&variables(&app), Arc::new(shared::system_clock)).expect("reached");
    suppressions.lift(BOUNCES).await.expect("lifted");
    assert!(matches!(redriven(&app, BOUNCES).await[0].outcome, Outcome::GoesAgain(_)));
    assert_eq!(app.messages(BOUNCES).await.len(), 2);
}

#[tokio::test]
async fn the_next_message_goes_to_an_address_whose_suppression_was_lifted() {
    let app = App::start().await;
    app.register(BOUNCES).await;
    app.settled().await;
    let suppressions = Suppressions::new(&variables(&app), Arc::new(shared::system_clock)).expect("reached");
    suppressions.lift(BOUNCES).await.expect("lifted");
    app.pass(61);
    app.post("reset_verification_code", json!({ "identifier": BOUNCES })).await;
    assert_eq!(app.messages(BOUNCES).await.len(), 2);
}

#[tokio::test]
async fn of_codes_that_were_asked_for_one_after_another_the_last_is_sent_again() {
    let app = failed(ADA).await;
    for _ in 0..2 {
        app.pass(61);
        app.post("reset_verification_code", json!({ "identifier": ADA })).await;
        app.settled().await;
    }
    app.stack.faults.always(Provider::Ses, None);
    let reports = redriven(&app, ADA).await;
    assert!(matches!(reports[0].outcome, Outcome::GoesAgain(_)), "{reports:?}");
    for report in &reports[1..] {
        assert!(matches!(left_alone(&report.outcome), Some(LeftAlone::Followed(_))), "{reports:?}");
    }
    assert_eq!((reports.len(), app.messages(ADA).await.len()), (3, 1));
}

#[tokio::test]
async fn what_was_kept_back_or_came_back_is_left_alone() {
    let app = App::start().await;
    app.register(BOUNCES).await;
    app.settled().await;
    app.pass(1);
    app.post("reset_verification_code", json!({ "identifier": BOUNCES })).await;
    app.settled().await;
    let mut why: Vec<_> = redriven(&app, BOUNCES).await.into_iter().map(|report| report.outcome).collect();
    assert_eq!(left_alone(&why.remove(0)), Some(&LeftAlone::KeptBack("PAUSE".to_owned())));
    assert_eq!(left_alone(&why.remove(0)), Some(&LeftAlone::Went("BOUNCED")));
}

#[tokio::test]
async fn of_owners_who_send_again_at_once_one_does() {
    let app = failed(ADA).await;
    app.stack.faults.always(Provider::Ses, None);
    let outcomes = futures_util::future::join_all((0..8).map(|_| redriven(&app, ADA))).await;
    let went = |report: &&RedriveReport| matches!(report.outcome, Outcome::GoesAgain(_));
    assert_eq!(outcomes.iter().flatten().filter(went).count(), 1, "{outcomes:?}");
    assert_eq!(app.messages(ADA).await.len(), 1);
}

/// A log of this test alone.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("the log").write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn what_communicate_logs_of_a_message_is_enough_to_send_it_again() {
    let app = failed(ADA).await;
    let row = queued_again(&app, app.rows_of("message").await.remove(0), "1").await;
    let log = Log::default();
    let written = log.clone();
    let json = tracing_subscriber::fmt().json().flatten_event(true).with_writer(move || written.clone());
    let capturing = set_default(json.finish());
    communicate(&app).await.handle(batch(&[row])).await;
    drop(capturing);
    let log = String::from_utf8(log.0.lock().expect("the log").clone()).expect("text");
    assert!(!log.contains(ADA), "{log}");

    app.stack.faults.always(Provider::Ses, None);
    let named = logged_messages(&log).expect("messages");
    let [(token, ids)] = <[(Id, Vec<Id>); 1]>::try_from(named.into_iter().collect::<Vec<_>>()).expect("one");
    let reports = messages(&app).redrive(&token, Some(&ids), Redrive::ForReal).await.expect("reports");
    assert!(matches!(reports[0].outcome, Outcome::GoesAgain(_)), "{reports:?}");
    assert_eq!(app.messages(ADA).await.len(), 1);
    let again = messages(&app).redrive(&token, Some(&ids), Redrive::ForReal).await.expect("reports");
    assert!(matches!(left_alone(&again[0].outcome), Some(LeftAlone::WentAgain(_))), "{again:?}");
}
