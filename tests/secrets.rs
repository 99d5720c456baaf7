//! Nothing secret at rest: not in the table, not in the stream, not in the log.

mod customers;
mod identifying_codes;
mod one_time_passwords;

use std::{
    io::{self, Write},
    sync::{Arc, Mutex, OnceLock},
};

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::json;
use shared::{Variables, WarmService};

use crate::support::{
    app::{App, DEFINITION, digits, verification, wrong},
    proxy::Proxied,
};

/// What all tests of this process logged.
static LOG: Mutex<Vec<u8>> = Mutex::new(Vec::new());

struct Captured;

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LOG.lock().map_or(Ok(0), |mut log| log.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Captures everything that is logged, the SDKs' own lines included, down to TRACE of ours.
fn capture() {
    static ONCE: OnceLock<()> = OnceLock::new();
    ONCE.get_or_init(|| {
        tracing_subscriber::fmt()
            .json()
            .with_max_level(tracing_subscriber::filter::LevelFilter::INFO)
            .with_writer(|| Captured)
            .init();
    });
}

/// Every record of the table's stream.
async fn stream(app: &App) -> String {
    let variables = Variables::new(app.stack.variables.clone());
    let client =
        aws_sdk_dynamodbstreams::Client::new(&shared::aws::config(&variables).expect("a configuration"));
    let streams = client.list_streams().send().await.expect("streams").streams.unwrap_or_default();
    let arn = streams[0].stream_arn().expect("an ARN");
    let described = client.describe_stream().stream_arn(arn).send().await.expect("a stream");
    let shards = described.stream_description.and_then(|stream| stream.shards).unwrap_or_default();
    let iterator = client
        .get_shard_iterator()
        .stream_arn(arn)
        .shard_id(shards[0].shard_id().expect("a shard"))
        .shard_iterator_type("TRIM_HORIZON".into())
        .send()
        .await
        .expect("an iterator");
    let records =
        client.get_records().set_shard_iterator(iterator.shard_iterator).send().await.expect("records");
    let records = records.records.unwrap_or_default();
    assert!(!records.is_empty());
    format!("{records:?}")
}

#[tokio::test]
async fn after_all_flows_no_code_no_pass_code_and_no_key_stands_in_table_stream_or_log() {
    capture();
    // Ten digits, which turn up nowhere by chance.
    let definition = DEFINITION.replace("code_length = 6", "code_length = 10");
    let app = App::start_with(&definition).await;
    let (chosen, second, card) = ("the chosen one 77", "the second one 88", "card-0000-0000-0000-0007");
    let mut secrets = vec![chosen.to_owned(), second.to_owned(), card.to_owned()];

    // By e-mail: a wrong try, a resend, the right code, a reset, a refusal.
    app.post(
        "create",
        json!({ "identifier": "ada@example.com", "pass_code": chosen, "authentication_code": card }),
    )
    .await;
    let first = app.code("ada@example.com").await;
    app.post("verify", verification("ada@example.com", chosen, &wrong(&first))).await;
    app.pass(60);
    app.post("reset_verification_code", json!({ "identifier": "ada@example.com" })).await;
    let code = app.code("ada@example.com").await;
    let mut body = verification("ada@example.com", chosen, &code);
    body["pass_code"] = json!(second);
    assert_eq!(app.post("verify", body).await.state(), "EFFECTIVE");
    app.pass(60);
    app.post_as_known("reset_pass_code", json!({ "identifier": "ada@example.com" })).await;
    let messages = app.messages("ada@example.com").await;
    let line = |text: &str| {
        text.lines().find_map(|line| line.strip_prefix("Access Token Pass Code: ").map(str::to_owned))
    };
    secrets.extend([first, code, line(&messages[2].text).expect("a pass code")]);

    // By SMS, and registered once more.
    let phone = json!({ "identifier": "+35799123456", "pass_code": chosen, "classification_identifier": { "alternative_code": "PHONE" } });
    app.post("create", phone.clone()).await;
    secrets.push(app.code("+35799123456").await);
    app.pass(60);
    app.post("create", phone).await;
    secrets.push(app.code("+35799123456").await);

    // A body that is not what it must be, with secrets in it.
    app.post(
        "create",
        json!({ "identifier": "ada@example.com", "pass_code": [chosen], "verification_code": second }),
    )
    .await;
    app.post_text("create", "application/json", format!("{{\"pass_code\":\"{chosen}\"")).await;
    app.settled().await;

    // And through a rotation, which logs what it did.
    secrets.push(app.keyring().await["1"].as_str().expect("a key").to_owned());
    let newest = app.rotate().await;
    secrets.push(app.keyring().await[newest].as_str().expect("a key").to_owned());

    let places =
        [("table", format!("{:?}", app.all_rows().await)), ("stream", stream(&app).await), ("log", logged())];
    assert_eq!(secrets.len(), 10);
    for (place, text) in &places {
        assert!(text.len() > 1000, "{place} is nearly empty");
        for secret in &secrets {
            assert!(!text.contains(secret.as_str()), "the {place} holds {secret}");
        }
    }
    // Nor does the log know who is a customer.
    for address in ["ada@example.com", "+35799123456"] {
        assert!(!places[2].1.contains(address), "the log holds {address}");
    }
}

fn logged() -> String {
    String::from_utf8_lossy(&LOG.lock().expect("the log")).into_owned()
}

#[tokio::test]
async fn a_call_that_fails_is_logged_without_what_was_answered() {
    capture();
    let app = App::start().await;
    let proxied = Proxied::to(&app).await;
    proxied.refuse("BatchGetItem", 200, json!(["somebody-in-an-answer@example.com"]));
    let body = verification("ada@example.com", "correct horse 1", "000000");
    assert_eq!(proxied.post("verify", body).await.code(), "UNAVAILABLE");
    assert!(logged().contains("UNAVAILABLE"));
    assert!(!logged().contains("somebody-in-an-answer"));
}

#[tokio::test]
async fn a_keyring_that_is_answered_in_pieces_is_not_quoted() {
    let app = App::start().await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let broken = axum::Router::new().fallback(async || "{\"SecretString\":\"the-key-of-all-keys\"");
    tokio::spawn(async move { axum::serve(listener, broken).await });
    let mut variables = app.stack.variables.clone();
    variables.insert("AWS_ENDPOINT_URL_SECRETS_MANAGER".to_owned(), format!("http://{address}"));
    let clock = Arc::new(shared::system_clock);
    let started = WarmService::start(&Variables::new(variables), clock).await;
    let error = started.err().expect("an error").to_string();
    assert!(error.contains(":secret:Keyring") && !error.contains("the-key-of-all-keys"), "{error}");
}

#[tokio::test]
async fn a_row_that_cannot_be_read_is_logged_without_what_stands_in_it() {
    capture();
    let app = App::start().await;
    let text = |name: &str, value: &str| (name.to_owned(), AttributeValue::S(value.to_owned()));
    let row = [
        text("pk", "MESSAGE#A"),
        text("sk", "A"),
        text("entity", "message"),
        text("state", "QUEUED"),
        text("id", "somebody-in-a-row@example.com"),
    ];
    app.table.put_item().table_name("Table").set_item(Some(row.into())).send().await.expect("written");
    app.settled().await;
    assert!(logged().contains("the row cannot be read"));
    assert!(!logged().contains("somebody-in-a-row"));
    let row = [
        text("pk", "EMAIL#ada@example.com"),
        text("sk", "CLAIM"),
        text("access_token", "somebody-in-a-claim@example.com"),
    ];
    app.table.put_item().table_name("Table").set_item(Some(row.into())).send().await.expect("written");
    let row = [
        text("pk", "TOKEN#00000000000000000000000000000000"),
        text("sk", "TOKEN"),
        text("created", "somebody-in-a-token@example.com"),
        text("id", "00000000000000000000000000000000"),
        text("number", "ACT0000000001"),
    ];
    app.table.put_item().table_name("Table").set_item(Some(row.into())).send().await.expect("written");
    for address in ["ada@example.com", "nobody@example.com"] {
        assert_eq!(app.verify(address, "000000").await.status, 503);
    }
    assert!(!logged().contains("somebody-in-a-"));
}

#[tokio::test]
async fn a_verification_code_is_in_no_answer_but_the_one_to_who_sent_it() {
    let app = App::start().await;
    let created = app.register("ada@example.com").await;
    let code = app.code("ada@example.com").await;
    app.pass(60);
    let reset = app.post("reset_verification_code", json!({ "identifier": "ada@example.com" })).await;
    let new = app.code("ada@example.com").await;
    for answer in [&created, &reset] {
        for code in [&code, &new] {
            assert!(!answer.body.to_string().contains(code.as_str()), "{answer:?}");
        }
    }
    assert_eq!(digits(&app.verify("ada@example.com", &wrong(&new)).await.body.to_string()), None);
}
