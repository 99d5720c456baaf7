//! Sessions: what a customer sees and changes in one, and when it is over.

mod list;
mod pass_codes;
mod refresh;

use serde_json::{Value, json};

use crate::support::{
    app::{Answer, App, DEFINITION, PASS_CODE, told},
    records::{by_pass_code, card},
    sessions::forged,
    writing::ticket,
};

const ADA: &str = "ada@example.com";
const EVE: &str = "eve@example.com";

/// An account of a customer who is EFFECTIVE.
async fn account_of(app: &App, address: &str, name: &str) -> Answer {
    app.effective(address).await;
    let existing =
        json!({ "action": "ADD_EXISTING", "access_token_identifier": by_pass_code(address, PASS_CODE) });
    app.account(name, json!([existing])).await
}

async fn is_over(app: &App, session: &str) -> bool {
    let answer = app.post_in(session, "show", json!({})).await;
    if answer.status == 200 {
        return false;
    }
    assert_eq!(told(&answer), (401, "SESSION_REFUSED"));
    true
}

#[tokio::test]
async fn customers_see_their_own_account_without_naming_anything() {
    let app = App::start().await;
    let account = account_of(&app, ADA, "Ada").await;
    let session = app.logged_in(ADA, PASS_CODE).await;
    let token = app.post_in(&session, "show", json!({})).await;
    assert_eq!(token.data()["identifier"], ADA);
    let shown = app.post_in(&session, "accounts_receivable/show", json!({})).await;
    assert_eq!(shown.data()["number"], account.data()["number"], "{shown:?}");
    let by_number = json!({ "accounts_receivable_identifier": { "number": account.data()["number"] } });
    assert_eq!(app.post_in(&session, "accounts_receivable/show", by_number).await.status, 200);
}

#[tokio::test]
async fn customers_see_their_own_rewards_participant() {
    let app = App::start().await;
    account_of(&app, ADA, "Ada").await;
    app.effective(EVE).await;
    let existing =
        json!({ "action": "ADD_EXISTING", "access_token_identifier": by_pass_code(EVE, PASS_CODE) });
    let participant = app.participant("Ada", json!([existing])).await;
    let session = app.logged_in(EVE, PASS_CODE).await;
    let shown = app.post_in(&session, "rewards_participants/show", json!({})).await;
    assert_eq!(shown.data()["id"], json!(participant), "{shown:?}");
    let account = app.post_in(&session, "accounts_receivable/show", json!({})).await;
    assert_eq!(account.data()["name"], "Ada", "the account that owns it is behind it");
    let other = app.logged_in(ADA, PASS_CODE).await;
    let shown = app.post_in(&other, "rewards_participants/show", json!({})).await;
    assert_eq!(told(&shown), (404, "REWARDS_PARTICIPANT_NOT_FOUND"));
}

#[tokio::test]
async fn anothers_record_is_answered_as_if_it_did_not_exist() {
    let app = App::start().await;
    account_of(&app, ADA, "Ada").await;
    let other = account_of(&app, EVE, "Eve").await;
    let session = app.logged_in(ADA, PASS_CODE).await;
    for operation in ["accounts_receivable/show", "accounts_receivable/update"] {
        let ask = async |identifier: Value| {
            let body = json!({ "accounts_receivable_identifier": identifier });
            app.post_in(&session, operation, body).await
        };
        let unknown = ask(json!({ "number": "ACR0000000000" })).await;
        assert_eq!(told(&unknown), (404, "ACCOUNTS_RECEIVABLE_NOT_FOUND"));
        let data = other.data();
        for identifier in
            [json!({ "number": data["number"] }), json!({ "id": data["id"] }), json!({ "name": "Eve" })]
        {
            assert_eq!(ask(identifier).await, unknown);
        }
    }
}

#[tokio::test]
async fn who_has_no_account_is_told_that_there_is_none() {
    let app = App::start().await;
    app.effective(ADA).await;
    let session = app.logged_in(ADA, PASS_CODE).await;
    let answer = app.post_in(&session, "accounts_receivable/show", json!({})).await;
    assert_eq!(told(&answer), (404, "ACCOUNTS_RECEIVABLE_NOT_FOUND"));
}

#[tokio::test]
async fn customers_change_their_name_and_demographics_and_nothing_else_of_their_account() {
    let app = App::start().await;
    account_of(&app, ADA, "Ada").await;
    let session = app.logged_in(ADA, PASS_CODE).await;
    let update = async |body: Value| app.post_in(&session, "accounts_receivable/update", body).await;
    let changed = update(json!({ "account_owner": { "title": "Countess" } })).await;
    assert_eq!(changed.data()["account_owner"]["title"], "Countess", "{changed:?}");
    for body in [
        json!({ "name": "Another" }),
        json!({ "life_cycle_state": "SUSPENDED" }),
        json!({ "access_tokens": [] }),
        json!({ "account_owner": { "email": "eve@example.com" } }),
        json!({ "account_owner": { "phone": null } }),
        json!({ "account_owner": { "type": "COMPANY", "company_name": "X" } }),
        json!({ "account_owner": { "life_cycle_state": "MARKETING" } }),
        json!({ "account_owner": { "company_profile": null } }),
        json!({ "account_owner": { "demographics": null } }),
        json!({ "account_owner": { "demographics": { "passport_number": "X1" } } }),
    ] {
        assert_eq!(told(&update(body.clone()).await), (403, "CALLER_NOT_ALLOWED"), "{body}");
    }
}

#[tokio::test]
async fn a_session_changes_nothing_that_proves_who_the_customer_is_and_shows_no_authentication_code() {
    let app = App::start().await;
    app.effective(ADA).await;
    let mut coded = json!({ "access_token_identifier": by_pass_code(ADA, PASS_CODE) });
    coded["authentication_code"] = json!(card(1));
    assert_eq!(app.post("update", coded).await.data()["authentication_code"], json!(card(1)));
    let session = app.logged_in(ADA, PASS_CODE).await;
    assert_eq!(app.post_in(&session, "show", json!({})).await.data()["authentication_code"], Value::Null);
    let noted = app.post_in(&session, "update", json!({ "udf_string_1": "x" })).await;
    assert_eq!(
        (noted.data()["udf_string_1"].clone(), noted.data()["authentication_code"].clone()),
        (json!("x"), Value::Null)
    );
    for body in [
        json!({ "pass_code": "another horse 2" }),
        json!({ "identifier": "eve@example.com" }),
        json!({ "authentication_code": card(2) }),
        json!({ "authentication_code": null }),
    ] {
        let answer = app.post_in(&session, "update", body.clone()).await;
        assert_eq!(told(&answer), (400, "INVALID_FIELD"), "{body}");
        assert_eq!(answer.body["errors"][0]["field"], "access_token_identifier");
    }
    assert!(!is_over(&app, &session).await);
}

#[tokio::test]
async fn a_session_ends_when_it_is_released_and_no_other_one_does() {
    let app = App::start().await;
    app.effective(ADA).await;
    let (one, other) = (app.logged_in(ADA, PASS_CODE).await, app.logged_in(ADA, PASS_CODE).await);
    for _ in 0..2 {
        let released = app.post("authentication/token/release", json!({ "token": one })).await;
        assert_eq!((released.status, released.data()), (200, &json!({})));
    }
    assert!(is_over(&app, &one).await);
    assert!(!is_over(&app, &other).await);
}

#[tokio::test]
async fn a_release_answers_the_same_whatever_is_sent() {
    let app = App::start().await;
    app.effective(ADA).await;
    let session = app.logged_in(ADA, PASS_CODE).await;
    let released = app.post("authentication/token/release", json!({ "token": "nothing" })).await;
    assert_eq!((released.status, released.data()), (200, &json!({})));
    let forged = forged(&session, "iat", json!(0));
    let answer = app.post("authentication/token/release", json!({ "token": forged })).await;
    assert_eq!(answer, released);
    assert!(!is_over(&app, &session).await, "a forged token ends nothing");
    app.pass(3 * 3600);
    assert_eq!(app.post("authentication/token/release", json!({ "token": session })).await, released);
}

#[tokio::test]
async fn a_session_is_over_after_two_hours_by_clocks_that_differ_a_minute() {
    let app = App::start().await;
    app.effective(ADA).await;
    let session = app.logged_in(ADA, PASS_CODE).await;
    app.pass(7199);
    assert!(!is_over(&app, &session).await);
    app.pass(1);
    assert!(is_over(&app, &session).await, "its row is over, whatever the token says");
}

#[tokio::test]
async fn a_change_of_what_proves_the_customer_ends_all_sessions() {
    let app = App::start().await;
    app.effective(ADA).await;
    let sessions = async || [app.logged_in(ADA, PASS_CODE).await, app.logged_in(ADA, PASS_CODE).await];
    let ended = async |sessions: [String; 2]| {
        for session in sessions {
            assert!(is_over(&app, &session).await);
        }
    };
    let before = sessions().await;
    let mut coded = json!({ "access_token_identifier": by_pass_code(ADA, PASS_CODE) });
    coded["authentication_code"] = json!(card(1));
    assert_eq!(app.post("update", coded).await.status, 200);
    ended(before).await;

    let before = sessions().await;
    app.post("forgot_pass_code", json!({ "identifier": ADA })).await;
    let body = json!({ "token": ticket(&app, ADA).await, "pass_code": PASS_CODE });
    assert_eq!(app.post("change_pass_code", body).await.status, 200);
    ended(before).await;

    let before = sessions().await;
    let named = json!({ "access_token_identifier": by_pass_code(ADA, PASS_CODE) });
    assert_eq!(app.post("set_as_not_effective", named.clone()).await.status, 200);
    ended(before.clone()).await;
    assert_eq!(app.post("set_as_effective", named).await.status, 200);
    ended(before).await;
    assert!(!is_over(&app, &app.logged_in(ADA, PASS_CODE).await).await);
}

#[tokio::test]
async fn a_change_of_anything_else_ends_no_session() {
    let app = App::start().await;
    account_of(&app, ADA, "Ada").await;
    let session = app.logged_in(ADA, PASS_CODE).await;
    let noted = json!({ "access_token_identifier": by_pass_code(ADA, PASS_CODE), "udf_string_1": "x" });
    assert_eq!(app.post("update", noted).await.status, 200);
    app.post("forgot_pass_code", json!({ "identifier": ADA })).await;
    assert!(!is_over(&app, &session).await, "whoever asks for a ticket ends nothing");
}

#[tokio::test]
async fn a_token_is_taken_in_the_body_or_in_the_header_but_not_in_both() {
    let app = App::start().await;
    app.effective(ADA).await;
    let (one, other) = (app.logged_in(ADA, PASS_CODE).await, app.logged_in(ADA, PASS_CODE).await);
    assert_eq!(app.post("show", json!({ "token": one })).await.status, 200);
    assert_eq!(app.post_in(&one, "show", json!({})).await.status, 200);
    for token in [&one, &other] {
        let answer = app.post_in(&one, "show", json!({ "token": token })).await;
        assert_eq!(told(&answer), (400, "INVALID_FIELD"));
        assert_eq!(answer.body["errors"][0]["field"], "token");
    }
}

#[tokio::test]
async fn a_token_stands_in_no_address_unless_the_definition_says_so() {
    let list = "access_tokens/configuration/classifications/list";
    let app = App::start().await;
    app.effective(ADA).await;
    let session = app.logged_in(ADA, PASS_CODE).await;
    let answer = app.get_as_stranger(list, &[("token", &session)]).await;
    assert_eq!(told(&answer), (400, "INVALID_FIELD"), "{answer:?}");
    let app = App::start_with(&format!("{DEFINITION}\n[callers]\ntoken_in_query = true\n")).await;
    app.effective(ADA).await;
    let session = app.logged_in(ADA, PASS_CODE).await;
    assert_eq!(app.get_as_stranger(list, &[("token", &session)]).await.status, 200);
    let back_office = app.back_office().await;
    let answer = app.get_as_stranger(list, &[("token", &back_office)]).await;
    assert_eq!(told(&answer), (400, "INVALID_FIELD"), "never a back office's");
}

#[tokio::test]
async fn what_is_no_token_is_refused_however_large_it_is() {
    let app = App::start().await;
    app.effective(ADA).await;
    let session = app.logged_in(ADA, PASS_CODE).await;
    for token in
        ["x".to_owned(), "x".repeat(60 * 1024), format!("{session}x"), format!("{session}.{session}")]
    {
        let answer = app.post("show", json!({ "token": token })).await;
        assert_eq!(told(&answer), (401, "SESSION_REFUSED"), "{} bytes", token.len());
    }
    for (claim, value) in [
        ("sub", json!("0".repeat(32))),
        ("scope", json!("read write")),
        ("aud", json!("http://127.0.0.1/back-office")),
        ("exp", json!(9_999_999_999_i64)),
    ] {
        let answer = app.post("show", json!({ "token": forged(&session, claim, value) })).await;
        assert_eq!(told(&answer), (401, "SESSION_REFUSED"), "{claim}");
    }
}
