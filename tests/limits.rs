//! Limits: on guessing codes and pass codes, and on messages to one destination.

use serde_json::{Value, json};

use crate::support::{
    app::{App, PASS_CODE, START, verification, wrong},
    one_time_passwords::offered,
    records::{by_pass_code, unverified},
};

const CARD: &str = "card-0000-0000-0000-0007";
/// As long as one that is too long to be guessed, where it is generated.
const LONG: &str = "card-0000-0000-0000-0000-0000-0008";

/// Registers a customer with an authentication code.
async fn with_a_card(app: &App) {
    let body =
        json!({ "identifier": "ada@example.com", "pass_code": PASS_CODE, "authentication_code": CARD });
    assert_eq!(app.post("create", body).await.status, 200);
}

/// How a request is answered, and in how many seconds it may be asked again.
async fn wait(app: &App, operation: &str, body: &Value) -> (u16, String) {
    let url = format!("http://{}/access_tokens/{operation}", app.stack.api);
    let request = reqwest::Client::new().post(url).header("content-type", "application/json");
    let response = request.body(body.to_string()).send().await.expect("an answer");
    let seconds = response.headers()["retry-after"].to_str().expect("a number").to_owned();
    (response.status().as_u16(), seconds)
}

fn until_the_next_hour() -> String {
    (60 * 60 - START.rem_euclid(60 * 60)).to_string()
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
async fn a_source_has_twenty_wrong_tries_a_day_whatever_is_resent_or_registered_anew() {
    let app = App::start().await;
    app.register("ada@example.com").await;
    for round in 0..4 {
        let code = app.code("ada@example.com").await;
        for _ in 0..5 {
            app.verify("ada@example.com", &wrong(&code)).await;
        }
        // A new one in the second half of its life, and in another hour.
        app.pass(60 * 60);
        if round % 2 == 0 {
            app.post("reset_verification_code", json!({ "identifier": "ada@example.com" })).await;
        } else {
            app.register("ada@example.com").await;
        }
    }
    let fifth = app.code("ada@example.com").await;
    assert_eq!(app.verify("ada@example.com", &fifth).await.code(), "VERIFICATION_REFUSED");
    // From somewhere else it is looked at.
    let body = verification("ada@example.com", PASS_CODE, &fifth);
    assert_eq!(app.post_from("127.0.0.2", "verify", body).await.state(), "EFFECTIVE");
}

#[tokio::test]
async fn a_code_that_is_right_is_right_whatever_pass_code_is_beside_it() {
    let app = App::start().await;
    app.register("ada@example.com").await;
    let code = app.code("ada@example.com").await;
    let verified = app.post("verify", verification("ada@example.com", "another horse 2", &code)).await;
    assert_eq!(verified.state(), "EFFECTIVE");
    let named = json!({ "identifier": "ada@example.com", "pass_code": "another horse 2" });
    assert_eq!(app.post("show", json!({ "access_token_identifier": named })).await.status, 200);
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
    let app = App::start_unverified().await;
    app.holding(CARD).await;
    app.holding(LONG).await;
    let show = |code: &str| json!({ "access_token_identifier": { "authentication_code": code } });
    for index in 0..100 {
        let long = "0".repeat(20 * (index % 2));
        assert_eq!(app.post("show", show(&format!("card-{long}{index}"))).await.status, 404);
    }
    // Whoever brought it may have filled a card's number up: how long it is says nothing.
    for code in [CARD, LONG] {
        assert_eq!(app.post("show", show(code)).await.status, 404);
        assert_eq!(app.post_from("127.0.0.2", "show", show(code)).await.status, 200);
    }
}

/// It is told from no address that somebody there tried others.
#[tokio::test]
async fn nobody_guesses_an_authentication_code_of_32_characters_where_all_are_generated() {
    let creation = "authentication_code]\ncreation = ";
    let generated = unverified().replace(&format!("{creation}\"NONE\""), &format!("{creation}\"GENERATED\""));
    let app = App::start_with(&generated.replace("\nlength = 20", "\nlength = 32")).await;
    let made = app.granted("create", json!({})).await;
    let show = |code: &Value| json!({ "access_token_identifier": { "authentication_code": code } });
    for _ in 0..101 {
        assert_eq!(app.post("show", show(&json!(CARD))).await.status, 404);
    }
    assert_eq!(app.post("show", show(&made.data()["authentication_code"])).await.status, 200);
}

#[tokio::test]
async fn finding_taken_authentication_codes_by_registering_counts_as_guessing() {
    let app = App::start_unverified().await;
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
    assert_eq!(wait(&app, "create", &body(101, CARD)).await, (429, until_the_next_hour()));
}

#[tokio::test]
async fn finding_taken_identifiers_by_registering_counts_as_guessing() {
    let app = App::start_unverified().await;
    app.register("ada@example.com").await;
    let body = |identifier: &str| json!({ "identifier": identifier, "pass_code": PASS_CODE });
    for _ in 0..100 {
        assert_eq!(app.post("create", body("Ada@example.com")).await.code(), "IDENTIFIER_TAKEN");
    }
    for identifier in ["ada@example.com", "nobody@example.com"] {
        assert_eq!(wait(&app, "create", &body(identifier)).await, (429, until_the_next_hour()));
    }
    let elsewhere = app.post_from("127.0.0.2", "create", body("nobody@example.com")).await;
    assert_eq!(elsewhere.state(), "EFFECTIVE");
    app.assert_consistent().await;
}

#[tokio::test]
async fn finding_taken_authentication_codes_by_updating_counts_as_guessing() {
    let app = App::start_unverified().await;
    app.holding(CARD).await;
    app.register("ada@example.com").await;
    let ada = by_pass_code("ada@example.com", PASS_CODE);
    let update = |code: &str| json!({ "access_token_identifier": ada, "authentication_code": code });
    for _ in 0..100 {
        assert_eq!(app.post("update", update(CARD)).await.code(), "AUTHENTICATION_CODE_TAKEN");
    }
    for code in [CARD, "card-0000-0000-0000-0009"] {
        let refused = app.post("update", update(code)).await;
        assert_eq!((refused.status, refused.code()), (429, "TOO_MANY_ATTEMPTS"));
    }
    // What asks for nothing of others' is not refused.
    let mine = json!({ "access_token_identifier": ada, "card_masked_number": "**** 1234" });
    assert_eq!(app.post("update", mine).await.status, 200);
}

#[tokio::test]
async fn a_right_authentication_code_is_no_guess_whatever_it_is_told() {
    let app = App::start_unverified().await;
    app.holding(CARD).await;
    let body = json!({ "authentication_code": CARD });
    for _ in 0..101 {
        assert_eq!(app.post_as_known("reset_verification_code", body.clone()).await.status, 409);
    }
    assert_eq!(app.post("show", json!({ "access_token_identifier": body })).await.status, 200);
}

#[tokio::test]
async fn a_destination_gets_one_message_a_minute_five_an_hour_ten_a_day_and_three_and_five_from_one_source() {
    let app = App::start().await;
    app.register("ada@example.com").await;
    let reset = json!({ "identifier": "ada@example.com" });
    let mut received = Vec::new();
    for hour in 0..4 {
        for _ in 0..20 {
            app.pass(30);
            app.post("reset_verification_code", reset.clone()).await;
        }
        received.push(app.messages("ada@example.com").await.len());
        for _ in 0..20 {
            app.pass(30);
            app.post_from("127.0.0.2", "reset_verification_code", reset.clone()).await;
        }
        received.push(app.messages("ada@example.com").await.len());
        assert_eq!(received.len(), 2 * (hour + 1));
        app.pass(60 * 60);
    }
    assert_eq!(received, [3, 5, 7, 10, 10, 10, 10, 10]);
    // A ticket is for something else.
    app.pass(24 * 60 * 60);
    app.post("reset_verification_code", reset.clone()).await;
    app.verify("ada@example.com", &app.code("ada@example.com").await).await;
    app.post("forgot_pass_code", reset).await;
    assert_eq!(app.messages("ada@example.com").await.len(), 12);
}

#[tokio::test]
async fn what_was_not_sent_is_kept_with_its_reason_and_told_to_nobody() {
    let app = App::start().await;
    let first = app.register("ada@example.com").await;
    assert_eq!(app.register("ada+news@example.com").await.status, first.status);
    app.settled().await;
    let notes = app.stack.inbox.notes(None);
    let notes: Vec<_> = notes.iter().map(|note| (note.to.as_str(), note.reason.as_str())).collect();
    assert_eq!(notes, [("ada+news@example.com", "PAUSE")]);
    assert_eq!(app.stack.inbox.messages(None).len(), 1);
    // Nor was anything registered.
    assert_eq!(app.rows_of("token").await.len(), 1);
}

#[tokio::test]
async fn who_proves_to_be_no_stranger_is_told_to_wait() {
    let app = App::start_unverified().await;
    with_a_card(&app).await;
    let card = json!({ "authentication_code": CARD });
    assert_eq!(app.post("reset_pass_code", card.clone()).await.status, 200);
    let reset = app.post("reset_pass_code", card).await;
    assert_eq!((reset.status, reset.code()), (429, "TOO_MANY_MESSAGES"));
}

#[tokio::test]
async fn a_source_asks_for_sixty_messages_an_hour_and_is_told_when_it_may_ask_again() {
    let app = App::start_with(&offered()).await;
    for index in 0..60 {
        app.post("forgot_pass_code", json!({ "identifier": format!("customer{index}@example.com") })).await;
    }
    let resets = ["forgot_pass_code", "reset_pass_code", "reset_verification_code"];
    for operation in ["create", "send_one_time_password"].into_iter().chain(resets) {
        let refused = wait(&app, operation, &json!({ "identifier": "ada@example.com" })).await;
        assert_eq!(refused, (429, until_the_next_hour()), "{operation}");
    }
    // Somebody else, or a back office, is not meant.
    let body = json!({ "identifier": "ada@example.com" });
    assert_eq!(app.post_from("127.0.0.2", "create", body.clone()).await.status, 200);
    assert_eq!(app.post_as_known("create", body).await.status, 200);
}

/// Both proofs are right, and both end the wrong ones in a row: one row, which a commit may name but once.
#[tokio::test]
async fn a_pass_code_that_proves_twice_in_one_request_ends_the_wrong_ones_once() {
    let app = App::start_unverified().await;
    app.register("ada@example.com").await;
    let ada = json!({ "identifier": "ada@example.com", "pass_code": PASS_CODE });
    let attached = json!([{ "action": "ADD_EXISTING", "access_token_identifier": ada }]);
    app.account("Ada", attached).await;
    let wrong =
        json!({ "access_token_identifier": { "identifier": "ada@example.com", "pass_code": "not this 1" } });
    assert_eq!(app.post("show", wrong).await.status, 404);
    app.rotate().await;
    app.pass(10 * 60);
    let named = json!({ "access_token_identifier": ada });
    let body = json!({
        "accounts_receivable_identifier": named,
        "access_tokens": [{ "action": "REMOVE", "access_token_identifier": ada }],
    });
    app.granted("accounts_receivable/update", body).await;
    app.assert_consistent().await;
}
