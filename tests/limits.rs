//! Limits: on guessing codes and pass codes, and on messages to one destination.

use serde_json::json;

use crate::support::app::{App, PASS_CODE, verification, wrong};

const CARD: &str = "card-0000-0000-0000-0007";

/// Registers a customer with an authentication code.
async fn with_a_card(app: &App) {
    let body =
        json!({ "identifier": "ada@example.com", "pass_code": PASS_CODE, "authentication_code": CARD });
    assert_eq!(app.post("create", body).await.status, 200);
}

#[tokio::test]
async fn a_code_stands_five_wrong_tries() {
    let app = App::start().await;
    app.register("ada@example.com").await;
    let code = app.code("ada@example.com").await;
    for _ in 0..4 {
        app.verify("ada@example.com", &wrong(&code)).await;
    }
    assert_eq!(app.verify("ada@example.com", &code).await.state(), "EFFECTIVE");

    app.register("bob@example.com").await;
    let code = app.code("bob@example.com").await;
    for _ in 0..5 {
        app.verify("bob@example.com", &wrong(&code)).await;
    }
    assert_eq!(app.verify("bob@example.com", &code).await.code(), "VERIFICATION_REFUSED");
}

#[tokio::test]
async fn a_token_stands_ten_wrong_tries_a_day_whatever_is_resent_or_registered_anew() {
    let app = App::start().await;
    app.register("ada@example.com").await;
    let guess_five_times = async || {
        let code = app.code("ada@example.com").await;
        for _ in 0..5 {
            app.verify("ada@example.com", &wrong(&code)).await;
        }
    };
    guess_five_times().await;
    app.pass(60);
    app.post("reset_verification_code", json!({ "identifier": "ada@example.com" })).await;
    guess_five_times().await;
    app.pass(60);
    app.post("reset_verification_code", json!({ "identifier": "ada@example.com" })).await;
    let third = app.code("ada@example.com").await;
    assert_eq!(app.verify("ada@example.com", &third).await.code(), "VERIFICATION_REFUSED");
    app.pass(60);
    app.register("ada@example.com").await;
    let fourth = app.code("ada@example.com").await;
    assert_ne!(third, fourth);
    assert_eq!(app.verify("ada@example.com", &fourth).await.code(), "VERIFICATION_REFUSED");
    // The next day is another day.
    app.pass(24 * 60 * 60);
    app.post("reset_verification_code", json!({ "identifier": "ada@example.com" })).await;
    let fifth = app.code("ada@example.com").await;
    let verified = app.verify("ada@example.com", &fifth).await;
    assert_eq!(verified.state(), "EFFECTIVE", "{verified:?}");
}

#[tokio::test]
async fn a_wrong_pass_code_does_not_use_the_code_up() {
    let app = App::start().await;
    app.register("ada@example.com").await;
    let code = app.code("ada@example.com").await;
    for _ in 0..9 {
        app.post("verify", verification("ada@example.com", "not this 1", &code)).await;
    }
    assert_eq!(app.verify("ada@example.com", &code).await.state(), "EFFECTIVE");
}

#[tokio::test]
async fn a_source_may_guess_at_one_identifier_ten_times_an_hour_and_locks_nobody_else_out() {
    let app = App::start().await;
    app.effective("ada@example.com").await;
    let stranger = "127.0.0.2";
    let ask = async |source: &str, pass_code: &str| {
        app.post_from(source, "verify", verification("ada@example.com", pass_code, "000000"))
            .await
            .code()
            .to_owned()
    };
    for _ in 0..10 {
        assert_eq!(ask(stranger, "not this 1").await, "VERIFICATION_REFUSED");
    }
    // Even the right pass code tells a source nothing that has guessed too often …
    assert_eq!(ask(stranger, PASS_CODE).await, "VERIFICATION_REFUSED");
    // … while the owner, elsewhere, notices nothing.
    assert_eq!(ask("127.0.0.3", PASS_CODE).await, "LIFE_CYCLE_STATE_NOT_ALLOWED");
    app.pass(60 * 60);
    assert_eq!(ask(stranger, PASS_CODE).await, "LIFE_CYCLE_STATE_NOT_ALLOWED");
}

#[tokio::test]
async fn a_source_may_guess_at_authentication_codes_a_hundred_times_an_hour() {
    let app = App::start().await;
    with_a_card(&app).await;
    app.pass(60);
    for index in 0..100 {
        let guess = json!({ "authentication_code": format!("card-{index}") });
        assert_eq!(app.post("reset_verification_code", guess).await.status, 404);
    }
    let right = json!({ "authentication_code": CARD });
    assert_eq!(app.post("reset_verification_code", right.clone()).await.status, 404);
    assert_eq!(app.post_from("127.0.0.2", "reset_verification_code", right).await.status, 200);
}

#[tokio::test]
async fn finding_taken_authentication_codes_by_registering_counts_as_guessing() {
    let app = App::start().await;
    let body = |index: usize, card: &str| {
        let identifier = format!("customer{index}@example.com");
        json!({ "identifier": identifier, "pass_code": PASS_CODE, "authentication_code": card })
    };
    assert_eq!(app.post("create", body(0, CARD)).await.status, 200);
    for index in 1..=100 {
        assert_eq!(app.post("create", body(index, CARD)).await.code(), "AUTHENTICATION_CODE_TAKEN");
    }
    for card in [CARD, "card-0000-0000-0000-0008"] {
        let refused = app.post("create", body(101, card)).await;
        assert_eq!((refused.status, refused.code()), (429, "TOO_MANY_ATTEMPTS"));
    }
    assert_eq!(app.register("without-a-card@example.com").await.status, 200);
}

#[tokio::test]
async fn a_right_authentication_code_is_no_guess_whatever_it_is_told() {
    let app = App::start().await;
    with_a_card(&app).await;
    let body = json!({ "authentication_code": CARD });
    for _ in 0..101 {
        assert_eq!(app.post("reset_pass_code", body.clone()).await.status, 409);
    }
    app.pass(60);
    assert_eq!(app.post("reset_verification_code", body).await.status, 200);
}

#[tokio::test]
async fn a_destination_gets_one_message_a_minute_five_an_hour_ten_a_day() {
    let app = App::start().await;
    app.register("ada@example.com").await;
    let reset = json!({ "identifier": "ada@example.com" });
    let mut received = Vec::new();
    for _ in 0..4 {
        for _ in 0..20 {
            app.pass(30);
            app.post("reset_verification_code", reset.clone()).await;
        }
        received.push(app.messages("ada@example.com").await.len());
        app.pass(60 * 60);
    }
    assert_eq!(received, [5, 10, 10, 10]);
}

#[tokio::test]
async fn who_proves_to_be_no_stranger_is_told_to_wait() {
    let app = App::start().await;
    with_a_card(&app).await;
    let reset = app.post("reset_verification_code", json!({ "authentication_code": CARD })).await;
    assert_eq!((reset.status, reset.code()), (429, "TOO_MANY_MESSAGES"));
}
