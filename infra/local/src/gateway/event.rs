//! A request as API Gateway hands it to a function: an event of payload format 2.0.

use std::{collections::BTreeMap, net::SocketAddr};

use axum::http::{HeaderMap, header, request::Parts};
use data_encoding::BASE64;
use serde_json::{Map, Value, json};
use shared::{Context, Id};

use crate::template::Route;

/// The account that everything local is in.
const ACCOUNT: &str = "000000000000";

/// The event of a request to a route, with the path parameters that the route took from it.
pub(super) fn event(
    parts: &Parts,
    body: &[u8],
    peer: SocketAddr,
    route: &Route,
    parameters: &BTreeMap<String, String>,
    context: &mut Context,
) -> Value {
    let route_key = format!("{} {}", route.method, route.path);
    let path = parts.uri.path();
    let query = parts.uri.query().unwrap_or_default();
    let header = |name: header::HeaderName| parts.headers.get(name).and_then(|value| value.to_str().ok());
    let host = header(header::HOST).unwrap_or("localhost");
    let mut event = json!({
        "version": "2.0",
        "routeKey": route_key,
        "rawPath": path,
        "rawQueryString": query,
        "headers": headers(&parts.headers),
        "requestContext": {
            "accountId": ACCOUNT,
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
    // What there is none of is left out.
    if !parameters.is_empty() {
        event["pathParameters"] = json!(parameters);
    }
    if !query.is_empty() {
        event["queryStringParameters"] = json!(query_parameters(query));
    }
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

/// Decoded; values of one name joined by commas. So a comma may be a value's own: who has to know reads
/// `rawQueryString`.
fn query_parameters(query: &str) -> BTreeMap<String, String> {
    let mut joined = BTreeMap::<String, String>::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        joined
            .entry(name.into_owned())
            .and_modify(|values| *values = format!("{values},{value}"))
            .or_insert_with(|| value.to_string());
    }
    joined
}
