//! How to start a stack.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use shared::{Clock, MakeKey, Waits, system_clock};

/// The folder with template.yaml and definition.toml: this package stands in it.
pub(crate) fn infra() -> &'static Path {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package)
}

/// Where the functions run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Functions {
    /// Their own handlers, in this process.
    InProcess,
    /// Real Lambda binaries behind `cargo lambda watch` at this URL.
    Lambda(String),
}

/// How to start a stack. Ports: 0 = any free one.
#[derive(Clone)]
pub struct Options {
    pub port: u16,
    pub dynamodb_port: u16,
    pub aws_port: u16,
    pub protected_port: u16,
    /// Keeps the table between runs; otherwise it goes with the stack.
    pub data: Option<PathBuf>,
    pub functions: Functions,
    pub definition: PathBuf,
    pub clock: Clock,
    /// By what clock a record of the stream is old: it has the time of this machine, whatever the functions go by.
    pub record_clock: Clock,
    /// What makes the keys that sign session tokens.
    pub make_key: MakeKey,
    /// How long a function may take, where the template's own timeout is not for this machine.
    pub timeout: Option<Duration>,
    /// How many e-mails leave in a second, and how many text messages. More than anybody here waits for.
    pub messages_per_second: u32,
    /// Whether SES tells of each mail that was delivered.
    pub tells_deliveries: bool,
    /// Whether systems of the owner's hear of what happens.
    pub tells_events: bool,
    /// The origins whose pages may ask the API from a browser: `http://localhost:5173`.
    pub origins: Vec<String>,
    /// Whether customers are found by how identifiers and names begin.
    pub finds_beginnings: bool,
    /// How long communicate waits.
    pub waits: Waits,
    /// The stream's wait before the first retry of a batch.
    pub first_wait: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            port: 0,
            dynamodb_port: 0,
            aws_port: 0,
            protected_port: 0,
            data: None,
            functions: Functions::InProcess,
            definition: infra().join("definition.toml"),
            clock: Arc::new(system_clock),
            record_clock: Arc::new(system_clock),
            make_key: rsa_key::make,
            timeout: None,
            messages_per_second: 1000,
            tells_deliveries: false,
            tells_events: false,
            origins: Vec::new(),
            finds_beginnings: false,
            waits: Waits::default(),
            first_wait: Duration::from_millis(500),
        }
    }
}
