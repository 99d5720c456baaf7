//! One stack for one test: a phone that talks to the API, a clock that the test sets, an inbox.

use std::{
    collections::BTreeMap,
    net::IpAddr,
    sync::{
        Arc, LazyLock,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use aws_sdk_dynamodb::types::AttributeValue;
use local::{Options, Stack, aws::Fault};
use serde_json::{Value, json};
use shared::{PrivateKey, Timestamp, Variables, Waits, variables};

/// The definition that is shipped, for tests that change a setting of it.
pub const DEFINITION: &str = include_str!("../../infra/definition.toml");

/// The same without the business, for tests that name another one or none.
pub fn definition_of_nobody() -> String {
    let (before, rest) = DEFINITION.split_once("# Your business").expect("the unit and the user");
    let (_, after) = rest.split_once("# What a session token says").expect("what comes after them");
    format!("{before}# What a session token says{after}")
}

/// When every test begins.
pub const START: i64 = 1_795_000_000;

pub struct App {
    pub stack: Stack,
    /// When a session of a back office was opened, and its token.
    pub(super) back_office: tokio::sync::Mutex<Option<(i64, String)>>,
    clock: Arc<AtomicI64>,
    pub(super) client: reqwest::Client,
    pub table: aws_sdk_dynamodb::Client,
    pub secrets: aws_sdk_secretsmanager::Client,
    _definition: tempfile::NamedTempFile,
}

/// What the API answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    pub status: u16,
    pub body: Value,
}

impl Answer {
    pub fn code(&self) -> &str {
        self.body["status"]["code"].as_str().unwrap_or_default()
    }

    pub fn message(&self) -> &str {
        self.body["status"]["message"].as_str().unwrap_or_default()
    }

    pub fn data(&self) -> &Value {
        &self.body["data"]
    }

    pub fn state(&self) -> &str {
        self.data()["life_cycle_state"].as_str().unwrap_or_default()
    }
}

pub fn told(answer: &Answer) -> (u16, &str) {
    (answer.status, answer.code())
}

pub(super) const JSON: &str = "application/json";

/// The path of an operation: on access tokens, unless it says on what.
pub fn path(operation: &str) -> String {
    if operation.contains('/') { format!("/{operation}") } else { format!("/access_tokens/{operation}") }
}

/// One key for the stacks of all tests: to make one takes its time.
fn make_key() -> PrivateKey {
    static KEY: LazyLock<PrivateKey> = LazyLock::new(rsa_key::make);
    KEY.clone()
}

impl App {
    pub async fn start() -> Self {
        Self::start_with(DEFINITION).await
    }

    /// A stack with another definition.
    pub async fn start_with(definition: &str) -> Self {
        Self::start_waiting(definition, Duration::from_mins(1)).await
    }

    /// A stack whose provider will meet this fault. One that hangs is waited for as long as a good one may take here.
    pub async fn start_before(fault: Fault, definition: &str) -> Self {
        Self::start_waiting(definition, Duration::from_secs(if fault == Fault::Hang { 2 } else { 60 })).await
    }

    async fn start_waiting(definition: &str, provider: Duration) -> Self {
        let waits = Waits { provider, ..Waits::default() };
        Self::start_as(definition, Options { waits, ..Options::default() }).await
    }

    /// A stack with other options; those that tests have in common stay.
    pub async fn start_as(definition: &str, options: Options) -> Self {
        let file = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(file.path(), definition).expect("a written file");
        let clock = Arc::new(AtomicI64::new(START));
        let now = clock.clone();
        let stack = Stack::start(Options {
            definition: file.path().to_owned(),
            clock: Arc::new(move || Timestamp::from_seconds(now.load(Ordering::Relaxed))),
            make_key,
            // A machine on which many tests run at once is slower than Lambda.
            timeout: Some(Duration::from_mins(1)),
            first_wait: Duration::from_millis(1),
            ..options
        })
        .await
        .expect("a stack");
        let config = shared::aws::config(&Variables::new(stack.variables.clone())).expect("a configuration");
        let table = aws_sdk_dynamodb::Client::new(&config);
        let secrets = aws_sdk_secretsmanager::Client::new(&config);
        let back_office = tokio::sync::Mutex::default();
        Self { stack, back_office, clock, client: reqwest::Client::new(), table, secrets, _definition: file }
    }

    /// Rotates as Secrets Manager does: the keyring gets a new key that is named the newest, and keeps the old ones.
    /// Functions that are warm know of it five minutes later, and write under it ten minutes later. Returns its id.
    pub async fn rotate(&self) -> String {
        self.stack.rotate(&self.stack.variables[variables::KEYRING]).await.expect("a rotation");
        self.keyring().await["newest"].as_str().expect("an id").to_owned()
    }

    /// The current value of the secret.
    pub async fn keyring(&self) -> Value {
        let name = &self.stack.variables[variables::KEYRING];
        let kept = self.secrets.get_secret_value().secret_id(name).send().await.expect("the secret");
        serde_json::from_str(kept.secret_string().expect("a text")).expect("a keyring")
    }

    /// What the clock of the stack shows.
    pub fn now(&self) -> i64 {
        self.clock.load(Ordering::Relaxed)
    }

    /// Puts another one in its place, as an owner does by hand.
    pub async fn put_keyring(&self, keyring: &Value) {
        let put = self.secrets.put_secret_value().secret_id(&self.stack.variables[variables::KEYRING]);
        put.secret_string(keyring.to_string()).send().await.expect("put");
    }

    /// Lets time pass.
    pub fn pass(&self, seconds: i64) {
        self.clock.fetch_add(seconds, Ordering::Relaxed);
    }

    /// Asks as a customer's app does: nobody vouches for the caller.
    pub async fn post(&self, operation: &str, body: Value) -> Answer {
        self.send(self.client.post(self.url(operation)).header("content-type", JSON).body(body.to_string()))
            .await
    }

    /// Asks in the session of that token.
    pub async fn post_in(&self, session: &str, operation: &str, body: Value) -> Answer {
        let request = self.client.post(self.url(operation)).bearer_auth(session).header("content-type", JSON);
        self.send(request.body(body.to_string())).await
    }

    /// Reads as a known caller.
    pub async fn get(&self, operation: &str, query: &[(&str, &str)]) -> Answer {
        let session = self.back_office().await;
        self.send(self.client.get(self.url(operation)).bearer_auth(session).query(query)).await
    }

    /// Reads in the session of that token.
    pub async fn get_in(&self, session: &str, operation: &str) -> Answer {
        self.send(self.client.get(self.url(operation)).bearer_auth(session)).await
    }

    /// Reads, and shows nothing.
    pub async fn get_as_stranger(&self, operation: &str, query: &[(&str, &str)]) -> Answer {
        self.send(self.client.get(self.url(operation)).query(query)).await
    }

    /// Asks with an application's key.
    pub async fn post_with_key(&self, key: &str, operation: &str, body: Value) -> Answer {
        let request = self.client.post(self.url(operation)).basic_auth(key, Some(""));
        self.send(request.header("content-type", JSON).body(body.to_string())).await
    }

    /// Reads with an application's key.
    pub async fn get_with_key(&self, key: &str, operation: &str) -> Answer {
        self.send(self.client.get(self.url(operation)).basic_auth(key, Some(""))).await
    }

    /// The same from another machine: another address of this one's loopback.
    pub async fn post_from(&self, source: &str, operation: &str, body: Value) -> Answer {
        let address: IpAddr = source.parse().expect("an address");
        let client = reqwest::Client::builder().local_address(address).build().expect("a client");
        self.send(client.post(self.url(operation)).header("content-type", JSON).body(body.to_string())).await
    }

    pub(super) fn url(&self, operation: &str) -> String {
        format!("http://{}{}", self.stack.api, path(operation))
    }

    pub(super) async fn send(&self, request: reqwest::RequestBuilder) -> Answer {
        let response = request.send().await.expect("an answer");
        let status = response.status().as_u16();
        Answer { status, body: response.json().await.expect("a JSON answer") }
    }

    /// Registers by e-mail address and pass code.
    pub async fn register(&self, address: &str) -> Answer {
        let answer = self.post("create", json!({ "identifier": address, "pass_code": PASS_CODE })).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer
    }

    /// Types a code in.
    pub async fn verify(&self, address: &str, code: &str) -> Answer {
        self.post("verify", verification(address, PASS_CODE, code)).await
    }

    /// A token that is EFFECTIVE.
    pub async fn effective(&self, address: &str) -> Answer {
        self.register(address).await;
        let verified = self.verify(address, &self.code(address).await).await;
        assert_eq!(verified.state(), "EFFECTIVE", "{verified:?}");
        verified
    }

    /// Waits until everything that was queued is sent or given up, and what SES told of it is taken in.
    pub async fn settled(&self) {
        self.stack.stream.settled().await.expect("a stream that is pumped");
        self.stack.topic.settled().await;
    }

    /// The texts of all messages to an address, the newest last.
    pub async fn messages(&self, to: &str) -> Vec<local::inbox::Message> {
        self.settled().await;
        let mut messages = self.stack.inbox.messages(Some(to));
        messages.reverse();
        messages
    }

    /// The newest code to an address. A message without one may be newer: a batch is sent side by side.
    pub async fn code(&self, to: &str) -> String {
        let messages = self.messages(to).await;
        let code = messages.iter().rev().find_map(|message| digits(&message.text));
        code.unwrap_or_else(|| panic!("no code in {messages:?}"))
    }

    /// Every item but those that are there from the start, and the session that a test asks in.
    pub async fn rows(&self) -> Vec<BTreeMap<String, AttributeValue>> {
        let others = ["public_keys", "application_key", "session"];
        let is_other = |row: &BTreeMap<_, _>| others.contains(&text(row, "entity").as_str());
        self.all_rows().await.into_iter().filter(|row| !is_other(row)).collect()
    }

    /// Every item of the table.
    pub async fn all_rows(&self) -> Vec<BTreeMap<String, AttributeValue>> {
        let scanned = self.table.scan().table_name("Table").into_paginator().items().send();
        let items = scanned.collect::<Result<Vec<_>, _>>().await.expect("a scan");
        items.into_iter().map(|item| item.into_iter().collect()).collect()
    }

    /// The items of one entity.
    pub async fn rows_of(&self, entity: &str) -> Vec<BTreeMap<String, AttributeValue>> {
        self.all_rows().await.into_iter().filter(|row| text(row, "entity") == entity).collect()
    }
}

pub const PASS_CODE: &str = "correct horse 1";

/// The body of a verification.
pub fn verification(address: &str, pass_code: &str, code: &str) -> Value {
    json!({
        "access_token_identifier": { "identifier": address, "pass_code": pass_code },
        "verification_code": code,
    })
}

/// A code that is not this one.
pub fn wrong(code: &str) -> String {
    let last = if code.ends_with('0') { '1' } else { '0' };
    format!("{}{last}", &code[..code.len() - 1])
}

/// The first run of six digits or more that stands alone.
pub fn digits(text: &str) -> Option<String> {
    let mut runs = text.split(|c: char| !c.is_ascii_alphanumeric());
    runs.find(|run| run.len() >= 6 && run.bytes().all(|byte| byte.is_ascii_digit())).map(str::to_owned)
}

/// A text attribute of a row.
pub fn text(row: &BTreeMap<String, AttributeValue>, attribute: &str) -> String {
    row.get(attribute).and_then(|value| value.as_s().ok()).cloned().unwrap_or_default()
}
