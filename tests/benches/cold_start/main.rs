//! `cargo bench -p tests`: what a release binary costs to start, to run and to keep.
//!
//! The functions are built as they are deployed and started as Lambda starts them, over and over; the
//! local stack is their cloud, so what a network adds is not in the times. Linux only: the system's
//! account of a process is read from /proc.

mod function;
mod report;
mod runtime_api;
mod steps;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use function::Function;
use local::{Options, Stack};
use report::Row;
use serde_json::{Value, json};

const STARTS: u32 = 15;
const WARM: u32 = 50;
/// The whole of it, after building.
const LIMIT: Duration = Duration::from_mins(1);

/// One kind of invocation.
struct Subject {
    name: &'static str,
    binary: &'static str,
    /// The same without an argon2 hash, where there is one: what it takes more is the hash.
    without_hash: Option<&'static str>,
    /// The event, with the number of the invocation in it: no two are about one customer.
    event: fn(u32) -> Value,
    /// The status of the answer that is meant; communicate has none.
    status: Option<u16>,
}

const FUNCTIONS: [&str; 14] = [
    "-p",
    "create",
    "-p",
    "verify",
    "-p",
    "reset",
    "-p",
    "manage",
    "-p",
    "show",
    "-p",
    "customers",
    "-p",
    "communicate",
];

/// The yardstick first.
const SUBJECTS: [Subject; 11] = [
    Subject {
        name: "hello (does nothing)",
        binary: "hello",
        without_hash: None,
        event: |number| create(&json!({ "identifier": address(number) })),
        status: Some(200),
    },
    Subject {
        name: "create, e-mail and pass code",
        binary: "create",
        without_hash: Some("create, e-mail alone"),
        event: |number| create(&json!({ "identifier": address(number), "pass_code": PASS_CODE })),
        status: Some(200),
    },
    Subject {
        name: "create, e-mail alone",
        binary: "create",
        without_hash: None,
        event: |number| create(&json!({ "identifier": address(number) })),
        status: Some(200),
    },
    Subject {
        name: "create, phone and pass code",
        binary: "create",
        without_hash: Some("create, phone alone"),
        event: |number| {
            let kind = json!({ "alternative_code": "PHONE" });
            let body = json!({ "identifier": phone(number), "pass_code": PASS_CODE, "classification_identifier": kind });
            create(&body)
        },
        status: Some(200),
    },
    Subject {
        name: "create, phone alone",
        binary: "create",
        without_hash: None,
        event: |number| {
            let kind = json!({ "alternative_code": "PHONE" });
            create(&json!({ "identifier": phone(number), "classification_identifier": kind }))
        },
        status: Some(200),
    },
    Subject {
        name: "verify, nobody's code",
        binary: "verify",
        without_hash: None,
        event: |number| {
            let who = json!({ "identifier": address(number) });
            let body = json!({ "access_token_identifier": who, "verification_code": "123456" });
            http(include_str!("../../../events/verify.json"), "/access_tokens/verify", &body)
        },
        status: Some(422),
    },
    Subject {
        name: "reset, nobody's code",
        binary: "reset",
        without_hash: None,
        event: |number| {
            let body = json!({ "identifier": address(number) });
            http(include_str!("../../../events/reset.json"), "/access_tokens/reset_verification_code", &body)
        },
        status: Some(200),
    },
    Subject {
        name: "manage, nobody's token",
        binary: "manage",
        without_hash: None,
        event: |number| nobodys("/access_tokens/set_as_effective", number),
        status: Some(404),
    },
    Subject {
        name: "show, nobody's token",
        binary: "show",
        without_hash: None,
        event: |number| nobodys("/access_tokens/show", number),
        status: Some(404),
    },
    Subject {
        name: "customers, an account",
        binary: "customers",
        without_hash: None,
        event: |_| {
            let owner = json!({ "type": "PERSON", "last_name": "Lovelace" });
            let body = json!({ "account_owner": owner });
            http(include_str!("../../../events/customers.json"), "/accounts_receivable/create", &body)
        },
        status: Some(200),
    },
    Subject {
        name: "communicate, nothing to send",
        binary: "communicate",
        without_hash: None,
        event: |_| json!({ "Records": [] }),
        status: None,
    },
];

const PASS_CODE: &str = "correct horse 1";

fn address(number: u32) -> String {
    format!("ada.{number}@example.com")
}

/// Cyprus, a mobile phone.
fn phone(number: u32) -> String {
    format!("+357991{number:05}")
}

fn create(body: &Value) -> Value {
    http(include_str!("../../../events/create.json"), "/access_tokens/create", body)
}

fn nobodys(path: &str, number: u32) -> Value {
    let body =
        json!({ "access_token_identifier": { "authentication_code": format!("nobody's card {number}") } });
    http(include_str!("../../../events/show.json"), path, &body)
}

/// A recorded event with another path and body.
fn http(recorded: &str, path: &str, body: &Value) -> Value {
    let mut event: Value = serde_json::from_str(recorded).expect("a recorded event");
    event["routeKey"] = json!(format!("POST {path}"));
    event["requestContext"]["routeKey"] = event["routeKey"].clone();
    event["rawPath"] = json!(path);
    event["requestContext"]["http"]["path"] = json!(path);
    event["body"] = json!(body.to_string());
    event
}

#[tokio::main]
async fn main() {
    // `cargo test --all-targets` runs this too, and only wants to know that it compiles.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let mut binaries = build(&FUNCTIONS);
    // By itself, so that what only the tests need is not in the functions.
    binaries.extend(build(&["-p", "tests", "--example", "hello"]));
    binaries.extend(build(&["-p", "tests", "--example", "start"]));
    let stack = Stack::start(Options::default()).await.expect("a local stack");
    let measured = async {
        let rows = measure(&binaries, &stack).await;
        (rows, steps::measure(&binaries["hello"], &binaries["start"], &stack.variables).await)
    };
    let (rows, steps) = tokio::time::timeout(LIMIT, measured).await.expect("a machine with time to spare");
    report::print(&rows);
    steps::print(&steps);
}

async fn measure(binaries: &BTreeMap<String, PathBuf>, stack: &Stack) -> Vec<Row> {
    let sizes: BTreeMap<_, _> =
        binaries.iter().map(|(name, binary)| (name.as_str(), sizes(binary))).collect();
    let mut rows: Vec<_> = SUBJECTS.iter().map(|subject| row(subject, sizes[subject.binary])).collect();
    let mut numbers = 0..;
    let mut event = |subject: &Subject| (subject.event)(numbers.next().expect("numbers without end"));
    // Side by side rather than one after the other: what else the machine does is the same for all. The
    // first round only fills the system's caches; the last goes on to the warm invocations.
    for round in 0..=STARTS {
        for (subject, row) in SUBJECTS.iter().zip(&mut rows) {
            let mut function = Function::start(&binaries[subject.binary], &[], &stack.variables).await;
            let poll = function.ready().await;
            let first = subject.invoke(&mut function, event(subject)).await;
            if round > 0 {
                row.polls.push(poll);
                row.first.push(first);
            }
            if round == STARTS {
                let before = function.processor_time();
                for _ in 0..WARM {
                    row.warm.push(subject.invoke(&mut function, event(subject)).await);
                }
                row.processor = function.processor_time().saturating_sub(before) / WARM;
                row.memory = function.peak_memory();
            }
        }
    }
    let alone: BTreeMap<_, _> = rows.iter().map(|row| (row.name, row.processor)).collect();
    for (subject, row) in SUBJECTS.iter().zip(&mut rows) {
        row.argon2 =
            subject.without_hash.map(|name| row.processor.saturating_sub(alone[name])).unwrap_or_default();
    }
    rows
}

impl Subject {
    async fn invoke(&self, function: &mut Function, event: Value) -> Duration {
        let (answer, time) = function.invoke(event).await;
        let status = answer["statusCode"].as_u64().map(|status| u16::try_from(status).expect("a status"));
        assert_eq!(status, self.status, "{}: another answer than the one to measure: {answer}", self.name);
        time
    }
}

/// Bytes of a binary, and of the same zipped. A zip compresses as gzip does; its own few bytes more do
/// not matter here.
fn sizes(binary: &Path) -> (u64, u64) {
    let zip = Command::new("gzip").args(["--best", "--stdout"]).arg(binary).output().expect("gzip");
    (fs::metadata(binary).expect("a binary").len(), zip.stdout.len() as u64)
}

fn row(subject: &Subject, (binary, zipped): (u64, u64)) -> Row {
    Row {
        name: subject.name,
        polls: Vec::new(),
        first: Vec::new(),
        warm: Vec::new(),
        processor: Duration::ZERO,
        argon2: Duration::ZERO,
        memory: 0,
        binary,
        zipped,
    }
}

/// Has cargo build something in the release profile. Returns the binaries by name.
fn build(what: &[&str]) -> BTreeMap<String, PathBuf> {
    let built = Command::new(env!("CARGO"))
        .args(["build", "--release", "--message-format=json-render-diagnostics"])
        .args(what)
        .stderr(Stdio::inherit())
        .output()
        .expect("cargo");
    assert!(built.status.success(), "cargo did not build {what:?}");
    let messages = String::from_utf8(built.stdout).expect("cargo's messages");
    let messages = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let binary = |message: Value| {
        let file = message["executable"].as_str()?.into();
        Some((message["target"]["name"].as_str()?.to_owned(), file))
    };
    messages.filter_map(binary).collect()
}

/// Real time.
#[expect(clippy::disallowed_methods, reason = "a bench measures real time; nothing else in it asks")]
fn now() -> Instant {
    Instant::now()
}
