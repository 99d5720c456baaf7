//! The whole stack, asked byte by byte: every request gets an answer, whatever its headers are.

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use super::*;
use crate::functions::InvokeError;

const OPEN: &str = "/access_tokens/configuration/classifications/list";

async fn stack() -> Stack {
    Stack::start(Options::default()).await.expect("a stack")
}

/// What is answered to a GET with these header lines; nothing, if the connection closes without a word.
async fn get(address: SocketAddr, path: &str, headers: &[&[u8]]) -> String {
    let mut request = format!("GET {path} HTTP/1.1\r\nConnection: close\r\n").into_bytes();
    for header in headers {
        request.extend_from_slice(header);
        request.extend_from_slice(b"\r\n");
    }
    request.extend_from_slice(b"\r\n");
    let mut connection = TcpStream::connect(address).await.expect("a connection");
    connection.write_all(&request).await.expect("a request sent");
    let mut answer = Vec::new();
    connection.read_to_end(&mut answer).await.expect("an answer");
    String::from_utf8_lossy(&answer).into_owned()
}

fn status(answer: &str) -> &str {
    answer.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.get(..3)).unwrap_or("no answer")
}

#[tokio::test]
async fn a_request_whose_headers_make_no_url_is_answered_and_the_next_one_is_served() {
    let stack = stack().await;
    let schemes: [&[u8]; 8] =
        [b"ht tp", b"", b"\xff", b"\xc3\xa9", b"://", b"file", b"1", b"https://elsewhere.example/?"];
    for scheme in schemes {
        let header = [b"X-Forwarded-Proto: ", scheme].concat();
        let answer = get(stack.api, OPEN, &[b"Host: localhost", &header]).await;
        assert_eq!(status(&answer), "400", "{} {answer}", header.escape_ascii());
        assert!(answer.ends_with(r#"{"message":"Bad Request"}"#), "{answer}");
    }
    let long = format!("{OPEN}?a={}", "a".repeat(65_000));
    let host = format!("Host: {}.localhost", "a".repeat(500));
    assert_eq!(status(&get(stack.api, &long, &[host.as_bytes()]).await), "400");
    for host in ["a b", "[", "", "\u{e9}", "a/b", "localhost:99999", "a@b", "%"] {
        let answer = get(stack.api, OPEN, &[format!("Host: {host}").as_bytes()]).await;
        assert_ne!(status(&answer), "no answer", "{host}");
    }
    let good = get(stack.api, OPEN, &[b"Host: localhost", b"X-Forwarded-Proto: http"]).await;
    assert_eq!(status(&good), "200", "{good}");
}

/// Else nobody could log in with that folder ever again.
#[tokio::test]
async fn a_first_rotation_that_was_broken_off_is_made_at_the_next_start() {
    let as_the_template_has_it = r#"{"keys":[]}"#;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("signingkeys.json");
    std::fs::write(&file, as_the_template_has_it).expect("a kept secret");
    let data = Some(folder.path().to_owned());
    let _stack = Stack::start(Options { data, ..Options::default() }).await.expect("a stack");
    assert_ne!(std::fs::read_to_string(file).expect("a kept secret"), as_the_template_has_it);
}

#[tokio::test]
async fn a_panic_while_an_event_is_read_ends_that_invocation_and_no_other() {
    let stack = stack().await;
    let parameters = BTreeMap::from([("Sender", SENDER.to_owned()), ("AWS::Region", REGION.to_owned())]);
    let template = Template::load(&infra().join("template.yaml"), &parameters).expect("a template");
    let show = template.functions.iter().find(|function| function.binary == "show").expect("a function");
    let started = Function::in_process(show, stack.variables.clone(), &Options::default()).await;
    let (show, good) = (started.expect("a function"), include_str!("../../../../events/show.json"));
    let good: Value = serde_json::from_str(good).expect("an event");
    let mut bad = good.clone();
    bad["headers"]["host"] = json!("a b");
    assert!(matches!(show.answer(bad).await, Err(InvokeError::Panicked(_))));
    assert!(show.answer(good).await.is_ok());
}

#[tokio::test]
async fn only_a_name_of_this_machine_is_served_by_the_api_and_the_end_points_of_aws() {
    let stack = stack().await;
    for (address, path, served) in [
        (stack.api, "/", "200"),
        (stack.api, "/app/settings.json", "200"),
        (stack.api, "/inbox", "200"),
        (stack.api, "/inbox/messages", "200"),
        (stack.api, "/openapi.json", "200"),
        (stack.api, "/docs/", "200"),
        (stack.api, OPEN, "200"),
        (stack.api, "/nothing", "404"),
        (stack.aws, "/", "404"),
    ] {
        let other: [&[&[u8]]; 5] = [
            &[b"Host: example.com"],
            &[b"Host: example.com:8080"],
            &[b"Host: \xff"],
            &[b"Host: localhost", b"Host: example.com"],
            &[],
        ];
        for hosts in other {
            let answer = get(address, path, hosts).await;
            assert_eq!(status(&answer), "421", "{path} {answer}");
            assert!(answer.contains("Ask for it as localhost or 127.0.0.1"), "{answer}");
        }
        for host in ["localhost", "127.0.0.1:1", "[::1]:1", "app.localhost"] {
            let answer = get(address, path, &[format!("Host: {host}").as_bytes()]).await;
            assert_eq!(status(&answer), served, "{path} {answer}");
        }
    }
}

#[tokio::test]
async fn what_the_table_says_is_not_sent_is_a_note_in_the_inbox() {
    let first_wait = std::time::Duration::from_millis(1);
    let stack = Stack::start(Options { first_wait, ..Options::default() }).await.expect("a stack");
    let config = shared::aws::config(&Variables::new(stack.variables.clone())).expect("a configuration");
    let table = aws_sdk_dynamodb::Client::new(&config);
    let write = async |to: &str, state: &str| {
        let mut put = table.put_item().table_name(TABLE);
        for (name, value) in [
            ("pk", "TOKEN#1"),
            ("sk", &format!("MESSAGE#{to}")),
            ("entity", "message"),
            ("medium", "EMAIL"),
            ("to", to),
            ("template", "welcome"),
            ("reason", "DESTINATION_BUDGET"),
            ("state", state),
        ] {
            put = put.item(name, AttributeValue::S(value.to_owned()));
        }
        put.send().await.expect("a row");
    };
    for (to, state) in [
        ("ada@example.com", "NOT_SENT"),
        ("bob@example.com", "QUEUED"),
        ("eve@example.com", "SENT"),
        ("bob@example.com", "NOT_SENT"),
    ] {
        write(to, state).await;
    }
    stack.stream.settled().await.expect("a stream that is pumped");
    let noted: Vec<_> = stack.inbox.notes(None).into_iter().map(|note| (note.to, note.reason)).collect();
    let reason = || "DESTINATION_BUDGET".to_owned();
    assert_eq!(noted, [("bob@example.com".to_owned(), reason()), ("ada@example.com".to_owned(), reason())]);
    assert!(stack.inbox.messages(None).is_empty());
}
