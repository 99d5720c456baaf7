//! Alarms: each rings for what it says, by lines that the service really writes and metrics that AWS really
//! has, and has its page in the runbook.

mod aws;
mod logs;
mod runbook;
mod syntax;

use std::collections::BTreeSet;

use serde_yaml_ng::Value;

use crate::support::{
    alarms::{Alarm, Counter, Metric, dashboard, resources, shown, text},
    roles::{Role, Use},
};

const TEMPLATE: &str = include_str!("../infra/template.yaml");
const DEPLOY: &str = include_str!("../docs/DEPLOY.md");

/// The functions of the template.
fn functions() -> Vec<(String, Value)> {
    resources("AWS::Serverless::Function")
}

#[test]
fn each_alarm_is_tried() {
    let tried = aws::TRIED.iter().map(|(name, ..)| *name).chain(logs::TRIED).collect::<BTreeSet<_>>();
    let alarms = Alarm::all();
    assert_eq!(alarms.iter().map(|alarm| alarm.name.as_str()).collect::<BTreeSet<_>>(), tried);
}

#[test]
fn every_alarm_tells_the_owners_topic_when_it_rings_and_when_it_is_over() {
    for (name, alarm) in resources("AWS::CloudWatch::Alarm") {
        for when in ["AlarmActions", "OKActions"] {
            let Value::Tagged(told) = &alarm["Properties"][when] else { panic!("{name}: {when}") };
            let parts: Vec<_> = told.value.as_sequence().expect("three parts").iter().collect();
            let [condition, topics, _] = parts.as_slice() else { panic!("{name}: {parts:?}") };
            assert_eq!(
                (condition.as_str(), text(&topics[0])),
                (Some("HasAlarmTopic"), "!Ref AlarmTopic".to_owned())
            );
        }
    }
}

/// And by none that rings for what a release cannot help, or until somebody has done something.
#[test]
fn a_release_is_taken_back_by_requests_and_functions_that_fail_and_by_nothing_else() {
    let template: Value = serde_yaml_ng::from_str(TEMPLATE).expect("the template");
    let alarms = &template["Globals"]["Function"]["DeploymentPreference"]["Alarms"];
    let names: Vec<_> = alarms.as_sequence().expect("alarms").iter().map(text).collect();
    assert_eq!(names, ["!Ref ServerErrorAlarm", "!Ref FunctionErrorAlarm"]);
    for name in names {
        assert!(!Alarm::named(name.trim_start_matches("!Ref ")).is_optional, "{name}");
    }
}

/// A metric that is watched costs $0.10 a month, and one of our own $0.30.
#[test]
fn what_it_costs_to_watch_is_said() {
    let alarms = Alarm::all();
    let watched =
        |alarms: &[&Alarm]| alarms.iter().map(|alarm| alarm.metrics.len() - alarm.extra).sum::<usize>();
    let (few, all): (Vec<_>, Vec<_>) =
        (alarms.iter().filter(|alarm| !alarm.is_optional).collect(), alarms.iter().collect());
    for alarm in &all {
        assert!(alarm.metrics.len() <= 10, "{}: CloudWatch takes ten", alarm.name);
    }
    // As many as a dashboard may have that costs nothing.
    assert!(shown().len() <= 50, "{}", shown().len());
    let ours = shown().into_iter().filter(Metric::is_ours).collect::<BTreeSet<_>>().len();
    for (count, price, said) in [
        (watched(&all), 10, "$3.80"),
        (watched(&few), 10, "$1.40"),
        (ours + logs::NOT_SHOWN.len(), 30, "$5.40"),
        (all.iter().map(|alarm| alarm.extra).sum(), 10, "$0.30"),
    ] {
        assert_eq!(format!("${}.{:02}", count * price / 100, count * price % 100), said);
        assert!(DEPLOY.contains(said), "{said}");
    }
    assert!(
        TEMPLATE.contains("ALL, with a dashboard, for $3.80 a month;") && TEMPLATE.contains("for $1.40.")
    );
}

#[test]
fn the_dashboard_begins_with_all_alarms() {
    let dashboard = dashboard();
    let first = dashboard["widgets"][0]["properties"]["alarms"].as_array().expect("alarms").iter();
    let first: BTreeSet<_> = first.filter_map(|alarm| alarm.as_str()).map(str::to_owned).collect();
    let all = Alarm::all().into_iter().map(|alarm| format!("${{{}.Arn}}", alarm.name)).collect();
    assert_eq!(first, all);
}

/// Else what is kept back there, and nobody is told of, is in no metric.
#[test]
fn every_log_is_counted_in_which_a_message_may_be_said_to_be_kept_back() {
    let writes = |role: &Role| {
        let wrote = |action| role.allows(&Use::of_row(action, "MESSAGE#1"));
        wrote("PutItem") || wrote("UpdateItem")
    };
    let may: BTreeSet<_> = Role::all().into_iter().filter(writes).map(|role| role.binary).collect();
    let counted =
        Counter::all().into_iter().map(|counter| counter.log.trim_end_matches("Log").to_lowercase());
    let counted: BTreeSet<_> = counted.filter(|log| log != "api").collect();
    assert_eq!(counted, may);
}
