//! One operation as a line of the table, and the parameters that a caller may send it.

use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Value, json};

use super::{Shape, object, shape};

/// An operation, as the description needs it.
pub struct Operation {
    pub method: Method,
    pub path: &'static str,
    pub summary: &'static str,
    /// Whether its caller must sign with the keys of an AWS account.
    pub for_known_callers: bool,
    /// The input, and what is taken apart from it.
    inputs: Vec<Shape>,
    reply: fn(&mut SchemaGenerator) -> Value,
    /// What `token` is, where it is not the caller's session, and must be there.
    token: Option<&'static str>,
}

/// Where the parameters stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// In the query.
    Get,
    /// In a JSON body.
    Post,
}

/// An operation that takes a JSON body. `R` is the reply: a type, a `Vec` of one for a list, or `()` for no data.
pub fn post<I: JsonSchema, R: JsonSchema>(path: &'static str, summary: &'static str) -> Operation {
    operation::<I, R>(Method::Post, path, summary)
}

/// An operation that takes a query: a parameter for each field of `I`, objects and arrays as JSON text.
pub fn get<I: JsonSchema, R: JsonSchema>(path: &'static str, summary: &'static str) -> Operation {
    operation::<I, R>(Method::Get, path, summary)
}

fn operation<I: JsonSchema, R: JsonSchema>(
    method: Method,
    path: &'static str,
    summary: &'static str,
) -> Operation {
    Operation {
        method,
        path,
        summary,
        for_known_callers: false,
        inputs: vec![shape::<I>()],
        reply: |generator| generator.subschema_for::<R>().to_value(),
        token: None,
    }
}

impl Operation {
    /// Fields that stand beside those of the input, and that the code takes apart from it.
    pub fn with<F: JsonSchema>(mut self) -> Self {
        self.inputs.push(shape::<F>());
        self
    }

    pub fn for_known_callers(self) -> Self {
        Self { for_known_callers: true, ..self }
    }

    /// `token` must be there, and is this.
    pub fn by_token(self, what: &'static str) -> Self {
        Self { token: Some(what), ..self }
    }

    /// Its name, as its path has it: `access_tokens_create`.
    pub fn name(&self) -> String {
        self.path.trim_start_matches('/').replace('/', "_")
    }

    /// The reply's schema; its definition goes to the generator.
    pub fn reply(&self, generator: &mut SchemaGenerator) -> Value {
        (self.reply)(generator)
    }

    /// The schema of all that a caller may send: the input's fields, then those of every operation.
    /// `fields` are those of the reply, which `fields_set` may name.
    pub fn parameters(&self, generator: &mut SchemaGenerator, fields: &[String]) -> Value {
        let mut schema = Value::Object(object(&self.inputs, generator));
        schema["properties"]["token"] = token(self.token);
        if let (Some(_), Some(required)) = (self.token, schema["required"].as_array_mut()) {
            required.push("token".into());
        }
        if !fields.is_empty() {
            schema["properties"]["fields_set"] = fields_set(fields);
        }
        schema
    }
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

fn fields_set(fields: &[String]) -> Value {
    let mut schema = json!({
        "type": ["string", "null"],
        "description": "The fields that the answer shall have, separated by commas; all of them where it is absent.",
    });
    if let [first, ..] = fields {
        let any = fields.join("|");
        schema["pattern"] = format!("^ *({any}) *(, *({any}) *)*$").into();
        schema["examples"] = json!([first]);
    }
    schema
}

/// The query parameters that stand for the fields of a schema.
pub fn query(schema: &Value) -> Vec<Value> {
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
    let others = |choices: &Vec<Value>| choices.iter().find(|choice| choice["type"] != null).cloned();
    if let Some(object) = field["anyOf"].as_array().and_then(others) {
        field = object;
    }
    (field, description)
}
