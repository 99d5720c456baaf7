//! The built command, and a local stack to run it against.

use std::{
    io::Write as _,
    process::{Command, Output, Stdio},
};

use local::{Options, Stack};
use serde_json::{Value, json};

/// Runs the command with no environment but this.
pub fn owner(variables: &[(&str, &str)], arguments: &[&str]) -> Output {
    owner_reading("", variables, arguments)
}

/// The same, with something to read.
fn owner_reading(input: &str, variables: &[(&str, &str)], arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_owner"));
    command.env_clear().envs(variables.iter().copied()).args(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("a process");
    // One that ends before it has read all has read enough.
    let _ = child.stdin.take().expect("an input").write_all(input.as_bytes());
    child.wait_with_output().expect("an output")
}

pub fn stdout(output: &Output) -> &str {
    str::from_utf8(&output.stdout).expect("text")
}

pub fn stderr(output: &Output) -> &str {
    str::from_utf8(&output.stderr).expect("text")
}

/// What somebody is told whose command fails. Nothing stands on standard output then.
pub fn refused(variables: &[(&str, &str)], arguments: &[&str]) -> String {
    let output = owner(variables, arguments);
    assert!(!output.status.success() && output.stdout.is_empty(), "{output:?}");
    stderr(&output).to_owned()
}

/// On AWS, where nobody listens.
pub const ON_AWS: [(&str, &str); 4] = [
    ("AWS_REGION", "eu-west-1"),
    ("AWS_ACCESS_KEY_ID", "AKIA0000"),
    ("AWS_SECRET_ACCESS_KEY", "none"),
    ("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:1"),
];

/// The command on a local stack of its own.
pub struct Local {
    pub stack: Stack,
    port: String,
    /// Of Secrets Manager, where the command reads the keyring.
    aws_port: Option<String>,
    /// With what its arguments begin.
    command: &'static [&'static str],
}

impl Local {
    pub async fn start(command: &'static [&'static str]) -> Self {
        Self::start_as(command, Options::default()).await
    }

    pub async fn start_as(command: &'static [&'static str], options: Options) -> Self {
        let stack = Stack::start(options).await.expect("a stack");
        let port = stack.dynamodb.port().to_string();
        Self { stack, port, aws_port: None, command }
    }

    /// For commands that read the keyring.
    pub async fn start_with_keyring() -> Self {
        let local = Self::start(&[]).await;
        Self { aws_port: Some(local.stack.aws.port().to_string()), ..local }
    }

    fn arguments<'a>(&'a self, arguments: &[&'a str]) -> Vec<&'a str> {
        let mut arguments = [self.command, arguments, &["--local", "--dynamodb-port", &self.port]].concat();
        arguments.extend(self.aws_port.iter().flat_map(|port| ["--aws-port", port]));
        arguments
    }

    pub fn run(&self, arguments: &[&str], input: &str) -> Output {
        owner_reading(input, &[], &self.arguments(arguments))
    }

    /// What it prints when all is well.
    pub fn printed(&self, arguments: &[&str]) -> (String, String) {
        let output = self.run(arguments, "");
        assert!(output.status.success(), "{output:?}");
        (stdout(&output).to_owned(), stderr(&output).to_owned())
    }

    pub fn refused(&self, arguments: &[&str]) -> String {
        refused(&[], &self.arguments(arguments))
    }

    /// Registers a customer, and waits until their mail went or not, and what SES told of it is taken in.
    pub async fn register(&self, address: &str) -> Value {
        let answer =
            self.post("create", json!({ "identifier": address, "pass_code": "correct horse 1" })).await;
        self.settled().await;
        answer
    }

    pub async fn post(&self, operation: &str, body: Value) -> Value {
        let url = format!("http://{}/access_tokens/{operation}", self.stack.api);
        let request = reqwest::Client::new().post(url).header("content-type", "application/json");
        let answer = request.body(body.to_string()).send().await.expect("an answer");
        assert!(answer.status().is_success(), "{answer:?}");
        answer.json().await.expect("JSON")
    }

    pub async fn settled(&self) {
        self.stack.stream.settled().await.expect("a stream that is pumped");
        self.stack.topic.settled().await;
    }

    /// How many mails an address got.
    pub fn mails(&self, address: &str) -> usize {
        self.stack.inbox.messages(Some(address)).len()
    }

    /// The token of a customer and its messages, as programs are told.
    pub fn messages(&self, named: &str) -> Value {
        serde_json::from_str(&self.printed(&["message", named, "--json"]).0).expect("JSON")
    }
}
