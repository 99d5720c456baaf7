//! Alarms over what is counted in logs: lines that the service writes go through the template's own patterns.

use std::collections::{BTreeMap, BTreeSet};

use local::aws::{Fault, Provider};
use serde_json::{Value, json};

use crate::{
    delivery::{batch, communicate, queued_again},
    feedback::{as_it_is, event, feedback},
    support::{
        alarms::{Alarm, Metric, counted, resources, shown, text},
        app::{App, DEFINITION, PASS_CODE},
        lines::Lines,
    },
};

/// The alarms that these tests make ring.
pub const TRIED: [&str; 5] =
    ["FailedAlarm", "SendingStoppedAlarm", "ServerErrorAlarm", "TooManyRequestsAlarm", "KeptBackAlarm"];

/// What is counted for alarms alone: the dashboard has it from AWS, or from the states.
pub const NOT_SHOWN: [&str; 3] = ["Requests", "ServerErrors", "SendingStopped"];

const ADA: &str = "ada@example.com";
const PHONE: &str = "+35799123456";

/// A definition by which one message leaves in a day.
fn one_a_day() -> String {
    DEFINITION
        .replace("per_source = { hour = 60, day = 300 }", "per_source = { hour = 1, day = 1 }")
        .replace(
            "per_source_and_destination = { hour = 3, day = 5 }",
            "per_source_and_destination = { hour = 1, day = 1 }",
        )
        .replace("per_country_and_day = 20 ", "per_country_and_day = 1 ")
        .replace("per_day = 20000", "per_day = 1")
}

/// What communicate says of the message of a registration, where the provider answers so.
async fn said_of(address: &str, fault: Option<Fault>, definition: &str) -> Vec<Value> {
    let app = App::start_with(definition).await;
    let mut body = json!({ "identifier": address, "pass_code": PASS_CODE });
    if address == PHONE {
        body["classification_identifier"] = json!({ "alternative_code": "PHONE" });
    }
    assert_eq!(app.post("create", body).await.status, 200);
    app.settled().await;
    let row = queued_again(&app, app.rows_of("message").await.remove(0), "0").await;
    app.stack.faults.always(Provider::Ses, fault);
    let communicate = communicate(&app).await;
    let lines = Lines::begin();
    communicate.handle(batch(&[row])).await;
    lines.all()
}

async fn said(fault: Option<Fault>) -> Vec<Value> {
    said_of(ADA, fault, DEFINITION).await
}

/// What feedback says of what SES tells of a mail.
async fn said_by_feedback(kind: &str) -> Vec<Value> {
    let app = App::start().await;
    app.register(ADA).await;
    app.settled().await;
    let row = app.rows_of("message").await.remove(0);
    let feedback = feedback(&app).await;
    let lines = Lines::begin();
    feedback.handle(as_it_is(&event(kind, &row))).await.expect("taken in");
    lines.all()
}

/// The alarms that ring by these lines of a log, and by nothing else.
fn ringing(log: &str, lines: &[Value]) -> Vec<String> {
    let counts = counted(log, lines);
    let alarms = Alarm::all().into_iter().filter(|alarm| alarm.rings(&counts));
    alarms.map(|alarm| alarm.name).collect()
}

/// How a metric with one dimension was counted, by the value of that.
fn by_value(metric: &str, counts: BTreeMap<Metric, f64>) -> Vec<(String, f64)> {
    let those = counts.into_iter().filter(|(counted, _)| counted.name == metric);
    those.map(|(mut counted, count)| (counted.dimensions.remove(0).1, count)).collect()
}

#[tokio::test]
async fn a_message_that_is_sent_or_comes_again_rings_for_nobody() {
    for fault in [None, Some(Fault::Fail), Some(Fault::Throttle)] {
        let lines = said(fault).await;
        assert_eq!(ringing("CommunicateLog", &lines), [""; 0], "{lines:?}");
    }
}

#[tokio::test]
async fn a_message_that_failed_rings() {
    let lines = said(Some(Fault::Reject)).await;
    assert_eq!(ringing("CommunicateLog", &lines), ["FailedAlarm"], "{lines:?}");
}

#[tokio::test]
async fn an_account_that_sends_nothing_rings_whatever_the_reason() {
    let lines = said(Some(Fault::Stop)).await;
    assert_eq!(ringing("CommunicateLog", &lines), ["SendingStoppedAlarm"], "{lines:?}");
    let source = include_str!("../../shared/src/delivery/email.rs");
    let (_, stopped) = source.split_once("stopped: &[").expect("the codes");
    let (stopped, _) = stopped.split_once(']').expect("their end");
    let codes = stopped.split(',').map(|code| code.trim().trim_matches('"'));
    let codes: Vec<_> = codes.filter(|code| !code.is_empty()).collect();
    assert_eq!(codes.len(), 5);
    for code in codes {
        let mut lines = lines.clone();
        for line in &mut lines {
            line["reason"] = json!(code);
        }
        assert_eq!(ringing("CommunicateLog", &lines), ["SendingStoppedAlarm"], "{code}");
    }
}

#[tokio::test]
async fn a_budget_of_all_customers_or_of_a_country_that_is_used_up_rings() {
    let of_a_country = DEFINITION.replace("per_country_and_day = 20 ", "per_country_and_day = 1 ");
    for (address, definition, reason) in
        [(ADA, one_a_day(), "TOTAL_BUDGET"), (PHONE, of_a_country, "COUNTRY_BUDGET")]
    {
        let lines = said_of(address, None, &definition).await;
        assert_eq!(by_value("NotSent", counted("CommunicateLog", &lines)), [(reason.to_owned(), 1.0)]);
        assert_eq!(ringing("CommunicateLog", &lines), ["KeptBackAlarm"], "{lines:?}");
    }
}

/// Each customer's own limits ring for nobody: who asks too soon waits.
#[tokio::test]
async fn a_code_that_create_keeps_back_is_counted_by_its_reason() {
    let app = App::start().await;
    app.register(ADA).await;
    let lines = Lines::begin();
    app.register(ADA).await;
    let lines = lines.all();
    assert_eq!(by_value("NotSent", counted("CreateLog", &lines)), [("PAUSE".to_owned(), 1.0)], "{lines:?}");
    assert_eq!(ringing("CreateLog", &lines), [""; 0]);
}

/// So many series, and no more: each costs $0.30 a month.
#[tokio::test]
async fn every_state_and_every_reason_that_is_counted_is_on_the_dashboard() {
    let mut states = BTreeSet::new();
    for fault in [None, Some(Fault::Reject), Some(Fault::Fail), Some(Fault::Stop)] {
        let counts = counted("CommunicateLog", &said(fault).await);
        states.extend(by_value("Messages", counts).into_iter().map(|(state, _)| state));
    }
    let kept_back = said_of(ADA, None, &one_a_day()).await;
    let counts = counted("CommunicateLog", &kept_back);
    states.extend(by_value("Messages", counts).into_iter().map(|(state, _)| state));
    for kind in ["Delivery", "Bounce", "Complaint"] {
        let counts = counted("FeedbackLog", &said_by_feedback(kind).await);
        states.extend(by_value("Messages", counts).into_iter().map(|(state, _)| state));
    }
    let on_the_dashboard = |metric: &str| {
        let those = shown().into_iter().filter(|shown| shown.is_ours() && shown.name == metric);
        those.map(|mut shown| shown.dimensions.remove(0).1).collect::<BTreeSet<_>>()
    };
    assert_eq!(states, on_the_dashboard("Messages"));
    let source = include_str!("../../shared/src/records/destination.rs");
    let (_, words) = source.split_once("impl NotSent {").expect("the reasons");
    let (words, _) = words.split_once("\n}").expect("their end");
    let reasons: BTreeSet<_> = words.split('"').skip(1).step_by(2).map(str::to_owned).collect();
    assert_eq!(reasons, on_the_dashboard("NotSent"));
    let alone: BTreeSet<_> = resources("AWS::Logs::MetricFilter")
        .into_iter()
        .map(|(_, filter)| text(&filter["Properties"]["MetricTransformations"][0]["MetricName"]))
        .filter(|name| shown().iter().all(|shown| shown.name != *name))
        .collect();
    assert_eq!(alone, NOT_SHOWN.map(str::to_owned).into());
}

/// Lines of the API, in the format that the template gives them.
fn answered(statuses: &[(u16, usize)]) -> Vec<Value> {
    let [(_, api)] = resources("AWS::Serverless::HttpApi").try_into().expect("one API");
    let log = &api["Properties"]["AccessLogSettings"];
    assert_eq!(text(&log["DestinationArn"]), "!GetAtt ApiLog.Arn");
    let format = text(&log["Format"]);
    let line = |status: u16| serde_json::from_str(&format.replace("$context.status", &status.to_string()));
    let lines = statuses.iter().map(|(status, count)| vec![line(*status).expect("JSON"); *count]);
    lines.flatten().collect()
}

#[test]
fn more_than_two_per_cent_of_all_requests_that_fail_ring_where_they_are_more_than_two() {
    for (statuses, expected) in [
        (vec![(200, 97), (500, 1), (503, 2)], true),
        (vec![(504, 3)], true),
        (vec![(200, 1), (503, 2)], false),
        (vec![(200, 147), (503, 3)], false),
        (vec![(200, 10), (400, 50), (404, 40)], false),
    ] {
        let rings = ringing("ApiLog", &answered(&statuses));
        assert_eq!(rings, vec!["ServerErrorAlarm"; usize::from(expected)], "{statuses:?}");
    }
}

#[test]
fn three_hundred_requests_that_are_too_many_ring_for_nobody_and_one_more_does() {
    assert_eq!(ringing("ApiLog", &answered(&[(200, 10), (429, 300)])), [""; 0]);
    assert_eq!(ringing("ApiLog", &answered(&[(200, 10), (429, 301)])), ["TooManyRequestsAlarm"]);
}
