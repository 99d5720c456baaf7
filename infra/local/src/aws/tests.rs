//! The AWS end points as AWS's own SDK sees them.

mod faults;
mod requests;
mod rotation;
mod secrets;

use std::{collections::BTreeMap, error::Error, future::pending, net::SocketAddr, sync::Arc};

use aws_sdk_secretsmanager::config::{BehaviorVersion, Credentials, Region, retry::RetryConfig};
use aws_sdk_sesv2::{
    error::ProvideErrorMetadata,
    types::{Body, Content, Destination, EmailContent, Message as Mail},
};
use aws_sdk_sns::types::MessageAttributeValue;
use aws_smithy_http_client::Builder;
use time::macros::datetime;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::oneshot,
};

use super::{Aws, Fault, Faults, Provider, Secret};
use crate::{
    events::Events,
    inbox::{Inbox, Medium},
    topic::Topic,
};

type Result = std::result::Result<(), Box<dyn Error>>;

const SENDER: &str = "no-reply@zx.example";
const ADA: &str = "ada@example.com";
const TOPIC: &str = "arn:aws:sns:eu-west-1:000000000000:messages";
const EVENTS: &str = "arn:aws:sns:eu-west-1:000000000000:events";
const NUMBER: &str = "+35799123456";

/// The end points on a free port, and what they share with the test.
#[derive(Clone)]
struct Amazon {
    address: SocketAddr,
    inbox: Inbox,
    events: Events,
    faults: Faults,
    secret: Arc<Secret>,
}

macro_rules! client {
    ($sdk:ident, $amazon:expr) => {{
        let config = $sdk::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .http_client(Builder::new().build_http())
            .endpoint_url(format!("http://{}", $amazon.address))
            .region(Region::new("eu-west-1"))
            .credentials_provider(Credentials::new("key", "secret", None, None, "test"))
            .retry_config(RetryConfig::standard().with_max_attempts(1))
            .build();
        $sdk::Client::from_conf(config)
    }};
}

use client;

async fn amazon() -> std::io::Result<Amazon> {
    let amazon = Amazon {
        address: ([127, 0, 0, 1], 0).into(),
        inbox: Inbox::default(),
        events: Events::default(),
        faults: Faults::default(),
        secret: Arc::new(Secret::new("[1]")),
    };
    let listener = TcpListener::bind(amazon.address).await?;
    let address = listener.local_addr()?;
    tokio::spawn(aws(&amazon).serve(listener, pending()));
    Ok(Amazon { address, ..amazon })
}

fn aws(amazon: &Amazon) -> Aws {
    Aws {
        inbox: amazon.inbox.clone(),
        faults: amazon.faults.clone(),
        sender: SENDER.to_owned(),
        topic: Topic::default(),
        told: Vec::new(),
        external_topic: TOPIC.to_owned(),
        event_topic: EVENTS.to_owned(),
        events: amazon.events.clone(),
        secrets: BTreeMap::from([("keyring".to_owned(), amazon.secret.clone())]),
        now: Arc::new(|| datetime!(2026-01-02 03:04:05 UTC)),
    }
}

/// Sends a mail; the answer is the refusal's code, or nothing when it was accepted.
async fn mail(amazon: &Amazon, from: &str, to: &[&str], subject: &str) -> Option<String> {
    let part = |text: &str| Content::builder().data(text).build().ok();
    let body = Body::builder().set_text(part("042917")).set_html(part("<p>042917</p>")).build();
    let simple = Mail::builder().set_subject(part(subject)).body(body).build();
    let to =
        Destination::builder().set_to_addresses(Some(to.iter().map(ToString::to_string).collect())).build();
    let request = client!(aws_sdk_sesv2, amazon).send_email().from_email_address(from).destination(to);
    let answer = request.content(EmailContent::builder().simple(simple).build()).send().await;
    answer.err().map(|error| code(error.code(), error.as_service_error().is_some()))
}

/// Sends an SMS; the answer is the refusal's code, or nothing when it was accepted.
async fn sms(amazon: &Amazon, to: &str, text: &str, attributes: &[(&str, &str)]) -> Option<String> {
    let attribute =
        |text: &str| MessageAttributeValue::builder().data_type("String").string_value(text).build().ok();
    let mut request = client!(aws_sdk_sns, amazon).publish().phone_number(to).message(text);
    for (name, value) in attributes {
        request = request.message_attributes(*name, attribute(value).expect("it has a type"));
    }
    request.send().await.err().map(|error| code(error.code(), error.as_service_error().is_some()))
}

/// Publishes to a topic, the same way.
async fn published(amazon: &Amazon, topic: &str, text: &str, attributes: &[(&str, &str)]) -> Option<String> {
    let attribute =
        |text: &str| MessageAttributeValue::builder().data_type("String").string_value(text).build().ok();
    let mut request = client!(aws_sdk_sns, amazon).publish().topic_arn(topic).message(text);
    for (name, value) in attributes {
        request = request.message_attributes(*name, attribute(value).expect("it has a type"));
    }
    request.send().await.err().map(|error| code(error.code(), error.as_service_error().is_some()))
}

fn code(code: Option<&str>, answered: bool) -> String {
    code.unwrap_or(if answered { "no code" } else { "no answer" }).to_owned()
}

/// What the end points send, byte for byte, until they close the connection.
async fn answer_to(amazon: &Amazon, request: &str) -> std::io::Result<String> {
    let mut connection = TcpStream::connect(amazon.address).await?;
    connection.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    connection.read_to_string(&mut answer).await?;
    Ok(answer)
}

const PUBLISH: &str = "POST / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\nauthorization: AWS4-HMAC-SHA256 \
    Credential=key\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 54\r\n\r\n\
    Action=Publish&PhoneNumber=%2B35799123456&Message=Code";
