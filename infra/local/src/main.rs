//! `cargo run`: starts the local stack, says where everything is, and ends with Ctrl-C or SIGTERM.

use std::{
    io::{self, Write as _},
    path::PathBuf,
    pin::pin,
    process::ExitCode,
};

use clap::{Parser, ValueEnum};
use local::{Functions, Keys, Options, Stack, StackError};
use serde_json::{Value, json};
use tracing::Level;
use tracing_subscriber::{
    Layer as _, filter::Targets, fmt, layer::SubscriberExt as _, util::SubscriberInitExt as _,
};

/// The access-token service on this machine: API, functions, DynamoDB, SES, SNS and an inbox.
#[derive(Parser)]
#[command(name = "local", version)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
struct Arguments {
    /// Port of the API, the app and the inbox page; 0 = any free one
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Port of DynamoDB
    #[arg(long, default_value_t = 8000)]
    dynamodb_port: u16,
    /// Port of SES, SNS and Secrets Manager
    #[arg(long, default_value_t = 8001)]
    aws_port: u16,
    /// Port of another API that takes session tokens, infra/examples/protected-api.yaml
    #[arg(long, default_value_t = 8002)]
    protected_port: u16,
    /// Keep the table and the keyring in this folder; without it both go when the stack ends
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Another definition than infra/definition.toml
    #[arg(long, value_name = "FILE")]
    definition: Option<PathBuf>,
    /// Pages of other origins that may ask the API from a browser, such as http://localhost:5173
    #[arg(long, value_name = "ORIGIN,...", value_delimiter = ',')]
    origins: Vec<String>,
    /// Print where everything is, and both keys, as one line of JSON
    #[arg(long)]
    json: bool,
    /// Print the OpenAPI description, and end
    #[arg(long)]
    openapi: bool,
    /// Print docs/ERRORS.md, and end
    #[arg(long)]
    errors: bool,
    /// Print docs/DEFINITION.md, and end
    #[arg(long)]
    settings: bool,
    /// Print the JSON Schema of what is published to systems of yours, or of the definition, and end
    #[arg(long, value_enum, value_name = "WHAT")]
    schema: Option<Schema>,
    /// Where the functions run
    #[arg(long, value_enum, default_value_t = Where::Process)]
    functions: Where,
}

impl Arguments {
    /// What is to be printed in the place of a stack that starts.
    fn page(&self) -> Option<String> {
        if self.openapi {
            return Some(format!("{:#}\n", shared::document()));
        }
        if self.errors {
            return Some(shared::errors());
        }
        if self.settings {
            return Some(shared::settings());
        }
        let schema = match self.schema? {
            Schema::Message => shared::external_message(),
            Schema::Event => shared::announcement(),
            Schema::Definition => shared::definition_file(),
        };
        Some(format!("{schema:#}\n"))
    }
}

#[derive(Clone, Copy, ValueEnum)]
enum Where {
    /// In this process
    Process,
    /// As real Lambda binaries, under `cargo lambda watch` on port 9000
    Lambda,
}

#[derive(Clone, Copy, ValueEnum)]
enum Schema {
    /// A message whose template is EXTERNAL
    Message,
    /// An event that systems of yours hear of
    Event,
    /// The definition's file
    Definition,
}

const LAMBDA: &str = "http://127.0.0.1:9000";
const ENV_FILE: &str = "target/lambda.env";

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    // The embedded DynamoDB logs every condition that does not hold; here they are everyday events.
    let ours = Targets::new().with_targets([("local", Level::INFO), ("shared", Level::INFO)]);
    let log = fmt::layer().compact().with_target(false);
    let log = if arguments.json { log.with_writer(io::stderr).boxed() } else { log.boxed() };
    tracing_subscriber::registry().with(log).with(ours).init();
    if let Some(page) = arguments.page() {
        return print(&page);
    }
    match run(arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Prints all of a page, or as much of it as whoever reads it takes, like `head`.
fn print(page: &str) -> ExitCode {
    match io::stdout().write_all(page.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            eprintln!("cannot print: {error}");
            ExitCode::FAILURE
        }
        Ok(()) | Err(_) => ExitCode::SUCCESS,
    }
}

async fn run(arguments: Arguments) -> Result<(), StackError> {
    let functions = match arguments.functions {
        Where::Process => Functions::InProcess,
        Where::Lambda => Functions::Lambda(LAMBDA.to_owned()),
    };
    let defaults = Options::default();
    let options = Options {
        port: arguments.port,
        dynamodb_port: arguments.dynamodb_port,
        aws_port: arguments.aws_port,
        protected_port: arguments.protected_port,
        data: arguments.data,
        definition: arguments.definition.unwrap_or(defaults.definition),
        functions: functions.clone(),
        tells_events: true,
        origins: arguments.origins,
        finds_beginnings: true,
        ..defaults
    };
    let (kept, as_json) = (options.data.is_some(), arguments.json);
    // Before the start, for that makes a folder, which goes only if the process is not cut off.
    let mut told_to_end = pin!(told_to_end().map_err(StackError::Signals)?);
    let stack = tokio::select! {
        started = Stack::start(options) => started?,
        () = &mut told_to_end => return Ok(()),
    };
    if matches!(functions, Functions::Lambda(_)) {
        stack.write_env_file(ENV_FILE.as_ref())?;
    }
    if as_json {
        println!("{}", addresses(&stack));
        told_to_end.await;
        return Ok(());
    }
    say_where(&stack, kept);
    if matches!(functions, Functions::Lambda(_)) {
        println!("Functions  start them in another terminal:\n");
        println!("  cargo lambda watch -A 127.0.0.1 -P 9000 --env-file {ENV_FILE}\n");
    }
    told_to_end.await;
    println!("\nstopped");
    Ok(())
}

/// Waits for Ctrl-C, or for the signal that whoever started a process ends it by. From the call on, neither
/// cuts the process off.
#[cfg(unix)]
fn told_to_end() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

#[cfg(windows)]
fn told_to_end() -> io::Result<impl Future<Output = ()>> {
    let mut ctrl_c = tokio::signal::windows::ctrl_c()?;
    Ok(async move {
        ctrl_c.recv().await;
    })
}

/// Where everything is, and the keys, for scripts.
fn addresses(stack: &Stack) -> Value {
    let Keys { consumer_application_key, systemic_key } = &stack.keys;
    json!({
        "api": format!("http://{}", stack.api),
        "inbox": format!("http://{}/inbox", stack.api),
        "events": format!("http://{}/events", stack.api),
        "openapi": format!("http://{}/openapi.json", stack.api),
        "dynamodb": format!("http://{}", stack.dynamodb),
        "aws": format!("http://{}", stack.aws),
        "protected": format!("http://{}", stack.protected),
        "data": stack.folder,
        "consumer_application_key": consumer_application_key,
        "systemic_key": systemic_key,
    })
}

fn say_where(stack: &Stack, kept: bool) {
    let api = stack.api;
    let Keys { consumer_application_key, systemic_key } = &stack.keys;
    let (folder, life) = (stack.folder.display(), if kept { "" } else { ", until the stack ends" });
    println!(
        "\n\
         App        http://{api}/\n\
         API        http://{api}\n\
         Inbox      http://{api}/inbox\n\
         Console    http://{api}/console\n\
         Events     http://{api}/events\n\
         OpenAPI    http://{api}/docs/\n\
         DynamoDB   http://{}\n\
         SES, SNS   http://{}\n\
         Other API  http://{}/me\n\
         Data       {folder}{life}\n\
         \n\
         An app's key          {consumer_application_key}\n\
         A back office's key   {systemic_key}\n\
         \n\
         Try:\n\
         \n\
         \x20 curl http://{api}/access_tokens/create -H 'content-type: application/json' \\\n\
         \x20   -d '{{\"identifier\":\"ada@example.com\",\"pass_code\":\"correct horse 1\",\"fields_set\":\"life_cycle_state\"}}'\n",
        stack.dynamodb, stack.aws, stack.protected,
    );
}
