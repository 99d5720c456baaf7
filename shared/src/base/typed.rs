//! From JSON to a type: what does not fit is said by its path, and never quoted.

use serde::{Deserializer, de, de::DeserializeOwned};
use serde_json::{Map, Value};

use super::{
    field_errors::{FieldErrors, below},
    rule::Rule,
    serde_text,
};

/// The one field that is a list; what its items are is read one by one.
const LIST: &str = "access_tokens";

/// A value as its type. What is wrong is said by the path to it, which begins with `within`: the field that the value
/// stands in, or nothing.
pub(crate) fn typed<T: DeserializeOwned>(value: Value, within: &str) -> Result<T, FieldErrors> {
    let list = list(&value, within);
    let typed = serde_path_to_error::deserialize(value).map_err(|error| {
        // The library calls the value itself `.`.
        let path = below(within, error.path().to_string().trim_start_matches('.'));
        serde_text::broken(&path, &error.into_inner().to_string())
    })?;
    // Serde reads a list as an object whose fields have no names.
    list.map_or(Ok(typed), |path| Err(FieldErrors::field(path, Rule::List)))
}

/// The names of a struct's fields, as they are written in JSON.
pub(crate) fn fields<T: DeserializeOwned>() -> &'static [&'static str] {
    let mut fields = Fields(&[]);
    // The probe has no value to give: that this fails says nothing.
    let _ = T::deserialize(&mut fields);
    fields.0
}

/// A deserializer that only learns which fields a struct has.
struct Fields(&'static [&'static str]);

impl<'de> Deserializer<'de> for &mut Fields {
    type Error = de::value::Error;

    fn deserialize_struct<V: de::Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Self::Error> {
        self.0 = fields;
        Err(de::Error::custom("there is no value"))
    }

    fn deserialize_any<V: de::Visitor<'de>>(self, _: V) -> Result<V::Value, Self::Error> {
        Err(de::Error::custom("there is no value"))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

/// The path of the first list in a value, but for the one that may be there.
fn list(value: &Value, path: &str) -> Option<String> {
    match value {
        Value::Array(_) if path == LIST => None,
        Value::Array(_) => Some(path.to_owned()),
        Value::Object(fields) => list_in(fields, path),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}

fn list_in(fields: &Map<String, Value>, path: &str) -> Option<String> {
    fields.iter().find_map(|(field, value)| list(value, &below(path, field)))
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::json;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Sent {
        identifier: String,
        #[serde(rename = "type")]
        kind: Option<u8>,
    }

    #[test]
    fn the_fields_of_a_struct_are_known_by_their_names_in_json() {
        assert_eq!(fields::<Sent>(), ["identifier", "type"]);
    }

    #[test]
    fn what_does_not_fit_is_said_by_its_path() {
        for (sent, told) in [
            (json!({}), "owner.identifier: is missing"),
            (json!({ "identifier": null }), "owner.identifier: is missing"),
            (json!({ "identifier": 7 }), "owner.identifier: must be a string"),
            (json!({ "identifer": "x" }), "owner.identifer: unknown field; did you mean `identifier`?"),
            (json!({ "colour": "x" }), "owner.colour: unknown field"),
            (json!({ "identifier": "x", "type": 256 }), "owner.type: must be a whole number from 0 to 255"),
            (json!(["x", 7]), "owner: must not be a list"),
            (json!("x"), "owner: must be an object"),
        ] {
            let refused = typed::<Sent>(sent.clone(), "owner").expect_err("refused");
            assert_eq!(refused.to_string(), told, "{sent}");
        }
        let sent: Sent = typed(json!({ "identifier": "x", "type": 7 }), "").expect("typed");
        assert_eq!((sent.identifier.as_str(), sent.kind), ("x", Some(7)));
    }
}
