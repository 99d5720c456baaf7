//! A release binary, started as Lambda starts it, and what the system says it used.

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use serde_json::Value;
use tokio::time::timeout;

use crate::{
    now,
    runtime_api::{Did, RuntimeApi},
};

/// A function that takes longer is stuck.
const PATIENCE: Duration = Duration::from_secs(10);

/// A running function. It ends when it is dropped.
pub struct Function {
    process: Child,
    started: Instant,
    runtime_api: RuntimeApi,
}

impl Drop for Function {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Function {
    /// Starts a binary with nothing in its environment but what Lambda, and the template, put there.
    pub async fn start(binary: &Path, arguments: &[&str], variables: &BTreeMap<String, String>) -> Self {
        let runtime_api = RuntimeApi::start().await;
        let mut command = Command::new(binary);
        command
            .args(arguments)
            .env_clear()
            .envs(variables)
            .env("AWS_LAMBDA_FUNCTION_NAME", "bench")
            .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "1769")
            .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
            .env("AWS_LAMBDA_LOG_GROUP_NAME", "bench")
            .env("AWS_LAMBDA_LOG_STREAM_NAME", "bench")
            .env("AWS_LAMBDA_RUNTIME_API", runtime_api.address.to_string())
            .stdout(Stdio::null());
        let started = now();
        let process = command.spawn().expect("a binary that starts");
        Self { process, started, runtime_api }
    }

    /// How long it took to its first poll.
    pub async fn ready(&mut self) -> Duration {
        self.polled().await - self.started
    }

    /// Hands over an event. Returns the answer, and how long it took, once the next one is asked for.
    pub async fn invoke(&mut self, event: Value) -> (Value, Duration) {
        let handed_over = now();
        self.runtime_api.invoke(event);
        let Did::Answer(at, answer) = self.next().await else { panic!("a poll without an answer") };
        self.polled().await;
        (answer, at - handed_over)
    }

    async fn polled(&mut self) -> Instant {
        let Did::Poll(at) = self.next().await else { panic!("an answer to nothing") };
        at
    }

    async fn next(&mut self) -> Did {
        match timeout(PATIENCE, self.runtime_api.next()).await.expect("a function that does something") {
            Did::Fail(reason) => panic!("the function failed: {reason}"),
            did @ (Did::Poll(_) | Did::Answer(..)) => did,
        }
    }

    /// The most memory it ever held, in bytes.
    pub fn peak_memory(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id()))
            .expect("the system's account of the process");
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("VmHWM");
        let kib: u64 = line.trim().trim_end_matches(" kB").parse().expect("a number of kB");
        kib * 1024
    }

    /// The time its threads had a processor so far, in user and in system mode.
    pub fn processor_time(&self) -> Duration {
        let threads = fs::read_dir(format!("/proc/{}/task", self.process.id())).expect("its threads");
        threads.map(|thread| processor_time(&thread.expect("a thread").path())).sum()
    }
}

/// The time a thread had a processor, to the nanosecond: /proc/…/stat counts in steps of 10 ms.
fn processor_time(thread: &Path) -> Duration {
    let account = fs::read_to_string(thread.join("schedstat")).expect("the scheduler's account of a thread");
    let nanoseconds = account.split(' ').next().and_then(|time| time.parse().ok());
    Duration::from_nanos(nanoseconds.expect("a number of nanoseconds"))
}
