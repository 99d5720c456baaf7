//! `cargo bench -p tests`: what a release binary costs to start, to run and to keep.
//!
//! The functions are built as they are deployed and started as Lambda starts them, over and over; the
//! local stack is their cloud, so what a network adds is not in the times. Linux only: the system's
//! account of a process is read from /proc.

mod function;
mod report;
mod runtime_api;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use function::{Function, processor_time};
use local::{Options, Stack};
use report::{Row, median};
use serde_json::{Value, json};
use shared::{
    pass_code::{PassCode, PassCodeHash},
    secret::Secret,
    service::Service,
    timestamp::system_clock,
    variables::Variables,
};

const STARTS: u32 = 15;
const WARM: u32 = 50;
const HASHES: u32 = 15;
/// The whole of it, after building.
const LIMIT: Duration = Duration::from_secs(60);

/// One kind of invocation.
struct Subject {
    name: &'static str,
    binary: &'static str,
    hashes: bool,
    /// The event, with the number of the invocation in it: no two are about one customer.
    event: fn(u32) -> Value,
    /// The status of the answer that is meant; communicate has none.
    status: Option<u16>,
}

/// The yardstick first.
const SUBJECTS: [Subject; 6] = [
    Subject {
        name: "hello (does nothing)",
        binary: "hello",
        hashes: false,
        event: |number| create(json!({ "identifier": address(number) })),
        status: Some(200),
    },
    Subject {
        name: "create, with a pass code",
        binary: "create",
        hashes: true,
        event: |number| create(json!({ "identifier": address(number), "pass_code": PASS_CODE })),
        status: Some(200),
    },
    Subject {
        name: "create, identifier alone",
        binary: "create",
        hashes: false,
        event: |number| create(json!({ "identifier": address(number) })),
        status: Some(200),
    },
    Subject {
        name: "verify, nobody's code",
        binary: "verify",
        hashes: false,
        event: |number| {
            let who = json!({ "identifier": address(number) });
            let body = json!({ "access_token_identifier": who, "verification_code": "123456" });
            http(include_str!("../../../events/verify.json"), "/access_tokens/verify", body)
        },
        status: Some(422),
    },
    Subject {
        name: "reset, nobody's code",
        binary: "reset",
        hashes: false,
        event: |number| {
            let body = json!({ "identifier": address(number) });
            http(include_str!("../../../events/reset.json"), "/access_tokens/reset_verification_code", body)
        },
        status: Some(200),
    },
    Subject {
        name: "communicate, nothing to send",
        binary: "communicate",
        hashes: false,
        event: |_| json!({ "Records": [] }),
        status: None,
    },
];

const PASS_CODE: &str = "correct horse 1";

fn address(number: u32) -> String {
    format!("ada.{number}@example.com")
}

fn create(body: Value) -> Value {
    http(include_str!("../../../events/create.json"), "/access_tokens/create", body)
}

/// A recorded event with another path and body.
fn http(recorded: &str, path: &str, body: Value) -> Value {
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
    let mut binaries = build(&["-p", "create", "-p", "verify", "-p", "reset", "-p", "communicate"]);
    // By itself, so that what only the tests need is not in the functions.
    binaries.extend(build(&["-p", "tests", "--example", "hello"]));
    let rows = tokio::time::timeout(LIMIT, measure(&binaries)).await.expect("a machine with time to spare");
    report::print(&rows);
}

async fn measure(binaries: &BTreeMap<String, PathBuf>) -> Vec<Row> {
    let stack = Stack::start(Options::default()).await.expect("a local stack");
    let argon2 = argon2(&stack).await;
    let mut rows: Vec<_> = SUBJECTS.iter().map(|subject| row(subject, &binaries[subject.binary])).collect();
    let mut numbers = 0..;
    let mut event = |subject: &Subject| (subject.event)(numbers.next().expect("numbers without end"));
    // Side by side rather than one after the other: what else the machine does is the same for all. The
    // first round only fills the system's caches; the last goes on to the warm invocations.
    for round in 0..=STARTS {
        for (subject, row) in SUBJECTS.iter().zip(&mut rows) {
            let mut function = Function::start(&binaries[subject.binary], &stack.variables).await;
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
                row.processor = (function.processor_time() - before) / WARM;
                row.argon2 = if subject.hashes { argon2 } else { Duration::ZERO };
                row.memory = function.peak_memory();
            }
        }
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

fn row(subject: &Subject, binary: &Path) -> Row {
    let zip = Command::new("gzip").args(["--best", "--stdout"]).arg(binary).output().expect("gzip");
    Row {
        name: subject.name,
        polls: Vec::new(),
        first: Vec::new(),
        warm: Vec::new(),
        processor: Duration::ZERO,
        argon2: Duration::ZERO,
        memory: 0,
        binary: fs::metadata(binary).expect("a binary").len(),
        // The same compression as in a zip, whose own few bytes more do not matter here.
        zipped: zip.stdout.len() as u64,
    }
}

/// The processor time of one hash of a pass code, as the functions do it.
async fn argon2(stack: &Stack) -> Duration {
    let variables = Variables::new(stack.variables.clone());
    let service = Service::start(&variables, std::sync::Arc::new(system_clock)).await.expect("a service");
    let pass_code = PassCode::offered(&Secret::new(PASS_CODE)).expect("a pass code");
    let mut context = service.context();
    let thread = Path::new("/proc/thread-self");
    let hash = |_| {
        let before = processor_time(thread);
        PassCodeHash::new(&pass_code, &service.keyring, &mut context.rng).expect("a hash");
        processor_time(thread) - before
    };
    median(&(0..HASHES).map(hash).collect::<Vec<_>>())
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
