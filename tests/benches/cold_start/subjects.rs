//! What is measured: a function, and what it is invoked with.

use std::{
    net::Ipv4Addr,
    sync::atomic::{AtomicU32, Ordering::Relaxed},
    time::Duration,
};

use serde_json::{Value, json};

use crate::{
    function::Function,
    prepared::{CARD, CUSTOMER, SHOWN},
};

/// One kind of invocation.
pub struct Subject {
    pub name: &'static str,
    pub binary: &'static str,
    /// The same without an argon2 hash, where there is one: what it takes more is the hash.
    pub without_hash: Option<&'static str>,
    /// The event, with the number of the invocation in it: no two are about one customer.
    pub event: fn(u32) -> Value,
    /// The status of the answer that is meant; communicate has none.
    status: Option<u16>,
}

/// The yardstick first.
pub const SUBJECTS: [Subject; 16] = [
    Subject {
        name: "hello (does nothing)",
        binary: "hello",
        without_hash: None,
        event: |number| create(&json!({ "identifier": address(number) })),
        status: Some(200),
    },
    Subject {
        name: "create, e-mail and pass code",
        binary: "create",
        without_hash: Some("create, e-mail alone"),
        event: |number| create(&json!({ "identifier": address(number), "pass_code": PASS_CODE })),
        status: Some(200),
    },
    Subject {
        name: "create, e-mail alone",
        binary: "create",
        without_hash: None,
        event: |number| create(&json!({ "identifier": address(number) })),
        status: Some(200),
    },
    Subject {
        name: "create, phone and pass code",
        binary: "create",
        without_hash: Some("create, phone alone"),
        event: |number| {
            let kind = json!({ "alternative_code": "PHONE" });
            let body = json!({ "identifier": phone(number), "pass_code": PASS_CODE, "classification_identifier": kind });
            create(&body)
        },
        status: Some(200),
    },
    Subject {
        name: "create, phone alone",
        binary: "create",
        without_hash: None,
        event: |number| {
            let kind = json!({ "alternative_code": "PHONE" });
            create(&json!({ "identifier": phone(number), "classification_identifier": kind }))
        },
        status: Some(200),
    },
    Subject {
        name: "verify, nobody's code",
        binary: "verify",
        without_hash: None,
        event: |number| {
            let who = json!({ "identifier": address(number) });
            let body = json!({ "access_token_identifier": who, "verification_code": "123456" });
            http(include_str!("../../../events/verify.json"), "/access_tokens/verify", &body)
        },
        status: Some(422),
    },
    Subject {
        name: "reset, nobody's code",
        binary: "reset",
        without_hash: None,
        event: |number| {
            let body = json!({ "identifier": address(number) });
            http(include_str!("../../../events/reset.json"), "/access_tokens/reset_verification_code", &body)
        },
        status: Some(200),
    },
    Subject {
        name: "manage, nobody's token",
        binary: "manage",
        without_hash: None,
        event: |number| nobodys("/access_tokens/set_as_effective", number),
        status: Some(404),
    },
    Subject {
        name: "show, nobody's token",
        binary: "show",
        without_hash: None,
        event: |number| nobodys("/access_tokens/show", number),
        status: Some(404),
    },
    Subject {
        name: "customers, an account",
        binary: "customers",
        without_hash: None,
        event: |_| {
            let owner = json!({ "type": "PERSON", "last_name": "Lovelace" });
            let body = json!({ "account_owner": owner });
            let mut event =
                http(include_str!("../../../events/customers.json"), "/accounts_receivable/create", &body);
            event["headers"]["authorization"] =
                json!(format!("Bearer {}", SHOWN.get().expect("a session").session));
            event
        },
        status: Some(200),
    },
    Subject {
        name: "authenticate, by pass code",
        binary: "authenticate",
        without_hash: Some("authenticate, by card"),
        event: |_| log_in(&json!({ "identifier": CUSTOMER, "pass_code": PASS_CODE })),
        status: Some(200),
    },
    Subject {
        name: "authenticate, by card",
        binary: "authenticate",
        without_hash: None,
        event: |_| log_in(&json!({ "authentication_code": CARD })),
        status: Some(200),
    },
    Subject {
        name: "authenticate, nobody's pass code",
        binary: "authenticate",
        without_hash: Some("authenticate, nobody's card"),
        event: |number| log_in(&json!({ "identifier": address(number), "pass_code": PASS_CODE })),
        status: Some(403),
    },
    Subject {
        name: "authenticate, nobody's card",
        binary: "authenticate",
        without_hash: None,
        event: |number| {
            log_in(&json!({ "authentication_code": format!("nobody's card of 32 characters {number}") }))
        },
        status: Some(403),
    },
    Subject {
        name: "authenticate, a refresh",
        binary: "authenticate",
        without_hash: None,
        event: |number| {
            let mut tokens = SHOWN.get().expect("tokens").refresh_tokens.lock().expect("a lock");
            let attempt = format!("attempt {number:022}");
            let body = json!({ "refresh_token": tokens.pop(), "attempt": attempt });
            http(include_str!("../../../events/authenticate.json"), "/authentication/token/refresh", &body)
        },
        status: Some(200),
    },
    Subject {
        name: "communicate, nothing to send",
        binary: "communicate",
        without_hash: None,
        event: |_| json!({ "Records": [] }),
        status: None,
    },
];

/// For a function in Node that makes the calls of `create`, and the hash.
pub const NODE: Subject = Subject {
    name: "the calls and the hash of create",
    binary: "node",
    without_hash: None,
    event: |number| create(&json!({ "identifier": address(number), "pass_code": PASS_CODE })),
    status: Some(200),
};

/// The next address that somebody asks from, 10.0.0.0 and on.
static SOURCES: AtomicU32 = AtomicU32::new(10 << 24);

pub const PASS_CODE: &str = "correct horse 1";

fn log_in(named: &Value) -> Value {
    let body = json!({ "access_token_identifier": named });
    let path = "/authentication/consumer_application_key/token";
    let mut event = http(include_str!("../../../events/authenticate.json"), path, &body);
    event["headers"]["authorization"] = json!(format!("Basic {}", SHOWN.get().expect("a key").key));
    event
}

fn address(number: u32) -> String {
    format!("ada.{number}@example.com")
}

/// Cyprus, a mobile phone.
fn phone(number: u32) -> String {
    format!("+357991{number:05}")
}

fn create(body: &Value) -> Value {
    http(include_str!("../../../events/create.json"), "/access_tokens/create", body)
}

fn nobodys(path: &str, number: u32) -> Value {
    let body =
        json!({ "access_token_identifier": { "authentication_code": format!("nobody's card {number}") } });
    http(include_str!("../../../events/show.json"), path, &body)
}

/// A recorded event with another path and body, from an address of its own: wrong tries are counted by address.
fn http(recorded: &str, path: &str, body: &Value) -> Value {
    let mut event: Value = serde_json::from_str(recorded).expect("a recorded event");
    event["routeKey"] = json!(format!("POST {path}"));
    event["requestContext"]["routeKey"] = event["routeKey"].clone();
    event["rawPath"] = json!(path);
    event["requestContext"]["http"]["path"] = json!(path);
    event["body"] = json!(body.to_string());
    event["requestContext"]["http"]["sourceIp"] = json!(Ipv4Addr::from_bits(SOURCES.fetch_add(1, Relaxed)));
    event
}

impl Subject {
    pub async fn invoke(&self, function: &mut Function, event: Value) -> Duration {
        let (answer, time) = function.invoke(event).await;
        let status = answer["statusCode"].as_u64().map(|status| u16::try_from(status).expect("a status"));
        assert_eq!(status, self.status, "{}: another answer than the one to measure: {answer}", self.name);
        time
    }
}
