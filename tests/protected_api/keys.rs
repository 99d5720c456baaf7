//! The keys that the other API keeps for two hours, while the service gets new ones.

use serde_json::json;
use shared::variables::SIGNING_KEYS;

use super::{ADA, HOUR, ada, show, with};
use crate::support::{
    app::{App, PASS_CODE},
    sessions::header,
    signer::{Signer, take_signing_keys_away},
};

const UNKNOWN: &str = "the token names no key of the issuer";

/// Why a new key is published three hours before it signs.
#[tokio::test]
async fn who_read_the_keys_just_before_a_rotation_knows_the_new_one_when_it_signs_and_not_an_hour_sooner() {
    let app = App::start().await;
    let (token, said) = ada(&app).await;
    assert_eq!(show(&app, &token).await.status, 200, "the keys are read");
    app.stack.rotate(&app.stack.variables[SIGNING_KEYS]).await.expect("rotated");
    let new = Signer::newest(&app).await;
    assert_ne!(header(&token)["kid"], new.kid);
    let lasting = with(&said, "exp", json!(app.now() + 24 * HOUR));
    app.pass(2 * HOUR - 1);
    let too_soon = show(&app, &new.sign(&lasting)).await;
    assert_eq!(too_soon.why(), (401, "Unauthorized", UNKNOWN));
    assert_eq!(show(&app, &token).await.status, 200);
    app.pass(HOUR + 1);
    let first = app.logged_in(ADA, PASS_CODE).await;
    assert_eq!(header(&first)["kid"], new.kid);
    assert_eq!(show(&app, &first).await.status, 200);
}

/// What the runbook warns of: those two hours cannot be had back.
#[tokio::test]
async fn keys_that_were_taken_away_open_the_other_api_for_as_long_as_it_keeps_them_and_new_ones_do_not() {
    let app = App::start().await;
    let (token, said) = ada(&app).await;
    let leaked = Signer::newest(&app).await;
    let lasting = leaked.sign(&with(&said, "exp", json!(app.now() + 24 * HOUR)));
    assert_eq!(show(&app, &lasting).await.status, 200, "the keys are read");
    let read = app.now();
    take_signing_keys_away(&app).await;
    app.pass(read + 2 * HOUR - 1 - app.now());
    assert_eq!(app.post_in(&token, "show", json!({})).await.status, 401);
    assert_eq!(show(&app, &lasting).await.status, 200);
    let new = app.logged_in(ADA, PASS_CODE).await;
    assert_eq!(show(&app, &new).await.why(), (401, "Unauthorized", UNKNOWN));
    app.pass(1);
    assert_eq!(show(&app, &lasting).await.why(), (401, "Unauthorized", UNKNOWN));
    assert_eq!(show(&app, &new).await.status, 200);
}
