//! Victims of each kind, and all that a stranger could tell them apart by.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Mutex,
};

use aws_sdk_dynamodb::types::{AttributeValue, DeleteRequest, PutRequest, WriteRequest};
use serde_json::{Value, json};

use super::moves::{Move, Stranger};
use crate::support::{
    app::{App, PASS_CODE, text},
    hashes::Hashes,
    one_time_passwords::{MADE_UP, offered},
    proxy::{Call, Proxied},
    records::{Standing, by_pass_code},
};

/// Tokens that need not be verified, beside those that are shipped.
const DESK: &str = r#"
[[classification]]
id = "7C2EF2E4D1B95010A07F4D3C8E512F88"
name = "Desk"
alternative_code = "DESK"
description = "Customers who are served at a desk"

[classification.settings.identifier]
format = "NUMBER"
[classification.settings.pass_code]
minimum = { length = 8, letters = 1, digits = 1 }
maximum_length = 128
template = "pass_code"
forgot_template = "forgot"
[classification.settings.authentication_code]
format = "FREE_TEXT"
length = 20
[classification.settings.verification]
required = "NEVER"
code_length = 6
code_life_minutes = 15
attempts = 5
resend_pause_seconds = 60
pending_days = 7
template = "welcome"
[classification.settings.automation]
allow_no_identifier_and_pass_code = true

[sms]"#;

/// What a victim is to the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Unknown,
    Customer,
    NotEffective,
    /// Registered by somebody else, a while ago.
    Pending,
    /// The same, less than a minute ago.
    Resting,
    /// Registered by a back office, for an account.
    Assigned,
}

/// Whoever is like nobody comes after nobody.
pub const KINDS: [Kind; 6] =
    [Kind::Unknown, Kind::Customer, Kind::NotEffective, Kind::Pending, Kind::Resting, Kind::Assigned];

/// All that can be seen of one answer, by its name: what is drawn for each one is taken out.
pub type Seen = Vec<(&'static str, String)>;

pub struct World {
    app: App,
    proxied: Proxied,
    hashes: Hashes,
}

impl World {
    /// A stack with a victim of each kind. `budget` is what a source may ask for in an hour.
    pub async fn begin(budget: usize) -> Self {
        let per_source = format!("per_source = {{ hour = {budget},");
        let definition = offered().replace("per_source = { hour = 60,", &per_source);
        let app = App::start_with(&definition.replacen("\n[sms]", DESK, 1)).await;
        for kind in [Kind::Customer, Kind::NotEffective] {
            app.effective(address(kind)).await;
        }
        let named = by_pass_code(address(Kind::NotEffective), PASS_CODE);
        app.granted("set_as_not_effective", json!({ "access_token_identifier": named })).await;
        // Another day: what was counted is over.
        app.pass(25 * 60 * 60);
        let added = json!({ "action": "ADD_NEW", "identifier": address(Kind::Assigned) });
        app.account("Ada", json!([added])).await;
        app.register(address(Kind::Pending)).await;
        app.settled().await;
        app.pass(61);
        app.register(address(Kind::Resting)).await;
        let proxied = Proxied::to(&app).await;
        proxied.pass(25 * 60 * 60 + 61);
        Self { app, proxied, hashes: Hashes::counted() }
    }

    pub fn pass(&self, seconds: i64) {
        self.app.pass(seconds);
        self.proxied.pass(seconds);
    }

    pub async fn seen(&self, stranger: &Stranger, one: &Move) -> Seen {
        self.proxied.consumed();
        self.hashes.take();
        let body = one.body(stranger);
        let (status, headers, text) = self.proxied.answer_to(&stranger.source, one.operation, &body).await;
        let answer: Value = serde_json::from_str(&text).unwrap_or_default();
        if let Some(request) = answer["data"]["request"].as_str() {
            request.clone_into(&mut stranger.request.lock().expect("a request"));
        }
        let calls = self.proxied.consumed();
        let count = |call: &Call| format!("{} of {}", call.name, call.rows());
        vec![
            ("status", status.to_string()),
            ("headers", format!("{headers:?}")),
            ("body", neutral(&text, stranger).to_string()),
            ("size", text.len().to_string()),
            ("calls", calls.iter().map(count).collect::<Vec<_>>().join(", ")),
            ("hashes", self.hashes.take().to_string()),
        ]
    }

    /// The table as it is, once all messages are sent.
    pub async fn kept(&self) -> Standing {
        self.app.standing().await
    }

    /// Makes it again what it was.
    pub async fn restore(&self, kept: &Standing) {
        let at = |row: &Row| (text(row, "pk"), text(row, "sk"));
        let mut now: BTreeMap<_, _> = self.kept().await.into_iter().map(|row| (at(&row), row)).collect();
        let changed = kept.iter().filter(|row| now.remove(&at(row)).as_ref() != Some(row));
        let put = |row: &Row| PutRequest::builder().set_item(Some(item(row.clone()))).build();
        let puts: Vec<_> = changed.map(|row| put(row).expect("a row")).collect();
        // What is left was not there.
        let key = |row: Row| item(row.into_iter().filter(|(name, _)| name == "pk" || name == "sk").collect());
        let delete = |row| DeleteRequest::builder().set_key(Some(key(row))).build();
        let deletes = now.into_values().map(|row| delete(row).expect("a key"));
        let puts = puts.into_iter().map(|put| WriteRequest::builder().put_request(put).build());
        let deletes = deletes.map(|delete| WriteRequest::builder().delete_request(delete).build());
        let requests: Vec<_> = puts.chain(deletes).collect();
        for part in requests.chunks(25) {
            let written =
                self.app.table.batch_write_item().request_items("Table", part.to_vec()).send().await;
            written.expect("written");
        }
    }
}

fn item(row: Row) -> HashMap<String, AttributeValue> {
    row.into_iter().collect()
}

type Row = BTreeMap<String, AttributeValue>;

/// As long as every other.
const fn address(kind: Kind) -> &'static str {
    match kind {
        Kind::Unknown => "nobody.at@example.com",
        Kind::Customer => "customers@example.com",
        Kind::NotEffective => "formerly1@example.com",
        Kind::Pending => "pending.1@example.com",
        Kind::Resting => "resting.1@example.com",
        Kind::Assigned => "assigned1@example.com",
    }
}

/// A stranger for each victim: none knows of the others.
pub fn strangers() -> [(Kind, Stranger); 6] {
    let mut number = 0;
    KINDS.map(|kind| {
        number += 1;
        let stranger = Stranger {
            source: format!("198.51.100.{number}"),
            victim: address(kind).to_owned(),
            elsewhere: format!("elsewhere{number}@example.com"),
            planted: format!("stranger-card-0000-000{number}"),
            other: format!("stranger-else-0000-000{number}"),
            request: Mutex::new(MADE_UP.to_owned()),
        };
        (kind, stranger)
    })
}

/// The body without what was drawn for it, and without what the stranger sent.
fn neutral(told: &str, stranger: &Stranger) -> Value {
    let mut told = told.to_owned();
    for sent in [&stranger.victim, &stranger.elsewhere, &stranger.planted, &stranger.other] {
        told = told.replace(sent.as_str(), "sent");
    }
    let mut body: Value = serde_json::from_str(&told).expect("JSON");
    for field in ["id", "number", "request"] {
        if body["data"].get(field).is_some_and(Value::is_string) {
            body["data"][field] = json!("drawn");
        }
    }
    body
}
