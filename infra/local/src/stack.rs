//! The stack: all parts, started one after another and tied together.

#[cfg(test)]
mod tests;

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
};

use axum::{Router, middleware::from_fn};
use shared::{Clock, Definition, Variables, variables::DEFINITION};
use time::OffsetDateTime;
use tokio::task::JoinHandle;

use crate::{
    app,
    application_keys::{self, Keys},
    aws::{Aws, Faults, Secret},
    dynamodb::{self, DynamoDb, TABLE},
    error::StackError,
    events::Events,
    folder::{Held, folder},
    functions::Function,
    gateway::Gateway,
    inbox::Inbox,
    loopback::loopback_only,
    openapi,
    options::{Functions, Options, infra},
    ports::listen,
    protected_api::ProtectedApi,
    pump::Pump,
    rotation::{RotateError, Rotation},
    secrets,
    stream::Stream,
    template::{Rotates, Template, TemplateError},
    topic::{EVENT_TOPIC, EXTERNAL_TOPIC, TOPIC, Topic},
};

/// What stands for the template's parameter `Sender`.
const SENDER: &str = "tokens@example.com";
const REGION: &str = "eu-west-1";
/// Of the two functions behind the stream the one that tells of events.
const TELLS: &str = "announce";
/// The secrets, and what a reference to each becomes, as in the cloud: its ARN.
const SECRETS: [(&str, &str); 2] = [
    ("Keyring", "arn:aws:secretsmanager:eu-west-1:000000000000:secret:Keyring-000000"),
    ("SigningKeys", "arn:aws:secretsmanager:eu-west-1:000000000000:secret:SigningKeys-000000"),
];

/// A running stack. It ends when it is dropped.
pub struct Stack {
    pub api: SocketAddr,
    pub dynamodb: SocketAddr,
    pub aws: SocketAddr,
    /// Another API, which takes the session tokens of this one.
    pub protected: SocketAddr,
    pub inbox: Inbox,
    pub faults: Faults,
    pub stream: Stream,
    pub changes: Stream,
    pub events: Events,
    pub topic: Topic,
    /// One of each class.
    pub keys: Keys,
    /// All variables that the functions get.
    pub variables: BTreeMap<String, String>,
    /// Where the database file is.
    pub folder: PathBuf,
    rotations: Vec<Rotation>,
    tasks: Vec<JoinHandle<()>>,
    // Dropped after the tasks: first the server, then its folder.
    _dynamodb: DynamoDb,
    _folder: Held,
}

impl Drop for Stack {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

impl Stack {
    /// Starts everything, the last part when all before it answers.
    pub async fn start(options: Options) -> Result<Self, StackError> {
        let (aws_listener, aws) = listen("--aws-port", options.aws_port)?;
        let (api_listener, api) = listen("--port", options.port)?;
        let (protected_listener, protected) = listen("--protected-port", options.protected_port)?;
        let issuer = format!("http://{api}");
        let template = template(&issuer, &options)?;
        let other = ProtectedApi::load(&issuer, options.clock.clone())?;
        // Here the definition has a name that the owner gave; a function knows its variable alone.
        Definition::load(&options.definition)?;
        let (folder, held) = folder(options.data.as_deref())?;
        let dynamodb = DynamoDb::start(&folder, options.dynamodb_port)?;
        let (inbox, faults, topic) = (Inbox::default(), Faults::default(), Topic::default());
        let (stream, changes, events) = (Stream::default(), Stream::default(), Events::default());

        let clock = options.clock.clone();
        let (secrets, new) = secrets(&template, options.data.as_deref())?;
        let end_points = Aws {
            inbox: inbox.clone(),
            faults: faults.clone(),
            sender: SENDER.to_owned(),
            topic: topic.clone(),
            told: template.told.clone(),
            external_topic: EXTERNAL_TOPIC.to_owned(),
            event_topic: EVENT_TOPIC.to_owned(),
            events: events.clone(),
            secrets: secrets.clone(),
            now: Arc::new(move || date(&clock)),
        };
        let mut tasks = vec![serve("aws", end_points.serve(aws_listener, std::future::pending()))];

        let mut variables = aws_variables(dynamodb.address, aws);
        let config = shared::aws::config(&Variables::new(variables.clone()))?;
        dynamodb::make_table(&aws_sdk_dynamodb::Client::new(&config), TABLE, &template.table).await?;

        let (mut routes, mut rotations) = (Vec::new(), Vec::new());
        // What a secret's first rotation makes, the other functions read when they start.
        let (first, others): (Vec<_>, Vec<_>) =
            template.functions.iter().partition(|declaration| !declaration.rotates.is_empty());
        for declaration in first.into_iter().chain(others) {
            let mut own = declaration.variables.clone();
            // What the layer brings to /opt stands beside the template here.
            own.insert(DEFINITION.to_owned(), options.definition.display().to_string());
            own.extend(aws_variables(dynamodb.address, aws));
            variables.extend(own.clone());
            let function = match &options.functions {
                // It is asked before `cargo lambda watch` is there.
                Functions::Lambda(_) if !declaration.rotates.is_empty() => {
                    Function::in_process(declaration, own, &options).await?
                }
                Functions::InProcess => Function::in_process(declaration, own, &options).await?,
                Functions::Lambda(end_point) => Function::lambda(declaration, end_point),
            };
            let function = Arc::new(function);
            routes.extend(declaration.routes.iter().map(|route| (route.clone(), function.clone())));
            for Rotates { secret: id, at_once } in &declaration.rotates {
                let secret = secrets.get(id).ok_or_else(|| StackError::UnknownSecret(id.clone()))?;
                let rotation = Rotation::schedule(id.clone(), secret.clone(), function.clone());
                if *at_once && new.contains(&id.as_str()) {
                    let failed = |error: RotateError| StackError::Rotation { reason: error.to_string() };
                    rotation.run(&rotation.begin().map_err(failed)?).await.map_err(failed)?;
                }
                rotations.push(rotation);
            }
            if declaration.is_told {
                let (topic, function, first_wait) = (topic.clone(), function.clone(), options.first_wait);
                tasks.push(tokio::spawn(async move { topic.bring_to(function, first_wait).await }));
            }
            if let Some(source) = &declaration.stream {
                let tells = declaration.binary == TELLS;
                let client = aws_sdk_dynamodbstreams::Client::new(&config);
                let pump = Pump::of(client, source.clone(), function, &options);
                let pump = if tells { pump.beside_another(TELLS) } else { pump.noting_in(inbox.clone()) };
                let stream = if tells { changes.clone() } else { stream.clone() };
                tasks.push(serve("stream", async move { stream.pump(pump).await }));
            }
        }
        let reaching = Variables::new(variables.clone());
        let keys =
            application_keys::kept_or_new(&reaching, options.clock.clone(), options.data.as_deref()).await?;
        let gateway = Gateway { routes, cors: template.cors, stream: stream.clone(), clock: options.clock };
        let served = pages(gateway, &inbox, &events, &keys);
        let service = served.into_make_service_with_connect_info::<SocketAddr>();
        let other = other.router().layer(from_fn(loopback_only));
        tasks.push(serve("protected api", async { axum::serve(protected_listener, other).await }));
        tasks.push(serve("api", async move { axum::serve(api_listener, service).await }));

        Ok(Self {
            api,
            dynamodb: dynamodb.address,
            aws,
            protected,
            inbox,
            faults,
            stream,
            changes,
            events,
            topic,
            keys,
            variables,
            folder,
            rotations,
            tasks,
            _dynamodb: dynamodb,
            _folder: held,
        })
    }
}

impl Stack {
    /// Rotates a secret, as Secrets Manager does when it is due or asked to.
    pub async fn rotate(&self, secret: &str) -> Result<(), RotateError> {
        let version = self.begin_rotation(secret)?;
        self.go_on_rotating(secret, &version).await
    }

    /// Begins a rotation: there is a version that waits for its value, and nobody has asked the function yet.
    pub fn begin_rotation(&self, secret: &str) -> Result<String, RotateError> {
        self.rotation(secret)?.begin()
    }

    /// Has the function make all steps of a rotation that has begun, once more if need be.
    pub async fn go_on_rotating(&self, secret: &str, version: &str) -> Result<(), RotateError> {
        self.rotation(secret)?.run(version).await
    }

    fn rotation(&self, secret: &str) -> Result<&Rotation, RotateError> {
        let found = self.rotations.iter().find(|rotation| rotation.is_of(secret));
        found.ok_or_else(|| RotateError::NotScheduled(secret.to_owned()))
    }

    /// Writes the functions' variables as `cargo lambda watch --env-file` reads them.
    pub fn write_env_file(&self, file: &Path) -> Result<(), StackError> {
        let lines: String = self.variables.iter().map(|(name, value)| format!("{name}={value}\n")).collect();
        let written =
            file.parent().map_or(Ok(()), std::fs::create_dir_all).and_then(|()| std::fs::write(file, lines));
        written.map_err(|source| StackError::Folder { folder: file.to_owned(), source })
    }
}

type Secrets = BTreeMap<String, Arc<Secret>>;

/// The secrets by their ids, and which of them are new.
fn secrets(template: &Template, data: Option<&Path>) -> Result<(Secrets, Vec<&'static str>), StackError> {
    let (mut secrets, mut new) = (BTreeMap::new(), Vec::new());
    for declared in &template.secrets {
        let (secret, is_new) = secrets::kept_or_new(declared, data)?;
        let known = SECRETS.iter().find(|(name, _)| *name == declared.name);
        let (_, id) = known.ok_or_else(|| StackError::UnknownSecret(declared.name.clone()))?;
        secrets.insert((*id).to_owned(), Arc::new(secret));
        new.extend(is_new.then_some(*id));
    }
    Ok((secrets, new))
}

/// What is served beside the end points of AWS, to this machine alone.
fn pages(gateway: Gateway, inbox: &Inbox, events: &Events, keys: &Keys) -> Router {
    let app = app::routes(&keys.consumer_application_key).merge(events.routes());
    let router = gateway.router().merge(app).merge(inbox.routes()).merge(openapi::routes());
    router.layer(from_fn(loopback_only))
}

fn template(issuer: &str, options: &Options) -> Result<Template, TemplateError> {
    let (pace, origins) = (options.messages_per_second.to_string(), options.origins.join(","));
    let parameters = [
        ("Sender", SENDER),
        ("EmailsPerSecond", &pace),
        ("TextMessagesPerSecond", &pace),
        ("Events", if options.tells_events { "TOPIC" } else { "NONE" }),
        ("EventTopic", EVENT_TOPIC),
        ("ExternalMessages", "TOPIC"),
        ("ExternalMessagesPerSecond", &pace),
        ("ExternalTopic", EXTERNAL_TOPIC),
        ("FeedbackAbout", if options.tells_deliveries { "ALL" } else { "PROBLEMS" }),
        ("ConsolePage", "SERVED"),
        ("FindBy", if options.finds_beginnings { "BEGINNINGS" } else { "EXACT" }),
        ("FeedbackTopic", TOPIC),
        ("Origins", &origins),
        ("AWS::Region", REGION),
        ("Issuer", issuer),
    ];
    let parameters = parameters.into_iter().chain(SECRETS).map(|(name, value)| (name, value.to_owned()));
    Template::load(&infra().join("template.yaml"), &parameters.collect())
}

/// Where AWS is, for a function: what Lambda sets, and the SDKs' own end point variables.
pub(crate) fn aws_variables(dynamodb: SocketAddr, aws: SocketAddr) -> BTreeMap<String, String> {
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
