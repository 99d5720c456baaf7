//! A call: what is kept of a request while its operation runs, and the answer that it gets.

use lambda_http::{
    Body, Request, RequestExt, Response,
    http::{HeaderValue, StatusCode, header},
    request::RequestContext,
};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{
    basic,
    caller::Caller,
    code::Code,
    edge::Edge,
    operation::{Declaration, Operation, Who},
    paging::Page,
    parameters::{self, FieldsSet, Parameters},
    status::{code, envelope, refused},
};
use crate::records::refusal::Refusal;

/// What an operation answers, as it is written into the envelope.
pub trait Answer: Sized {
    /// What `data` is, or a list of: `fields_set` names its fields.
    type Data: Serialize + Default;

    /// Whether it is a document as others define it, public, and the same for everybody: without the envelope, and for
    /// caches too.
    const IS_DOCUMENT: bool = false;

    /// `data`, and what stands beside it; or the document.
    fn fields(self, only: &dyn Fn(Self::Data) -> Value) -> Map<String, Value>;
}

impl<T: Serialize + Default> Answer for T {
    type Data = T;

    fn fields(self, only: &dyn Fn(T) -> Value) -> Map<String, Value> {
        Map::from_iter([("data".to_owned(), only(self))])
    }
}

/// What others than the Web API say the shape of.
#[derive(JsonSchema)]
#[schemars(transparent)]
pub(crate) struct Document<T>(pub T);

impl<T: Serialize + Default> Answer for Document<T> {
    type Data = T;

    const IS_DOCUMENT: bool = true;

    fn fields(self, only: &dyn Fn(T) -> Value) -> Map<String, Value> {
        match only(self.0) {
            Value::Object(fields) => fields,
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
                Map::new()
            }
        }
    }
}

/// A part of a list: `next` stands beside `data`.
impl<T: Serialize + Default> Answer for Page<T> {
    type Data = T;

    fn fields(self, only: &dyn Fn(T) -> Value) -> Map<String, Value> {
        let items = self.items.into_iter().map(only).collect();
        Map::from_iter([("data".to_owned(), items), ("next".to_owned(), json!(self.next))])
    }
}

/// How a caller is asked for what would let them through (RFC 7617; RFC 6750, 3).
fn challenge(code: Code) -> Option<&'static str> {
    const CHALLENGES: [(Code, &str); 4] = [
        (Code::ApplicationKeyRefused, "Basic realm=\"access-tokens\", charset=\"UTF-8\""),
        (Code::CallerNotKnown, "Bearer realm=\"access-tokens\""),
        (Code::SessionRefused, "Bearer realm=\"access-tokens\", error=\"invalid_token\""),
        (Code::CallerNotAllowed, "Bearer realm=\"access-tokens\", error=\"insufficient_scope\""),
    ];
    CHALLENGES.into_iter().find(|(known, _)| *known == code).map(|(_, challenge)| challenge)
}

/// As long as the functions themselves go by what they read of it.
const PUBLIC: HeaderValue = HeaderValue::from_static("public, max-age=300");

pub(crate) struct Call {
    pub declaration: Declaration,
    request_id: Option<String>,
    pub caller: Caller,
    fields_set: Option<FieldsSet>,
}

impl Call {
    /// Opens a request: the call, and its parameters or why they cannot be used.
    pub(crate) fn open<Input, A: Answer>(
        operation: &Operation<Input, A>,
        request: &Request,
        edge: &Edge,
    ) -> (Self, Result<Parameters, Refusal>) {
        let declaration = operation.declaration;
        let caller = Caller::of(request, edge);
        let request_id = request.lambda_context_ref().map(|context| context.request_id.clone());
        let parameters = match declaration.who {
            Who::Anybody => parameters::read::<A::Data>(request, basic::key_if_shown(request)),
            Who::BackOffice | Who::CustomerOrBackOffice => parameters::read::<A::Data>(request, None),
            Who::Applications(class) => basic::application_key(request, class)
                .and_then(|key| parameters::read::<A::Data>(request, Some(key))),
        };
        let (fields_set, parameters) = match parameters {
            Ok((fields_set, parameters)) => (fields_set, Ok(parameters)),
            Err(refusal) => (None, Err(refusal)),
        };
        (Self { declaration, request_id, caller, fields_set }, parameters)
    }

    /// The answer, and the one line that the log gets of this request.
    pub(crate) fn answer<A: Answer>(&self, outcome: Result<A, Refusal>) -> Response<Body> {
        let operation = self.declaration.path.trim_start_matches('/');
        let request_id = &self.request_id;
        let application_key = self.caller.back_office();
        match outcome {
            Ok(answer) => {
                tracing::info!(operation, request_id, application_key, status = 200, code = "OK");
                let mut body = if A::IS_DOCUMENT { Map::new() } else { envelope("OK", "") };
                body.extend(answer.fields(&|data| self.only(data)));
                let mut response = respond(StatusCode::OK, body);
                if A::IS_DOCUMENT {
                    response.headers_mut().insert(header::CACHE_CONTROL, PUBLIC);
                }
                response
            }
            Err(refusal) => {
                let code = code(&refusal);
                debug_assert!(
                    self.declaration.codes().contains(&code),
                    "{operation} does not declare that it can refuse with {code}"
                );
                let (status, told) = (code.status(), code.as_str());
                if status.is_server_error() {
                    tracing::error!(operation, request_id, application_key, status = status.as_u16(), code = told, failure = %refusal);
                } else {
                    tracing::info!(
                        operation,
                        request_id,
                        application_key,
                        status = status.as_u16(),
                        code = told
                    );
                }
                let mut response = respond(status, refused(&refusal));
                if let Some(challenge) = challenge(code) {
                    let challenge = HeaderValue::from_static(challenge);
                    response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
                }
                if let Some(seconds) = refusal.retry_after() {
                    response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
                }
                response
            }
        }
    }

    /// The fields of an answer that the caller wants.
    fn only<D: Serialize>(&self, data: D) -> Value {
        let data = serde_json::to_value(data).unwrap_or_default();
        match &self.fields_set {
            Some(fields_set) => fields_set.only(data),
            None => data,
        }
    }
}

/// Whether a request is for an operation, by the route that API Gateway chose: with or without the version of the Web
/// API before it. The path is the caller's, and may say anything where a parameter stands.
pub(crate) fn is_for(request: &Request, declaration: &Declaration) -> bool {
    let route = match request.request_context_ref() {
        Some(RequestContext::ApiGatewayV2(context)) => context.route_key.as_deref(),
        Some(_) | None => None,
    };
    let route = route.and_then(|route| route.strip_prefix(declaration.method.as_str()));
    route
        .and_then(|route| route.strip_suffix(declaration.path))
        .is_some_and(|before| [" ", " /crmapi/rest/{version}"].contains(&before))
}

/// The answer to a route that no operation has.
pub(crate) fn no_such_operation() -> Response<Body> {
    let code = Code::NoSuchOperation;
    respond(code.status(), envelope(code.as_str(), "there is no such operation"))
}

fn respond(status: StatusCode, body: Map<String, Value>) -> Response<Body> {
    let mut response = Response::new(Body::Text(Value::Object(body).to_string()));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    // An answer may hold an authentication code: no cache may keep it.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
