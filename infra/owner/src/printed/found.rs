//! Who was found, as it is printed.

use serde_json::{Value, json};
use shared::{FindReport, FoundRecord};

use super::columns::{columns, or_dash};

/// For programs, on one line; what there is none of is null.
pub fn json(report: &FindReport) -> String {
    let listed: Vec<Value> = report
        .found
        .iter()
        .map(|FoundRecord { what, id, number, state, identifier, name }| {
            json!({ "what": what, "number": number, "state": state, "identifier": identifier, "name": name, "id": id })
        })
        .collect();
    format!("{}\n", json!({ "found": listed, "more": report.more }))
}

pub fn table(found: &[FoundRecord]) -> String {
    let row = |record: &FoundRecord| {
        [
            record.what.replace('_', " "),
            record.number.clone(),
            record.state.to_owned(),
            or_dash(record.identifier.as_ref()),
            or_dash(record.name.as_ref()),
            record.id.to_string(),
        ]
    };
    columns(["WHAT", "NUMBER", "STATE", "IDENTIFIER", "NAME", "ID"], found.iter().map(row).collect())
}
