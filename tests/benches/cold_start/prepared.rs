//! What is there before anything is measured: a customer who is EFFECTIVE, a session, and no limit of one source.

use std::{
    fs,
    sync::{Mutex, OnceLock},
};

use data_encoding::BASE64;
use local::Stack;
use serde_json::{Value, json};

use crate::{INVOCATIONS, subjects::PASS_CODE};

/// Who is EFFECTIVE.
pub const CUSTOMER: &str = "eve@example.com";

/// What callers show.
pub struct Shown {
    /// The token of a session of a back office.
    pub session: String,
    /// An app's key, as HTTP Basic has it.
    pub key: String,
    /// Each for one refresh.
    pub refresh_tokens: Mutex<Vec<String>>,
}

pub static SHOWN: OnceLock<Shown> = OnceLock::new();

/// What proves the customer without a hash.
pub const CARD: &str = "card-0000-0000-0000-0000-0000-0001";

/// Registers and verifies the customer, and opens the session of a back office, and sessions to be refreshed.
pub async fn prepare(stack: &Stack) {
    let client = reqwest::Client::new();
    let post = async |path: &str, key: &str, body: Value| -> Value {
        let request =
            client.post(format!("http://{}{path}", stack.api)).basic_auth(key, Some("")).json(&body);
        request.send().await.expect("an answer").json().await.expect("JSON")
    };
    let registered = json!({ "identifier": CUSTOMER, "pass_code": PASS_CODE });
    client
        .post(format!("http://{}/access_tokens/create", stack.api))
        .json(&registered)
        .send()
        .await
        .expect("done");
    stack.stream.settled().await.expect("a stream that is pumped");
    let message = stack.inbox.messages(Some(CUSTOMER)).pop().expect("a message").text;
    let is_code = |word: &&str| word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit());
    let code = message.split_whitespace().find(is_code).expect("a code");
    let verified = json!({
        "access_token_identifier": registered, "verification_code": code, "authentication_code": CARD,
    });
    client
        .post(format!("http://{}/access_tokens/verify", stack.api))
        .json(&verified)
        .send()
        .await
        .expect("done");
    let opened = post("/authentication/web_api_key/token", &stack.keys.systemic_key, json!({})).await;
    let session = opened["data"]["token"].as_str().expect("a token").to_owned();
    let key = BASE64.encode(format!("{}:", stack.keys.consumer_application_key).as_bytes());
    let body = json!({ "access_token_identifier": { "authentication_code": CARD }, "refresh": true });
    let (path, app) =
        ("/authentication/consumer_application_key/token", &stack.keys.consumer_application_key);
    let mut refresh_tokens = Vec::new();
    for _ in 0..INVOCATIONS {
        let opened = post(path, app, body.clone()).await;
        refresh_tokens.push(opened["data"]["refresh_token"].as_str().expect("a token").to_owned());
    }
    let refresh_tokens = Mutex::new(refresh_tokens);
    assert!(SHOWN.set(Shown { session, key, refresh_tokens }).is_ok(), "prepared once");
}

/// The shipped definition; but one source, which all requests come from here, may ask for as much as it likes.
pub fn definition() -> tempfile::NamedTempFile {
    let shipped = include_str!("../../../infra/definition.toml");
    let limit = "per_source = { hour = 60, day = 300 }";
    assert!(shipped.contains(limit), "the limit of a source");
    let file = tempfile::NamedTempFile::new().expect("a file");
    let raised = shipped.replace(limit, "per_source = { hour = 10000, day = 100000 }");
    fs::write(file.path(), raised).expect("a written file");
    file
}
