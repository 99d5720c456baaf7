//! `cargo bench -p tests`: what a release binary costs to start, to run and to keep.
//!
//! The functions are built as they are deployed and started as Lambda starts them, over and over; the
//! local stack is their cloud, without a network between them, and then with one. Linux only: the
//! system's account of a process is read from /proc.

mod first_answers;
mod function;
mod lambda;
mod memory;
mod network;
mod node;
mod prepared;
mod report;
mod runtime_api;
mod steps;
mod subjects;
#[path = "../../support/template.rs"]
mod template;
#[path = "../../support/tls.rs"]
mod tls;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use function::Function;
use local::{Options, Stack};
use node::Node;
use prepared::{definition, prepare};
use report::Row;
use serde_json::Value;
use subjects::{SUBJECTS, Subject};

const STARTS: u32 = 15;
const WARM: u32 = 50;
/// Of each kind, the first round with them.
const INVOCATIONS: u32 = STARTS + 1 + WARM;
/// Each part of it, after building.
const LIMIT: Duration = Duration::from_mins(3);

/// The functions of the template.
const DEPLOYED: [&str; 12] = [
    "create",
    "verify",
    "reset",
    "manage",
    "show",
    "customers",
    "console",
    "authenticate",
    "communicate",
    "feedback",
    "announce",
    "rotate",
];

#[tokio::main]
async fn main() {
    // `cargo test --all-targets` runs this too, and only wants to know that it compiles.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let mut binaries = build(&DEPLOYED.map(|name| ["-p", name]).concat());
    // By itself, so that what only the tests need is not in the functions.
    binaries.extend(build(&["-p", "tests", "--example", "hello"]));
    binaries.extend(build(&["-p", "tests", "--example", "start"]));
    let definition = definition();
    let node = Node::ready();
    let options = Options { definition: definition.path().to_owned(), ..Options::default() };
    let stack = Stack::start(options).await.expect("a local stack");
    prepare(&stack).await;
    report::print(&in_time(measure(&binaries, &stack)).await);
    let variables = variables_of("create", &stack.variables);
    steps::print(&in_time(steps::measure(&binaries["hello"], &binaries["start"], &variables)).await);
    first_answers::print(&in_time(first_answers::measure(&binaries, &stack, node.as_ref())).await);
    memory::print(&in_time(memory::measure(&binaries, definition.path())).await);
}

async fn in_time<T>(measured: impl Future<Output = T>) -> T {
    tokio::time::timeout(LIMIT, measured).await.expect("a machine with time to spare")
}

/// What the template gives a function of all functions' variables; what is none of its functions gets what
/// `create` does.
fn variables_of(function: &str, all: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let functions = template::template().functions;
    let of = |name: &str| functions.iter().find(|declared| declared.binary == name);
    let own = &of(function).or_else(|| of("create")).expect("create").variables;
    let is_anothers = |name: &String| {
        !own.contains_key(name) && functions.iter().any(|another| another.variables.contains_key(name))
    };
    let mut variables = all.clone();
    variables.retain(|name, _| !is_anothers(name));
    variables
}

async fn measure(binaries: &BTreeMap<String, PathBuf>, stack: &Stack) -> Vec<Row> {
    let sizes: BTreeMap<_, _> =
        binaries.iter().map(|(name, binary)| (name.as_str(), sizes(binary))).collect();
    let mut rows: Vec<_> = SUBJECTS.iter().map(|subject| row(subject, sizes[subject.binary])).collect();
    let variables: BTreeMap<_, _> = SUBJECTS
        .iter()
        .map(|subject| (subject.binary, variables_of(subject.binary, &stack.variables)))
        .collect();
    let mut numbers = 0..;
    let mut event = |subject: &Subject| (subject.event)(numbers.next().expect("numbers without end"));
    // Side by side rather than one after the other: what else the machine does is the same for all. The
    // first round only fills the system's caches; the last goes on to the warm invocations.
    for round in 0..=STARTS {
        for (subject, row) in SUBJECTS.iter().zip(&mut rows) {
            let mut function =
                Function::start(&binaries[subject.binary], &[], &variables[subject.binary]).await;
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
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--release", "--message-format=json-render-diagnostics"]).args(what);
    // What cargo tells this bench of itself: ring would be built again for it, and all that is above it.
    for (told, _) in std::env::vars_os() {
        if ["CARGO_PKG_", "CARGO_MANIFEST_"].iter().any(|what| told.to_string_lossy().starts_with(what)) {
            cargo.env_remove(told);
        }
    }
    let built = cargo.stderr(Stdio::inherit()).output().expect("cargo");
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
