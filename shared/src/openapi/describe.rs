//! Puts the description together: paths, parameters, answers, and the refusals of each operation.

use std::collections::BTreeMap;

use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::{
    envelope,
    links::links,
    operation::Operation,
    parameters::{parameters, query},
    reference::refer,
    samples,
};
use crate::http::{
    code::Code,
    operation::{Declaration, Method, Who},
};

/// The security schemes: a session token, and an application's key.
const SESSION: &str = "session";
const APPLICATION_KEY: &str = "application_key";

/// The description of these operations.
pub(super) fn describe(operations: &[Operation]) -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| settings.meta_schema = None);
    // A query is written out, so that its objects can be told from its texts.
    let queries = settings.clone().with(|settings| settings.inline_subschemas = true).for_deserialize();
    let named = settings.with(|settings| settings.definitions_path = "/components/schemas".into());
    let (bodies_of, answers) = (named.clone().for_deserialize(), named.for_serialize());
    let [mut queries, mut inputs, mut answers] =
        [queries, bodies_of, answers].map(SchemaSettings::into_generator);
    let (mut paths, mut bodies, mut responses) = (Map::new(), Map::new(), Map::new());
    for operation in operations {
        let (declaration, name) = (operation.declaration, operation.declaration.name());
        let answer = (operation.answer)(&mut answers);
        let fields = fields(&answer, answers.definitions());
        let mut done =
            if operation.is_document { envelope::document(&answer) } else { envelope::answer(&answer) };
        let links = links(&name);
        if !links.is_empty() {
            done["links"] = links.into();
        }
        responses.insert(name.clone(), done);
        let tag = declaration.path.split('/').nth(1).unwrap_or_default();
        let mut described = json!({ "operationId": name, "tags": [tag], "summary": declaration.summary });
        match declaration.method {
            Method::Get => {
                described["parameters"] = query(&parameters(operation, &mut queries, &fields)).into();
            }
            Method::Post => {
                let schema = parameters(operation, &mut inputs, &fields);
                let content = json!({ "application/json": { "schema": schema } });
                bodies.insert(name.clone(), json!({ "required": true, "content": content }));
                described["requestBody"] = refer("requestBodies", &name);
            }
        }
        described["security"] = security(&declaration);
        described["responses"] = responses_of(operation, &name);
        let item = paths.entry(declaration.path).or_insert_with(|| json!({}));
        item[declaration.method.as_str().to_lowercase()] = described;
    }
    let mut schemas = envelope::schemas(&mut answers);
    schemas.extend(answers.take_definitions(true));
    samples::add(&mut schemas);
    let inputs = inputs.take_definitions(true);
    debug_assert!(inputs.keys().all(|name| !schemas.contains_key(name)), "two types of one name");
    schemas.extend(inputs);
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Access tokens",
            "description": "Registers the customers of an app, and knows them from then on.\n\n\
                Dates are UTC, written yyyy-MM-ddTHH:mm:ss. An error has a code for programs; docs/ERRORS.md says of \
                each when it is answered and what an app does then.",
            // No `identifier`: pages make a link of it, and of an expression that leads nowhere.
            "license": { "name": "MIT OR Apache-2.0" },
            "version": env!("CARGO_PKG_VERSION"),
        },
        "servers": [
            { "url": "/" },
            {
                "url": "/crmapi/rest/{version}",
                "description": "The same operations under the paths that older applications have.",
                "variables": { "version": { "default": "v4", "description": "Any is taken." } },
            },
        ],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "requestBodies": bodies,
            "responses": responses,
            "examples": envelope::examples(operations),
            "headers": { "no_store": envelope::no_store(), "public": envelope::public() },
            "securitySchemes": { SESSION: session(), APPLICATION_KEY: application_key() },
        },
    })
}

/// 200, each status that the operation can refuse with, and what API Gateway says by itself.
fn responses_of(operation: &Operation, name: &str) -> Value {
    let mut responses = Map::from_iter([("200".to_owned(), refer("responses", name))]);
    let mut by_status = BTreeMap::<u16, Vec<Code>>::new();
    for code in operation.declaration.codes() {
        by_status.entry(code.status().as_u16()).or_default().push(code);
    }
    for (status, codes) in envelope::with_gateway(by_status, operation) {
        responses.insert(status.to_string(), envelope::refusal(status, &codes));
    }
    responses.into()
}

/// The names of the fields of an answer, or of one of a list of them.
fn fields(answer: &Value, definitions: &Map<String, Value>) -> Vec<String> {
    let reference = answer["$ref"].as_str().or(answer["items"]["$ref"].as_str()).unwrap_or_default();
    let definition = reference.rsplit('/').next().and_then(|name| definitions.get(name));
    let fields = definition.and_then(|definition| definition["properties"].as_object());
    fields.into_iter().flatten().map(|(field, _)| field.clone()).collect()
}

/// What a caller may show, or has to. Of a back office it says which scope.
fn security(declaration: &Declaration) -> Value {
    let in_session = json!({ SESSION: [declaration.scope.as_str()] });
    match declaration.who {
        Who::Applications(_) => json!([{ APPLICATION_KEY: [] }]),
        Who::BackOffice | Who::CustomerOrBackOffice => json!([in_session]),
        Who::Anybody if declaration.takes_a_session() => {
            json!([{}, { APPLICATION_KEY: [] }, in_session])
        }
        Who::Anybody if declaration.may_need_a_key() => json!([{}, { APPLICATION_KEY: [] }]),
        Who::Anybody => json!([]),
    }
}

fn session() -> Value {
    json!({
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "The session token of a customer, who may what is theirs, or of a back office, which needs the \
            scope that stands at the operation. As `token` in the body it does as well.",
    })
}

fn application_key() -> Value {
    json!({
        "type": "http",
        "scheme": "basic",
        "description": "The key of an application or a back office as the user name, with an empty password. Where \
            the definition says so, who is in no session needs an application's for all that anybody may ask for.",
    })
}
