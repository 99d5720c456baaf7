//! Nobody but a back office identifies a customer by what they show, nobody logs in by it, and it changes and
//! shows nothing that outlives it.

use serde_json::json;

use super::{ADA, EVE, ada};
use crate::support::{
    app::{Answer, App, PASS_CODE, told},
    identifying_codes::by_identifying_code,
    one_time_passwords::{MADE_UP, by_one_time_password, offered},
    records::{by_code, by_pass_code, card, with},
};

const NOT_HERE: &str = "access_token_identifier.one_time_password: goes with the session of a back office";

#[tokio::test]
async fn a_stranger_and_another_customer_are_told_alike_that_it_is_not_for_them_right_or_wrong() {
    let (app, till) = ada().await;
    app.effective(EVE).await;
    let code = app.identifying_code(ADA).await;
    let eve = app.logged_in(EVE, PASS_CODE).await;
    let before = app.rows().await;
    for operation in ["show", "update", "verify", "set_as_not_effective", "delete"] {
        for shown in [&code, "00000000"] {
            let mut body = json!({ "access_token_identifier": by_identifying_code(shown) });
            if operation == "verify" {
                body["verification_code"] = json!("000000");
            }
            for answer in
                [app.post(operation, body.clone()).await, app.post_in(&eve, operation, body.clone()).await]
            {
                assert_eq!(told(&answer), (400, "INVALID_FIELD"), "{operation}");
                assert_eq!(answer.message(), NOT_HERE, "{operation}");
            }
        }
    }
    assert_eq!(app.rows().await, before, "nothing was counted");
    let account = json!({ "accounts_receivable_identifier": { "access_token_identifier": by_identifying_code(&code) } });
    let answer = app.post_in(&eve, "accounts_receivable/show", account).await;
    assert_eq!(answer.message(), format!("accounts_receivable_identifier.{NOT_HERE}"));
    assert_eq!(app.typed_in(&till, &code).await.status, 200);
}

#[tokio::test]
async fn a_code_opens_no_session() {
    let app = App::start_with(&offered()).await;
    app.effective(ADA).await;
    let till = app.till().await;
    let code = app.identifying_code(ADA).await;
    assert_eq!(told(&app.log_in(by_identifying_code(&code)).await), (400, "INVALID_FIELD"));
    assert_eq!(told(&app.log_in_by(ADA, MADE_UP, &code).await), (403, "LOG_IN_REFUSED"));
    let request = app.asked(ADA).await;
    assert_eq!(told(&app.log_in_by(ADA, &request, &code).await), (403, "LOG_IN_REFUSED"));
    let as_pass_code = app.log_in(by_pass_code(ADA, &code)).await;
    assert_eq!(told(&as_pass_code), (403, "LOG_IN_REFUSED"));
    assert_eq!(told(&app.log_in(by_code(&code)).await), (403, "LOG_IN_REFUSED"));
    assert_eq!(app.typed_in(&till, &code).await.status, 200);
}

#[tokio::test]
async fn what_is_sent_to_log_in_with_identifies_nobody_at_a_till() {
    let app = App::start_with(&offered()).await;
    app.effective(ADA).await;
    let till = app.till().await;
    let (request, password) = app.one_time_password(ADA).await;
    assert_eq!(app.typed_in(&till, &password).await.status, 404);
    let body = json!({ "access_token_identifier": by_one_time_password(ADA, &request, &password) });
    assert_eq!(told(&app.post_in(&till, "show", body).await), (400, "INVALID_FIELD"));
    assert_eq!(app.log_in_by(ADA, &request, &password).await.status, 200, "it was not tried");
}

#[tokio::test]
async fn by_a_code_nobody_sees_or_changes_what_outlives_it() {
    let app = App::start_unverified().await;
    app.granted("create", with(by_pass_code(ADA, PASS_CODE), &by_code(&card(1)))).await;
    let till = app.till().await;
    let hidden = |answer: &Answer, token: &serde_json::Value| {
        assert_eq!(answer.status, 200, "{answer:?}");
        assert_eq!((&token["identifier"], &token["authentication_code"]), (&json!(ADA), &json!(null)));
    };
    let shown = app.typed_in(&till, &app.identifying_code(ADA).await).await;
    hidden(&shown, shown.data());
    let code = app.identifying_code(ADA).await;
    let named = json!({ "access_token_identifier": by_identifying_code(&code) });
    for (field, value) in [
        ("pass_code", json!("another horse 2")),
        ("identifier", json!(EVE)),
        ("authentication_code", json!(card(2))),
    ] {
        let answer = app.post_in(&till, "update", with(named.clone(), &json!({ field: value }))).await;
        assert_eq!(told(&answer), (400, "INVALID_FIELD"), "{field}");
        assert_eq!(answer.body["errors"][0]["rule"], "NEEDED");
    }
    let answer = app.post_in(&till, "update", with(named, &json!({ "udf_string_1": "x" }))).await;
    hidden(&answer, answer.data());
    app.account("Ada", json!([])).await;
    let code = app.identifying_code(ADA).await;
    let added = json!({ "action": "ADD_EXISTING", "access_token_identifier": by_identifying_code(&code) });
    let body = json!({ "accounts_receivable_identifier": { "name": "Ada" }, "access_tokens": [added] });
    let answer = app.post_in(&till, "accounts_receivable/update", body).await;
    hidden(&answer, &answer.data()["access_tokens"][0]);
    let code = app.identifying_code(ADA).await;
    let named = json!({ "access_token_identifier": by_identifying_code(&code) });
    let answer = app.post_in(&till, "set_as_not_effective", named).await;
    hidden(&answer, answer.data());
}

#[tokio::test]
async fn what_does_not_go_together_is_refused_by_the_name_of_the_field_and_not_tried() {
    let (app, till) = ada().await;
    let code = app.identifying_code(ADA).await;
    for (more, field, rule) in [
        (json!({ "pass_code": PASS_CODE }), "pass_code", "GOES_WITH"),
        (json!({ "identifier": ADA }), "identifier", "EXACTLY_ONE_OF"),
        (by_code(&card(1)), "identifier", "EXACTLY_ONE_OF"),
        (json!({ "one_time_password": "1\n" }), "one_time_password", "CONTROL_CHARACTER"),
        (json!({ "one_time_password": 12_345_678 }), "one_time_password", "WRONG_TYPE"),
    ] {
        let body = json!({ "access_token_identifier": with(by_identifying_code(&code), &more) });
        let answer = app.post_in(&till, "show", body).await;
        assert_eq!(told(&answer), (400, "INVALID_FIELD"), "{more}");
        let error = &answer.body["errors"][0];
        let path = format!("access_token_identifier.{field}");
        assert_eq!((&error["field"], &error["rule"]), (&json!(path), &json!(rule)), "{answer:?}");
    }
    assert_eq!(app.typed_in(&till, &code).await.status, 200);
}
