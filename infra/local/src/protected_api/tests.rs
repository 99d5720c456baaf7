//! How the gateway of the other API finds the keys of an issuer, and when it looks again.

use std::sync::atomic::{AtomicUsize, Ordering};

use data_encoding::BASE64URL_NOPAD;
use serde_json::{Value, json};

use super::*;

const HOUR: i64 = 3600;

/// An issuer of whom a test says what it publishes; it counts how often its keys are read.
struct Issuer {
    address: String,
    says: Arc<std::sync::Mutex<Value>>,
    read: Arc<AtomicUsize>,
}

impl Issuer {
    fn start() -> Self {
        let (listener, address) = crate::ports::listen("--port", 0).expect("a port");
        let address = format!("http://{address}");
        let document = json!({ "issuer": address, "jwks_uri": format!("{address}/elsewhere/keys") });
        let says = Arc::new(std::sync::Mutex::new(json!({ "document": document, "keys": { "keys": [] } })));
        let read = Arc::new(AtomicUsize::new(0));
        let (document, keys, counted) = (says.clone(), says.clone(), read.clone());
        let said =
            |says: &std::sync::Mutex<Value>, what: &str| Json(says.lock().expect("a value")[what].clone());
        let router = Router::new()
            .route(
                "/.well-known/openid-configuration",
                axum::routing::get(async move || said(&document, "document")),
            )
            .route(
                "/elsewhere/keys",
                axum::routing::get(async move || {
                    counted.fetch_add(1, Ordering::Relaxed);
                    said(&keys, "keys")
                }),
            );
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, says, read }
    }

    fn say(&self, what: &str, value: Value) {
        self.says.lock().expect("a value")[what] = value;
    }

    fn authorizer(&self) -> Authorizer {
        Authorizer::new(self.address.clone(), Vec::new(), Vec::new())
    }
}

/// Why a token is refused that says no more than its algorithm and the id of a key: of a key that is known, because its
/// signature is none.
async fn refused(authorizer: &Authorizer, kid: &str, now: i64) -> Refused {
    let part = |part: Value| BASE64URL_NOPAD.encode(part.to_string().as_bytes());
    let token = format!("{}.{}.", part(json!({ "alg": "RS256", "kid": kid })), part(json!({})));
    authorizer.authorize(Some(&token), now).await.expect_err("refused")
}

fn key(kid: &str, kind: &str) -> Value {
    json!({ "kid": kid, "kty": kind, "n": "AQAB", "e": "AQAB" })
}

#[tokio::test]
async fn keys_are_found_where_the_discovery_document_says_and_read_again_after_two_hours() {
    let issuer = Issuer::start();
    let authorizer = issuer.authorizer();
    issuer.say("keys", json!({ "keys": [key("1", "RSA")] }));
    assert_eq!(refused(&authorizer, "1", 0).await, Refused::Signature);
    issuer.say("keys", json!({ "keys": [key("2", "RSA")] }));
    assert_eq!(refused(&authorizer, "2", 2 * HOUR - 1).await, Refused::UnknownKey);
    assert_eq!(refused(&authorizer, "1", 2 * HOUR - 1).await, Refused::Signature);
    assert_eq!(issuer.read.load(Ordering::Relaxed), 1);
    assert_eq!(refused(&authorizer, "2", 2 * HOUR).await, Refused::Signature);
    assert_eq!(refused(&authorizer, "1", 2 * HOUR).await, Refused::UnknownKey);
    assert_eq!(issuer.read.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn a_key_that_is_not_rsa_verifies_nothing() {
    let issuer = Issuer::start();
    issuer.say("keys", json!({ "keys": [key("1", "EC"), key("1", "oct"), { "kty": "RSA" }] }));
    assert_eq!(refused(&issuer.authorizer(), "1", 0).await, Refused::UnknownKey);
}

#[tokio::test]
async fn an_issuer_whose_keys_cannot_be_read_opens_nothing_and_is_asked_again() {
    let issuer = Issuer::start();
    let authorizer = issuer.authorizer();
    let genuine = issuer.says.lock().expect("a value")["document"].clone();
    let mut others = genuine.clone();
    others["issuer"] = json!("https://example.com");
    for document in
        [others, json!({}), json!({ "issuer": issuer.address, "jwks_uri": format!("{}/no", issuer.address) })]
    {
        issuer.say("document", document);
        assert_eq!(refused(&authorizer, "1", 0).await, Refused::NoKeys);
    }
    issuer.say("document", genuine);
    for keys in [json!([]), json!({ "keys": [key(&"1".repeat(150_000), "RSA")] })] {
        issuer.say("keys", keys);
        assert_eq!(refused(&authorizer, "1", 0).await, Refused::NoKeys);
    }
    issuer.say("keys", json!({ "keys": [key("1", "RSA")] }));
    assert_eq!(refused(&authorizer, "1", 0).await, Refused::Signature);
}
