//! What is counted: as much as the model counts, each thing in one row, whichever key is the newest.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Checked, Model, Table, same, text};
use crate::state_machine::model::limits::{DAY, Destination, HOUR};

/// The counters of each kind, in no order.
type Counters = BTreeMap<&'static str, Vec<String>>;

/// What is seen of a window: its count, while it is open.
fn within(window: &Value, now: i64, seconds: i64) -> Value {
    let is_open = window["since"].as_i64().is_some_and(|since| now < since + seconds);
    if is_open { window["count"].clone() } else { json!(0) }
}

fn windows(windows: &Value, now: i64) -> Value {
    json!([within(&windows["hour"], now, HOUR), within(&windows["day"], now, DAY)])
}

fn seen(row: &Value, now: i64) -> Result<(&'static str, Value), String> {
    let fields = || row.as_object().into_iter().flatten();
    Ok(match text(row, "pk").split('#').nth(1) {
        Some("ATTEMPTS") => ("of one identifier", row["value"].clone()),
        Some("FAILURES") => ("in a row", row["value"].clone()),
        Some("PASS_CODES") => ("of pass codes", row["value"].clone()),
        Some("CODES") => ("of authentication codes", row["value"].clone()),
        Some("ASKED") => {
            let hours = fields().filter(|(name, _)| name.starts_with("hour_"));
            let hours: BTreeMap<_, _> = hours.map(|(name, count)| (name.clone(), count.clone())).collect();
            ("asked", json!([row["day"], hours]))
        }
        Some("DESTINATION") => {
            let by_source = row["by_source"].as_object().into_iter().flatten();
            let by_source: Vec<_> = by_source.map(|(_, received)| windows(received, now)).collect();
            let by_source = by_source.into_iter().filter(|counts| *counts != json!([0, 0]));
            let by_source: Vec<_> = by_source.collect();
            ("destinations", json!([row["last"], windows(&row["all"], now), by_source]))
        }
        Some("SENT") => ("left", json!([text(row, "pk"), row["sent"]])),
        Some(_) | None => return Err(format!("a counter of nothing that is known: {row}")),
    })
}

fn received(destination: &Destination, now: i64) -> Value {
    let by_source = Some(destination.by_source.counts(now)).filter(|counts| *counts != [0, 0]);
    let by_source: Vec<_> = by_source.into_iter().collect();
    json!([destination.last, destination.all.counts(now), by_source])
}

impl Table {
    pub(super) fn counters(&self, model: &Model) -> Checked {
        let now = model.now;
        let mut found = Counters::new();
        for row in self.of("counter") {
            let (kind, counter) = seen(row, now)?;
            found.entry(kind).or_default().push(counter.to_string());
        }
        let mut expected = counted(model);
        for counters in found.values_mut().chain(expected.values_mut()) {
            counters.sort_unstable();
        }
        expected.retain(|_, counters| !counters.is_empty());
        same("the counters", &found, &expected)
    }
}

/// What the model has counted, and has not forgotten.
fn counted(model: &Model) -> Counters {
    let (now, limits) = (model.now, &model.limits);
    let (hour, today) = (now / HOUR, now / DAY);
    let pass_codes = limits.pass_codes.iter().filter(|((_, of), _)| *of == hour);
    let in_a_row = limits.in_a_row.keys().map(|of| limits.in_a_row(of, now)).filter(|count| *count > 0);
    let of_all = limits.of_all.iter().filter(|(of, _)| **of == hour);
    let codes = limits.codes.iter().filter(|(of, _)| **of == hour);
    let asked: BTreeMap<_, _> = limits
        .asked
        .iter()
        .filter(|(hour, _)| **hour / 24 == today)
        .map(|(hour, count)| (format!("hour_{}", hour % 24), json!(count)))
        .collect();
    let asked = Some(asked).filter(|asked| !asked.is_empty());
    // A destination is remembered for a day, a day's departures for a fortnight.
    let destinations = limits.destinations.values().filter(|destination| now < destination.last + DAY);
    let left = limits.left.iter().filter(|(_, (_, last))| now < last + 15 * DAY);
    Counters::from([
        ("of one identifier", pass_codes.map(|(_, count)| count.to_string()).collect()),
        ("of pass codes", of_all.map(|(_, count)| count.to_string()).collect()),
        ("in a row", in_a_row.map(|count| count.to_string()).collect()),
        ("of authentication codes", codes.map(|(_, count)| count.to_string()).collect()),
        ("asked", asked.into_iter().map(|hours| json!([limits.asked(now).1, hours]).to_string()).collect()),
        ("destinations", destinations.map(|destination| received(destination, now).to_string()).collect()),
        (
            "left",
            left.map(|(day, (count, _))| json!([format!("COUNTER#SENT#{day}"), count]).to_string()).collect(),
        ),
    ])
}
