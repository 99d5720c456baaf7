//! Rows as somebody reads them who is told what is kept: dates for seconds, and words for what is secret.

use serde_json::{Map, Value, json};

use crate::base::timestamp::Timestamp;

/// What leads to its place alone: keys, versions, places in an index.
const OF_THE_TABLE: [&str; 10] = [
    "pk",
    "sk",
    "entity",
    "version",
    "commit",
    "found_as",
    "found_in",
    "not_associated",
    "not_associated_as",
    "not_associated_in",
];
/// Seconds since 1970.
const DATES: [&str; 13] = [
    "created",
    "updated",
    "expires",
    "verified",
    "made",
    "useful_until",
    "authenticated",
    "at",
    "ends",
    "since",
    "last",
    "begun",
    "begins",
];
/// What proves somebody, or leads to what does, and what is said in its place. A word that a message has there is
/// shown.
const SECRETS: [(&str, &str); 12] = [
    ("pass_code", "kept as a hash, from which nobody reads it"),
    ("authentication_code", "kept sealed"),
    ("sealed", "kept sealed"),
    ("attempt", "kept as a digest"),
    ("digest", "kept as a digest"),
    ("code", DERIVED),
    ("reset_ticket", DERIVED),
    ("verification_code", DERIVED),
    ("one_time_password", DERIVED),
    ("generated_pass_code", DERIVED),
    ("password", DERIVED),
    ("seed", DERIVED),
];
/// Those of them that are texts.
const DIGESTS: [&str; 2] = ["attempt", "digest"];
const DERIVED: &str = "not kept: it is derived from the keyring";

/// In the order of their names: a row has none.
pub(super) fn fields(row: Map<String, Value>) -> Map<String, Value> {
    let mut shown: Vec<_> = row.into_iter().map(|(name, value)| (field(&name, value), name)).collect();
    shown.retain(|(_, name)| !OF_THE_TABLE.contains(&name.as_str()));
    shown.sort_by(|(_, one), (_, other)| one.cmp(other));
    shown.into_iter().map(|(value, name)| (name, value)).collect()
}

fn field(name: &str, value: Value) -> Value {
    let instead = SECRETS.iter().find(|(secret, _)| *secret == name).map(|(_, instead)| json!(instead));
    match (instead, value) {
        (Some(instead), Value::Object(_)) => instead,
        (Some(instead), Value::String(_)) if DIGESTS.contains(&name) => instead,
        (_, Value::Object(inner)) => Value::Object(fields(inner)),
        (_, Value::Array(values)) => values.into_iter().map(|value| field(name, value)).collect(),
        (_, Value::Number(seconds)) if DATES.contains(&name) => {
            let moment = seconds.as_i64().and_then(|seconds| Timestamp::try_from(seconds).ok());
            moment.map_or_else(|| seconds.into(), |moment| json!(moment.to_string()))
        }
        (_, value) => value,
    }
}
