//! The pump before a DynamoDB that does not always answer as it should.

use std::{
    collections::VecDeque,
    path::Path,
    sync::{Arc, Mutex},
};

use axum::{
    Json, Router,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use serde_json::json;
use shared::Variables;
use tokio::net::TcpListener;

use super::*;
use crate::{Options, functions::Function, stack::aws_variables, template::Template};

/// A pump before a DynamoDB with an empty stream, whose first reads are answered like this.
async fn pumped(reads: impl IntoIterator<Item = (u16, Value)>) -> Stream {
    let reads = Arc::new(Mutex::new(reads.into_iter().collect::<VecDeque<_>>()));
    let answer = async move |headers: HeaderMap| {
        let target = headers["x-amz-target"].to_str().expect("a text").to_owned();
        let (_, call) = target.rsplit_once('.').expect("a call");
        let (status, body) = match call {
            "ListStreams" => (200, json!({ "Streams": [{ "StreamArn": "a" }] })),
            "DescribeStream" => (200, json!({ "StreamDescription": { "Shards": [{ "ShardId": "s" }] } })),
            "GetShardIterator" => (200, json!({ "ShardIterator": "i" })),
            _ => {
                let next = reads.lock().expect("the reads").pop_front();
                next.unwrap_or_else(|| (200, json!({ "Records": [], "NextShardIterator": "i" })))
            }
        };
        (StatusCode::from_u16(status).expect("a status"), Json(body))
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async { axum::serve(listener, Router::new().route("/", post(answer))).await });

    let parameters =
        [("Sender", "tokens@example.com"), ("ConsolePage", "SERVED"), ("AWS::Region", "eu-west-1")];
    let parameters = parameters.map(|(name, value)| (name, value.to_owned())).into();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../template.yaml");
    let functions = Template::load(&file, &parameters).expect("the template").functions;
    let declared = |name: &str| functions.iter().find(|function| function.binary == name).expect("declared");
    let (options, variables) = (Options::default(), aws_variables(address, address));
    let config = shared::aws::config(&Variables::new(variables.clone())).expect("a configuration");
    // It gets no record, so it may be any.
    let function = Function::in_process(declared("console"), variables, &options).await.expect("a function");
    let source = declared("communicate").stream.clone().expect("its stream");
    let client = aws_sdk_dynamodbstreams::Client::new(&config);
    let (stream, pump) = (Stream::default(), Pump::of(client, source, Arc::new(function), &options));
    let pumping = stream.clone();
    tokio::spawn(async move { pumping.pump(pump).await });
    stream
}

#[tokio::test]
async fn a_stream_that_could_not_be_read_is_read_again() {
    let refused = json!({ "__type": "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException" });
    let stream = pumped([(400, refused)]).await;
    stream.settled().await.expect("a pump");
}

/// And not be waited for for ever.
#[tokio::test]
async fn whoever_waits_for_a_pump_that_is_gone_is_told() {
    let stream = pumped([(200, json!({ "Records": [] }))]).await;
    let error = stream.settled().await.expect_err("no pump");
    assert_eq!(error.to_string(), "the stream ended: the log says why");
}
