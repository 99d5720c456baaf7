//! The local stack: everything the cloud gives the service, in one process.
//!
//! ```text
//! curl -> gateway -> functions -> dynamodb -> stream -> functions (communicate) -> aws (SES, SNS) -> inbox
//! ```
//!
//! infra/template.yaml says which tables, routes, filters and retries there are; [`template`] reads it.

pub mod aws;
mod dynamodb;
mod filter;
mod functions;
mod gateway;
pub mod inbox;
mod keyring;
mod openapi;
mod stream;
pub mod template;

use std::{
    collections::BTreeMap,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use functions::Function;
use gateway::Gateway;
use shared::{
    service::StartError,
    timestamp::{Clock, system_clock},
    variables::{DEFINITION, VariableError, Variables},
};
pub use stream::Stream;
use tempfile::TempDir;
use template::{Template, TemplateError};
use time::OffsetDateTime;
use tokio::task::JoinHandle;

use crate::{
    aws::{Aws, Faults},
    dynamodb::DynamoDb,
    inbox::Inbox,
    stream::Pump,
};

/// The folder with template.yaml and definition.toml: this package stands in it.
fn infra() -> &'static Path {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package)
}

/// What stands for the template's parameter `Sender`.
const SENDER: &str = "tokens@example.com";
const REGION: &str = "eu-west-1";
/// The name the table gets; the cloud makes one up.
const TABLE: &str = "Table";

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
    /// Keeps the table between runs; otherwise it goes with the stack.
    pub data: Option<PathBuf>,
    pub functions: Functions,
    pub definition: PathBuf,
    pub clock: Clock,
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
            data: None,
            functions: Functions::InProcess,
            definition: infra().join("definition.toml"),
            clock: Arc::new(system_clock),
            timeout: None,
            send_timeout: Duration::from_secs(5),
            first_wait: Duration::from_millis(500),
        }
    }
}

/// Why the stack did not start.
#[derive(Debug, thiserror::Error)]
pub enum StackError {
    #[error(
        "port {port} cannot be used: {source}; choose another with --port, --dynamodb-port or --aws-port, 0 for any free one"
    )]
    Port { port: u16, source: std::io::Error },
    #[error("the folder {folder} cannot be used: {source}")]
    Folder { folder: PathBuf, source: std::io::Error },
    #[error("the database {file} cannot be used: {reason}")]
    Database { file: PathBuf, reason: String },
    #[error("the table could not be made: {reason}")]
    Table { reason: String },
    #[error("the stream ended: {reason}")]
    Stream { reason: String },
    #[error(transparent)]
    Variable(#[from] VariableError),
    #[error(transparent)]
    Template(#[from] TemplateError),
    #[error("the function {name} did not start: {source}")]
    Function { name: String, source: StartError },
    #[error("the template has a function `{0}` that the local stack does not know: add it to functions.rs")]
    UnknownFunction(String),
}

/// A running stack. It ends when it is dropped.
pub struct Stack {
    pub api: SocketAddr,
    pub dynamodb: SocketAddr,
    pub aws: SocketAddr,
    pub inbox: Inbox,
    pub faults: Faults,
    pub stream: Stream,
    /// All variables that the functions get.
    pub variables: BTreeMap<String, String>,
    /// Where the database file is.
    pub folder: PathBuf,
    tasks: Vec<JoinHandle<()>>,
    // Dropped after the tasks: first the server, then its folder.
    _dynamodb: DynamoDb,
    _folder: Option<TempDir>,
}

impl Drop for Stack {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

impl Stack {
    /// Starts everything, the last part when all before it answers.
    pub async fn start(options: Options) -> Result<Self, StackError> {
        let parameters = BTreeMap::from([("Sender", SENDER.to_owned()), ("AWS::Region", REGION.to_owned())]);
        let template = Template::load(&infra().join("template.yaml"), &parameters)?;
        let (folder, temporary) = folder(options.data.as_deref())?;
        let dynamodb = DynamoDb::start(&folder, options.dynamodb_port)?;
        let (inbox, faults, stream) = (Inbox::default(), Faults::default(), Stream::default());

        let (aws_listener, aws) = listen(options.aws_port)?;
        let (api_listener, api) = listen(options.port)?;
        let clock = options.clock.clone();
        let secret = keyring::kept_or_new(&template.keyring, options.data.as_deref())?;
        let end_points = Aws {
            inbox: inbox.clone(),
            faults: faults.clone(),
            sender: SENDER.to_owned(),
            secrets: BTreeMap::from([("Keyring".to_owned(), secret)]),
            now: Arc::new(move || date(&clock)),
        };
        let mut tasks = vec![serve("aws", end_points.serve(aws_listener, std::future::pending()))];

        let mut variables = aws_variables(dynamodb.address, aws);
        let config = shared::aws::config(&Variables::new(variables.clone()))?;
        dynamodb::make_table(&aws_sdk_dynamodb::Client::new(&config), TABLE, &template.table).await?;

        let mut routes = Vec::new();
        for declaration in &template.functions {
            let mut own = declaration.variables.clone();
            // What the layer brings to /opt stands beside the template here.
            own.insert(DEFINITION.to_owned(), options.definition.display().to_string());
            own.extend(aws_variables(dynamodb.address, aws));
            variables.extend(own.clone());
            let function = match &options.functions {
                Functions::InProcess => Function::in_process(declaration, own, &options).await?,
                Functions::Lambda(end_point) => Function::lambda(declaration, end_point),
            };
            let function = Arc::new(function);
            routes.extend(declaration.routes.iter().map(|route| (route.clone(), function.clone())));
            if let Some(source) = &declaration.stream {
                let pump = Pump {
                    client: aws_sdk_dynamodbstreams::Client::new(&config),
                    table: TABLE.to_owned(),
                    source: source.clone(),
                    function,
                    clock: options.clock.clone(),
                    first_wait: options.first_wait,
                    checkpoint: options.data.as_ref().map(|folder| folder.join("stream")),
                };
                let stream = stream.clone();
                tasks.push(serve("stream", async move { stream.pump(pump).await }));
            }
        }
        let gateway = Gateway { routes, stream: stream.clone(), clock: options.clock };
        let router = gateway.router().merge(inbox.routes()).merge(openapi::routes());
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        tasks.push(serve("api", async move { axum::serve(api_listener, service).await }));

        Ok(Self {
            api,
            dynamodb: dynamodb.address,
            aws,
            inbox,
            faults,
            stream,
            variables,
            folder,
            tasks,
            _dynamodb: dynamodb,
            _folder: temporary,
        })
    }
}

impl Stack {
    /// Writes the functions' variables as `cargo lambda watch --env-file` reads them.
    pub fn write_env_file(&self, file: &Path) -> Result<(), StackError> {
        let lines: String = self.variables.iter().map(|(name, value)| format!("{name}={value}\n")).collect();
        let written =
            file.parent().map_or(Ok(()), std::fs::create_dir_all).and_then(|()| std::fs::write(file, lines));
        written.map_err(|source| StackError::Folder { folder: file.to_owned(), source })
    }
}

/// Where AWS is, for a function: what Lambda sets, and the SDKs' own end point variables.
fn aws_variables(dynamodb: SocketAddr, aws: SocketAddr) -> BTreeMap<String, String> {
    let variable = |name: &str, value: String| (name.to_owned(), value);
    BTreeMap::from([
        variable("AWS_REGION", REGION.to_owned()),
        variable("AWS_ACCESS_KEY_ID", "local".to_owned()),
        variable("AWS_SECRET_ACCESS_KEY", "local".to_owned()),
        variable("AWS_ENDPOINT_URL_DYNAMODB", format!("http://{dynamodb}")),
        variable("AWS_ENDPOINT_URL_DYNAMODB_STREAMS", format!("http://{dynamodb}")),
        variable("AWS_ENDPOINT_URL_SECRETS_MANAGER", format!("http://{aws}")),
        variable("AWS_ENDPOINT_URL_SESV2", format!("http://{aws}")),
        variable("AWS_ENDPOINT_URL_SNS", format!("http://{aws}")),
    ])
}

/// The folder of the table: the one that was named, or one that goes with the stack. In memory, where
/// the system has a file system there.
fn folder(data: Option<&Path>) -> Result<(PathBuf, Option<TempDir>), StackError> {
    if let Some(folder) = data {
        let failed = |source| StackError::Folder { folder: folder.to_owned(), source };
        std::fs::create_dir_all(folder).map_err(failed)?;
        return Ok((folder.to_owned(), None));
    }
    let memory = Path::new("/dev/shm");
    let parent = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
    let made = tempfile::Builder::new().prefix("access-tokens-").tempdir_in(&parent);
    let folder = made.map_err(|source| StackError::Folder { folder: parent, source })?;
    Ok((folder.path().to_owned(), Some(folder)))
}

/// A listener on this machine only.
fn bind(port: u16) -> Result<TcpListener, StackError> {
    let failed = |source| StackError::Port { port, source };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(failed)?;
    listener.set_nonblocking(true).map_err(failed)?;
    Ok(listener)
}

fn listen(port: u16) -> Result<(tokio::net::TcpListener, SocketAddr), StackError> {
    let failed = |source| StackError::Port { port, source };
    let listener = tokio::net::TcpListener::from_std(bind(port)?).map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    Ok((listener, address))
}

/// Runs one part of the stack; its end is a failure, and said.
fn serve<E: std::fmt::Display>(
    part: &'static str,
    running: impl Future<Output = Result<(), E>> + Send + 'static,
) -> JoinHandle<()> {
    tokio::spawn(async move {
        if let Err(error) = running.await {
            tracing::error!(part, failure = %error, "a part of the local stack ended");
        }
    })
}

fn date(clock: &Clock) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(clock().seconds()).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}
