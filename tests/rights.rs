//! Rights: every operation, asked for by every kind of caller.

use serde_json::{Value, json};
use shared::Scope;

use crate::support::{
    app::{Answer, App, DEFINITION, PASS_CODE, told},
    records::card,
    sessions::{forged, slip},
};

const ADA: &str = "ada@example.com";

/// Asks with nothing but a session token: who may ask is told that fields are missing, or whatever else.
async fn ask(app: &App, route: &str, session: Option<&str>) -> Answer {
    let (method, path) = route.split_once(" /").expect("a route");
    match (method, session) {
        ("GET", None) => app.get_as_stranger(path, &[]).await,
        ("GET", Some(session)) => app.get_in(session, path).await,
        (_, None) => app.post(path, json!({})).await,
        (_, Some(session)) => app.post_in(session, path, json!({})).await,
    }
}

/// That a caller was let through, whatever became of the request then.
fn assert_let_through(answer: &Answer, route: &str) {
    assert!(![401, 403].contains(&answer.status), "{route}: {answer:?}");
}

#[tokio::test]
async fn nobody_is_let_through_to_what_needs_a_session_and_to_nothing_else_it_matters() {
    let app = App::start().await;
    for operation in shared::described_operations() {
        let answer = ask(&app, &operation.route(), None).await;
        let expected = match (operation.needs_a_session(), operation.key_class()) {
            (true, _) => Some((401, "CALLER_NOT_KNOWN")),
            (false, Some(_)) => Some((401, "APPLICATION_KEY_REFUSED")),
            (false, None) => None,
        };
        match expected {
            Some(expected) => assert_eq!(told(&answer), expected, "{}", operation.route()),
            None if operation.route() == "POST /authentication/token" => {}
            None => assert_let_through(&answer, &operation.route()),
        }
    }
}

#[tokio::test]
async fn where_an_apps_key_is_required_nobody_gets_in_without_a_good_one() {
    let required = DEFINITION.replace("# [callers]", "[callers]\napplication_key = \"REQUIRED\"");
    let app = App::start_with(&required).await;
    let key = app.stack.keys.consumer_application_key.clone();
    let (id, revoked) = app.key_of_an_app().await;
    app.revoke(&id).await;
    for operation in shared::described_operations().iter().filter(|operation| operation.may_need_a_key()) {
        let route = operation.route();
        let (method, path) = route.split_once(" /").expect("a route");
        let ask = async |key: &str| match method {
            "GET" => app.get_with_key(key, path).await,
            _ => app.post_with_key(key, path, json!({})).await,
        };
        assert_eq!(told(&ask(&slip(&key)).await), (401, "APPLICATION_KEY_REFUSED"), "{route}");
        assert_let_through(&ask(&key).await, &route);
    }
    let new = json!({ "identifier": ADA, "pass_code": PASS_CODE });
    let answer = app.post_with_key(&revoked, "create", new.clone()).await;
    assert_eq!(told(&answer), (401, "APPLICATION_KEY_REFUSED"));
    let classifications = "access_tokens/configuration/classifications/list";
    let answer = app.get_with_key(&revoked, classifications).await;
    assert_eq!(told(&answer), (401, "APPLICATION_KEY_REFUSED"));
    assert_eq!(app.post_with_key(&key, "create", new).await.status, 200);
    assert_eq!(
        app.get_in(&app.back_office().await, classifications).await.status,
        200,
        "nor a back office one"
    );
}

#[tokio::test]
async fn a_forged_and_an_expired_session_are_refused_by_every_operation() {
    let app = App::start().await;
    app.effective(ADA).await;
    let session = app.logged_in(ADA, PASS_CODE).await;
    let back_office = app.back_office().await;
    let forgeries = [
        "no.session.token".to_owned(),
        forged(&session, "sub", json!("0".repeat(32))),
        forged(&back_office, "scope", json!("read write clear_codes delete erase")),
    ];
    let refused_to = async |token: &str| {
        for operation in shared::described_operations().iter().filter(|operation| operation.takes_a_session())
        {
            let answer = ask(&app, &operation.route(), Some(token)).await;
            assert_eq!(told(&answer), (401, "SESSION_REFUSED"), "{}", operation.route());
        }
    };
    for token in &forgeries {
        refused_to(token).await;
    }
    app.pass(7200 + 60);
    for token in [&session, &back_office] {
        refused_to(token).await;
    }
}

#[tokio::test]
async fn a_customer_is_let_through_to_what_is_theirs_and_not_to_customers_in_general() {
    let app = App::start().await;
    app.effective(ADA).await;
    let session = app.logged_in(ADA, PASS_CODE).await;
    for operation in shared::described_operations().iter().filter(|operation| operation.takes_a_session()) {
        let answer = ask(&app, &operation.route(), Some(&session)).await;
        if operation.is_for_back_office() {
            assert_eq!(told(&answer), (403, "CALLER_NOT_ALLOWED"), "{}", operation.route());
        } else if operation.route() != "POST /authentication/token" {
            assert_let_through(&answer, &operation.route());
        }
    }
}

#[tokio::test]
async fn a_back_office_is_let_through_to_what_the_scope_of_its_key_says() {
    let app = App::start().await;
    for scope in Scope::ALL {
        let session = app.back_office_with(scope).await;
        for operation in shared::described_operations().iter().filter(|operation| operation.takes_a_session())
        {
            let answer = ask(&app, &operation.route(), Some(&session)).await;
            if operation.scope() != scope || operation.takes_a_session_or_else() {
                assert_eq!(told(&answer), (403, "CALLER_NOT_ALLOWED"), "{scope:?} {}", operation.route());
            } else if operation.route() != "POST /authentication/token" {
                assert_let_through(&answer, &operation.route());
            }
        }
    }
}

#[tokio::test]
async fn a_released_session_opens_nothing_that_anybody_else_could_not() {
    let app = App::start().await;
    app.effective(ADA).await;
    for session in [app.logged_in(ADA, PASS_CODE).await, app.back_office().await] {
        app.post("authentication/token/release", json!({ "token": session })).await;
        let all: Value = json!({ "access_token_identifier": { "identifier": ADA, "pass_code": PASS_CODE } });
        let answer = app.post_in(&session, "show", all).await;
        assert_eq!(told(&answer), (401, "SESSION_REFUSED"));
        let answer = app.post_in(&session, "accounts_receivable/show", json!({})).await;
        assert!([401, 400].contains(&answer.status), "{answer:?}");
        let number = json!({ "accounts_receivable_identifier": { "number": "ACR0081726354" } });
        let answer = app.post_in(&session, "accounts_receivable/show", number).await;
        assert_eq!(told(&answer), (401, "SESSION_REFUSED"));
    }
}

#[tokio::test]
async fn only_a_key_for_clear_codes_replaces_a_pass_code_at_once() {
    let app = App::start().await;
    app.effective(ADA).await;
    // Without that it asks as anybody does: a ticket is sent, and the pass code stays.
    let session = app.back_office_with(Scope::Write).await;
    app.post_in(&session, "reset_pass_code", json!({ "identifier": ADA })).await;
    app.logged_in(ADA, PASS_CODE).await;
    app.pass(60);
    app.post_as_known("reset_pass_code", json!({ "identifier": ADA })).await;
    let named = json!({ "identifier": ADA, "pass_code": PASS_CODE });
    assert_eq!(told(&app.log_in(named).await), (403, "LOG_IN_REFUSED"));
}

/// An authentication code is its own proof: who finds it in a list could write, delete and log in with it.
#[tokio::test]
async fn only_a_key_for_clear_codes_finds_authentication_codes_in_a_list() {
    let app = App::start_unverified().await;
    app.holding(&card(1)).await;
    let list = "access_tokens/get_not_associated?number=1";
    let may_read = app.back_office_with(Scope::Read).await;
    let listed = app.get_in(&may_read, list).await;
    assert_eq!(listed.data()[0]["authentication_code"], Value::Null, "{listed:?}");
    let listed = app.get_in(&app.back_office().await, list).await;
    assert_eq!(listed.data()[0]["authentication_code"], json!(card(1)));
}
