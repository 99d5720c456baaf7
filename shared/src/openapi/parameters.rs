//! What a caller may send an operation: the fields of its inputs, and those that belong to every operation.

use schemars::SchemaGenerator;
use serde_json::{Value, json};

use super::operation::Operation;
use crate::{base::schema::object, http::operation::Token};

/// The schema of all that a caller may send: the inputs' fields, then those of every operation. `fields` are those of
/// the answer, which `fields_set` may name.
pub(super) fn parameters(operation: &Operation, generator: &mut SchemaGenerator, fields: &[String]) -> Value {
    let what = match operation.declaration.token {
        Token::OfSession => None,
        Token::Other(what) | Token::OtherOrOfSession(what) => Some(what),
    };
    let mut schema = Value::Object(object(&operation.inputs, generator));
    if what.is_some() || operation.declaration.takes_a_session() {
        schema["properties"]["token"] = token(what);
    }
    if let (Some(_), Some(required)) = (what, schema["required"].as_array_mut()) {
        required.push("token".into());
    }
    if schema.get("examples").is_none() {
        // Else a page sends what it makes up, also as the token.
        schema["examples"] = json!([what.map_or_else(|| json!({}), |what| json!({ "token": what }))]);
    }
    if let [first, ..] = fields {
        schema["properties"]["fields_set"] = json!({
            "type": ["string", "null"],
            "description": format!(
                "The fields of `data` that the answer shall have, separated by commas: any of {}. All of them where it \
                 is absent; with it, `data` lacks the others, required ones too.",
                fields.join(", ")
            ),
            "examples": [first],
        });
    }
    schema
}

fn token(what: Option<&str>) -> Value {
    let kind = if what.is_some() { json!("string") } else { json!(["string", "null"]) };
    json!({
        "type": kind,
        "format": "password",
        "writeOnly": true,
        "description": what.unwrap_or("The caller's session."),
    })
}

/// The query parameters that stand for the fields of a schema.
pub(super) fn query(schema: &Value) -> Vec<Value> {
    let required = schema["required"].as_array().cloned().unwrap_or_default();
    let fields = schema["properties"].as_object().into_iter().flatten();
    let parameter = |(name, field): (&String, &Value)| {
        let (field, description) = in_query(field);
        let mut parameter =
            json!({ "name": name, "in": "query", "required": required.contains(&json!(name)) });
        if let Some(description) = description {
            parameter["description"] = description;
        }
        if field["type"] == "object" || field["type"] == "array" {
            parameter["content"] = json!({ "application/json": { "schema": field } });
        } else {
            parameter["schema"] = field;
        }
        parameter
    };
    fields.map(parameter).collect()
}

/// A field's schema without null, which a query cannot say, and its description apart.
fn in_query(field: &Value) -> (Value, Option<Value>) {
    let mut field = field.clone();
    let description = field.as_object_mut().and_then(|field| field.remove("description"));
    let null = json!("null");
    if let Some(types) = field["type"].as_array() {
        let others: Vec<_> = types.iter().filter(|kind| **kind != null).cloned().collect();
        field["type"] = if let [only] = others.as_slice() { only.clone() } else { json!(others) };
    }
    if let Some(values) = field.get_mut("enum").and_then(Value::as_array_mut) {
        values.retain(|value| !value.is_null());
    }
    let others = |choices: &Vec<Value>| choices.iter().find(|choice| choice["type"] != null).cloned();
    if let Some(object) = field["anyOf"].as_array().and_then(others) {
        field = object;
    }
    (field, description)
}
