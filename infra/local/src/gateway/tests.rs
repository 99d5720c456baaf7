//! What a function sees of a request, from the socket to lambda_http's own types.

use lambda_http::{Request as LambdaRequest, RequestExt as _};
use serde_json::Value;
use shared::system_clock;

use super::*;
use crate::template::tests::small;

/// A gateway with the routes of the small template, before a function that answers with its event.
fn gateway() -> SocketAddr {
    let echo = Router::new().fallback(async |event: axum::Json<Value>| {
        axum::Json(json!({ "statusCode": 200, "body": event.to_string(), "cookies": [] }))
    });
    let (listener, end_point) = crate::ports::listen("--port", 0).expect("a port");
    tokio::spawn(async move { axum::serve(listener, echo).await });
    let declaration = small().functions.remove(0);
    let function = Arc::new(Function::lambda(&declaration, &format!("http://{end_point}")));
    let routes = declaration.routes.into_iter().map(|route| (route, function.clone())).collect();
    let gateway = Gateway { routes, cors: None, stream: Stream::default(), clock: Arc::new(system_clock) };
    let (listener, address) = crate::ports::listen("--port", 0).expect("a port");
    let service = gateway.router().into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    address
}

const OPEN: &str = "/access_tokens/configuration/classifications/list";
const SIGNED: &str = "/access_tokens/show";

/// Sends a GET; an answer is its status and its JSON.
async fn get(path: &str, authorization: Option<&str>) -> (u16, Value) {
    let mut request = reqwest::Client::new().get(format!("http://{}{path}", gateway()));
    if let Some(authorization) = authorization {
        request = request.header("authorization", authorization);
    }
    let response = request.send().await.expect("an answer");
    (response.status().as_u16(), response.json().await.expect("JSON"))
}

/// The event of a GET.
async fn event_of(path: &str, authorization: Option<&str>) -> Value {
    let (status, event) = get(path, authorization).await;
    assert_eq!(status, 200, "{event}");
    event
}

/// The event as the function's own library reads it.
fn read(event: &Value) -> LambdaRequest {
    lambda_http::request::from_str(&event.to_string()).expect("a request")
}

#[tokio::test]
async fn a_query_comes_as_it_was_sent_and_decoded_with_what_is_given_twice_joined() {
    let event = event_of(&format!("{OPEN}?a=1&b=x%2Cy+z&a=2&c&d=%7B%22e%22%3A%5B1%2C2%5D%7D"), None).await;
    assert_eq!(event["rawQueryString"], "a=1&b=x%2Cy+z&a=2&c&d=%7B%22e%22%3A%5B1%2C2%5D%7D");
    let parameters = json!({ "a": "1,2", "b": "x,y z", "c": "", "d": r#"{"e":[1,2]}"# });
    assert_eq!(event["queryStringParameters"], parameters);
    // lambda_http reads the raw one: a value's own comma parts nothing.
    let query = read(&event).query_string_parameters();
    assert_eq!(query.all("a"), Some(vec!["1", "2"]));
    assert_eq!(query.all("b"), Some(vec!["x,y z"]));
    assert_eq!(query.all("c"), Some(vec![""]));
    assert_eq!(query.all("d"), Some(vec![r#"{"e":[1,2]}"#]));

    let event = event_of(OPEN, None).await;
    assert_eq!(event["rawQueryString"], "");
    assert!(event.get("queryStringParameters").is_none());
    assert!(read(&event).query_string_parameters().is_empty());
}

#[tokio::test]
async fn a_route_is_known_by_its_key_and_gives_its_parameters() {
    let url = format!("http://{}/crmapi/rest/v4/access_tokens/show", gateway());
    let response = reqwest::Client::new().post(url).body("{}").send().await.expect("an answer");
    let event: Value = response.json().await.expect("an event");
    assert_eq!(event["routeKey"], "POST /crmapi/rest/{version}/access_tokens/show");
    assert_eq!(event["pathParameters"], json!({ "version": "v4" }));
    assert_eq!(event["body"], "{}");
    let event = event_of(OPEN, None).await;
    assert_eq!(event["routeKey"], format!("GET {OPEN}"));
    assert!(event.get("pathParameters").is_none() && event.get("body").is_none());
}

#[tokio::test]
async fn another_method_of_a_path_is_not_found_as_api_gateway_says_it() {
    let not_found = (404, json!({ "message": "Not Found" }));
    for path in ["/crmapi/rest/v4/access_tokens/show", "/access_tokens", "/"] {
        assert_eq!(get(path, None).await, not_found, "{path}");
    }
    let url = format!("http://{}{SIGNED}", gateway());
    let response = reqwest::Client::new().post(url).send().await.expect("an answer");
    assert_eq!((response.status().as_u16(), response.json::<Value>().await.expect("JSON")), not_found);
}
