//! JSON as a caller sends it: one object, not too deep, in which no field stands twice on any level: whoever checks
//! and whoever uses could otherwise see different values.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::{Map, Value, value::RawValue};

/// Objects and lists in each other; deeper ones would cost more stack than they are worth.
const MAXIMUM_NESTING: usize = 16;

/// What is wrong with a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fault {
    TooDeep,
    NotAnObject,
    /// The path of a field that is given twice.
    Twice(String),
}

/// The fields of an object.
pub(super) fn object(text: &[u8]) -> Result<Map<String, Value>, Fault> {
    if nesting(text) > MAXIMUM_NESTING {
        return Err(Fault::TooDeep);
    }
    fields(text, "")
}

/// The fields of an object that stands at a path.
fn fields(text: &[u8], path: &str) -> Result<Map<String, Value>, Fault> {
    let Fields(given) = serde_json::from_slice(text).map_err(|_| Fault::NotAnObject)?;
    let mut fields = Map::new();
    for (name, text) in given {
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        if fields.contains_key(&name) {
            return Err(Fault::Twice(path));
        }
        fields.insert(name, value(&text, &path)?);
    }
    Ok(fields)
}

/// A value on a lower level: `access_token_identifier` is an object too, `access_tokens` a list of them.
fn value(text: &RawValue, path: &str) -> Result<Value, Fault> {
    let text = text.get();
    match text.as_bytes().first() {
        Some(b'{') => fields(text.as_bytes(), path).map(Value::Object),
        Some(b'[') => {
            let items: Vec<Box<RawValue>> = serde_json::from_str(text).map_err(|_| Fault::NotAnObject)?;
            items.iter().enumerate().map(|(index, item)| value(item, &format!("{path}[{index}]"))).collect()
        }
        Some(_) | None => serde_json::from_str(text).map_err(|_| Fault::NotAnObject),
    }
}

/// The fields of an object, each as often as it is given.
struct Fields(Vec<(String, Box<RawValue>)>);

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(FieldsVisitor)
    }
}

struct FieldsVisitor;

impl<'de> Visitor<'de> for FieldsVisitor {
    type Value = Fields;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Fields, A::Error> {
        let mut fields = Vec::new();
        while let Some(field) = access.next_entry()? {
            fields.push(field);
        }
        Ok(Fields(fields))
    }
}

/// How deep the objects and lists of a JSON text stand in each other.
fn nesting(text: &[u8]) -> usize {
    let (mut depth, mut deepest, mut in_string, mut escaped) = (0_usize, 0, false, false);
    for byte in text {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => depth += 1,
            b'}' | b']' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_object_is_read_as_it_is_written() {
        let text = br#" { "a": [1, {"b": null}], "c": {"d": "\"{[", "e": true} } "#;
        let read = object(text).map(Value::Object);
        assert_eq!(read, Ok(json!({ "a": [1, { "b": null }], "c": { "d": "\"{[", "e": true } })));
    }

    #[test]
    fn a_field_that_stands_twice_is_named_by_its_path() {
        for (text, path) in [
            (r#"{"a":1,"a":1}"#, "a"),
            (r#"{"a":1,"\u0061":1}"#, "a"),
            (r#"{"a":{"b":{"c":1,"c":2}}}"#, "a.b.c"),
            (r#"{"a":[{},[{"b":1,"b":1}]]}"#, "a[1][0].b"),
        ] {
            assert_eq!(object(text.as_bytes()), Err(Fault::Twice(path.to_owned())));
        }
    }

    #[test]
    fn what_is_no_object_or_too_deep_is_not_read() {
        for text in ["", "{", "[]", "1", "{} {}", "{\"a\":}", "{\"a\":[1,]}", "{\"a\":\"\u{1}\"}"] {
            assert_eq!(object(text.as_bytes()), Err(Fault::NotAnObject), "{text}");
        }
        let deep = |levels: usize| format!("{}1{}", "{\"a\":".repeat(levels), "}".repeat(levels));
        assert!(object(deep(16).as_bytes()).is_ok());
        for levels in [17, 10_000] {
            assert_eq!(object(deep(levels).as_bytes()), Err(Fault::TooDeep));
        }
    }
}
