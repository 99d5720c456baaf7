//! The edge before the API: where a request came from it may say, and nobody in its name.
//!
//! What a key is let in from shows which source a request was taken for.

use std::sync::Arc;

use data_encoding::{BASE64, HEXLOWER};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use shared::{All, Timestamp, Variables, WarmService, serve};

use crate::support::{
    app::{App, START},
    sessions::NewScopes,
};

const PROOF: &str = "a secret of the edge's";
const CUSTOMER: &str = "192.0.2.44";

fn digest(proof: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(proof))
}

/// A service that believes those proofs, and a key that is let in from the customer's address alone.
struct Behind {
    service: WarmService,
    key: String,
}

impl Behind {
    async fn edge(app: &App, proofs: &str) -> Self {
        let (_, key) = app.key(NewScopes::AllFrom("192.0.2.44/32")).await;
        let variables = Variables::new(app.stack.variables.clone()).with("EDGE_PROOFS", proofs);
        let service = WarmService::start(&variables, Arc::new(|| Timestamp::from_seconds(START))).await;
        Self { service: service.expect("a service"), key }
    }

    /// Whether it is let in with those headers, from the address that the recorded event has.
    async fn lets_in(&self, headers: &[(&str, &str)]) -> bool {
        let mut event: Value = serde_json::from_str(include_str!("../events/create.json")).expect("an event");
        let route = "POST /authentication/web_api_key/token";
        (event["routeKey"], event["requestContext"]["routeKey"]) = (json!(route), json!(route));
        event["body"] = json!("{}");
        let basic = format!("Basic {}", BASE64.encode(format!("{}:", self.key).as_bytes()));
        event["headers"]["authorization"] = json!(basic);
        for (name, value) in headers {
            event["headers"][*name] = json!(value);
        }
        let request = lambda_http::request::from_str(&event.to_string()).expect("a request");
        serve::<All>(&self.service, request).await.status() == 200
    }
}

#[tokio::test]
async fn who_proves_to_be_the_edge_says_where_a_request_came_from() {
    let app = App::start().await;
    // Two, while an owner changes the secret.
    let behind = Behind::edge(&app, &format!("{},{}", digest("one of before"), digest(PROOF))).await;
    for proof in [PROOF, "one of before"] {
        assert!(behind.lets_in(&[("edge-proof", proof), ("edge-source", CUSTOMER)]).await, "{proof}");
    }
    let other = [("edge-proof", PROOF), ("edge-source", "192.0.2.45")];
    assert!(!behind.lets_in(&other).await);
}

#[tokio::test]
async fn nobody_else_does() {
    let app = App::start().await;
    let behind = Behind::edge(&app, &digest(PROOF)).await;
    let twice = format!("{PROOF},{PROOF}");
    for headers in [
        &[("edge-source", CUSTOMER)][..],
        &[("edge-proof", ""), ("edge-source", CUSTOMER)],
        &[("edge-proof", "a guess"), ("edge-source", CUSTOMER)],
        // Who reads the variables of a function has no more than this.
        &[("edge-proof", &digest(PROOF)), ("edge-source", CUSTOMER)],
        &[("edge-proof", &twice), ("edge-source", CUSTOMER)],
        &[("x-forwarded-for", CUSTOMER), ("cloudfront-viewer-address", "192.0.2.44:443")],
    ] {
        assert!(!behind.lets_in(headers).await, "{headers:?}");
    }
}

#[tokio::test]
async fn what_is_no_address_is_not_taken_for_one() {
    let app = App::start().await;
    let behind = Behind::edge(&app, &digest(PROOF)).await;
    for source in ["", "192.0.2.44, 198.51.100.1", "192.0.2.44:443", "localhost"] {
        assert!(!behind.lets_in(&[("edge-proof", PROOF), ("edge-source", source)]).await, "{source}");
    }
}

#[tokio::test]
async fn without_an_edge_no_header_says_anything() {
    let app = App::start().await;
    let behind = Behind::edge(&app, "").await;
    for proof in [PROOF, ""] {
        assert!(!behind.lets_in(&[("edge-proof", proof), ("edge-source", CUSTOMER)]).await);
    }
}

#[tokio::test]
async fn proofs_that_are_no_digests_stop_a_function() {
    let app = App::start().await;
    for proofs in [PROOF, &digest(PROOF)[1..], &digest(PROOF).to_uppercase(), ","] {
        let variables = Variables::new(app.stack.variables.clone()).with("EDGE_PROOFS", proofs);
        let started = WarmService::start(&variables, Arc::new(|| Timestamp::from_seconds(START))).await;
        let refused = started.err().expect("refused").to_string();
        assert!(
            refused.starts_with("the environment variable EDGE_PROOFS must be SHA-256 digests"),
            "{refused}"
        );
    }
}

/// CloudFront keeps headers for itself that begin with `x-edge-`.
#[test]
fn the_example_sends_the_two_headers_in_the_place_of_what_a_caller_sent() {
    let example = include_str!("../infra/examples/edge.yaml");
    assert!(example.contains("event.request.headers['edge-source'] = { value: event.viewer.ip };"));
    assert!(example.contains("OriginCustomHeaders: [{ HeaderName: edge-proof, HeaderValue: !Ref Proof }]"));
    assert!(!example.contains("x-edge-"));
}
