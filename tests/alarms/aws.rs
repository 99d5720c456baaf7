//! Alarms over metrics that AWS has of its own.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::alarms::{Alarm, Metric, resources, shown, text};

use super::functions;

/// Namespace, names, dimensions, and where AWS says that it has such metrics.
const DOCUMENTED: [(&str, &[&str], &[&str], &str); 8] = [
    (
        "AWS/ApiGateway",
        &["Count", "4xx", "5xx", "Latency", "IntegrationLatency"],
        &["ApiId"],
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html",
    ),
    (
        "AWS/Lambda",
        &["Invocations", "Errors", "Throttles", "Duration", "IteratorAge"],
        &["FunctionName"],
        "https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html",
    ),
    (
        "AWS/Lambda",
        &["ConcurrentExecutions"],
        &[],
        "https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html",
    ),
    (
        "AWS/DynamoDB",
        &[
            "ConsumedReadCapacityUnits",
            "ConsumedWriteCapacityUnits",
            "ReadThrottleEvents",
            "WriteThrottleEvents",
        ],
        &["TableName"],
        "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html",
    ),
    (
        "AWS/DynamoDB",
        &["ReadThrottleEvents", "WriteThrottleEvents"],
        &["TableName", "GlobalSecondaryIndexName"],
        "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html",
    ),
    (
        "AWS/SQS",
        &["ApproximateNumberOfMessagesVisible"],
        &["QueueName"],
        "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/\
         sqs-available-cloudwatch-metrics.html",
    ),
    (
        "AWS/SES",
        &["Reputation.BounceRate", "Reputation.ComplaintRate"],
        &[],
        "https://docs.aws.amazon.com/ses/latest/dg/reputationdashboard-cloudwatch-alarm.html",
    ),
    (
        "AWS/SNS",
        &["SMSMonthToDateSpentUSD"],
        &[],
        "https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html",
    ),
];

/// What is not enough for an alarm to ring, and what is.
pub const TRIED: [(&str, f64, f64); 10] = [
    ("FailureAlarm", 0.0, 1.0),
    ("FunctionErrorAlarm", 2.0, 3.0),
    ("ThrottleAlarm", 10.0, 11.0),
    ("SlowAlarm", 3_000.0, 3_001.0),
    ("LateAlarm", 300_000.0, 300_001.0),
    ("TableThrottleAlarm", 0.0, 1.0),
    ("RotationAlarm", 0.0, 1.0),
    ("BounceAlarm", 0.025, 0.026),
    ("ComplaintAlarm", 0.000_5, 0.000_51),
    // Dollars, of the one that may be spent where nothing is said.
    ("TextMessageSpendAlarm", 0.8, 0.81),
];

#[test]
fn an_alarm_rings_by_each_of_its_metrics_alone_and_not_too_soon() {
    for (name, silent, loud) in TRIED {
        let alarm = Alarm::named(name);
        assert!(!alarm.rings(&BTreeMap::new()), "{name}");
        for metric in alarm.metrics.values() {
            assert!(!metric.is_ours(), "{name}: lines of the log say more");
            assert!(!alarm.rings(&BTreeMap::from([(metric.clone(), silent)])), "{name} {metric:?}");
            assert!(alarm.rings(&BTreeMap::from([(metric.clone(), loud)])), "{name} {metric:?}");
        }
    }
}

#[test]
fn what_is_watched_or_shown_is_a_metric_that_aws_documents() {
    let watched = Alarm::all().into_iter().flat_map(|alarm| alarm.metrics.into_values());
    let theirs: BTreeSet<_> = watched.chain(shown()).filter(|metric| !metric.is_ours()).collect();
    for Metric { namespace, name, dimensions } in &theirs {
        let dimensions: Vec<_> = dimensions.iter().map(|(name, _)| name.as_str()).collect();
        let known = DOCUMENTED.iter().any(|(space, names, by, source)| {
            assert!(source.starts_with("https://docs.aws.amazon.com/"));
            space == namespace && names.contains(&name.as_str()) && *by == dimensions
        });
        assert!(known, "{namespace} {name} {dimensions:?}");
    }
}

#[test]
fn each_of_them_is_of_the_resource_of_the_template_that_it_should_be() {
    let of = |metric: &Metric, name: &str| {
        metric.dimensions.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
    };
    let watched = Alarm::all().into_iter().flat_map(|alarm| alarm.metrics.into_values());
    let functions: BTreeSet<_> = functions().into_iter().map(|(name, _)| format!("!Ref {name}")).collect();
    let [(table, declared)] = resources("AWS::DynamoDB::Table").try_into().expect("one table");
    let indexes = declared["Properties"]["GlobalSecondaryIndexes"].as_sequence().expect("indexes");
    // One that is there by a parameter is watched by the requests that fail when it throttles the table.
    let indexes = indexes.iter().filter(|index| index.is_mapping());
    let indexes: BTreeSet<_> = indexes.map(|index| text(&index["IndexName"])).collect();
    let [(queue, _)] = resources("AWS::SQS::Queue").try_into().expect("one queue");
    let [(api, _)] = resources("AWS::Serverless::HttpApi").try_into().expect("one API");
    let mut watched_indexes = BTreeSet::new();
    for metric in watched.chain(shown()) {
        for (name, value) in &metric.dimensions {
            match name.as_str() {
                "FunctionName" => assert!(functions.contains(value), "{metric:?}"),
                "TableName" => assert_eq!(*value, format!("!Ref {table}")),
                "GlobalSecondaryIndexName" => assert!(indexes.contains(value), "{metric:?}"),
                "QueueName" => assert_eq!(*value, format!("!GetAtt {queue}.QueueName")),
                "ApiId" => assert_eq!(*value, format!("!Ref {api}")),
                other => assert!(metric.is_ours(), "{other}"),
            }
        }
        watched_indexes.extend(of(&metric, "GlobalSecondaryIndexName"));
    }
    assert_eq!(watched_indexes, indexes);
}

/// A new function is watched, or this says so.
#[test]
fn every_function_is_watched_by_the_alarms_that_are_about_it() {
    let watched = |alarm: &str| {
        let metrics = Alarm::named(alarm).metrics.into_values();
        metrics.flat_map(|metric| metric.dimensions).map(|(_, function)| function).collect::<BTreeSet<_>>()
    };
    let those = |is: &dyn Fn(&str, &serde_yaml_ng::Value) -> bool| {
        let functions = functions().into_iter().filter(|(name, function)| is(name, &function["Properties"]));
        functions.map(|(name, _)| format!("!Ref {name}")).collect::<BTreeSet<_>>()
    };
    let has_an_event = |function: &serde_yaml_ng::Value, kind: &str| {
        let events = function["Events"].as_mapping().into_iter().flat_map(|events| events.values());
        events.map(|event| text(&event["Type"])).any(|event| event == kind)
    };
    // Nor the console, which is there by a parameter: whoever opens it sees that it is broken, and nobody else is hurt.
    let but_rotate = those(&|name, _| !["Console", "Rotate"].contains(&name));
    assert_eq!(watched("FunctionErrorAlarm"), but_rotate);
    assert_eq!(watched("ThrottleAlarm"), but_rotate);
    assert_eq!(watched("RotationAlarm"), those(&|name, _| name == "Rotate"));
    assert_eq!(watched("LateAlarm"), those(&|_, function| has_an_event(function, "DynamoDB")));
}
