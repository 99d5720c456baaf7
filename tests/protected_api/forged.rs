//! What is no session token, or only looks like one, opens neither the other API nor the service.

use data_encoding::BASE64URL_NOPAD;
use serde_json::{Value, json};

use super::{ada, show, with};
use crate::support::{app::App, sessions::forged, signer::Signer};

#[tokio::test]
async fn each_way_to_confuse_who_checks_a_token_is_refused_by_its_name_here_and_there() {
    let app = App::start().await;
    let (token, said) = ada(&app).await;
    let key = Signer::newest(&app).await;
    let strangers = Signer::new(&key.kid, &rsa_key::make());
    let parts: Vec<_> = token.split('.').collect();
    let signed = |header: Value| key.sign_as(&header, &said);
    let alg = |alg: &str| json!({ "typ": "at+jwt", "alg": alg, "kid": key.kid });
    let good = signed(alg("RS256"));
    assert_eq!(show(&app, &good).await.status, 200, "with nothing wrong");
    assert_eq!(app.post_in(&good, "show", json!({})).await.status, 200, "with nothing wrong");
    let unsigned = |header: &Value| {
        let encoded = |part: &Value| BASE64URL_NOPAD.encode(part.to_string().as_bytes());
        format!("{}.{}.", encoded(header), encoded(&said))
    };
    let (algorithm, unknown, signature) = (
        "the token's algorithm is not RSA-based",
        "the token names no key of the issuer",
        "the token's signature is not that of the key",
    );
    for (attack, token, reason) in [
        ("alg none", unsigned(&alg("none")), algorithm),
        ("alg nOnE", unsigned(&alg("nOnE")), algorithm),
        ("alg none, the signature left", signed(alg("none")), algorithm),
        ("HS256 by the public key", key.sign_by_the_public_key(&said), algorithm),
        ("ES256 in the header", signed(alg("ES256")), algorithm),
        ("an algorithm that nobody has", signed(alg("RS255")), algorithm),
        ("no algorithm", signed(json!({ "typ": "at+jwt", "kid": key.kid })), "the token cannot be decoded"),
        ("another algorithm in the header", signed(alg("RS384")), signature),
        ("a stranger's key by our key's name", strangers.sign(&said), signature),
        (
            "a stranger's key in the header",
            strangers.sign_as(
                &json!({ "typ": "at+jwt", "alg": "RS256", "kid": key.kid, "jwk": strangers.jwk() }),
                &said,
            ),
            signature,
        ),
        (
            "where a stranger's keys are",
            strangers.sign_as(
                &json!({ "typ": "at+jwt", "alg": "RS256", "kid": "1", "jku": "http://127.0.0.1/keys" }),
                &said,
            ),
            unknown,
        ),
        ("an unknown key", signed(json!({ "typ": "at+jwt", "alg": "RS256", "kid": "1" })), unknown),
        ("a path for a key", signed(json!({ "typ": "at+jwt", "alg": "RS256", "kid": "../1" })), unknown),
        ("no key", signed(json!({ "typ": "at+jwt", "alg": "RS256" })), unknown),
        ("no signature", format!("{}.{}.", parts[0], parts[1]), signature),
        ("other claims", forged(&token, "sub", json!("X")), signature),
        (
            "the claims twice",
            format!("{}.{}.{}.{}", parts[0], parts[1], parts[1], parts[2]),
            "the token does not have three parts",
        ),
        ("padding", format!("{token}=="), "the token cannot be decoded"),
    ] {
        assert_eq!(show(&app, &token).await.why(), (401, "Unauthorized", reason), "{attack}");
        let here = app.post_in(&token, "show", json!({})).await;
        assert_eq!((here.status, here.code()), (401, "SESSION_REFUSED"), "{attack}");
    }
}

#[tokio::test]
async fn a_token_that_was_cut_anywhere_is_refused_and_a_huge_one_is_not_looked_at() {
    let app = App::start().await;
    let (token, said) = ada(&app).await;
    for length in (0..token.len()).step_by(29).chain([token.len() - 1]) {
        assert_eq!(show(&app, &token[..length]).await.status, 401, "{length}");
    }
    let huge = Signer::newest(&app).await.sign(&with(&said, "usr", json!("x".repeat(8000))));
    assert!(huge.len() > 10_240, "{}", huge.len());
    let refused = show(&app, &huge).await;
    assert_eq!(refused.why(), (431, "Request Header Fields Too Large", ""), "{refused:?}");
}
