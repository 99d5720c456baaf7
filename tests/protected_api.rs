//! Another API of the owner, which takes session tokens and never asks the service: infra/examples/protected-api.yaml
//! behind a gateway that does what API Gateway documents.

mod forged;
mod keys;

use serde_json::{Value, json};

use crate::support::{
    app::{App, PASS_CODE},
    sessions::claims,
    signer::Signer,
};

const ADA: &str = "ada@example.com";
const HOUR: i64 = 3600;

/// What the other API said: its status, the header that says why not, and the body.
#[derive(Debug)]
struct Said {
    status: u16,
    challenge: String,
    body: Value,
}

impl Said {
    /// Status, message and reason of a refusal.
    fn why(&self) -> (u16, &str, &str) {
        let reason =
            self.challenge.split_once("error_description=\"").and_then(|(_, rest)| rest.split_once('"'));
        (
            self.status,
            self.body["message"].as_str().unwrap_or_default(),
            reason.map_or("", |(reason, _)| reason),
        )
    }
}

async fn ask(app: &App, authorization: Option<&str>) -> Said {
    let mut request = reqwest::Client::new().get(format!("http://{}/me", app.stack.protected));
    if let Some(authorization) = authorization {
        request = request.header("authorization", authorization);
    }
    let answer = request.send().await.expect("an answer");
    let challenge = answer.headers().get("www-authenticate").map(|value| value.to_str().expect("a text"));
    let (status, challenge) = (answer.status().as_u16(), challenge.unwrap_or_default().to_owned());
    Said { status, challenge, body: answer.json().await.expect("JSON") }
}

async fn show(app: &App, token: &str) -> Said {
    ask(app, Some(&format!("Bearer {token}"))).await
}

/// A customer who is logged in, and the claims of their session token.
async fn ada(app: &App) -> (String, Value) {
    app.effective(ADA).await;
    let token = app.logged_in(ADA, PASS_CODE).await;
    let claims = claims(&token);
    (token, claims)
}

fn with(claims: &Value, name: &str, value: Value) -> Value {
    let mut claims = claims.clone();
    claims[name] = value;
    claims
}

fn without(claims: &Value, name: &str) -> Value {
    let mut claims = claims.clone();
    claims.as_object_mut().expect("claims").remove(name);
    claims
}

#[tokio::test]
async fn a_customers_session_token_opens_another_api_and_its_claims_arrive_there() {
    let app = App::start().await;
    let (token, said) = ada(&app).await;
    let answer = show(&app, &token).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let jwt = &answer.body["jwt"];
    assert_eq!(jwt["scopes"], json!(["customer"]));
    let arrived = &jwt["claims"];
    for claim in ["iss", "aud", "sub", "jti", "sid", "client_id", "scope", "usr"] {
        assert_eq!(arrived[claim], said[claim], "{claim}");
    }
    assert_eq!(arrived["exp"], said["exp"].to_string(), "API Gateway hands on texts");
    assert_eq!(ask(&app, Some(&token)).await.status, 200, "the token alone, without Bearer");
    assert_eq!(app.post_in(&token, "show", json!({})).await.status, 200, "and it is good here");
}

#[tokio::test]
async fn a_back_offices_session_token_opens_no_other_api() {
    let app = App::start().await;
    let refused = show(&app, &app.back_office().await).await;
    assert_eq!(refused.why(), (401, "Unauthorized", "the token does not have a valid audience"));
}

#[tokio::test]
async fn who_shows_no_token_is_told_of_no_error() {
    let app = App::start().await;
    let refused = ask(&app, None).await;
    assert_eq!((refused.status, refused.challenge.as_str()), (401, "Bearer"));
    assert_eq!(refused.body, json!({ "message": "Unauthorized" }));
}

#[tokio::test]
async fn what_a_genuine_token_says_must_hold() {
    let app = App::start().await;
    let (_, said) = ada(&app).await;
    let key = Signer::newest(&app).await;
    let now = app.now();
    let good = show(&app, &key.sign(&said)).await;
    assert_eq!(good.status, 200, "signed as the service signs: {good:?}");
    let rs512 = key.sign_as(&json!({ "typ": "at+jwt", "alg": "RS512", "kid": key.kid }), &said);
    assert_eq!(show(&app, &rs512).await.status, 200, "API Gateway takes what is RSA-based");
    assert_eq!(app.post_in(&rs512, "show", json!({})).await.status, 401, "the service, what the key is for");
    let (issuer, audience) =
        ("the token does not have a valid issuer", "the token does not have a valid audience");
    for (claims, reason) in [
        (with(&said, "iss", json!("https://example.com")), issuer),
        (with(&said, "iss", json!(format!("{}/", said["iss"].as_str().expect("a text")))), issuer),
        (without(&said, "iss"), issuer),
        (with(&said, "aud", json!("company-zy")), audience),
        (with(&said, "aud", json!([])), audience),
        // `client_id` is another application's, and counts only where there is no `aud`.
        (without(&said, "aud"), audience),
        (with(&with(&said, "client_id", json!("company-zx")), "aud", json!("x")), audience),
        (with(&said, "exp", json!(now)), "the token has expired"),
        (with(&said, "exp", json!((now + HOUR).to_string())), "the token has expired"),
        (without(&said, "exp"), "the token has expired"),
        (with(&said, "nbf", json!(now + 1)), "the token does not hold yet"),
        (with(&said, "iat", json!(now + 1)), "the token does not hold yet"),
    ] {
        assert_eq!(show(&app, &key.sign(&claims)).await.why(), (401, "Unauthorized", reason), "{claims}");
    }
    for claims in [
        with(&said, "aud", json!(["others", "company-zx"])),
        without(&with(&said, "client_id", json!("company-zx")), "aud"),
        with(&said, "scope", json!("read customer")),
        without(&with(&said, "scp", json!(["customer"])), "scope"),
    ] {
        assert_eq!(show(&app, &key.sign(&claims)).await.status, 200, "{claims}");
    }
}

#[tokio::test]
async fn a_token_without_a_scope_of_the_route_is_forbidden_and_told_which() {
    let app = App::start().await;
    let (_, said) = ada(&app).await;
    let key = Signer::newest(&app).await;
    for claims in [
        without(&said, "scope"),
        with(&said, "scope", json!("")),
        with(&said, "scope", json!("read write")),
        with(&said, "scope", json!("customers")),
    ] {
        let refused = show(&app, &key.sign(&claims)).await;
        let reason = "the token has none of the scopes of the route";
        assert_eq!(refused.why(), (403, "Forbidden", reason), "{claims}");
        assert!(
            refused.challenge.starts_with(r#"Bearer scope="customer" error="insufficient_scope""#),
            "{refused:?}"
        );
    }
}

#[tokio::test]
async fn only_the_routes_of_the_other_api_are_there() {
    let app = App::start().await;
    let (token, _) = ada(&app).await;
    let client = reqwest::Client::new();
    for request in [
        client.get(format!("http://{}/access_tokens/show", app.stack.protected)),
        client.post(format!("http://{}/me", app.stack.protected)),
    ] {
        let answer = request.bearer_auth(&token).send().await.expect("an answer");
        assert_eq!(answer.status(), 404);
    }
}

#[tokio::test]
async fn the_other_api_does_not_notice_that_a_session_was_ended_and_the_service_does() {
    let app = App::start().await;
    let (token, _) = ada(&app).await;
    let released = app.post("authentication/token/release", json!({ "token": token })).await;
    assert_eq!(released.status, 200, "{released:?}");
    assert_eq!(app.post_in(&token, "show", json!({})).await.status, 401);
    assert_eq!(show(&app, &token).await.status, 200);
    app.pass(2 * HOUR);
    assert_eq!(show(&app, &token).await.why().2, "the token has expired");
}

#[test]
fn an_authorizer_that_cannot_be_made_fails_the_deployment_and_the_service_has_none() {
    assert!(include_str!("../infra/examples/protected-api.yaml").contains("\n      FailOnWarnings: true\n"));
    let own = include_str!("../infra/template.yaml");
    assert!(!own.contains("Authorizer") && !own.contains("      Auth:"), "it would be left out: {own}");
}
