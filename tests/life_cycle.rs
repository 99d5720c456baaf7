//! The life cycle: what each state may, and how a refusal names the state.

use serde_json::json;

use crate::support::{
    app::{App, PASS_CODE, START, verification, wrong},
    records::{at_once, by_pass_code, unverified},
};

const CARD: &str = "card-0000-0000-0000-0007";

#[tokio::test]
async fn a_token_that_needs_no_verification_is_effective_at_once() {
    let app = App::start_with(&unverified()).await;
    let created = app.register("ada@example.com").await;
    assert_eq!(created.state(), "EFFECTIVE");
    assert_eq!(created.data()["verified_date"], json!(null));
    assert!(app.messages("ada@example.com").await.is_empty());
}

#[tokio::test]
async fn a_token_is_updated_when_its_code_is_sent_again_and_when_it_is_verified() {
    let app = App::start().await;
    app.register("ada@example.com").await;
    let updated = async || app.rows_of("token").await[0]["updated"].as_n().expect("a number").clone();
    app.pass(60);
    app.post("reset_verification_code", json!({ "identifier": "ada@example.com" })).await;
    assert_eq!(updated().await, (START + 60).to_string());
    app.pass(60);
    assert_eq!(app.verify("ada@example.com", &app.code("ada@example.com").await).await.status, 200);
    assert_eq!(updated().await, (START + 120).to_string());
}

#[tokio::test]
async fn an_effective_token_is_not_verified_by_another_code() {
    let app = App::start().await;
    app.register("ada@example.com").await;
    let code = app.code("ada@example.com").await;
    assert_eq!(app.verify("ada@example.com", &code).await.status, 200);
    let another = app.verify("ada@example.com", &wrong(&code)).await;
    assert_eq!((another.status, another.code()), (409, "LIFE_CYCLE_STATE_NOT_ALLOWED"));
    assert_eq!(another.message(), "not allowed while the access token is EFFECTIVE");
}

#[tokio::test]
async fn an_effective_token_has_no_verification_code_to_reset() {
    let app = App::start().await;
    let body = json!({ "identifier": "ada@example.com", "pass_code": "correct horse 1", "authentication_code": CARD });
    app.post("create", body).await;
    let code = app.code("ada@example.com").await;
    app.verify("ada@example.com", &code).await;
    app.pass(60);
    let reset = app.post("reset_verification_code", json!({ "authentication_code": CARD })).await;
    assert_eq!((reset.status, reset.code()), (409, "LIFE_CYCLE_STATE_NOT_ALLOWED"));
    assert_eq!(reset.message(), "not allowed while the access token is EFFECTIVE");
    assert_eq!(app.messages("ada@example.com").await.len(), 1);
}

#[tokio::test]
async fn a_pending_token_has_no_pass_code_operations() {
    let app = App::start().await;
    let body = json!({ "identifier": "ada@example.com", "pass_code": "correct horse 1", "authentication_code": CARD });
    app.post("create", body).await;
    app.pass(60);
    for operation in ["reset_pass_code", "forgot_pass_code"] {
        assert_eq!(app.post(operation, json!({ "identifier": "ada@example.com" })).await.status, 200);
    }
    assert_eq!(app.messages("ada@example.com").await.len(), 1);
    // The pass code is the old one, and the code still works.
    let code = app.code("ada@example.com").await;
    assert_eq!(app.verify("ada@example.com", &code).await.state(), "EFFECTIVE");
}

#[tokio::test]
async fn an_authentication_code_alone_identifies_and_proves() {
    let app = App::start().await;
    let body = json!({ "identifier": "ada@example.com", "pass_code": "correct horse 1", "authentication_code": CARD });
    let created = app.post("create", body).await;
    assert_eq!(created.data()["authentication_code"], CARD);
    // Until the address is verified, it is nobody's.
    let code = app.code("ada@example.com").await;
    let named = json!({ "authentication_code": CARD });
    let by_code = json!({ "access_token_identifier": named, "verification_code": code });
    assert_eq!(app.post("verify", by_code).await.code(), "VERIFICATION_REFUSED");
    assert_eq!(app.verify("ada@example.com", &code).await.data()["authentication_code"], CARD);
    let reset = app.post("reset_pass_code", json!({ "authentication_code": CARD })).await;
    assert_eq!(reset.status, 200);
    assert_eq!(reset.data()["id"], created.data()["id"]);
    assert_eq!(reset.data()["number"], created.data()["number"]);
    assert_eq!(reset.data()["life_cycle_state"], "EFFECTIVE");
}

#[tokio::test]
async fn an_unknown_authentication_code_finds_nothing() {
    let app = App::start().await;
    let reset = app.post("reset_pass_code", json!({ "authentication_code": CARD })).await;
    assert_eq!((reset.status, reset.code()), (404, "ACCESS_TOKEN_NOT_FOUND"));
}

#[tokio::test]
async fn the_same_verification_once_more_gets_the_same_answer_and_changes_nothing() {
    let app = App::start().await;
    app.register("ada@example.com").await;
    let code = app.code("ada@example.com").await;
    let first = app.verify("ada@example.com", &code).await;
    let rows = app.rows().await;
    app.pass(15 * 60 - 1);
    assert_eq!(app.verify("ada@example.com", &code).await, first);
    assert_eq!(app.rows().await, rows);
    app.pass(1);
    let late = app.verify("ada@example.com", &code).await;
    assert_eq!((late.status, late.code()), (409, "LIFE_CYCLE_STATE_NOT_ALLOWED"));
}

#[tokio::test]
async fn a_pass_code_that_is_chosen_with_the_code_may_be_sent_with_it_once_more() {
    let app = App::start().await;
    for named in [json!({ "identifier": "ada@example.com" }), by_pass_code("eve@example.com", PASS_CODE)] {
        let address = named["identifier"].as_str().expect("an address").to_owned();
        app.register(&address).await;
        let code = app.code(&address).await;
        let body = json!({ "access_token_identifier": named, "verification_code": code, "pass_code": "another horse 2" });
        let first = app.post("verify", body.clone()).await;
        assert_eq!(first.state(), "EFFECTIVE");
        assert_eq!(app.post("verify", body.clone()).await, first);
        let mut other = body;
        other["pass_code"] = json!("a third horse 3");
        assert_eq!(app.post("verify", other).await.code(), "VERIFICATION_REFUSED");
    }
}

#[tokio::test]
async fn a_code_sets_one_pass_code() {
    let app = App::start().await;
    app.register("ada@example.com").await;
    let code = app.code("ada@example.com").await;
    assert_eq!(app.verify("ada@example.com", &code).await.status, 200);
    let another = verification("ada@example.com", "another horse 2", &code);
    assert_eq!(app.post("verify", another).await.code(), "VERIFICATION_REFUSED");
    assert_eq!(app.verify("ada@example.com", &code).await.status, 200);
}

#[tokio::test]
async fn a_code_of_before_the_state_changed_is_not_answered_again() {
    let app = App::start().await;
    app.register("ada@example.com").await;
    let code = app.code("ada@example.com").await;
    assert_eq!(app.verify("ada@example.com", &code).await.status, 200);
    for operation in ["set_as_not_effective", "set_as_effective"] {
        let named = json!({ "access_token_identifier": by_pass_code("ada@example.com", PASS_CODE) });
        assert_eq!(app.post(operation, named).await.status, 200);
        assert_eq!(app.verify("ada@example.com", &code).await.status, 409);
    }
}

#[tokio::test]
async fn a_code_is_bound_to_its_token() {
    let app = App::start().await;
    app.register("ada@example.com").await;
    app.register("bob@example.com").await;
    let adas = app.code("ada@example.com").await;
    assert_eq!(app.verify("bob@example.com", &adas).await.code(), "VERIFICATION_REFUSED");
}

#[tokio::test]
async fn a_code_expires_on_the_second() {
    let app = App::start().await;
    app.register("ada@example.com").await;
    app.register("bob@example.com").await;
    let (adas, bobs) = (app.code("ada@example.com").await, app.code("bob@example.com").await);
    app.pass(15 * 60 - 1);
    assert_eq!(app.verify("ada@example.com", &adas).await.state(), "EFFECTIVE");
    app.pass(1);
    assert_eq!(app.verify("bob@example.com", &bobs).await.code(), "VERIFICATION_REFUSED");
}

#[tokio::test]
async fn random_pass_code_is_shown_where_the_definition_says_so_and_never_to_a_stranger() {
    let definition =
        at_once(&unverified()).replacen("show_random_pass_code = false", "show_random_pass_code = true", 1);
    let app = App::start_with(&definition).await;
    let body = json!({ "identifier": "ada@example.com", "pass_code": "correct horse 1", "authentication_code": CARD });
    app.post("create", body).await;
    let shown = app.post("reset_pass_code", json!({ "authentication_code": CARD })).await;
    let new = shown.data()["random_pass_code"].as_str().expect("a pass code").to_owned();
    let with_new = app.post("verify", verification("ada@example.com", &new, "000000")).await;
    assert_eq!(with_new.code(), "LIFE_CYCLE_STATE_NOT_ALLOWED");
    app.pass(60);
    let named = json!({ "authentication_code": CARD, "fields_set": "number,random_pass_code" });
    let named = app.post("reset_pass_code", named).await;
    assert_eq!(named.data().as_object().map(serde_json::Map::len), Some(2), "{named:?}");
    app.pass(60);
    let stranger = app.post("reset_pass_code", json!({ "identifier": "ada@example.com" })).await;
    assert_eq!(stranger.data().get("random_pass_code"), None);
}
