//! `cargo run`: starts the local stack, says where everything is, and ends with Ctrl-C.

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, ValueEnum};
use local::{Functions, Options, Stack, StackError};
use tracing::Level;
use tracing_subscriber::{filter::Targets, fmt, layer::SubscriberExt as _, util::SubscriberInitExt as _};

/// The access-token service on this machine: API, functions, DynamoDB, SES, SNS and an inbox.
#[derive(Parser)]
#[command(name = "local", version)]
struct Arguments {
    /// Port of the API and the inbox page; 0 = any free one
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Port of DynamoDB
    #[arg(long, default_value_t = 8000)]
    dynamodb_port: u16,
    /// Port of SES, SNS and Secrets Manager
    #[arg(long, default_value_t = 8001)]
    aws_port: u16,
    /// Keep the table and the keyring in this folder; without it both go when the stack ends
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Another definition than infra/definition.toml
    #[arg(long, value_name = "FILE")]
    definition: Option<PathBuf>,
    /// Print the OpenAPI description, and end
    #[arg(long)]
    openapi: bool,
    /// Print docs/ERRORS.md, and end
    #[arg(long)]
    errors: bool,
    /// Where the functions run
    #[arg(long, value_enum, default_value_t = Where::Process)]
    functions: Where,
}

#[derive(Clone, Copy, ValueEnum)]
enum Where {
    /// In this process
    Process,
    /// As real Lambda binaries, under `cargo lambda watch` on port 9000
    Lambda,
}

const LAMBDA: &str = "http://127.0.0.1:9000";
const ENV_FILE: &str = "target/lambda.env";

#[tokio::main]
async fn main() -> ExitCode {
    // The embedded DynamoDB logs every condition that does not hold; here they are everyday events.
    let ours = Targets::new().with_targets([("local", Level::INFO), ("shared", Level::INFO)]);
    tracing_subscriber::registry().with(fmt::layer().compact().with_target(false)).with(ours).init();
    let arguments = Arguments::parse();
    if arguments.openapi {
        println!("{:#}", shared::document());
        return ExitCode::SUCCESS;
    }
    if arguments.errors {
        print!("{}", shared::errors());
        return ExitCode::SUCCESS;
    }
    match run(arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), StackError> {
    let functions = match arguments.functions {
        Where::Process => Functions::InProcess,
        Where::Lambda => Functions::Lambda(LAMBDA.to_owned()),
    };
    let defaults = Options::default();
    let stack = Stack::start(Options {
        port: arguments.port,
        dynamodb_port: arguments.dynamodb_port,
        aws_port: arguments.aws_port,
        data: arguments.data,
        definition: arguments.definition.unwrap_or(defaults.definition),
        functions: functions.clone(),
        ..defaults
    })
    .await?;
    say_where(&stack);
    if matches!(functions, Functions::Lambda(_)) {
        stack.write_env_file(ENV_FILE.as_ref())?;
        println!("Functions  start them in another terminal:\n");
        println!("  cargo lambda watch -A 127.0.0.1 -P 9000 --env-file {ENV_FILE}\n");
    }
    // Without a signal there is nothing to wait for: the stack ends at once, rather than never.
    let _ = tokio::signal::ctrl_c().await;
    println!("\nstopped");
    Ok(())
}

fn say_where(stack: &Stack) {
    let api = stack.api;
    println!(
        "\n\
         API        http://{api}\n\
         Inbox      http://{api}/inbox\n\
         OpenAPI    http://{api}/docs/\n\
         DynamoDB   http://{}\n\
         SES, SNS   http://{}\n\
         \n\
         Try:\n\
         \n\
         \x20 curl http://{api}/access_tokens/create -H 'content-type: application/json' \\\n\
         \x20   -d '{{\"identifier\":\"ada@example.com\",\"pass_code\":\"correct horse 1\",\"fields_set\":\"life_cycle_state\"}}'\n",
        stack.dynamodb, stack.aws,
    );
}
