//! The Lambda Runtime API as one function sees it: it polls for an event, and posts an answer.

use std::{
    collections::HashMap,
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
    time::Instant,
};

use axum::{
    Json, Router,
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse,
    routing::{get, post},
    serve::ListenerExt as _,
};
use serde_json::Value;
use tokio::{
    net::TcpListener,
    sync::{
        Mutex,
        mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    },
    task::JoinHandle,
};

use crate::now;

const FUNCTION_ARN: &str = "arn:aws:lambda:eu-west-1:000000000000:function:bench";
/// As `lambda-runtime-deadline-ms`: never.
const DEADLINE: &str = "9999999999999";

/// What a function did, and when.
pub enum Did {
    Poll(Instant),
    Answer(Instant, Value),
    Fail(String),
}

/// Serves one function. It ends when it is dropped.
pub struct RuntimeApi {
    pub address: SocketAddr,
    events: UnboundedSender<Value>,
    did: UnboundedReceiver<Did>,
    server: JoinHandle<()>,
}

impl Drop for RuntimeApi {
    fn drop(&mut self) {
        self.server.abort();
    }
}

struct Ends {
    events: Mutex<UnboundedReceiver<Value>>,
    did: UnboundedSender<Did>,
}

impl RuntimeApi {
    pub async fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let address = listener.local_addr().expect("the port's address");
        // Otherwise an answer may wait 40 ms for an acknowledgement that nobody hurries to send.
        let listener = listener.tap_io(|connection| {
            let _ = connection.set_nodelay(true);
        });
        let (events, events_end) = unbounded_channel();
        let (did_end, did) = unbounded_channel();
        let router = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next))
            .route("/2018-06-01/runtime/invocation/{id}/{outcome}", post(answered))
            .route("/2018-06-01/runtime/init/error", post(not_started))
            .with_state(Arc::new(Ends { events: Mutex::new(events_end), did: did_end }));
        let server = tokio::spawn(async move {
            axum::serve(listener, router).await.expect("a stub that serves until it is dropped");
        });
        Self { address, events, did, server }
    }

    /// Hands over an event.
    pub fn invoke(&self, event: Value) {
        self.events.send(event).expect("a stub that runs");
    }

    /// Waits for what the function does next.
    pub async fn next(&mut self) -> Did {
        self.did.recv().await.expect("a stub that runs")
    }
}

async fn next(State(ends): State<Arc<Ends>>) -> impl IntoResponse {
    ends.say(Did::Poll(now()));
    let event = ends.events.lock().await.recv().await;
    let headers = [
        ("lambda-runtime-aws-request-id", "8476a536-e9f4-11e8-9739-2dfe598c3fcd"),
        ("lambda-runtime-deadline-ms", DEADLINE),
        ("lambda-runtime-invoked-function-arn", FUNCTION_ARN),
    ];
    (headers, Json(event))
}

async fn answered(
    State(ends): State<Arc<Ends>>,
    Path(path): Path<HashMap<String, String>>,
    body: Bytes,
) -> StatusCode {
    let at = now();
    ends.say(match path.get("outcome").map(String::as_str) {
        Some("response") => Did::Answer(at, serde_json::from_slice(&body).expect("an answer in JSON")),
        Some(_) | None => failed(&body),
    });
    StatusCode::ACCEPTED
}

async fn not_started(State(ends): State<Arc<Ends>>, body: Bytes) -> StatusCode {
    ends.say(failed(&body));
    StatusCode::ACCEPTED
}

fn failed(body: &Bytes) -> Did {
    Did::Fail(String::from_utf8_lossy(body).into_owned())
}

impl Ends {
    /// Nobody hears it once the bench has seen enough.
    fn say(&self, did: Did) {
        let _ = self.did.send(did);
    }
}
