//! The front door: a request becomes parameters, an outcome becomes an answer.
//!
//! This module alone knows status codes. Outside sees a fixed code and message in the Web API's
//! envelope; inside, a failure is logged once, with its chain and without the request's contents.

mod parameters;
mod status;

use lambda_http::{
    Body, Request, RequestExt, Response,
    http::{StatusCode, header},
    request::RequestContext,
};
use parameters::FieldsSet;
pub use parameters::{Parameters, typed};
use serde::Serialize;
use serde_json::{Value, json};
use status::{Told, told};

use crate::refusal::Refusal;

/// What is kept of a request while its operation runs.
pub struct Call {
    operation: &'static str,
    request_id: Option<String>,
    /// The address the request came from, as API Gateway saw it.
    pub source: String,
    fields_set: Option<FieldsSet>,
}

impl Call {
    /// Opens a request: the call, and its parameters or why they cannot be used. `R` is the reply,
    /// whose fields `fields_set` may name.
    pub fn open<R: Serialize + Default>(
        operation: &'static str,
        request: &Request,
    ) -> (Self, Result<Parameters, Refusal>) {
        let source = match request.request_context_ref() {
            Some(RequestContext::ApiGatewayV2(context)) => context.http.source_ip.clone(),
            Some(_) | None => None,
        };
        let request_id = request.lambda_context_ref().map(|context| context.request_id.clone());
        let (fields_set, parameters) = match parameters::read::<R>(request) {
            Ok((fields_set, parameters)) => (fields_set, Ok(parameters)),
            Err(refusal) => (None, Err(refusal)),
        };
        let source = source.unwrap_or_default();
        (Self { operation, request_id, source, fields_set }, parameters)
    }

    /// The answer, and the one line that the log gets of this request.
    pub fn answer<R: Serialize>(&self, outcome: Result<R, Refusal>) -> Response<Body> {
        let Self { operation, request_id, .. } = self;
        let reply =
            |reply| serde_json::to_value(reply).map_err(|error| Refusal::Inconsistent(error.to_string()));
        match outcome.and_then(reply) {
            Ok(data) => {
                tracing::info!(operation, request_id, status = 200, code = "OK");
                let data = match &self.fields_set {
                    Some(fields_set) => fields_set.only(data),
                    None => data,
                };
                respond(StatusCode::OK, "OK", "", Some(data))
            }
            Err(refusal) => {
                let Told { status, code, message } = told(&refusal);
                if status.is_server_error() {
                    tracing::error!(operation, request_id, status = status.as_u16(), code, failure = %refusal);
                } else {
                    tracing::info!(operation, request_id, status = status.as_u16(), code);
                }
                respond(status, code, &message, None)
            }
        }
    }
}

/// The last part of the path: the operation's name, as the routes of the template end with it.
pub fn operation(request: &Request) -> &str {
    request.uri().path().rsplit('/').next().unwrap_or_default()
}

/// The answer to a path that no operation has.
pub fn no_such_operation() -> Response<Body> {
    respond(StatusCode::NOT_FOUND, "NO_SUCH_OPERATION", "there is no such operation", None)
}

fn respond(status: StatusCode, code: &str, message: &str, data: Option<Value>) -> Response<Body> {
    let mut envelope = json!({ "status": { "message": message, "description": "", "code": code } });
    if let Some(data) = data {
        envelope["data"] = data;
    }
    let mut response = Response::new(Body::Text(envelope.to_string()));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static("application/json"));
    // An answer may hold an authentication code: no cache may keep it.
    headers.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    response
}
