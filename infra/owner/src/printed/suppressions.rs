//! Suppressions as they are printed.

use serde_json::{Value, json};
use shared::SuppressionReport;

use super::columns::columns;
use crate::place::Place;

/// For programs, on one line.
pub fn json(suppressions: &[SuppressionReport]) -> String {
    let listed: Vec<Value> = suppressions
        .iter()
        .map(|suppression| {
            json!({
                "address": suppression.address,
                "since": suppression.since.to_string(),
                "why": suppression.why,
                "reason": suppression.reason,
                "message": suppression.message,
            })
        })
        .collect();
    format!("{}\n", json!(listed))
}

/// For people, the dates in UTC.
pub fn table(suppressions: &[SuppressionReport]) -> String {
    let row = |suppression: &SuppressionReport| {
        [
            suppression.since.to_string(),
            suppression.why.to_owned(),
            suppression.reason.clone(),
            suppression.message.to_string(),
            suppression.address.clone(),
        ]
    };
    columns(["SINCE", "WHY", "REASON", "MESSAGE", "ADDRESS"], suppressions.iter().map(row).collect())
}

pub fn lifted(suppression: &SuppressionReport, place: &Place) -> String {
    let SuppressionReport { address, since, why, reason, .. } = suppression;
    format!(
        "Lifted the suppression of {address} in {place}: it was {why} ({reason}) on {since} UTC. The next message \
         goes there."
    )
}
