//! What the template counts and watches: metric filters over logs, alarms over metrics, and the dashboard.

use std::collections::BTreeMap;

use serde_json::Value as Json;
use serde_yaml_ng::Value;

use super::{expression, filter};

const TEMPLATE: &str = include_str!("../../infra/template.yaml");

/// A metric, with names and values as the template writes them: `FunctionName` is `!Ref Create`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Metric {
    pub namespace: String,
    pub name: String,
    pub dimensions: Vec<(String, String)>,
}

/// What is counted in a log.
#[derive(Debug)]
pub struct Counter {
    pub log: String,
    pattern: String,
    metric: Metric,
}

#[derive(Debug)]
pub struct Alarm {
    pub name: String,
    pub description: String,
    /// By their ids in the expression.
    pub metrics: BTreeMap<String, Metric>,
    expression: String,
    threshold: f64,
    /// There only where the owner wants all alarms.
    pub is_optional: bool,
    /// Its metrics of what is there only where the owner wants that.
    pub extra: usize,
}

/// The template's resources of a type.
pub fn resources(kind: &str) -> Vec<(String, Value)> {
    let template: Value = serde_yaml_ng::from_str(TEMPLATE).expect("the template");
    let all = template["Resources"].as_mapping().expect("resources").iter();
    let those = all.filter(|(_, resource)| resource["Type"] == kind);
    those.map(|(name, resource)| (text(name), resource.clone())).collect()
}

/// A text, or a reference as it is written: `!Ref Table`.
pub fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Tagged(tagged) => format!("{} {}", tagged.tag, text(&tagged.value)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Sequence(_) | Value::Mapping(_) => {
            panic!("no text: {value:?}")
        }
    }
}

/// Of `!If`, what is there if it holds.
fn present(part: &Value) -> &Value {
    if let Value::Tagged(tagged) = part { &tagged.value[1] } else { part }
}

/// An alarm names them by `Name`, a filter by `Key`.
fn dimensions(of: &Value, by: &str) -> Vec<(String, String)> {
    let all = of["Dimensions"].as_sequence().into_iter().flatten();
    all.map(|dimension| (text(&dimension[by]), text(&dimension["Value"]))).collect()
}

impl Metric {
    fn of(watched: &Value) -> Self {
        Self {
            namespace: text(&watched["Namespace"]),
            name: text(&watched["MetricName"]),
            dimensions: dimensions(watched, "Name"),
        }
    }

    /// One that the template counts itself.
    pub fn is_ours(&self) -> bool {
        self.namespace == "!Sub AccessTokens/${AWS::StackName}"
    }
}

impl Counter {
    pub fn all() -> Vec<Self> {
        let filters = resources("AWS::Logs::MetricFilter").into_iter();
        filters.map(|(_, filter)| Self::of(&filter["Properties"])).collect()
    }

    fn of(properties: &Value) -> Self {
        let [counted] =
            properties["MetricTransformations"].as_sequence().expect("what is counted").as_slice()
        else {
            panic!("AWS takes one: {properties:?}");
        };
        assert_eq!(counted["MetricValue"], "1");
        Self {
            log: text(&properties["LogGroupName"]).replace("!Ref ", ""),
            pattern: text(&properties["FilterPattern"]),
            metric: Metric {
                namespace: text(&counted["MetricNamespace"]),
                name: text(&counted["MetricName"]),
                dimensions: dimensions(counted, "Key"),
            },
        }
    }

    /// The metric that a line counts for; its dimensions are values of the line.
    fn counts(&self, line: &Json) -> Option<Metric> {
        if !filter::matches(&self.pattern, line) {
            return None;
        }
        let of_line = |(name, field): &(String, String)| {
            let value = line[field.strip_prefix("$.").expect("a field")].as_str()?;
            Some((name.clone(), value.to_owned()))
        };
        let dimensions = self.metric.dimensions.iter().map(of_line).collect::<Option<_>>()?;
        Some(Metric { dimensions, ..self.metric.clone() })
    }
}

/// How often each metric is counted in lines of a log.
pub fn counted(log: &str, lines: &[Json]) -> BTreeMap<Metric, f64> {
    let counters = Counter::all();
    let those = counters.iter().filter(|counter| counter.log == log);
    let mut counts = BTreeMap::new();
    for metric in those.flat_map(|counter| lines.iter().filter_map(|line| counter.counts(line))) {
        *counts.entry(metric).or_default() += 1.0;
    }
    counts
}

impl Alarm {
    pub fn all() -> Vec<Self> {
        resources("AWS::CloudWatch::Alarm").into_iter().map(|(name, alarm)| Self::of(name, &alarm)).collect()
    }

    pub fn named(name: &str) -> Self {
        Self::all()
            .into_iter()
            .find(|alarm| alarm.name == name)
            .unwrap_or_else(|| panic!("there is no {name}"))
    }

    fn of(name: String, alarm: &Value) -> Self {
        let properties = &alarm["Properties"];
        assert_eq!(properties["ComparisonOperator"], "GreaterThanThreshold", "{name}");
        let mut extra = 0;
        let (metrics, expression) = match properties["Metrics"].as_sequence() {
            None => (BTreeMap::from([("it".to_owned(), Metric::of(properties))]), "it".to_owned()),
            Some(parts) => {
                let all = parts.iter().map(present).collect::<Vec<_>>();
                extra = parts.iter().filter(|part| matches!(part, Value::Tagged(_))).count();
                let (expressions, metrics): (Vec<_>, Vec<_>) =
                    all.into_iter().partition(|part| part["MetricStat"].is_null());
                let [expression] = expressions.as_slice() else { panic!("{name}: {expressions:?}") };
                let metrics = metrics.iter().map(|part| {
                    assert_eq!(part["ReturnData"], false, "{name}: it watches the expression alone");
                    (text(&part["Id"]), Metric::of(&part["MetricStat"]["Metric"]))
                });
                (metrics.collect(), text(&expression["Expression"]))
            }
        };
        Self {
            description: text(&properties["AlarmDescription"]),
            threshold: properties["Threshold"].as_f64().expect("a number"),
            is_optional: alarm["Condition"] == "WatchesAll",
            metrics,
            expression,
            extra,
            name,
        }
    }

    /// Whether it rings, by what its metrics are in one period. A metric that is not among them has no value.
    pub fn rings(&self, values: &BTreeMap<Metric, f64>) -> bool {
        let with_value = |(id, metric): (&String, &Metric)| Some((id.clone(), *values.get(metric)?));
        let metrics = self.metrics.iter().filter_map(with_value).collect();
        // The one parameter in an expression, by its default.
        let expression = self.expression.trim_start_matches("!Sub ").replace("${TextMessageDollars}", "1");
        expression::value(&expression, &metrics).is_some_and(|value| value > self.threshold)
    }
}

/// The dashboard, with references as a text has them: `${Create}`.
pub fn dashboard() -> Json {
    let [(_, dashboard)] = resources("AWS::CloudWatch::Dashboard").try_into().expect("one dashboard");
    let body = text(&dashboard["Properties"]["DashboardBody"]);
    serde_json::from_str(body.strip_prefix("!Sub ").expect("a text with names in it")).expect("JSON")
}

/// The metrics that it shows. `.` is what stands there in the row above, and `...` is all that stands before.
pub fn shown() -> Vec<Metric> {
    let dashboard = dashboard();
    let widgets = dashboard["widgets"].as_array().expect("widgets").iter();
    let tables = widgets.filter_map(|widget| widget["properties"]["metrics"].as_array());
    tables
        .flat_map(|rows| {
            let mut above: Vec<String> = Vec::new();
            rows.iter()
                .map(move |row| {
                    above = written_out(row, &above);
                    let pairs = above[2..].chunks(2).map(|pair| (pair[0].clone(), referred(&pair[1])));
                    let namespace = above[0].replace("AccessTokens/", "!Sub AccessTokens/");
                    Metric { namespace, name: above[1].clone(), dimensions: pairs.collect() }
                })
                .collect::<Vec<_>>()
        })
        .collect()
}

fn written_out(row: &Json, above: &[String]) -> Vec<String> {
    let words: Vec<_> = row.as_array().expect("a row").iter().filter_map(Json::as_str).collect();
    if let ["...", last @ ..] = words.as_slice() {
        let kept = above[..above.len() - last.len()].iter().cloned();
        return kept.chain(last.iter().map(|word| (*word).to_owned())).collect();
    }
    let same =
        |(place, word): (usize, &&str)| if *word == "." { above[place].clone() } else { (*word).to_owned() };
    words.iter().enumerate().map(same).collect()
}

/// As a property has it: of `${Create}` it is `!Ref Create`.
fn referred(value: &str) -> String {
    match value.strip_prefix("${").and_then(|name| name.strip_suffix('}')) {
        Some(name) if name.contains('.') => format!("!GetAtt {name}"),
        Some(name) => format!("!Ref {name}"),
        None => value.to_owned(),
    }
}
