//! The HTTP API: requests become genuine API Gateway v2 events for the functions of the declared routes.

use std::{net::SocketAddr, sync::Arc};

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use data_encoding::BASE64;
use serde_json::{Map, Value, json};
use shared::{context::Context, id::Id, timestamp::Clock};

use crate::{functions::Function, stream::Stream, template::Route};

/// API Gateway refuses bigger bodies itself.
const MAXIMUM_BYTES: usize = 10 * 1024 * 1024;

/// The routes of the template, each with the function behind it.
pub struct Gateway {
    pub routes: Vec<(Route, Arc<Function>)>,
    pub stream: Stream,
    pub clock: Clock,
}

impl Gateway {
    pub fn router(self) -> Router {
        Router::new().fallback(answer).with_state(Arc::new(self))
    }
}

async fn answer(
    State(gateway): State<Arc<Gateway>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
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
    let route_key = format!("{} {}", route.method, route.path);
    let mut event = event(&parts, &body, peer, &route_key, &mut Context::fresh(&gateway.clock));
    if !parameters.is_empty() {
        event["pathParameters"] = json!(parameters);
    }
    let answered = function.answer(event).await;
    // The function may have written message rows: the stream need not wait for its next look.
    gateway.stream.look_now();
    match answered {
        Ok(response) => {
            let (parts, body) = response.into_parts();
            let body = match body {
                lambda_http::Body::Text(text) => Body::from(text),
                lambda_http::Body::Binary(bytes) => Body::from(bytes),
                lambda_http::Body::Empty | _ => Body::empty(),
            };
            Response::from_parts(parts, body)
        }
        Err(error) => {
            tracing::error!(failure = %error, "no answer from a function");
            gateway_says(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error")
        }
    }
}

/// An answer of API Gateway itself, in its own words.
fn gateway_says(status: StatusCode, message: &str) -> Response {
    let json = HeaderValue::from_static("application/json");
    (status, [(header::CONTENT_TYPE, json)], json!({ "message": message }).to_string()).into_response()
}

/// The event, payload format 2.0.
fn event(parts: &Parts, body: &Bytes, peer: SocketAddr, route_key: &str, context: &mut Context) -> Value {
    let path = parts.uri.path();
    let header = |name: header::HeaderName| parts.headers.get(name).and_then(|value| value.to_str().ok());
    let host = header(header::HOST).unwrap_or("localhost");
    let mut event = json!({
        "version": "2.0",
        "routeKey": route_key,
        "rawPath": path,
        "rawQueryString": parts.uri.query().unwrap_or_default(),
        "headers": headers(&parts.headers),
        "requestContext": {
            "accountId": "000000000000",
            "apiId": "local",
            "domainName": host,
            "domainPrefix": "local",
            "http": {
                "method": parts.method.as_str(),
                "path": path,
                "protocol": "HTTP/1.1",
                "sourceIp": peer.ip().to_string(),
                "userAgent": header(header::USER_AGENT).unwrap_or_default(),
            },
            "requestId": Id::random(&mut context.rng).as_str(),
            "routeKey": route_key,
            "stage": "$default",
            "time": context.now.to_string(),
            "timeEpoch": context.now.seconds() * 1000,
        },
        "isBase64Encoded": false,
    });
    if !body.is_empty() {
        if let Ok(text) = std::str::from_utf8(body) {
            event["body"] = json!(text);
        } else {
            event["body"] = json!(BASE64.encode(body));
            event["isBase64Encoded"] = json!(true);
        }
    }
    event
}

/// Lower-case names, as HTTP APIs give them; values of one name joined by commas.
fn headers(headers: &HeaderMap) -> Map<String, Value> {
    let mut map = Map::new();
    for name in headers.keys() {
        let values: Vec<_> = headers.get_all(name).iter().filter_map(|value| value.to_str().ok()).collect();
        map.insert(name.as_str().to_owned(), json!(values.join(",")));
    }
    map
}
