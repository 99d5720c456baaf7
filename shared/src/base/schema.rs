//! Schemas of the OpenAPI description, made from the types that requests are read into and answers are written from.
//! Nothing of it runs in a function.

use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

/// How a type is described.
pub(crate) type Shape = fn(&mut SchemaGenerator) -> Schema;

/// What an operation takes: one input, or several whose fields stand side by side.
pub trait Described {
    fn shapes() -> Vec<Shape>;
}

impl<T: JsonSchema> Described for T {
    fn shapes() -> Vec<Shape> {
        vec![T::json_schema]
    }
}

/// Inputs whose fields stand side by side in one body.
#[derive(Debug)]
pub(crate) struct SideBySide<T>(PhantomData<T>);

impl<A: JsonSchema, B: JsonSchema> Described for SideBySide<(A, B)> {
    fn shapes() -> Vec<Shape> {
        vec![A::json_schema, B::json_schema]
    }
}

impl<A: JsonSchema, B: JsonSchema, C: JsonSchema> Described for SideBySide<(A, B, C)> {
    fn shapes() -> Vec<Shape> {
        vec![A::json_schema, B::json_schema, C::json_schema]
    }
}

/// An object with the fields of several types: their `properties`, what is `required`, `oneOf` and `examples` of one of
/// them.
pub(crate) fn object(shapes: &[Shape], generator: &mut SchemaGenerator) -> Map<String, Value> {
    let (mut properties, mut required, mut object) = (Map::new(), Vec::new(), Map::new());
    for shape in shapes {
        let schema = shape(generator).to_value();
        properties.extend(schema["properties"].as_object().cloned().unwrap_or_default());
        required.extend(schema["required"].as_array().cloned().unwrap_or_default());
        for whole in ["oneOf", "examples"] {
            object.extend(schema.get(whole).map(|value| (whole.to_owned(), value.clone())));
        }
    }
    object.insert("type".to_owned(), "object".into());
    object.insert("properties".to_owned(), properties.into());
    object.insert("required".to_owned(), required.into());
    object.insert("additionalProperties".to_owned(), false.into());
    object
}

/// Says of an input that exactly one of these is given: `#[schemars(transform = one_of(&["id", "name"]))]`.
pub(crate) fn one_of(fields: &'static [&'static str]) -> impl FnMut(&mut Schema) {
    move |schema| {
        let given = |field: &&str| {
            let is_text = schema.pointer(&format!("/properties/{field}/type")).is_some();
            let kind = if is_text { "string" } else { "object" };
            json!({ "required": [field], "properties": { *field: { "type": kind } } })
        };
        let choice = fields.iter().map(given).collect();
        schema.insert("oneOf".to_owned(), choice);
    }
}

/// Says of an object that one of its numbers is needed, and how large it must be.
pub(crate) fn at_least(field: &'static str, least: usize) -> impl FnMut(&mut Schema) {
    move |schema| {
        let number = schema.pointer_mut(&format!("/properties/{field}")).and_then(Value::as_object_mut);
        if let Some(number) = number {
            number.insert("minimum".to_owned(), least.into());
            number.shift_remove("default");
            schema.insert("required".to_owned(), json!([field]));
        }
    }
}

/// An object of an update: each of its fields may be absent.
pub(crate) fn patch_of<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    let mut schema = T::json_schema(generator);
    for asked in ["required", "oneOf", "examples"] {
        schema.remove(asked);
    }
    schema
}
