//! The wire of the proxy: what comes is noted and sent on, or something else is answered.

use std::{
    collections::VecDeque,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::to_bytes,
    extract::{Request, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::{ongoing::Ongoing, pause::Pause};

#[derive(Clone, Default)]
pub struct Seen {
    pub calls: Arc<Mutex<Vec<Call>>>,
    /// Where transactions that meet are cancelled, those that are under way.
    pub ongoing: Arc<Mutex<Option<Ongoing>>>,
    /// Calls whose next answer shall be something else.
    pub instead: Arc<Mutex<VecDeque<Fault>>>,
    /// The query whose answer waits for something else.
    pub pause: Pause,
    /// Whether what belongs to no request is noted too.
    pub all: bool,
}

impl Seen {
    /// What a call consumed.
    fn note(&self, index: Option<usize>, units: f64) {
        let mut calls = self.calls.lock().expect("a lock");
        if let Some(call) = index.and_then(|index| calls.get_mut(index)) {
            call.units = units;
        }
    }
}

/// A call, what was sent, and what DynamoDB says it consumed, the index's share included.
#[derive(Clone, Debug, Default)]
pub struct Call {
    pub name: String,
    pub sent: Value,
    pub units: f64,
}

impl Call {
    /// How many rows it reads by their keys, or writes.
    pub fn rows(&self) -> usize {
        let of_batch = self.sent["RequestItems"].as_object().into_iter().flatten();
        let keys: usize = of_batch.filter_map(|(_, table)| table["Keys"].as_array()).map(Vec::len).sum();
        let writes = self.sent["TransactItems"].as_array().map_or(0, Vec::len);
        (keys + writes).max(1)
    }

    pub fn reads(&self) -> bool {
        matches!(self.name.as_str(), "BatchGetItem" | "GetItem" | "Query")
    }
}

/// Begins to forward what comes to a new address to another one.
pub async fn lead(to: SocketAddr, seen: &Seen) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let state = (seen.clone(), format!("http://{to}"), reqwest::Client::new());
    let router = Router::new().fallback(forward).with_state(state);
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}")
}

#[derive(Clone)]
pub struct Fault {
    pub call: &'static str,
    /// Whether the call is made before its answer is lost.
    pub made: bool,
    /// Status and body; none where there never is an answer.
    pub answer: Option<(u16, Value)>,
}

async fn forward(
    State((seen, target, client)): State<(Seen, String, reqwest::Client)>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let call = call(&parts.headers);
    let body = to_bytes(body, usize::MAX).await.expect("a body");
    let sent: Value = serde_json::from_slice(&body).expect("JSON");
    let index = {
        let mut calls = seen.calls.lock().expect("a lock");
        // What session tokens are checked with is read now and then, and is no request's.
        let is_requests = seen.all || sent["Key"]["pk"]["S"] != "PUBLIC_KEYS";
        if is_requests {
            calls.push(Call { name: call.clone(), sent: sent.clone(), units: 0.0 });
        }
        is_requests.then(|| calls.len() - 1)
    };
    let fault = {
        let mut instead = seen.instead.lock().expect("a lock");
        let next = instead.iter().position(|fault| fault.call == call);
        next.and_then(|index| instead.remove(index))
    };
    match fault {
        Some(fault) if !fault.made => answer(fault).await,
        fault => {
            let ongoing = seen.ongoing.lock().expect("a lock").clone();
            let entered = match ongoing {
                Some(ongoing) => ongoing.enter(&Call { name: call, sent: sent.clone(), units: 0.0 }).await,
                None => Ok(None),
            };
            // Held until it is answered.
            let _held = match entered {
                Ok(held) => held,
                Err(body) => return answered(400, &body),
            };
            let (forwarded, units) = send(&client, &target, parts.headers, sent.clone()).await;
            seen.pause.wait(&sent).await;
            seen.note(index, units);
            match fault {
                Some(fault) => answer(fault).await,
                None => forwarded,
            }
        }
    }
}

async fn answer(fault: Fault) -> Response {
    let Some((status, body)) = fault.answer else { return std::future::pending().await };
    answered(status, &body)
}

fn answered(status: u16, body: &Value) -> Response {
    let status = StatusCode::from_u16(status).expect("a status");
    let json = [("content-type", "application/x-amz-json-1.0")];
    (status, json, body.to_string()).into_response()
}

/// Sends it on, asking what it consumes; only DynamoDB can be asked.
async fn send(
    client: &reqwest::Client,
    target: &str,
    mut headers: HeaderMap,
    mut request: Value,
) -> (Response, f64) {
    if headers.get("x-amz-target").is_some_and(|target| target.as_bytes().starts_with(b"DynamoDB")) {
        request["ReturnConsumedCapacity"] = json!("TOTAL");
    }
    headers.remove("content-length");
    let response = client.post(target).headers(headers).body(request.to_string()).send().await;
    let response = response.expect("an answer");
    let (status, headers) = (response.status(), response.headers().clone());
    let body = response.bytes().await.expect("a body");
    let answer: Value = serde_json::from_slice(&body).unwrap_or_default();
    let consumed = &answer["ConsumedCapacity"];
    let units = |table: &Value| table["CapacityUnits"].as_f64().unwrap_or_default();
    let consumed =
        consumed.as_array().map_or_else(|| units(consumed), |tables| tables.iter().map(units).sum());
    ((status, headers, body).into_response(), consumed)
}

/// `DynamoDB_20120810.PutItem` is `PutItem`.
fn call(headers: &HeaderMap) -> String {
    let target = headers.get("x-amz-target").and_then(|target| target.to_str().ok()).unwrap_or_default();
    target.rsplit('.').next().unwrap_or_default().to_owned()
}
