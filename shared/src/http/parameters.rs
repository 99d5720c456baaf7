//! Parameters: a JSON object whose every field is known, given once and of its type.

use lambda_http::{
    Body, Request, RequestExt,
    http::{Method, header},
    request::RequestContext,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use super::json::{self, Fault};
use crate::{
    base::{
        field_errors::{FieldErrors, below},
        rule::Rule,
        secret::Secret,
        typed::{self, typed},
    },
    codes::application_key::ClearKey,
    records::refusal::Refusal,
};

/// Bigger bodies are refused unread.
const MAXIMUM_BYTES: usize = 64 * 1024;

/// The fields of one operation, as they were sent.
pub struct Parameters {
    fields: Map<String, Value>,
    /// The names of the fields that were taken out: a name that is none may be a slip for one of them.
    taken: Vec<&'static str>,
    /// The caller's session, or what else an operation takes in its place.
    pub token: Option<Secret>,
    /// Whether that stood in the address, which logs keep.
    pub token_in_query: bool,
    /// The key that an application shows, where the operation asks for one.
    pub key: Option<ClearKey>,
    /// The API that was called, as API Gateway names it.
    pub api: String,
}

/// The fields that the answer shall have, where the caller named some.
pub(crate) struct FieldsSet(Vec<String>);

/// Reads a request: the body, or the query of a GET. `token` and `fields_set`, which belong to every operation,
/// are taken out; `R` is the reply, whose fields `fields_set` may name; `key` was shown with it.
pub(crate) fn read<R: Serialize + Default>(
    request: &Request,
    key: Option<ClearKey>,
) -> Result<(Option<FieldsSet>, Parameters), Refusal> {
    let mut fields = if request.method() == Method::GET { query(request)? } else { body(request)? };
    let sent = take_text(&mut fields, "token")?.map(Secret::new);
    let token_in_query = sent.is_some() && request.method() == Method::GET;
    let token = match (sent, bearer(request)) {
        (Some(_), Some(_)) => return Err(FieldErrors::field("token", Rule::GivenTwice).into()),
        (sent, bearer) => sent.or(bearer),
    };
    let fields_set = take_text(&mut fields, "fields_set")?;
    let fields_set = fields_set.map(|names| FieldsSet::parse::<R>(&names)).transpose()?;
    let taken = vec!["token", "fields_set"];
    Ok((fields_set, Parameters { fields, taken, token, token_in_query, key, api: api(request) }))
}

fn body(request: &Request) -> Result<Map<String, Value>, Refusal> {
    let content_type = request.headers().get(header::CONTENT_TYPE);
    let media_type = content_type.and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !media_type.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json") {
        return Err(Refusal::MediaType);
    }
    let body = bytes(request);
    if body.len() > MAXIMUM_BYTES {
        return Err(Refusal::TooLarge);
    }
    json::object(body).map_err(|fault| match fault {
        Fault::TooDeep => Refusal::TooDeep,
        Fault::NotAnObject => Refusal::NotJson,
        Fault::Twice(path) => FieldErrors::field(path, Rule::GivenTwice).into(),
    })
}

fn bytes(request: &Request) -> &[u8] {
    match request.body() {
        Body::Text(text) => text.as_bytes(),
        Body::Binary(bytes) => bytes,
        Body::Empty | _ => &[],
    }
}

/// Whether one of the texts in a request is such a one: of the body as it is written, or the session token.
pub(crate) fn has_text(request: &Request, is_it: impl Fn(&str) -> bool) -> bool {
    let body = std::str::from_utf8(bytes(request)).unwrap_or_default();
    body.split('"').any(&is_it) || bearer(request).is_some_and(|token| is_it(token.reveal()))
}

/// The query: texts, and objects as JSON text.
fn query(request: &Request) -> Result<Map<String, Value>, Refusal> {
    let Some(query) = request.query_string_parameters_ref() else { return Ok(Map::new()) };
    let mut fields = Map::new();
    for (name, text) in query.iter() {
        let value = if text.trim_start().starts_with('{') {
            let read = json::object(text.as_bytes()).map_err(|fault| match fault {
                Fault::TooDeep | Fault::NotAnObject => FieldErrors::field(name, Rule::NotAnObjectAsText),
                Fault::Twice(path) => FieldErrors::field(below(name, &path), Rule::GivenTwice),
            });
            Value::Object(read?)
        } else {
            Value::String(text.to_owned())
        };
        if fields.insert(name.to_owned(), value).is_some() {
            return Err(FieldErrors::field(name, Rule::GivenTwice).into());
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

fn api(request: &Request) -> String {
    match request.request_context_ref() {
        Some(RequestContext::ApiGatewayV2(context)) => context.apiid.clone().unwrap_or_default(),
        Some(_) | None => String::new(),
    }
}

impl FieldsSet {
    fn parse<R: Serialize + Default>(names: &str) -> Result<Self, FieldErrors> {
        let reply = serde_json::to_value(R::default()).unwrap_or_default();
        let names: Vec<String> = names.split(',').map(|name| name.trim().to_owned()).collect();
        let mut errors = FieldErrors::default();
        for name in names.iter().filter(|name| reply.get(name).is_none()) {
            let rule = Rule::NotInTheAnswer { name: name.clone() };
            errors.push(FieldErrors::field("fields_set", rule));
        }
        errors.none().map(|()| Self(names))
    }

    pub(crate) fn only(&self, mut data: Value) -> Value {
        if let Some(fields) = data.as_object_mut() {
            fields.retain(|field, _| self.0.contains(field));
        }
        data
    }
}

impl Parameters {
    /// The fields of an object that stands in another one.
    pub const fn of(fields: Map<String, Value>) -> Self {
        Self { fields, taken: Vec::new(), token: None, token_in_query: false, key: None, api: String::new() }
    }

    /// Takes one field out of the others, typed.
    pub fn take_field<T: DeserializeOwned>(&mut self, field: &'static str) -> Result<T, FieldErrors> {
        self.taken.push(field);
        let taken = self.fields.shift_remove(field).filter(|value| !value.is_null());
        taken.map_or_else(|| Err(FieldErrors::field(field, Rule::Missing)), |value| typed(value, field))
    }

    /// Takes the fields of one input out of the others, as they were sent: null and absent are not the same in an
    /// update.
    pub fn take_raw<I: DeserializeOwned>(&mut self) -> Map<String, Value> {
        let names = typed::fields::<I>();
        self.taken.extend(names);
        let is_one = |field: &str| names.contains(&field);
        let (taken, rest) =
            std::mem::take(&mut self.fields).into_iter().partition(|(field, _)| is_one(field));
        self.fields = rest;
        taken
    }

    /// The fields that are left, typed. Every field that is none is refused by its name.
    pub fn rest<I: DeserializeOwned>(mut self) -> Result<I, FieldErrors> {
        let input = self.take_raw::<I>();
        let mut errors = FieldErrors::default();
        for field in self.fields.keys() {
            errors.push(FieldErrors::unknown(field, self.taken.iter().copied()));
        }
        let input = errors.collect(typed(Value::Object(input), ""));
        input.filter(|_| errors.is_empty()).ok_or(errors)
    }
}

fn take_text(fields: &mut Map<String, Value>, field: &str) -> Result<Option<String>, FieldErrors> {
    match fields.shift_remove(field) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => {
            Err(FieldErrors::field(field, Rule::WrongType { expected: "a string".to_owned() }))
        }
    }
}
