//! Puts the description together: paths, parameters, answers, and the envelope around them.

use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::{
    links::links,
    operation::{Method, Operation, query},
};
use crate::http;

/// The security scheme of the operations that only known callers may ask for.
const SIGNED: &str = "aws_sigv4";
/// Each path is served with and without this before it.
const CRM: &str = "/crmapi/rest/{version}";

/// The description of these operations.
pub fn describe(operations: &[Operation]) -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| settings.meta_schema = None);
    // A query is written out, so that its objects can be told from its texts.
    let queries = settings.clone().with(|settings| settings.inline_subschemas = true).for_deserialize();
    let named = settings.with(|settings| settings.definitions_path = "/components/schemas".into());
    let (bodies_of, answers) = (named.clone().for_deserialize(), named.for_serialize());
    let [mut queries, mut inputs, mut answers] =
        [queries, bodies_of, answers].map(SchemaSettings::into_generator);
    let (mut paths, mut bodies, mut responses) = (Map::new(), Map::new(), refusals());
    for operation in operations {
        let name = operation.name();
        let reply = operation.reply(&mut answers);
        let fields = open(&reply, answers.definitions_mut());
        let mut done = answer(&reply);
        let links = links(&name);
        if !links.is_empty() {
            done["links"] = links.into();
        }
        responses.insert(name.clone(), done);
        let mut described = json!({ "summary": operation.summary });
        match operation.method {
            Method::Get => {
                described["parameters"] = query(&operation.parameters(&mut queries, &fields)).into();
            }
            Method::Post => {
                let parameters = operation.parameters(&mut inputs, &fields);
                let content = json!({ "application/json": { "schema": parameters } });
                bodies.insert(name.clone(), json!({ "required": true, "content": content }));
                described["requestBody"] = refer("requestBodies", &name);
            }
        }
        described["security"] = if operation.for_known_callers { json!([{ SIGNED: [] }]) } else { json!([]) };
        described["responses"] = responses_of(operation);
        add_paths(&mut paths, operation, &described);
    }
    let without_data = envelope(&json!({ "status": refer("schemas", "Status") }));
    let mut schemas =
        Map::from_iter([("Status".to_owned(), status()), ("Envelope".to_owned(), without_data)]);
    schemas.extend(answers.take_definitions(true));
    let inputs = inputs.take_definitions(true);
    debug_assert!(inputs.keys().all(|name| !schemas.contains_key(name)), "two types of one name");
    schemas.extend(inputs);
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Access tokens",
            "description": "Registers the customers of an app, and knows them from then on.",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
            "version": env!("CARGO_PKG_VERSION"),
        },
        "servers": [{ "url": "/" }],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "requestBodies": bodies,
            "responses": responses,
            "headers": { "no_store": no_store() },
            "securitySchemes": { SIGNED: signed() },
        },
    })
}

/// The operation under both its paths.
fn add_paths(paths: &mut Map<String, Value>, operation: &Operation, described: &Value) {
    let Operation { method, path, .. } = operation;
    let name = operation.name();
    let method = match method {
        Method::Get => "get",
        Method::Post => "post",
    };
    let resource = path.split('/').nth(1).unwrap_or_default();
    for (before, id) in [("", name.clone()), (CRM, format!("crm_{name}"))] {
        let mut operation = json!({ "operationId": id, "tags": [format!("{before}/{resource}")] });
        if let (Some(operation), Some(described)) = (operation.as_object_mut(), described.as_object()) {
            operation.extend(described.clone());
        }
        let item = paths.entry(format!("{before}{path}")).or_insert_with(|| json!({}));
        item[method] = operation;
        if !before.is_empty() {
            item["parameters"] = json!([version()]);
        }
    }
}

/// Any version is taken: the paths are those that older applications have.
fn version() -> Value {
    json!({
        "name": "version",
        "in": "path",
        "required": true,
        "description": "The version of the Web API; any is taken.",
        "schema": { "type": "string", "minLength": 1, "examples": ["v4"] },
    })
}

fn responses_of(operation: &Operation) -> Value {
    let mut responses = Map::new();
    responses.insert("200".to_owned(), refer("responses", &operation.name()));
    for (status, _) in http::refusals(operation.method == Method::Post) {
        responses.insert(status.to_string(), refer("responses", &status.to_string()));
    }
    responses.into()
}

fn refer(kind: &str, name: &str) -> Value {
    json!({ "$ref": format!("#/components/{kind}/{name}") })
}

/// Every field of a reply may be left out, since `fields_set` may leave it out. Gives the fields' names.
fn open(reply: &Value, definitions: &mut Map<String, Value>) -> Vec<String> {
    let reference = reply["$ref"].as_str().or(reply["items"]["$ref"].as_str()).unwrap_or_default();
    let name = reference.rsplit('/').next().unwrap_or_default();
    let Some(definition) = definitions.get_mut(name).and_then(Value::as_object_mut) else {
        return Vec::new();
    };
    definition.remove("required");
    definition.remove("additionalProperties");
    let fields = definition.get("properties").and_then(Value::as_object);
    fields.into_iter().flatten().map(|(field, _)| field.clone()).collect()
}

/// The envelope of an answer: `data` is null where the reply is `()`, and has `next` beside it where it is a list.
fn answer(reply: &Value) -> Value {
    let mut fields = json!({ "status": refer("schemas", "Status"), "data": reply });
    if reply["type"] == "array" {
        fields["next"] = json!({
            "type": ["string", "null"],
            "description": "To be sent as `next` for the part that follows; null where nothing does.",
        });
    }
    response("It was done.", &envelope(&fields))
}

/// An envelope without data for each status that a refusal may have.
fn refusals() -> Map<String, Value> {
    let refusal = |what| response(what, &refer("schemas", "Envelope"));
    http::refusals(true).map(|(status, what)| (status.to_string(), refusal(what))).collect()
}

fn envelope(properties: &Value) -> Value {
    let required: Vec<_> =
        properties.as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect();
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

fn response(description: &str, schema: &Value) -> Value {
    json!({
        "description": description,
        "headers": { "cache-control": refer("headers", "no_store") },
        "content": { "application/json": { "schema": schema } },
    })
}

/// As API Gateway calls it in the descriptions that it exports.
fn signed() -> Value {
    json!({
        "type": "apiKey",
        "in": "header",
        "name": "Authorization",
        "x-amazon-apigateway-authtype": "awsSigv4",
        "description": "AWS Signature Version 4, by who may invoke the API. To anybody else API Gateway itself \
            answers 403, as `{\"message\":\"Forbidden\"}`.",
    })
}

fn no_store() -> Value {
    json!({
        "description": "An answer may hold an authentication code: no cache may keep it.",
        "required": true,
        "schema": { "type": "string", "const": "no-store" },
    })
}

fn status() -> Value {
    json!({
        "type": "object",
        "properties": {
            "message": { "type": "string", "description": "For people. It never quotes a value." },
            "description": { "type": "string", "description": "Always empty." },
            "code": {
                "type": "string",
                "description": "For programs: it never changes. OK where it was done.",
                "pattern": "^[A-Z_]+$",
                "examples": ["OK", "INVALID_FIELD"],
            },
        },
        "required": ["message", "description", "code"],
        "additionalProperties": false,
    })
}
