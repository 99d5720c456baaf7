//! Managing a token: taken out of use, into use again, deleted, and what it frees.

use serde_json::{Value, json};

use crate::{
    customers::{
        WRONG_STATE, account, add_new, ask_account, ask_participant, by_card, card, named, participant,
        refusal, remove, verified,
    },
    support::app::{Answer, App, PASS_CODE, text},
};

/// Asks for an operation on the token with a card, as a back office: to anybody else a token that is pending proves
/// nothing.
async fn ask(app: &App, operation: &str, number: usize) -> Answer {
    app.post_as_known(operation, json!({ "access_token_identifier": by_card(number) })).await
}

/// An app with a token in each state: card 1 EFFECTIVE, card 2 NOT_EFFECTIVE, card 3 PENDING_VERIFICATION.
async fn one_of_each() -> App {
    let app = App::start_with(&verified("REWARDS_PARTICIPANTS")).await;
    for number in [1, 2] {
        app.post("create", json!({ "authentication_code": card(number) })).await;
    }
    ask(&app, "set_as_not_effective", 2).await;
    participant(&app, &account(&app, json!([])).await, json!([add_new(3)])).await;
    app
}

const STATES: [&str; 3] = ["EFFECTIVE", "NOT_EFFECTIVE", "PENDING_VERIFICATION"];

/// That an operation is granted to one state, and refused to the others with the state named.
async fn only(operation: &str, granted: &str) {
    let app = one_of_each().await;
    for (index, state) in STATES.iter().enumerate() {
        let answer = ask(&app, operation, index + 1).await;
        if *state == granted {
            assert_eq!(answer.status, 200, "{answer:?}");
        } else {
            assert_eq!(refusal(&answer), WRONG_STATE, "{answer:?}");
            assert_eq!(answer.message(), format!("not allowed while the access token is {state}"));
        }
    }
}

#[tokio::test]
async fn a_token_is_shown_in_each_state() {
    let app = one_of_each().await;
    for (index, state) in STATES.iter().enumerate() {
        assert_eq!(ask(&app, "show", index + 1).await.state(), *state);
    }
}

#[tokio::test]
async fn a_pending_token_proves_nothing_to_a_stranger() {
    let app = one_of_each().await;
    for operation in ["show", "update", "set_as_effective", "set_as_not_effective", "delete"] {
        let answer = app.post(operation, json!({ "access_token_identifier": by_card(3) })).await;
        assert_eq!(refusal(&answer), (404, "ACCESS_TOKEN_NOT_FOUND"), "{operation}");
    }
}

#[tokio::test]
async fn only_an_effective_token_is_set_as_not_effective() {
    only("set_as_not_effective", "EFFECTIVE").await;
}

#[tokio::test]
async fn only_a_not_effective_token_is_set_as_effective() {
    only("set_as_effective", "NOT_EFFECTIVE").await;
}

#[tokio::test]
async fn only_a_not_effective_token_is_deleted() {
    only("delete", "NOT_EFFECTIVE").await;
}

#[tokio::test]
async fn what_takes_proof_is_refused_the_same_for_an_unknown_token_and_a_wrong_pass_code() {
    let app = App::start_with(&verified("NEVER")).await;
    app.register("ada@example.com").await;
    for operation in ["show", "update", "set_as_effective", "set_as_not_effective", "delete"] {
        for identifier in [
            json!({ "identifier": "ada@example.com", "pass_code": "not this 1" }),
            json!({ "identifier": "ada@example.com" }),
            json!({ "identifier": "unknown@example.com", "pass_code": PASS_CODE }),
            by_card(1),
        ] {
            // Ten wrong proofs are all that one hour allows.
            app.pass(60 * 60);
            let refused = app.post(operation, json!({ "access_token_identifier": identifier })).await;
            assert_eq!(refusal(&refused), (404, "ACCESS_TOKEN_NOT_FOUND"), "{operation}");
        }
    }
    let who = json!({ "identifier": "ADA@example.com", "pass_code": PASS_CODE });
    assert_eq!(app.post("show", json!({ "access_token_identifier": who })).await.state(), "EFFECTIVE");
}

#[tokio::test]
async fn a_token_that_is_not_effective_may_only_be_shown_set_as_effective_or_deleted() {
    let app = App::start_with(&verified("NEVER")).await;
    app.post(
        "create",
        json!({ "identifier": "ada@example.com", "pass_code": PASS_CODE, "authentication_code": card(1) }),
    )
    .await;
    let account = account(&app, json!([])).await;
    ask(&app, "set_as_not_effective", 1).await;
    let mine = json!({ "access_token_identifier": by_card(1) });
    let with = |field: &str, value: Value| {
        let mut body = mine.clone();
        body[field] = value;
        body
    };
    for (operation, body) in [
        ("verify", with("verification_code", json!("000000"))),
        ("update", with("card_masked_number", json!("**** 1234"))),
        ("reset_pass_code", by_card(1)),
        ("reset_verification_code", by_card(1)),
        ("accounts_receivable/show", json!({ "accounts_receivable_identifier": mine })),
    ] {
        assert_eq!(refusal(&app.post_as_known(operation, body).await), WRONG_STATE, "{operation}");
    }
    let add = json!({ "access_tokens": [crate::customers::add_existing(1)] });
    assert_eq!(refusal(&ask_account(&app, "update", &account, add).await), WRONG_STATE);
    app.post("forgot_pass_code", json!({ "identifier": "ada@example.com" })).await;
    assert!(app.messages("ada@example.com").await.is_empty());
}

#[tokio::test]
async fn a_token_is_not_set_as_not_effective_while_its_participant_is_effective() {
    let app = App::start_with(&verified("NEVER")).await;
    let participant = participant(&app, &account(&app, json!([])).await, json!([add_new(1)])).await;
    let refused = ask(&app, "set_as_not_effective", 1).await;
    assert_eq!(refusal(&refused), WRONG_STATE);
    assert!(refused.message().ends_with("belongs to a rewards participant that is EFFECTIVE"), "{refused:?}");
    ask_participant(&app, "terminate", &participant, json!({})).await;
    assert_eq!(ask(&app, "set_as_not_effective", 1).await.state(), "NOT_EFFECTIVE");
}

#[tokio::test]
async fn a_token_that_is_set_as_effective_again_keeps_what_it_had() {
    let app = App::start().await;
    let verified = app.effective("ada@example.com").await;
    let who =
        json!({ "access_token_identifier": { "identifier": "ada@example.com", "pass_code": PASS_CODE } });
    app.pass(60);
    app.post("set_as_not_effective", who.clone()).await;
    let again = app.post("set_as_effective", who).await;
    for field in ["id", "number", "identifier", "life_cycle_state", "verified_date"] {
        assert_eq!(again.data()[field], verified.data()[field], "{field}");
    }
}

#[tokio::test]
async fn what_is_deleted_frees_its_identifier_its_code_and_its_number() {
    let app = App::start_with(&verified("NEVER")).await;
    let account = account(&app, json!([])).await;
    let body = json!({
        "identifier": "ada@example.com",
        "pass_code": PASS_CODE,
        "authentication_code": card(1),
        "accounts_receivable_identifier": named(&account),
    });
    let claims = app.rows_of("claim").await;
    let created = app.post_as_known("create", body.clone()).await;
    ask(&app, "set_as_not_effective", 1).await;
    let deleted = ask(&app, "delete", 1).await;
    assert_eq!((&deleted.data()["id"], deleted.state()), (&created.data()["id"], "NOT_EFFECTIVE"));
    assert_eq!(deleted.data()["accounts_receivable"]["number"], account.data()["number"]);
    assert_eq!(app.rows_of("claim").await, claims);
    assert!(app.rows_of("token").await.is_empty() && app.rows_of("link").await.is_empty());
    let counted = &app.rows_of("accounts_receivable").await[0]["access_tokens"];
    assert_eq!(counted.as_n().map(String::as_str), Ok("0"));
    assert_eq!(refusal(&ask(&app, "show", 1).await), (404, "ACCESS_TOKEN_NOT_FOUND"));
    let again = app.post_as_known("create", body).await;
    assert_eq!(again.status, 200);
    assert_ne!(again.data()["number"], created.data()["number"]);
}

#[tokio::test]
async fn the_last_token_of_an_account_that_must_have_one_is_not_deleted() {
    let definition = verified("NEVER").replacen("at_least_one_token = false", "at_least_one_token = true", 1);
    let app = App::start_with(&definition).await;
    account(&app, json!([add_new(1), add_new(2)])).await;
    for number in [1, 2] {
        ask(&app, "set_as_not_effective", number).await;
    }
    assert_eq!(ask(&app, "delete", 1).await.status, 200);
    assert_eq!(refusal(&ask(&app, "delete", 2).await), (409, "AT_LEAST_ONE_ACCESS_TOKEN"));
}

#[tokio::test]
async fn a_token_is_not_effective_once_its_last_link_goes_where_the_definition_says_so() {
    for (setting, state) in [("true", "NOT_EFFECTIVE"), ("false", "EFFECTIVE")] {
        let definition =
            verified("NEVER").replacen("link_removed = false", &format!("link_removed = {setting}"), 1);
        let app = App::start_with(&definition).await;
        let account = account(&app, json!([add_new(1)])).await;
        let number = account.data()["access_tokens"][0]["number"].as_str().expect("a number");
        let add = json!([crate::customers::add_existing(1)]);
        let participant = participant(&app, &account, add).await;
        let let_go = json!({ "access_tokens": [remove(1)] });
        ask_account(&app, "update", &account, let_go.clone()).await;
        assert_eq!(ask(&app, "show", 1).await.state(), "EFFECTIVE");
        let last = ask_participant(&app, "update", &participant, let_go).await;
        assert_eq!(last.data()["access_tokens"][0]["life_cycle_state"], state);
        assert_eq!(ask(&app, "show", 1).await.state(), state);
        let listed = text(&app.rows_of("token").await[0], "not_associated_as");
        assert_eq!(listed, format!("{state}#{number}"));
    }
}
