//! The envelope around every answer, and the bodies that API Gateway makes by itself.

use std::collections::BTreeMap;

use schemars::SchemaGenerator;
use serde_json::{Map, Value, json};

use super::{examples::example, operation::Operation, reference::refer};
use crate::http::{code::Code, status::FieldErrorAnswer};

/// The envelope of an answer: `data` is null where there is none, and has `next` beside it where it is a list.
pub(super) fn answer(data: &Value) -> Value {
    let mut fields = json!({ "status": refer("schemas", "Status"), "data": data });
    if data["type"] == "array" {
        fields["next"] = json!({
            "type": ["string", "null"],
            "description": "To be sent as `next` for the part that follows; null where nothing does.",
        });
    }
    json!({
        "description": "It was done.",
        "headers": { "cache-control": refer("headers", "no_store") },
        "content": { "application/json": { "schema": object(&fields, &[]) } },
    })
}

/// An answer whose shape others define.
pub(super) fn document(shape: &Value) -> Value {
    json!({
        "description": "The document.",
        "headers": { "cache-control": refer("headers", "public") },
        "content": { "application/json": { "schema": shape } },
    })
}

/// The statuses that API Gateway answers with by itself, and its words: it throttles, refuses huge bodies, and says so
/// where a function fails or is too slow.
const GATEWAY: [(u16, &str); 4] = [
    (413, "Request Entity Too Large"),
    (429, "Too Many Requests"),
    (500, "Internal Server Error"),
    (503, "Service Unavailable"),
];

/// The statuses of refusals, and those that API Gateway adds to them.
pub(super) fn with_gateway(
    mut by_status: BTreeMap<u16, Vec<Code>>,
    operation: &Operation,
) -> BTreeMap<u16, Vec<Code>> {
    for (status, _) in GATEWAY {
        if status != 413 || operation.takes_a_body() {
            by_status.entry(status).or_default();
        }
    }
    by_status
}

/// The answer to a request that is refused with one of these codes, or by API Gateway itself.
pub(super) fn refusal(status: u16, codes: &[Code]) -> Value {
    let mut schemas = Vec::new();
    let mut examples = Map::new();
    if !codes.is_empty() {
        let codes: Vec<_> = codes.iter().map(|code| code.as_str()).collect();
        let status = json!({ "properties": { "code": { "enum": codes } } });
        schemas.push(json!({
            "allOf": [refer("schemas", "Refusal"), { "properties": { "status": status } }],
        }));
    }
    for code in codes {
        examples.insert(code.as_str().to_owned(), refer("examples", code.as_str()));
    }
    if let Some((_, words)) = GATEWAY.iter().find(|(known, _)| *known == status) {
        schemas.push(refer("schemas", "GatewayRefusal"));
        examples.insert("API Gateway".to_owned(), json!({ "value": { "message": words } }));
    }
    let schema = if let [only] = schemas.as_slice() { only.clone() } else { json!({ "anyOf": schemas }) };
    let mut told: Vec<_> = codes.iter().map(|code| code.as_str()).collect();
    if told.is_empty() {
        told.push("By API Gateway itself");
    }
    json!({
        "description": format!("{}.", told.join(", ")),
        "content": { "application/json": { "schema": schema, "examples": examples } },
    })
}

/// An example of each refusal that some operation answers, by its code.
pub(super) fn examples(operations: &[Operation]) -> Map<String, Value> {
    let answered = operations.iter().flat_map(|operation| operation.declaration.codes());
    answered.map(|code| (code.as_str().to_owned(), json!({ "value": example(code) }))).collect()
}

/// The schemas of the envelope.
pub(super) fn schemas(generator: &mut SchemaGenerator) -> Map<String, Value> {
    let errors = json!({
        "type": "array",
        "description": "With INVALID_FIELD and INVALID_VALUE: every field that is wrong, with the rule that it breaks.",
        "minItems": 1,
        "items": generator.subschema_for::<FieldErrorAnswer<'_>>(),
    });
    let refusal = object(&json!({ "status": refer("schemas", "Status"), "errors": errors }), &["errors"]);
    let gateway = object(&json!({ "message": { "type": ["string", "null"] } }), &[]);
    let mut status = object(
        &json!({
            "message": {
                "type": "string",
                "description": "For people. Of what was sent it quotes nothing but a name in `fields_set`.",
            },
            "description": { "type": "string", "description": "Always empty." },
            "code": {
                "type": "string",
                "description": "For programs: it never changes. OK where it was done.",
                "examples": ["OK", "INVALID_FIELD"],
            },
        }),
        &[],
    );
    status["properties"]["code"]["enum"] =
        std::iter::once("OK").chain(Code::ALL.iter().map(|code| code.as_str())).collect();
    Map::from_iter([
        ("Status".to_owned(), status),
        ("Refusal".to_owned(), refusal),
        ("GatewayRefusal".to_owned(), gateway),
    ])
}

/// An object whose fields are all there, but for some.
fn object(properties: &Value, optional: &[&str]) -> Value {
    let names = properties.as_object().into_iter().flatten().map(|(name, _)| name.as_str());
    let required: Vec<_> = names.filter(|name| !optional.contains(name)).collect();
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

pub(super) fn public() -> Value {
    json!({
        "description": "A public document: caches may keep it for a while.",
        "required": true,
        "schema": { "type": "string", "const": "public, max-age=300" },
    })
}

pub(super) fn no_store() -> Value {
    json!({
        "description": "An answer may hold an authentication code: no cache may keep it.",
        "required": true,
        "schema": { "type": "string", "const": "no-store" },
    })
}
