//! Parameters: a JSON object whose every field is known, given once and of its type.

use lambda_http::{
    Body, Request, RequestExt,
    http::{Method, header},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use super::json::{self, Fault};
use crate::{refusal::Refusal, secret::Secret};

/// Bigger bodies are refused unread.
const MAXIMUM_BYTES: usize = 64 * 1024;
const GIVEN_TWICE: &str = "is given twice";

/// The fields of one operation, as they were sent.
pub struct Parameters {
    fields: Map<String, Value>,
    /// The caller's session, or what else an operation takes in its place.
    pub token: Option<Secret>,
}

/// The fields that the answer shall have, where the caller named some.
pub struct FieldsSet(Vec<String>);

/// Reads a request: the body, or the query of a GET. `token` and `fields_set`, which belong to every operation,
/// are taken out; `R` is the reply, whose fields `fields_set` may name.
pub fn read<R: Serialize + Default>(request: &Request) -> Result<(Option<FieldsSet>, Parameters), Refusal> {
    let mut fields = if request.method() == Method::GET { query(request)? } else { body(request)? };
    let token = take_text(&mut fields, "token")?.map(Secret::new).or_else(|| bearer(request));
    let fields_set = take_text(&mut fields, "fields_set")?;
    let fields_set = fields_set.map(|names| FieldsSet::parse::<R>(&names)).transpose()?;
    Ok((fields_set, Parameters { fields, token }))
}

fn body(request: &Request) -> Result<Map<String, Value>, Refusal> {
    let content_type = request.headers().get(header::CONTENT_TYPE);
    let media_type = content_type.and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !media_type.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json") {
        return Err(Refusal::MediaType);
    }
    let body: &[u8] = match request.body() {
        Body::Text(text) => text.as_bytes(),
        Body::Binary(bytes) => bytes,
        Body::Empty | _ => &[],
    };
    if body.len() > MAXIMUM_BYTES {
        return Err(Refusal::TooLarge);
    }
    json::object(body).map_err(|fault| match fault {
        Fault::TooDeep => Refusal::TooDeep,
        Fault::NotAnObject => Refusal::NotJson,
        Fault::Twice(path) => Refusal::field(path, GIVEN_TWICE),
    })
}

/// The query: texts, and objects as JSON text.
fn query(request: &Request) -> Result<Map<String, Value>, Refusal> {
    let Some(query) = request.query_string_parameters_ref() else { return Ok(Map::new()) };
    let mut fields = Map::new();
    for (name, text) in query.iter() {
        let value = if text.trim_start().starts_with('{') {
            let read = json::object(text.as_bytes()).map_err(|fault| match fault {
                Fault::TooDeep | Fault::NotAnObject => Refusal::field(name, "must be an object as JSON text"),
                Fault::Twice(path) => Refusal::field(below(name, &path), GIVEN_TWICE),
            });
            Value::Object(read?)
        } else {
            Value::String(text.to_owned())
        };
        if fields.insert(name.to_owned(), value).is_some() {
            return Err(Refusal::field(name, GIVEN_TWICE));
        }
    }
    Ok(fields)
}

/// `Authorization: Bearer …`, the other place of `token`.
fn bearer(request: &Request) -> Option<Secret> {
    let header = request.headers().get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| Secret::new(token.trim()))
}

impl FieldsSet {
    fn parse<R: Serialize + Default>(names: &str) -> Result<Self, Refusal> {
        let reply = serde_json::to_value(R::default()).unwrap_or_default();
        let names: Vec<String> = names.split(',').map(|name| name.trim().to_owned()).collect();
        match names.iter().find(|name| reply.get(name).is_none()) {
            Some(name) => Err(Refusal::field("fields_set", format!("`{name}` is not a field of the answer"))),
            None => Ok(Self(names)),
        }
    }

    pub fn only(&self, mut data: Value) -> Value {
        if let Some(fields) = data.as_object_mut() {
            fields.retain(|field, _| self.0.contains(field));
        }
        data
    }
}

impl Parameters {
    /// The fields of an object that stands in another one.
    pub const fn of(fields: Map<String, Value>) -> Self {
        Self { fields, token: None }
    }

    /// Takes one field out of the others, typed; null is as good as absent.
    pub fn take<T: DeserializeOwned>(&mut self, field: &str) -> Result<Option<T>, Refusal> {
        let taken = self.fields.shift_remove(field).filter(|value| !value.is_null());
        taken.map(|value| typed(value, field)).transpose()
    }

    /// The same for a field that must be there.
    pub fn take_required<T: DeserializeOwned>(&mut self, field: &str) -> Result<T, Refusal> {
        self.take(field)?.ok_or_else(|| Refusal::field(field, "is missing"))
    }

    /// The user-defined fields, as they were sent: null and absent are not the same in an update.
    pub fn take_user_defined_fields(&mut self) -> Map<String, Value> {
        let is_one = |field: &str| field.starts_with("udf_");
        let (taken, rest) =
            std::mem::take(&mut self.fields).into_iter().partition(|(field, _)| is_one(field));
        self.fields = rest;
        taken
    }

    /// The fields of one operation, typed; any other field is refused by its name.
    pub fn into_input<I: DeserializeOwned>(self) -> Result<I, Refusal> {
        typed(Value::Object(self.fields), "")
    }
}

/// The one field that is a list; what its items are is read one by one.
const LIST: &str = "access_tokens";

/// A value as its type. What is wrong is said by the path to it, which begins with `within`: the
/// field that the value stands in, or nothing. It is never quoted.
pub fn typed<T: DeserializeOwned>(value: Value, within: &str) -> Result<T, Refusal> {
    let list = list(&value, within);
    let typed = serde_path_to_error::deserialize(value).map_err(|error| {
        let path = below(within, &error.path().to_string());
        let reason = error.into_inner().to_string();
        let named = reason.split('`').nth(1).unwrap_or_default();
        if reason.starts_with("unknown field") {
            let known = reason.split_once(", ").map_or("no fields here", |(_, known)| known);
            return Refusal::field(path, format!("unknown field; {known}"));
        }
        if reason.starts_with("missing field") {
            return Refusal::field(below(&path, named), "is missing");
        }
        if reason.starts_with("invalid type: null") {
            return Refusal::field(path, "is missing");
        }
        Refusal::field(path, without_value(&reason))
    })?;
    // Serde reads a list as an object whose fields have no names.
    list.map_or(Ok(typed), |path| Err(Refusal::field(path, "must not be a list")))
}

/// The path of the first list in a value, but for the one that may be there.
fn list(value: &Value, path: &str) -> Option<String> {
    match value {
        Value::Array(_) if path == LIST => None,
        Value::Array(_) => Some(path.to_owned()),
        Value::Object(fields) => fields.iter().find_map(|(field, value)| list(value, &below(path, field))),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}

/// The path of a field; the library calls the value itself `.`.
fn below(within: &str, field: &str) -> String {
    match (within, field) {
        (within, ".") => within.to_owned(),
        ("", field) => field.to_owned(),
        (within, place) if place.starts_with('[') => format!("{within}{place}"),
        (within, field) => format!("{within}.{field}"),
    }
}

/// serde quotes the value it found; a value may be a secret, so an answer says only what was expected.
fn without_value(reason: &str) -> String {
    match reason.rsplit_once("expected ") {
        Some((_, expected)) if expected.starts_with("struct") || expected == "a map" => {
            "must be an object".to_owned()
        }
        Some((_, "a sequence")) => "must be a list".to_owned(),
        Some((_, "f64")) => "must be a number".to_owned(),
        Some((_, "u8")) => format!("must be a whole number from 0 to {}", u8::MAX),
        Some((_, "u16")) => format!("must be a whole number from 0 to {}", u16::MAX),
        Some((_, "u32")) => format!("must be a whole number from 0 to {}", u32::MAX),
        // As serde calls the name of a variant.
        Some((_, "string or map")) => "must be a string".to_owned(),
        Some((_, expected)) => format!("must be {expected}"),
        None => "cannot be read".to_owned(),
    }
}

fn take_text(fields: &mut Map<String, Value>, field: &str) -> Result<Option<String>, Refusal> {
    match fields.remove(field) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => {
            Err(Refusal::field(field, "must be a string"))
        }
    }
}
