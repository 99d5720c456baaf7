//! The HTTP API: requests become genuine API Gateway v2 events for the functions of the declared routes.
//!
//! No route has an authorizer: everybody is let through, and the functions check who it is. Where there is one, in
//! another API, [`protected_api`](crate::protected_api) is the gateway.

mod cors;
mod event;
#[cfg(test)]
mod tests;
mod url;

use std::{net::SocketAddr, sync::Arc};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{ConnectInfo, Request, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use event::event;
use serde_json::json;
use shared::{Clock, Context};
use url::url;

use crate::{
    functions::Function,
    stream::Stream,
    template::{Cors, Route},
};

/// API Gateway refuses bigger bodies itself.
const MAXIMUM_BYTES: usize = 10 * 1024 * 1024;

/// The routes of the template, each with the function behind it.
pub(crate) struct Gateway {
    pub routes: Vec<(Route, Arc<Function>)>,
    pub cors: Option<Cors>,
    pub stream: Stream,
    pub clock: Clock,
}

impl Gateway {
    pub(crate) fn router(self) -> Router {
        Router::new().fallback(answer).with_state(Arc::new(self))
    }
}

async fn answer(
    State(gateway): State<Arc<Gateway>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    if let Some(said) = gateway.cors.as_ref().and_then(|cors| cors.preflight(&parts)) {
        return said;
    }
    let (method, path) = (parts.method.as_str(), parts.uri.path());
    let matched = gateway
        .routes
        .iter()
        .find_map(|(route, function)| Some((route, function, route.matches(method, path)?)));
    let Some((route, function, parameters)) = matched else {
        return gateway_says(StatusCode::NOT_FOUND, "Not Found");
    };
    let Ok(body) = to_bytes(body, MAXIMUM_BYTES).await else {
        return gateway_says(StatusCode::PAYLOAD_TOO_LARGE, "Request Entity Too Large");
    };
    let event = event(&parts, &body, peer, route, &parameters, &mut Context::fresh(&gateway.clock));
    if url(&event).is_none() {
        return gateway_says(StatusCode::BAD_REQUEST, "Bad Request");
    }
    let answered = function.answer(event).await;
    // The function may have written message rows: the stream need not wait for its next look.
    gateway.stream.look_now();
    match answered {
        Ok(response) => {
            let (answer, body) = response.into_parts();
            let body = match body {
                lambda_http::Body::Text(text) => Body::from(text),
                lambda_http::Body::Binary(bytes) => Body::from(bytes),
                lambda_http::Body::Empty | _ => Body::empty(),
            };
            let mut response = Response::from_parts(answer, body);
            if let Some(cors) = &gateway.cors {
                cors.expose(&parts.headers, &mut response);
            }
            response
        }
        Err(error) => {
            tracing::error!(failure = %error, "no answer from a function");
            gateway_says(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error")
        }
    }
}

/// An answer of API Gateway itself, in its own words.
pub(crate) fn gateway_says(status: StatusCode, message: &str) -> Response {
    let json = HeaderValue::from_static("application/json");
    (status, [(header::CONTENT_TYPE, json)], json!({ "message": message }).to_string()).into_response()
}
