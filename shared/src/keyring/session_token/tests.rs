//! The confusions of JSON Web Tokens, each refused by its name.

use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

use super::*;
use crate::keyring::signing::keys;

const ISSUER: &str = "https://api.example.com";
const AUDIENCE: &str = "app";
const NOW: i64 = 1_795_000_000;

fn claims() -> Claims {
    let text = |text: &str| text.to_owned();
    Claims {
        iss: text(ISSUER),
        sub: text("E8D62A98078A44F79646E4CB4C7DAB19"),
        aud: text(AUDIENCE),
        exp: NOW + 7200,
        nbf: NOW,
        iat: NOW,
        usr: text("ACT0000000177"),
        more: BTreeMap::from([(text("tier"), text("gold"))]),
        ..Claims::default()
    }
}

fn signed(claims: &Claims) -> Secret {
    let keys = keys();
    claims.sign(keys.signing(Timestamp::from_seconds(NOW)).expect("a key")).expect("a token")
}

fn public() -> Vec<PublicKey> {
    keys().signing(Timestamp::from_seconds(NOW)).map(|key| key.public.clone()).into_iter().collect()
}

fn accepted(token: &Secret, at: i64) -> Result<Claims, NotAccepted> {
    let claims = Claims::genuine(token, &public())?;
    claims.hold(ISSUER, AUDIENCE, Timestamp::from_seconds(at)).map(|()| claims)
}

/// The same token with another header.
fn with_header(token: &Secret, header: &Value) -> String {
    let (_, rest) = token.reveal().split_once('.').expect("a header");
    format!("{}.{rest}", BASE64URL_NOPAD.encode(header.to_string().as_bytes()))
}

fn refused(token: &str) -> NotAccepted {
    accepted(&Secret::new(token), NOW).expect_err("it should be refused")
}

#[test]
fn what_was_signed_is_read_again() {
    assert_eq!(accepted(&signed(&claims()), NOW), Ok(claims()));
}

#[test]
fn a_token_whose_algorithm_is_none_is_refused() {
    let token = signed(&claims());
    for alg in ["none", "None", "NONE", ""] {
        let header = json!({ "typ": TYPE, "alg": alg, "kid": "1" });
        let unsigned = with_header(&token, &header);
        let (message, _) = unsigned.rsplit_once('.').expect("a signature");
        assert_eq!(refused(&unsigned), NotAccepted::Malformed, "{alg}");
        assert_eq!(refused(&format!("{message}.")), NotAccepted::Malformed, "{alg}");
    }
}

#[test]
fn a_token_that_is_signed_with_the_public_key_as_a_password_is_refused() {
    let header = json!({ "typ": TYPE, "alg": "HS256", "kid": "1" });
    let forged = with_header(&signed(&claims()), &header);
    let (message, _) = forged.rsplit_once('.').expect("a signature");
    let [key] = &public()[..] else { panic!("not one key") };
    let decoded = BASE64URL_NOPAD.decode(key.n.as_bytes()).expect("a modulus");
    for password in [key.n.as_bytes(), decoded.as_slice()] {
        let mut mac = Hmac::<Sha256>::new_from_slice(password).expect("a password");
        mac.update(message.as_bytes());
        let signature = BASE64URL_NOPAD.encode(&mac.finalize().into_bytes());
        assert_eq!(refused(&format!("{message}.{signature}")), NotAccepted::Forged);
    }
}

#[test]
fn another_algorithm_of_the_same_key_is_refused() {
    for alg in ["RS384", "RS512", "PS256", "ES256", "EdDSA"] {
        let header = json!({ "typ": TYPE, "alg": alg, "kid": "1" });
        assert_eq!(refused(&with_header(&signed(&claims()), &header)), NotAccepted::Forged, "{alg}");
    }
}

#[test]
fn a_key_that_is_not_published_is_refused_also_where_the_token_brings_it() {
    let token = signed(&claims());
    let [key] = &public()[..] else { panic!("not one key") };
    let jwk = json!({ "kty": "RSA", "n": key.n, "e": key.e });
    for header in [
        json!({ "typ": TYPE, "alg": "RS256", "kid": "2" }),
        json!({ "typ": TYPE, "alg": "RS256" }),
        json!({ "typ": TYPE, "alg": "RS256", "kid": "2", "jwk": jwk }),
        json!({ "typ": TYPE, "alg": "RS256", "kid": "2", "jku": "https://evil.example/keys" }),
        json!({ "typ": TYPE, "alg": "RS256", "kid": "../1" }),
    ] {
        assert_eq!(refused(&with_header(&token, &header)), NotAccepted::UnknownKey, "{header}");
    }
}

#[test]
fn a_token_of_another_kind_is_refused() {
    for typ in [json!("JWT"), json!("id_token+jwt"), Value::Null] {
        let header = json!({ "typ": typ, "alg": "RS256", "kid": "1" });
        assert_eq!(refused(&with_header(&signed(&claims()), &header)), NotAccepted::Malformed, "{typ}");
    }
    let critical = json!({ "typ": TYPE, "alg": "RS256", "kid": "1", "crit": ["b64"], "b64": false });
    assert_eq!(refused(&with_header(&signed(&claims()), &critical)), NotAccepted::Malformed);
}

#[test]
fn a_token_of_another_issuer_or_for_another_audience_is_refused() {
    let other = |claims: Claims| accepted(&signed(&claims), NOW);
    let text = |text: &str| text.to_owned();
    for iss in ["https://evil.example", "https://api.example.com/", "HTTPS://API.EXAMPLE.COM", ""] {
        assert_eq!(other(Claims { iss: text(iss), ..claims() }), Err(NotAccepted::Issuer), "{iss}");
    }
    for aud in ["https://api.example.com/back-office", "App", ""] {
        assert_eq!(other(Claims { aud: text(aud), ..claims() }), Err(NotAccepted::Audience), "{aud}");
    }
}

#[test]
fn a_token_holds_from_when_it_is_made_until_it_is_over_by_clocks_that_differ_a_minute() {
    let token = signed(&claims());
    let over = NOW + 7200 + CLOCKS_DIFFER;
    for (at, told) in [
        (NOW - CLOCKS_DIFFER - 1, Err(NotAccepted::NotYet)),
        (NOW - CLOCKS_DIFFER, Ok(claims())),
        (over - 1, Ok(claims())),
        (over, Err(NotAccepted::Expired)),
    ] {
        assert_eq!(accepted(&token, at), told, "{at}");
    }
    let endless = Claims { exp: i64::MAX, nbf: i64::MIN, ..claims() };
    assert!(accepted(&signed(&endless), NOW).is_ok());
}

#[test]
fn what_is_cut_changed_or_stuck_together_is_refused() {
    let token = signed(&claims());
    let token = token.reveal();
    let [header, body, signature] = token.split('.').collect::<Vec<_>>()[..] else { panic!("not three") };
    for changed in [
        String::new(),
        ".".to_owned(),
        "..".to_owned(),
        format!("{header}.{body}"),
        format!("{header}.{body}."),
        format!("{header}..{signature}"),
        format!(".{body}.{signature}"),
        format!("{header}.{body}.{signature}."),
        format!("{header}.{body}..{signature}"),
        format!(".{token}"),
        format!("{token}.{token}"),
        format!("{header}.{body}.{}", &signature[..signature.len() - 2]),
        format!("{header}.{body}.{signature}="),
        format!("{header}.{}.{signature}", BASE64URL_NOPAD.encode(b"{}")),
        format!(" {token}"),
        format!("{token}\n"),
    ] {
        assert!(accepted(&Secret::new(changed.clone()), NOW).is_err(), "{changed}");
    }
}

#[test]
fn a_token_of_64_kib_is_not_looked_at() {
    let filled = Claims { usr: "x".repeat(64 * 1024), ..claims() };
    assert_eq!(accepted(&signed(&filled), NOW), Err(NotAccepted::Malformed));
}
