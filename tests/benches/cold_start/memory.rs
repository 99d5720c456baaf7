//! The memory of every function that is deployed, in a story that all of them have a part in, beside what
//! they are given.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    time::Duration,
};

use data_encoding::BASE64;
use futures_util::future::join_all;
use local::{Functions, Options, Stack};
use serde_json::{Value, json};
use shared::variables::{KEYRING, SIGNING_KEYS};

use crate::{
    DEPLOYED,
    lambda::Lambda,
    report::{mib, milliseconds},
    subjects::PASS_CODE,
};

/// Two batches of communicate; and no more phones of a country than it sends to before anybody verifies.
const CUSTOMERS: u32 = 20;
/// As many as a request takes.
const TOKENS: u32 = 8;
const NEW_PASS_CODE: &str = "correct horse 2";
const COMES_BACK: &str = "bounce@simulator.amazonses.com";
const STEPS: [&str; 4] = ["createSecret", "setSecret", "testSecret", "finishSecret"];

/// What a function had taken when it had done something so many times.
pub struct Row {
    function: &'static str,
    did: &'static str,
    started: u64,
    peak: u64,
    /// Of one, in the mean.
    processor: Duration,
}

struct Story {
    stack: Stack,
    lambda: Lambda,
    client: reqwest::Client,
    rows: Vec<Row>,
}

pub async fn measure(binaries: &BTreeMap<String, PathBuf>, definition: &Path) -> Vec<Row> {
    let lambda = Lambda::default();
    let functions = Functions::Lambda(lambda.listen().await);
    let definition = definition.to_owned();
    let options = Options { functions, definition, tells_events: true, ..Options::default() };
    let stack = Stack::start(options).await.expect("a local stack");
    lambda.start(&DEPLOYED, binaries, &stack.variables).await;
    let mut story = Story { stack, lambda, client: reqwest::Client::new(), rows: Vec::new() };
    story.customers_register().await;
    story.they_verify_and_log_in().await;
    story.a_back_office_works().await;
    story.a_mail_comes_back().await;
    story.secrets_rotate().await;
    story.rows
}

fn mailbox(number: u32) -> Value {
    json!({ "identifier": format!("ada.{number}@example.com"), "pass_code": PASS_CODE })
}

fn phone(number: u32) -> Value {
    let kind = json!({ "alternative_code": "PHONE" });
    json!({
        "identifier": format!("+357991{number:05}"), "pass_code": PASS_CODE, "classification_identifier": kind,
    })
}

impl Story {
    async fn customers_register(&mut self) {
        for (customer, did) in
            [(mailbox as fn(u32) -> Value, "sends mails, ten at once"), (phone, "and text messages")]
        {
            // So that batches are full.
            let held = self.lambda.environment("communicate").await;
            join_all((0..CUSTOMERS).map(|number| self.post("/access_tokens/create", "", customer(number))))
                .await;
            drop(held);
            self.stack.stream.settled().await.expect("what comes of it");
            self.note("communicate", did, CUSTOMERS).await;
        }
        self.note("create", "registers", 2 * CUSTOMERS).await;
    }

    async fn they_verify_and_log_in(&mut self) {
        let key = format!("{}:", self.stack.keys.consumer_application_key);
        let app = format!("Basic {}", BASE64.encode(key.as_bytes()));
        for number in 0..CUSTOMERS {
            let customer = mailbox(number);
            let address = &customer["identifier"];
            let code = &self.mail_to(address).await["code"];
            let verified = json!({ "access_token_identifier": customer, "verification_code": code });
            self.post("/access_tokens/verify", "", verified).await;
            let log_in = json!({ "access_token_identifier": customer, "refresh": true });
            self.post("/authentication/consumer_application_key/token", &app, log_in).await;
            self.post("/access_tokens/forgot_pass_code", "", json!({ "identifier": address })).await;
            let ticket = &self.mail_to(address).await["ticket"];
            let changed = json!({ "token": ticket, "pass_code": NEW_PASS_CODE });
            self.post("/access_tokens/change_pass_code", "", changed).await;
        }
        self.note("verify", "verifies", CUSTOMERS).await;
        self.note("authenticate", "logs in", CUSTOMERS).await;
        self.note("reset", "changes a pass code by a ticket", 2 * CUSTOMERS).await;
    }

    async fn a_back_office_works(&mut self) {
        let key = format!("Basic {}", BASE64.encode(format!("{}:", self.stack.keys.systemic_key).as_bytes()));
        let opened = self.post("/authentication/web_api_key/token", &key, json!({})).await;
        let session = format!("Bearer {}", opened["data"]["token"].as_str().expect("a token"));
        for number in 0..CUSTOMERS {
            let customer = json!({ "identifier": mailbox(number)["identifier"], "pass_code": NEW_PASS_CODE });
            let named = json!({ "access_token_identifier": customer });
            self.post("/access_tokens/set_as_not_effective", &session, named).await;
            let of_account = (0..TOKENS).map(|token| {
                let identifier = format!("ada.{number}.{token}@example.com");
                json!({ "action": "ADD_NEW", "identifier": identifier, "pass_code": PASS_CODE })
            });
            let owner = json!({ "type": "PERSON", "last_name": "Lovelace" });
            let account = json!({ "account_owner": owner, "access_tokens": of_account.collect::<Vec<_>>() });
            self.post("/accounts_receivable/create", &session, account).await;
            let not_associated = "/access_tokens/get_not_associated?number=40";
            self.ask(self.client.get(self.url(not_associated)), &session).await;
        }
        self.stack.stream.settled().await.expect("what comes of it");
        self.stack.changes.settled().await.expect("what comes of it");
        self.note("manage", "takes an access token back", CUSTOMERS).await;
        self.note("customers", "makes an account with eight access tokens", CUSTOMERS).await;
        self.note("show", "lists", CUSTOMERS).await;
        self.note("announce", "tells of what came to be", 3 * CUSTOMERS).await;
        for file in ["", "/client/client.js", "/client/openapi.js", "/customer.js"] {
            let page = self.client.get(self.url(&format!("/console{file}"))).send().await.expect("an answer");
            assert!(page.status().is_success(), "{page:?}");
        }
        self.note("console", "serves its page", 4).await;
    }

    async fn a_mail_comes_back(&mut self) {
        self.post("/access_tokens/create", "", json!({ "identifier": COMES_BACK })).await;
        self.stack.stream.settled().await.expect("what comes of it");
        self.stack.topic.settled().await;
        self.note("feedback", "notes a mail that came back", 1).await;
    }

    async fn secrets_rotate(&mut self) {
        for (variable, did) in [(KEYRING, "rotates the keyring"), (SIGNING_KEYS, "and the signing keys")] {
            let secret = self.stack.variables[variable].clone();
            let version = self.stack.begin_rotation(&secret).expect("a rotation");
            for step in STEPS {
                let event = json!({ "Step": step, "SecretId": secret, "ClientRequestToken": version });
                self.lambda.invoke("rotate", event).await;
            }
            self.note("rotate", did, 1).await;
        }
    }

    /// What the last mail to an address brings.
    async fn mail_to(&self, address: &Value) -> Value {
        self.stack.stream.settled().await.expect("what comes of it");
        let path = format!("/inbox/messages?to={}", address.as_str().expect("an address"));
        let mails = self.ask(self.client.get(self.url(&path)), "").await;
        mails.as_array().and_then(|mails| mails.first()).expect("a mail").clone()
    }

    async fn post(&self, path: &str, shown: &str, body: Value) -> Value {
        self.ask(self.client.post(self.url(path)).json(&body), shown).await
    }

    async fn ask(&self, request: reqwest::RequestBuilder, shown: &str) -> Value {
        let request = if shown.is_empty() { request } else { request.header("authorization", shown) };
        let answer = request.send().await.expect("an answer");
        let (url, status) = (answer.url().clone(), answer.status());
        let body = answer.json().await.expect("JSON");
        assert!(status.is_success(), "{url}: {status} {body}");
        body
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.stack.api)
    }

    async fn note(&mut self, function: &'static str, did: &'static str, times: u32) {
        let mut environment = self.lambda.environment(function).await;
        let processor = environment.function.processor_time();
        let since = processor.saturating_sub(environment.noted);
        environment.noted = processor;
        let (started, peak) = (environment.started, environment.function.peak_memory());
        drop(environment);
        self.rows.push(Row { function, did, started, peak, processor: since / times });
    }
}

/// Prints the rows beside the memory that the template gives each function.
pub fn print(rows: &[Row]) {
    let given = given();
    println!("\n| function | what it did | started, MiB | at most, MiB | `MemorySize` | CPU of one, ms |");
    println!("| --- | --- | ---: | ---: | ---: | ---: |");
    for row in rows {
        let Row { function, did, started, peak, processor } = row;
        let (started, peak, processor) = (mib(*started), mib(*peak), milliseconds(*processor));
        println!("| {function} | {did} | {started:.1} | {peak:.1} | {} | {processor:.1} |", given[*function]);
    }
}

/// The megabytes that the template gives each function.
fn given() -> BTreeMap<String, u64> {
    let template: serde_yaml_ng::Value =
        serde_yaml_ng::from_str(include_str!("../../../infra/template.yaml")).expect("the template");
    let common = &template["Globals"]["Function"]["MemorySize"];
    let resources = template["Resources"].as_mapping().expect("resources").values();
    let functions = resources.filter(|resource| resource["Type"] == "AWS::Serverless::Function");
    let given = |function: &serde_yaml_ng::Value| {
        let binary = function["Metadata"]["BuildProperties"]["Binary"].as_str()?;
        let own = function["Properties"]["MemorySize"].as_u64().or_else(|| common.as_u64())?;
        Some((binary.to_owned(), own))
    };
    functions.map(|function| given(function).expect("a function with its memory")).collect()
}
