//! What the description shows as examples of answers.

use serde_json::{Map, Value};

use super::{super::samples::says_it, document};
use crate::base::{
    id::Id,
    timestamp::{DATE, Timestamp},
};

/// The fields of all schemas that answers are made of: schema, name, and what is said of it.
fn fields_of_answers(document: &Value) -> Vec<(String, String, Map<String, Value>)> {
    let mut named = Vec::new();
    collect(&document["components"]["responses"], &mut named);
    named.extend(["Refusal".to_owned(), "GatewayRefusal".to_owned()]);
    let mut at = 0;
    while let Some(name) = named.get(at).cloned() {
        collect(&document["components"]["schemas"][&name], &mut named);
        at += 1;
    }
    let fields = named.into_iter().flat_map(|schema| {
        let properties = document["components"]["schemas"][&schema]["properties"].as_object().cloned();
        let fields = properties.unwrap_or_default().into_iter();
        fields.map(move |(name, field)| (schema.clone(), name, field.as_object().cloned().expect("a schema")))
    });
    fields.collect()
}

/// The names of the schemas that this refers to, if they are not there yet.
fn collect(value: &Value, named: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            let reference = fields.get("$ref").and_then(Value::as_str);
            let name = reference.and_then(|reference| reference.strip_prefix("#/components/schemas/"));
            named.extend(name.filter(|name| !named.iter().any(|known| known == name)).map(str::to_owned));
            fields.values().for_each(|field| collect(field, named));
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, named)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn no_value_of_an_answer_is_left_to_be_made_up() {
    let fields = fields_of_answers(&document());
    assert!(fields.len() > 100, "{}", fields.len());
    let made_up = fields.iter().filter(|(_, _, field)| !says_it(field) && field["type"] != "boolean");
    let made_up: Vec<_> = made_up.map(|(schema, name, _)| format!("{schema}.{name}")).collect();
    assert!(made_up.is_empty(), "{made_up:?}");
}

#[test]
fn an_example_is_what_such_a_field_holds() {
    for (schema, name, field) in fields_of_answers(&document()) {
        let example = field.get("examples").map(|examples| &examples[0]);
        let (Some(example), Some(kinds)) = (example, field.get("type")) else { continue };
        let is_text =
            *kinds == "string" || kinds.as_array().is_some_and(|kinds| kinds.contains(&"string".into()));
        assert_eq!(example.is_string(), is_text, "{schema}.{name}");
        let text = example.as_str().unwrap_or_default();
        match field.get("pattern").and_then(Value::as_str) {
            Some(DATE) => assert!(text.parse::<Timestamp>().is_ok(), "{schema}.{name}"),
            Some("^[0-9A-F]{32}$") => assert!(Id::try_from(text.to_owned()).is_ok(), "{schema}.{name}"),
            Some(_) | None => {}
        }
    }
}
