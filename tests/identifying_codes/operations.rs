//! A back office names an access token by what is shown in each operation in which it names one, and each uses it up.

use serde_json::{Value, json};

use super::{ADA, UNKNOWN};
use crate::support::{
    app::{Answer, App, PASS_CODE, told},
    identifying_codes::by_identifying_code,
    records::{by_pass_code, with},
};

const SHOWN: &str = "by what is shown";

/// The same body with the code in it.
fn showing(body: &Value, code: &str) -> Value {
    let shown = body.to_string().replace(&json!(SHOWN).to_string(), &by_identifying_code(code).to_string());
    serde_json::from_str(&shown).expect("JSON")
}

async fn ask(app: &App, till: &str, operation: &str, body: &Value) -> Answer {
    if operation == "access_tokens/list" {
        let named = serde_json::to_string(&body["accounts_receivable_identifier"]).expect("JSON");
        let query =
            reqwest::Url::parse_with_params("http://localhost", [("accounts_receivable_identifier", named)]);
        let query = query.expect("a URL");
        return app.get_in(till, &format!("access_tokens/list?{}", query.query().expect("a query"))).await;
    }
    app.post_in(till, operation, body.clone()).await
}

#[tokio::test]
async fn every_operation_that_names_an_access_token_takes_what_is_shown_once() {
    let app = App::start_unverified().await;
    app.granted("create", by_pass_code(ADA, PASS_CODE)).await;
    let till = app.till().await;
    let added = json!([{ "action": "ADD_EXISTING", "access_token_identifier": SHOWN }]);
    let removed = json!([{ "action": "REMOVE", "access_token_identifier": SHOWN }]);
    let token = json!({ "access_token_identifier": SHOWN });
    let account = json!({ "accounts_receivable_identifier": token });
    let participant = json!({ "rewards_participant_identifier": token });
    let named = json!({ "accounts_receivable_identifier": { "name": "Ada" } });
    app.account("Ada", json!([])).await;
    let owner = json!({ "type": "PERSON", "last_name": "Lovelace" });
    let card = |number: usize| json!({ "authentication_code": format!("{number:0>40}") });
    for (operation, body) in [
        ("access_tokens/show", token.clone()),
        ("accounts_receivable/create", json!({ "account_owner": owner, "access_tokens": added })),
        ("accounts_receivable/update", with(account.clone(), &json!({ "access_tokens": removed }))),
        ("access_tokens/update", with(token.clone(), &json!({ "udf_string_1": "x" }))),
        ("accounts_receivable/update", with(named.clone(), &json!({ "access_tokens": added }))),
        ("accounts_receivable/show", account.clone()),
        ("access_tokens/list", account.clone()),
        ("accounts_receivable/update", with(account.clone(), &json!({ "account_owner": { "title": "Dr" } }))),
        ("access_tokens/create", with(account.clone(), &card(1))),
        ("rewards_participants/create", with(account.clone(), &json!({ "access_tokens": added }))),
        ("rewards_participants/show", participant.clone()),
        (
            "rewards_participants/update",
            with(
                participant.clone(),
                &json!({ "access_tokens": [with(card(2), &json!({ "action": "ADD_NEW" }))] }),
            ),
        ),
        ("access_tokens/create", with(participant.clone(), &card(3))),
        ("rewards_participants/terminate", participant),
        ("accounts_receivable/update", with(named.clone(), &json!({ "access_tokens": removed }))),
        ("access_tokens/set_as_not_effective", token),
    ] {
        let code = app.identifying_code(ADA).await;
        let body = showing(&body, &code);
        let answer = ask(&app, &till, operation, &body).await;
        assert_eq!(answer.status, 200, "{operation} {answer:?}");
        assert!(app.rows_of("identifying_code").await.is_empty(), "{operation}");
    }
    app.assert_consistent().await;
}

#[tokio::test]
async fn one_request_may_name_one_customer_twice_by_one_code() {
    let app = App::start_unverified().await;
    app.granted("create", by_pass_code(ADA, PASS_CODE)).await;
    app.account(
        "Ada",
        json!([{ "action": "ADD_EXISTING", "access_token_identifier": by_pass_code(ADA, PASS_CODE) }]),
    )
    .await;
    let till = app.till().await;
    let code = app.identifying_code(ADA).await;
    let shown = json!({ "access_token_identifier": by_identifying_code(&code) });
    let body = json!({ "accounts_receivable_identifier": shown, "access_tokens": [with(shown.clone(), &json!({ "action": "ADD_EXISTING" }))] });
    let answer = app.post_in(&till, "rewards_participants/create", body).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(told(&app.typed_in(&till, &code).await), UNKNOWN);
}

#[tokio::test]
async fn a_refused_request_uses_nothing_up() {
    let app = App::start_unverified().await;
    app.granted("create", by_pass_code(ADA, PASS_CODE)).await;
    let till = app.till().await;
    let code = app.identifying_code(ADA).await;
    let token = json!({ "access_token_identifier": by_identifying_code(&code) });
    let account = json!({ "accounts_receivable_identifier": token });
    let answer = app.post_in(&till, "accounts_receivable/show", account).await;
    assert_eq!(told(&answer), (404, "ACCOUNTS_RECEIVABLE_NOT_FOUND"));
    let answer = app.post_in(&till, "set_as_effective", token).await;
    assert_eq!(told(&answer), (409, "LIFE_CYCLE_STATE_NOT_ALLOWED"));
    assert_eq!(app.typed_in(&till, &code).await.status, 200);
}
