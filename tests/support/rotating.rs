//! The function `rotate` behind a wire that stops at one of its calls of Secrets Manager: so it dies there, or waits.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use axum::{
    Router,
    body::to_bytes,
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use serde_json::json;
use shared::{Rotate, RotationError, Timestamp, Variables, variables};
use tokio::sync::Notify;

use super::app::App;

pub const STEPS: [&str; 4] = ["createSecret", "setSecret", "testSecret", "finishSecret"];

/// On which side of a call the wire stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    Before,
    /// It is made, and nobody hears of it.
    After,
}

pub struct Rotating {
    rotate: Rotate,
    keyring: String,
    wire: Arc<Wire>,
}

struct Wire {
    target: String,
    client: reqwest::Client,
    stop: (usize, Stop),
    calls: AtomicUsize,
    stopped: Notify,
    go_on: Notify,
}

impl Rotating {
    /// A function whose wire stops at that call, the first one being 1.
    pub async fn stopping_at(app: &App, call: usize, stop: Stop) -> Self {
        let wire = Arc::new(Wire {
            target: format!("http://{}", app.stack.aws),
            client: reqwest::Client::new(),
            stop: (call, stop),
            calls: AtomicUsize::new(0),
            stopped: Notify::new(),
            go_on: Notify::new(),
        });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let router = Router::new().fallback(forward).with_state(wire.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        let mut variables = app.stack.variables.clone();
        let keyring = variables[variables::KEYRING].clone();
        variables.insert("AWS_ENDPOINT_URL_SECRETS_MANAGER".to_owned(), format!("http://{address}"));
        // By the stack's clock, as it stands now.
        let now = Timestamp::from_seconds(app.now());
        let rotate = Rotate::start(&Variables::new(variables), rsa_key::make, Arc::new(move || now));
        Self { rotate: rotate.expect("a function"), keyring, wire }
    }

    /// One whose wire does not stop.
    pub async fn of(app: &App) -> Self {
        Self::stopping_at(app, usize::MAX, Stop::Before).await
    }

    /// Makes a step for a version of the keyring.
    pub async fn step(&self, step: &str, version: &str) -> Result<(), RotationError> {
        self.step_of(&self.keyring, step, version).await
    }

    /// The same for whatever secret is asked for.
    pub async fn step_of(&self, secret: &str, step: &str, version: &str) -> Result<(), RotationError> {
        let event = json!({ "Step": step, "SecretId": secret, "ClientRequestToken": version });
        self.rotate.handle(serde_json::from_value(event).expect("an event")).await
    }

    /// Makes the four steps. False, if it dies where the wire stops.
    pub async fn lives_through(&self, version: &str) -> bool {
        for step in STEPS {
            tokio::select! {
                done = self.step(step, version) => done.expect(step),
                () = self.stopped() => return false,
            }
        }
        true
    }

    /// Waits until the wire has stopped.
    pub async fn stopped(&self) {
        self.wire.stopped.notified().await;
    }

    pub fn go_on(&self) {
        self.wire.go_on.notify_one();
    }

    /// How many calls were made or begun.
    pub fn calls(&self) -> usize {
        self.wire.calls.load(Ordering::Relaxed)
    }
}

impl Wire {
    async fn stop_at(&self, here: (usize, Stop)) {
        if self.stop == here {
            self.stopped.notify_one();
            self.go_on.notified().await;
        }
    }
}

async fn forward(State(wire): State<Arc<Wire>>, request: Request) -> Response {
    let call = wire.calls.fetch_add(1, Ordering::Relaxed) + 1;
    wire.stop_at((call, Stop::Before)).await;
    let (mut parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.expect("a body");
    parts.headers.remove("content-length");
    let answer = wire.client.post(&wire.target).headers(parts.headers).body(body).send().await;
    let answer = answer.expect("an answer");
    let (status, headers) = (answer.status(), answer.headers().clone());
    let body = answer.bytes().await.expect("a body");
    wire.stop_at((call, Stop::After)).await;
    (status, headers, body).into_response()
}
