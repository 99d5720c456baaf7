//! A proxy before DynamoDB: it counts the calls of one request, can lose an answer, and cancels transactions that meet.
//!
//! It stands in for the network, which no emulator can cut: the write is made, its answer never arrives. And for
//! DynamoDB where transactions meet, which the embedded one makes one after the other.

mod cut;
mod ongoing;
mod pause;
mod wire;

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use axum::http::HeaderMap;
use data_encoding::BASE64;
use lambda_http::Body;
use serde_json::{Value, json};
use shared::{All, Timestamp, Variables, WarmService, serve};

pub use cut::Line;
use ongoing::Ongoing;
use pause::Meanwhile;
use wire::Fault;
pub use wire::{Call, Seen, lead};

use super::app::{Answer, App};

/// A service of its own that reaches a stack's DynamoDB through the proxy.
pub struct Proxied {
    service: WarmService,
    /// By which another function reaches it too.
    pub variables: BTreeMap<String, String>,
    seen: Seen,
    clock: Arc<AtomicI64>,
    /// The keys of the stack, as HTTP Basic has them.
    systemic_key: String,
    consumer_key: String,
    /// When a session of a back office was opened, and its token.
    session: tokio::sync::Mutex<Option<(i64, String)>>,
}

impl Proxied {
    /// One that is started now, by what the clock of the stack shows.
    pub async fn to(app: &App) -> Self {
        Self::to_with(app, app.stack.variables.clone()).await
    }

    /// The same with variables of its own.
    pub async fn to_with(app: &App, variables: BTreeMap<String, String>) -> Self {
        let seen = Seen::default();
        let address = lead(app.stack.dynamodb, &seen).await;
        Self::start(app, variables, seen, address).await
    }

    /// The same, over a line that can be cut.
    pub async fn over(line: &Line, app: &App) -> Self {
        let seen = Seen::default();
        let address = lead(app.stack.dynamodb, &seen).await;
        Self::start(app, app.stack.variables.clone(), seen, line.to(&address).await).await
    }

    async fn start(app: &App, mut variables: BTreeMap<String, String>, seen: Seen, address: String) -> Self {
        variables.insert("AWS_ENDPOINT_URL_DYNAMODB".to_owned(), address);
        let clock = Arc::new(AtomicI64::new(app.now()));
        let now = clock.clone();
        let reads = Arc::new(move || Timestamp::from_seconds(now.load(Ordering::Relaxed)));
        let service = WarmService::start(&Variables::new(variables.clone()), reads).await.expect("a service");
        // What it reads when it starts is no request's.
        seen.calls.lock().expect("a lock").clear();
        let basic = |key: &str| BASE64.encode(format!("{key}:").as_bytes());
        let keys = &app.stack.keys;
        let (systemic_key, consumer_key) = (basic(&keys.systemic_key), basic(&keys.consumer_application_key));
        let session = tokio::sync::Mutex::default();
        // A machine on which many tests run at once is slower than Lambda.
        let service = service.answering_within(Duration::from_mins(1));
        let proxied = Self { service, variables, seen, clock, systemic_key, consumer_key, session };
        proxied.back_office().await;
        proxied
    }

    /// The same, in no more time than Lambda gives.
    pub fn in_time(self) -> Self {
        Self { service: self.service.answering_within(shared::ANSWERED_WITHIN), ..self }
    }

    /// From now on transactions that meet are cancelled.
    pub fn cancelling(self) -> Self {
        *self.seen.ongoing.lock().expect("a lock") = Some(Ongoing::default());
        self
    }

    /// How many calls met a transaction.
    pub fn met(&self) -> usize {
        let ongoing = self.seen.ongoing.lock().expect("a lock");
        ongoing.as_ref().map_or(0, |ongoing| ongoing.met.load(Ordering::Relaxed))
    }

    /// Lets time pass for this service alone.
    pub fn pass(&self, seconds: i64) {
        self.clock.fetch_add(seconds, Ordering::Relaxed);
    }

    /// Makes the next call of this name, and loses its answer.
    pub fn lose_answer(&self, call: &'static str) {
        self.instead(Fault { call, made: true, answer: Some((500, json!({}))) });
    }

    /// Refuses the next call of this name with an error of DynamoDB's.
    pub fn refuse(&self, call: &'static str, status: u16, body: Value) {
        self.instead(Fault { call, made: false, answer: Some((status, body)) });
    }

    /// Never answers the next call of this name.
    pub fn hang(&self, call: &'static str) {
        self.instead(Fault { call, made: false, answer: None });
    }

    /// Holds back what the next query of such a partition is answered, until something was done meanwhile.
    pub fn meanwhile(&self, partition: &'static str) -> Meanwhile {
        self.seen.pause.at(partition)
    }

    /// Forgets what was not met.
    pub fn forgive(&self) {
        self.seen.instead.lock().expect("a lock").clear();
    }

    fn instead(&self, fault: Fault) {
        self.seen.instead.lock().expect("a lock").push_back(fault);
    }

    /// Sends one request to an operation's function, as the recorded event has it.
    pub async fn post(&self, operation: &str, body: Value) -> Answer {
        self.send("POST", operation, "", body.to_string(), true).await
    }

    /// The same for an operation that only reads; the query is encoded already.
    pub async fn get(&self, operation: &str, query: &str) -> Answer {
        self.send("GET", operation, query, String::new(), true).await
    }

    /// The same without a session.
    pub async fn send_as_stranger(&self, method: &str, operation: &str, body: Value) -> Answer {
        self.send(method, operation, "", body.to_string(), false).await
    }

    /// The same in the session of that token.
    pub async fn post_in(&self, session: &str, operation: &str, body: Value) -> Answer {
        let mut event = event("POST", operation, "", &body.to_string());
        event["headers"]["authorization"] = json!(format!("Bearer {session}"));
        self.read(&event).await
    }

    /// Reads in the session of that token.
    pub async fn get_in(&self, session: &str, operation: &str, query: &str) -> Answer {
        let mut event = event("GET", operation, query, "");
        event["headers"]["authorization"] = json!(format!("Bearer {session}"));
        self.read(&event).await
    }

    /// Reads with the key of an app.
    pub async fn get_with_key(&self, operation: &str) -> Answer {
        let mut event = event("GET", operation, "", "");
        event["headers"]["authorization"] = json!(format!("Basic {}", self.consumer_key));
        self.read(&event).await
    }

    /// The same from a source of one's choice, with everything that is answered: headers, and the text as it is.
    pub async fn answer_to(&self, source: &str, operation: &str, body: &Value) -> (u16, HeaderMap, String) {
        let mut event = event("POST", operation, "", &body.to_string());
        event["requestContext"]["http"]["sourceIp"] = json!(source);
        if let Some(key) = self.key(operation) {
            event["headers"]["authorization"] = json!(format!("Basic {key}"));
        }
        self.answer(&event).await
    }

    async fn send(&self, method: &str, operation: &str, query: &str, body: String, known: bool) -> Answer {
        let sent: Value = serde_json::from_str(&body).unwrap_or_default();
        let body_has_token = sent.get("token").is_some();
        let mut event = event(method, operation, query, &body);
        if let Some(key) = self.key(operation) {
            event["headers"]["authorization"] = json!(format!("Basic {key}"));
        } else if known && !body_has_token {
            // Where the token is what proves something, there is no session.
            event["headers"]["authorization"] = json!(format!("Bearer {}", self.back_office().await));
        }
        self.read(&event).await
    }

    async fn read(&self, event: &Value) -> Answer {
        let (status, _, text) = self.answer(event).await;
        Answer { status, body: serde_json::from_str(&text).expect("JSON") }
    }

    /// The application's key that an operation takes, if it takes one.
    fn key(&self, operation: &str) -> Option<&str> {
        match operation {
            "authentication/consumer_application_key/token" => Some(&self.consumer_key),
            "authentication/web_api_key/token" => Some(&self.systemic_key),
            _ => None,
        }
    }

    /// The session token of a back office, by the clock of this service. To open it is not among the calls.
    async fn back_office(&self) -> String {
        let now = self.clock.load(Ordering::Relaxed);
        let mut session = self.session.lock().await;
        if let Some((opened, token)) = &*session
            && (*opened..*opened + 3600).contains(&now)
        {
            return token.clone();
        }
        let (seen, instead) =
            (self.consumed(), std::mem::take(&mut *self.seen.instead.lock().expect("a lock")));
        let mut event = event("POST", "authentication/web_api_key/token", "", "{}");
        event["headers"]["authorization"] = json!(format!("Basic {}", self.systemic_key));
        let answer = self.read(&event).await;
        let token = answer.data()["token"].as_str().unwrap_or_else(|| panic!("no session: {answer:?}"));
        *session = Some((now, token.to_owned()));
        *self.seen.calls.lock().expect("a lock") = seen;
        *self.seen.instead.lock().expect("a lock") = instead;
        token.to_owned()
    }

    async fn answer(&self, event: &Value) -> (u16, HeaderMap, String) {
        let request = lambda_http::request::from_str(&event.to_string()).expect("a request");
        let response = serve::<All>(&self.service, request).await;
        let (parts, Body::Text(text)) = response.into_parts() else { panic!("no text") };
        (parts.status.as_u16(), parts.headers, text)
    }

    /// The names of the calls since the last time, in order.
    pub fn calls(&self) -> Vec<String> {
        self.consumed().into_iter().map(|call| call.name).collect()
    }

    /// The same with what they consumed.
    pub fn consumed(&self) -> Vec<Call> {
        std::mem::take(&mut self.seen.calls.lock().expect("a lock"))
    }
}

/// A request as the recorded event has it.
fn event(method: &str, operation: &str, query: &str, body: &str) -> Value {
    let path = super::app::path(operation);
    let mut event: Value = serde_json::from_str(include_str!("../../events/create.json")).expect("an event");
    event["rawPath"] = json!(path);
    event["rawQueryString"] = json!(query);
    event["routeKey"] = json!(format!("{method} {path}"));
    event["requestContext"]["routeKey"] = event["routeKey"].clone();
    event["requestContext"]["http"]["method"] = json!(method);
    event["body"] = json!(body);
    event
}
