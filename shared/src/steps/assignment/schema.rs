//! `access_tokens` of the operations on customer records: each has the fields that its `action` asks for.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Value, json};

use super::input::MOST;
use crate::{
    base::schema::{Shape, object},
    records::user_defined_fields::UserDefinedFields,
    steps::{on_one_token, registration},
};

/// Those of a new record, of which there is nothing to remove yet.
pub(crate) fn of_a_new_record(generator: &mut SchemaGenerator) -> Schema {
    list(&[add_new(generator), existing("ADD_EXISTING", "AddExisting", generator)])
}

pub(crate) fn of_a_record(generator: &mut SchemaGenerator) -> Schema {
    list(&[
        add_new(generator),
        existing("ADD_EXISTING", "AddExisting", generator),
        existing("REMOVE", "Remove", generator),
    ])
}

fn list(kinds: &[Value]) -> Schema {
    json_schema!({
        "type": ["array", "null"],
        "description": "Access tokens to make, to attach and to let go of. Only EFFECTIVE ones can be attached.",
        "maxItems": MOST,
        "items": { "oneOf": kinds },
    })
}

fn add_new(generator: &mut SchemaGenerator) -> Value {
    let fields: [Shape; 2] = [registration::Input::json_schema, UserDefinedFields::json_schema];
    acting("ADD_NEW", "AddNew", &fields, generator)
}

fn existing(action: &str, name: &str, generator: &mut SchemaGenerator) -> Value {
    acting(action, name, &[on_one_token::Input::json_schema], generator)
}

/// The definition of that name: an object with `action` before its other fields.
fn acting(action: &str, name: &str, shapes: &[Shape], generator: &mut SchemaGenerator) -> Value {
    let mut object = object(shapes, generator);
    if let Some(fields) = object["properties"].as_object_mut() {
        fields.shift_insert(0, "action".to_owned(), json!({ "type": "string", "const": action }));
    }
    if let Some(required) = object["required"].as_array_mut() {
        required.insert(0, "action".into());
    }
    for example in object["examples"].as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut) {
        example.shift_insert(0, "action".to_owned(), action.into());
    }
    generator.definitions_mut().insert(name.to_owned(), object.into());
    json!({ "$ref": format!("#/components/schemas/{name}") })
}
