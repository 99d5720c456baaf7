//! How to start a stack.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use shared::{Clock, MakeKey, system_clock};

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
    /// What makes the keys that sign session tokens.
    pub make_key: MakeKey,
    /// How long a function may take, where the template's own timeout is not for this machine.
    pub timeout: Option<Duration>,
    /// How long communicate waits for a provider.
    pub send_timeout: Duration,
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
            make_key: rsa_key::make,
            timeout: None,
            send_timeout: Duration::from_secs(5),
            first_wait: Duration::from_millis(500),
        }
    }
}
