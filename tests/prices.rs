//! The price tag: what each flow asks of AWS is what docs/PRICES.md says, to the unit and to the byte.

use std::{collections::BTreeMap, sync::Arc};

use aws_sdk_dynamodb::types::AttributeValue;
use local::Options;
use serde_json::json;
use shared::{Announce, Communicate, Feedback, Timestamp, Variables};

use crate::{
    delivery::{batch, queued_again},
    support::{
        app::{App, DEFINITION, PASS_CODE, START, text, verification},
        lines::Lines,
        proxy::{Call, Proxied, Seen, lead},
        records::by_pass_code,
        refreshing::attempt,
    },
};

const DOCS: &str = include_str!("../docs/PRICES.md");

/// In dollars for a million, in us-east-1.
const READ_UNIT: f64 = 0.125;
const WRITE_UNIT: f64 = 0.625;
const INVOCATION: f64 = 0.20;
const REQUEST_OF_THE_API: f64 = 1.00;
const NOTIFICATION: f64 = 0.50;
/// A gigabyte for a second, on arm64; a gigabyte of log that comes in.
const GIGABYTE_SECOND: f64 = 0.000_013_333_4;
const GIGABYTE_OF_LOG: f64 = 0.50;

/// What is not measured here but assumed: a call of the table, of SES, of SNS, and a hash, in milliseconds;
/// the rest of a request.
const CALL: f64 = 4.0;
const MAIL: f64 = 60.0;
const PUBLISH: f64 = 20.0;
const HASH: f64 = 15.0;
const REST: f64 = 2.0;
/// A line of the API's own log, and what CloudWatch adds to each.
const LINE_OF_THE_API: usize = 230;
const BESIDE_A_LINE: usize = 26;

/// The memory of a function, in megabytes, and what calls it.
#[derive(Clone, Copy)]
enum Of {
    /// A function behind the API, which hashes so many pass codes.
    Api {
        hashes: u32,
    },
    Communicate,
    Feedback,
    Announce,
}

/// What a step asks of AWS.
#[derive(Clone, Copy, Default)]
struct Bill {
    calls: usize,
    reads: f64,
    writes: f64,
    log: usize,
    /// In dollars for a million.
    functions: f64,
    others: f64,
}

impl Bill {
    fn of(of: Of, calls: &[Call], lines: &str) -> Self {
        let units = |reads: bool| {
            calls.iter().filter(|call| call.reads() == reads).fold(0.0, |sum, call| sum + call.units)
        };
        let waits = CALL * f64::from(u32::try_from(calls.len()).expect("few"));
        let (megabytes, milliseconds, others) = match of {
            Of::Api { hashes } => (1769.0, REST + waits + HASH * f64::from(hashes), REQUEST_OF_THE_API),
            Of::Communicate => (256.0, REST + waits + MAIL, 0.0),
            Of::Feedback => (256.0, REST + waits, NOTIFICATION),
            Of::Announce => (256.0, REST + PUBLISH, NOTIFICATION),
        };
        let api = if matches!(of, Of::Api { .. }) { LINE_OF_THE_API + BESIDE_A_LINE } else { 0 };
        let log = lines.lines().map(|line| line.len() + BESIDE_A_LINE).sum::<usize>() + api;
        let functions = INVOCATION + milliseconds * 1000.0 * megabytes / 1024.0 * GIGABYTE_SECOND;
        Self { calls: calls.len(), reads: units(true), writes: units(false), log, functions, others }
    }

    fn and(self, other: Self) -> Self {
        Self {
            calls: self.calls + other.calls,
            reads: self.reads + other.reads,
            writes: self.writes + other.writes,
            log: self.log + other.log,
            functions: self.functions + other.functions,
            others: self.others + other.others,
        }
    }

    /// A line of the table: a million of it.
    fn line(&self, name: &str) -> String {
        let Self { calls, reads, writes, log, functions, others } = self;
        let table = reads * READ_UNIT + writes * WRITE_UNIT;
        let logs = f64::from(u32::try_from(*log).expect("few")) / 1000.0 * GIGABYTE_OF_LOG;
        let all = table + functions + others + logs;
        format!(
            "| {name} | {calls} | {reads} | {writes} | {log} | {table:.2} | {functions:.2} | {others:.2} | {logs:.2} | **{all:.2}** |\n"
        )
    }
}

struct Till {
    app: App,
    proxied: Proxied,
    seen: Seen,
    lines: Lines,
}

impl Till {
    /// A request of a customer's app, in a session or not.
    async fn request(
        &self,
        operation: &str,
        body: serde_json::Value,
        hashes: u32,
    ) -> (serde_json::Value, Bill) {
        self.app.settled().await;
        self.lines.taken();
        let answer = self.proxied.send_as_stranger("POST", operation, body).await;
        assert_eq!(answer.status, 200, "{operation} {answer:?}");
        let bill = Bill::of(Of::Api { hashes }, &self.proxied.consumed(), &self.lines.taken());
        (answer.data().clone(), bill)
    }

    /// A search of a back office, in a session that is there.
    async fn search(&self, by: &str, text: &str) -> Bill {
        self.app.back_office().await;
        self.app.settled().await;
        self.lines.taken();
        let answer = self.proxied.post("customers/find", json!({ "by": by, "text": text })).await;
        assert_eq!(answer.data().as_array().map(Vec::len), Some(1), "{answer:?}");
        Bill::of(Of::Api { hashes: 0 }, &self.proxied.consumed(), &self.lines.taken())
    }

    /// The row of the only message to an address.
    async fn message(&self, to: &str) -> BTreeMap<String, AttributeValue> {
        self.app.settled().await;
        let rows = self.app.rows_of("message").await.into_iter();
        let mut rows = rows.filter(|row| text(row, "to") == to);
        let (row, other) = (rows.next().expect("a message"), rows.next());
        assert_eq!(other, None);
        row
    }

    /// Its delivery, once more.
    async fn delivery(&self, to: &str) -> Bill {
        let row = queued_again(&self.app, self.message(to).await, "0").await;
        // Nothing else waits for its turn.
        self.app.pass(60);
        self.proxied.pass(60);
        let now = self.app.now();
        let (variables, clock) = (self.noted().await, Arc::new(move || Timestamp::from_seconds(now)));
        let communicate = Communicate::start(&variables, clock).await.expect("a function");
        self.forget();
        assert!(communicate.handle(batch(&[row])).await.batch_item_failures.is_empty());
        Bill::of(Of::Communicate, &self.noticed(), &self.lines.taken())
    }

    /// What SES tells of it.
    async fn feedback(&self, to: &str) -> Bill {
        let (variables, clock) = (self.noted().await, Arc::new(|| Timestamp::from_seconds(START)));
        let feedback = Feedback::start(&variables, clock).await.expect("a function");
        let event = crate::feedback::event("Delivery", &self.message(to).await);
        self.forget();
        feedback.handle(serde_json::from_value(event).expect("an event")).await.expect("taken in");
        Bill::of(Of::Feedback, &self.noticed(), &self.lines.taken())
    }

    /// An event that systems of the owner's hear of.
    async fn event(&self) -> Bill {
        // The template names its topic only to who asks for it.
        let variables = self.noted().await.with("EVENT_TOPIC", "arn:aws:sns:eu-west-1:000000000000:events");
        let announce = Announce::start(&variables).expect("a function");
        let event = serde_json::from_str(include_str!("../events/announce.json")).expect("an event");
        self.forget();
        assert!(announce.handle(event).await.batch_item_failures.is_empty());
        Bill::of(Of::Announce, &self.noticed(), &self.lines.taken())
    }

    async fn noted(&self) -> Variables {
        let variables = Variables::new(self.app.stack.variables.clone());
        variables.with("AWS_ENDPOINT_URL_DYNAMODB", lead(self.app.stack.dynamodb, &self.seen).await)
    }

    fn forget(&self) {
        self.noticed();
        self.lines.taken();
    }

    fn noticed(&self) -> Vec<Call> {
        std::mem::take(&mut *self.seen.calls.lock().expect("a lock"))
    }
}

async fn till(finds_beginnings: bool) -> Till {
    let lines = Lines::begin();
    let app = App::start_as(DEFINITION, Options { finds_beginnings, ..Options::default() }).await;
    let proxied = Proxied::to(&app).await;
    Till { app, proxied, seen: Seen { all: true, ..Seen::default() }, lines }
}

/// What is asked of a stack that finds by how something begins.
async fn finding() -> String {
    let till = till(true).await;
    let ada = "ada@example.com";
    let (_, registers) = till.request("create", by_pass_code(ada, PASS_CODE), 1).await;
    let (found, begun) = (till.search("IDENTIFIER", ada).await, till.search("IDENTIFIER_BEGINS", "ad").await);
    [
        registers.line("a registration that is found by how it begins (`FindBy=BEGINNINGS`)"),
        found.line("a search by an identifier"),
        begun.line("a search by how one begins"),
    ]
    .concat()
}

/// Each flow, and the steps of the base flow together.
async fn table() -> String {
    let till = till(false).await;
    let ada = "ada@example.com";
    let log_in = "authentication/consumer_application_key/token";
    let (_, registers) = till.request("create", by_pass_code(ada, PASS_CODE), 1).await;
    let code = till.app.code(ada).await;
    let (delivered, told) = (till.delivery(ada).await, till.feedback(ada).await);
    let (_, verifies) = till.request("verify", verification(ada, PASS_CODE, &code), 1).await;
    let named = json!({ "access_token_identifier": by_pass_code(ada, PASS_CODE) });
    let (_, logs_in) = till.request(log_in, named.clone(), 1).await;
    let mut refreshable = named;
    refreshable["refresh"] = json!(true);
    refreshable["device_name"] = json!("phone");
    let (session, stays) = till.request(log_in, refreshable, 1).await;
    let refresh = json!({ "refresh_token": session["refresh_token"], "attempt": attempt() });
    let (_, refreshes) = till.request("authentication/token/refresh", refresh, 0).await;
    let (_, forgets) = till.request("forgot_pass_code", json!({ "identifier": ada }), 0).await;
    let ben = "+35799123456";
    let phone = json!({
        "identifier": ben,
        "pass_code": PASS_CODE,
        "classification_identifier": { "alternative_code": "PHONE" },
    });
    till.request("create", phone, 1).await;
    let texted = till.delivery(ben).await;
    let base = registers.and(delivered).and(verifies);
    [
        registers.line("a registration"),
        delivered.line("its message, by e-mail"),
        verifies.line("its verification"),
        base.line("**a customer, verified**"),
        logs_in.line("a log-in by pass code"),
        stays.line("a log-in that is refreshed later, on a named device"),
        refreshes.line("a refresh"),
        forgets.line("a reset ticket is asked for"),
        texted.line("a message by SMS"),
        told.line("a delivery that SES tells of (`FeedbackAbout=ALL`)"),
        till.event().await.line("an event for systems of yours (`Events=TOPIC`)"),
    ]
    .concat()
}

#[tokio::test]
async fn what_a_customer_costs_is_what_the_docs_say() {
    let table = table().await + &finding().await;
    assert!(DOCS.contains(&table), "docs/PRICES.md has another table than this one:\n{table}");
}
