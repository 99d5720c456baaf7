//! The front door: a request becomes parameters, an outcome becomes an answer.
//!
//! This module alone knows status codes. Outside sees a fixed code and message in the Web API's
//! envelope; inside, a failure is logged once, with its chain and without the request's contents.

mod json;
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
pub use status::refusals;
use status::{Told, told};

use crate::{caller::Caller, refusal::Refusal};

/// What is kept of a request while its operation runs.
pub struct Call {
    operation: &'static str,
    request_id: Option<String>,
    pub caller: Caller,
    fields_set: Option<FieldsSet>,
}

/// A part of a list, and what to send as `next` for the one after it.
#[derive(Debug)]
pub struct Page<R> {
    pub items: Vec<R>,
    pub next: Option<String>,
}

impl Call {
    /// Opens a request: the call, and its parameters or why they cannot be used. `R` is the reply, or one of a
    /// list of them, whose fields `fields_set` may name.
    pub fn open<R: Serialize + Default>(
        operation: &'static str,
        request: &Request,
    ) -> (Self, Result<Parameters, Refusal>) {
        let caller = Caller::of(request);
        let request_id = request.lambda_context_ref().map(|context| context.request_id.clone());
        let (fields_set, parameters) = match parameters::read::<R>(request) {
            Ok((fields_set, parameters)) => (fields_set, Ok(parameters)),
            Err(refusal) => (None, Err(refusal)),
        };
        (Self { operation, request_id, caller, fields_set }, parameters)
    }

    /// The same for an operation that only a caller may ask for whom an authorizer of the API vouches.
    pub fn open_to_known<R: Serialize + Default>(
        operation: &'static str,
        request: &Request,
    ) -> (Self, Result<Parameters, Refusal>) {
        let (call, parameters) = Self::open::<R>(operation, request);
        let known = if call.caller.known { Ok(()) } else { Err(Refusal::CallerNotKnown) };
        (call, known.and(parameters))
    }

    /// The answer, and the one line that the log gets of this request.
    pub fn answer<R: Serialize>(&self, outcome: Result<R, Refusal>) -> Response<Body> {
        self.respond(outcome.and_then(|reply| {
            let mut body = envelope("OK", "");
            body["data"] = self.fields(reply)?;
            Ok(body)
        }))
    }

    /// The same for a list: `next` stands beside `data`.
    pub fn answer_page<R: Serialize>(&self, outcome: Result<Page<R>, Refusal>) -> Response<Body> {
        self.respond(outcome.and_then(|page| {
            let mut body = envelope("OK", "");
            let items = page.items.into_iter().map(|item| self.fields(item));
            body["data"] = Value::Array(items.collect::<Result<_, _>>()?);
            body["next"] = json!(page.next);
            Ok(body)
        }))
    }

    /// The fields of a reply that the caller wants.
    fn fields<R: Serialize>(&self, reply: R) -> Result<Value, Refusal> {
        let data = serde_json::to_value(reply).map_err(|error| Refusal::Inconsistent(error.to_string()))?;
        Ok(match &self.fields_set {
            Some(fields_set) => fields_set.only(data),
            None => data,
        })
    }

    fn respond(&self, outcome: Result<Value, Refusal>) -> Response<Body> {
        let Self { operation, request_id, .. } = self;
        match outcome {
            Ok(body) => {
                tracing::info!(operation, request_id, status = 200, code = "OK");
                respond(StatusCode::OK, &body)
            }
            Err(refusal) => {
                let Told { status, code, message } = told(&refusal);
                if status.is_server_error() {
                    tracing::error!(operation, request_id, status = status.as_u16(), code, failure = %refusal);
                } else {
                    tracing::info!(operation, request_id, status = status.as_u16(), code);
                }
                respond(status, &envelope(code, &message))
            }
        }
    }
}

/// The last two parts of the route, which name the operation: `access_tokens/show`. The route is the template's;
/// the path is the caller's, and may say anything where a parameter stands.
pub fn operation(request: &Request) -> &str {
    let route = match request.request_context_ref() {
        Some(RequestContext::ApiGatewayV2(context)) => context.route_key.as_deref(),
        Some(_) | None => None,
    };
    let route = route.unwrap_or_default();
    route.rmatch_indices('/').nth(1).map_or(route, |(start, _)| &route[start + 1..])
}

/// The answer to a path that no operation has.
pub fn no_such_operation() -> Response<Body> {
    respond(StatusCode::NOT_FOUND, &envelope("NO_SUCH_OPERATION", "there is no such operation"))
}

fn envelope(code: &str, message: &str) -> Value {
    json!({ "status": { "message": message, "description": "", "code": code } })
}

fn respond(status: StatusCode, body: &Value) -> Response<Body> {
    let mut response = Response::new(Body::Text(body.to_string()));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static("application/json"));
    // An answer may hold an authentication code: no cache may keep it.
    headers.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    response
}
