//! What is kept of one customer, as it is printed.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use shared::{Erased, REMAINS, Stays, Told, ToldRow};

/// For programs, on one line.
pub fn json_of_told(told: &Told) -> String {
    let rows: Vec<Value> =
        told.rows.iter().map(|row| json!({ "what": row.what, "fields": row.fields })).collect();
    let Told { access_token, stays, .. } = told;
    format!("{}\n", json!({ "access_token": access_token, "rows": rows, "of_others_too": of_others(stays) }))
}

/// For people: what each row is, and below it what stands in it. The dates are in UTC.
pub fn told(told: &Told) -> String {
    let row = |row: &ToldRow| {
        let fields: Vec<String> = row.fields.iter().flat_map(|(name, value)| lines(name, value)).collect();
        format!("{}\n{}\n", row.what, fields.concat())
    };
    let of_others = |Stays { what, number }: &Stays| {
        format!("Beside it there is the {what} {number}, which others have a part in.\n")
    };
    told.rows.iter().map(row).chain(told.stays.iter().map(of_others)).collect()
}

fn lines(name: &str, value: &Value) -> Vec<String> {
    match value {
        Value::Object(fields) => {
            fields.iter().flat_map(|(field, value)| lines(&format!("{name}.{field}"), value)).collect()
        }
        Value::Array(values) => {
            let placed = values.iter().zip(1..);
            placed.flat_map(|(value, place)| lines(&format!("{name}.{place}"), value)).collect()
        }
        Value::String(word) => vec![format!("  {name}: {word}\n")],
        Value::Null | Value::Bool(_) | Value::Number(_) => vec![format!("  {name}: {value}\n")],
    }
}

/// For programs, on one line.
pub fn json_of_erased(erased: &Erased, done: bool) -> String {
    let Erased { access_token, rows, stays } = erased;
    let erased = json!({
        "access_token": access_token,
        "done": done,
        "rows": counted(rows),
        "stays": of_others(stays),
        "remains": REMAINS,
    });
    format!("{erased}\n")
}

pub fn erased(erased: &Erased) -> String {
    let rows = counted(&erased.rows).into_iter().map(|(what, count)| format!("{count:>4}  {what}\n"));
    let of_others = |Stays { what, number }: &Stays| {
        format!("- the {what} {number}, which others have a part in; erase them too, and it goes\n")
    };
    let stays = erased.stays.iter().map(of_others);
    let remains = REMAINS.iter().map(|remains| format!("- {remains}\n"));
    rows.chain(["\nIt leaves:\n".to_owned()]).chain(stays).chain(remains).collect()
}

fn counted(rows: &[String]) -> BTreeMap<&str, usize> {
    let mut counted = BTreeMap::new();
    for row in rows {
        *counted.entry(row.as_str()).or_default() += 1;
    }
    counted
}

fn of_others(stays: &[Stays]) -> Vec<Value> {
    stays.iter().map(|Stays { what, number }| json!({ "what": what, "number": number })).collect()
}
