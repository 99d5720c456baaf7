//! Objects: a list is none, however its items would fit. Only `access_tokens` is a list.

use serde_json::{Value, json};

use crate::support::app::App;

fn owner(demographics: &Value) -> Value {
    json!({ "account_owner": { "type": "PERSON", "last_name": "Lovelace", "demographics": demographics } })
}

fn with_token(token: &Value) -> Value {
    json!({ "account_owner": { "type": "PERSON", "last_name": "Lovelace" }, "access_tokens": [token] })
}

#[tokio::test]
async fn a_list_is_no_object_whose_fields_have_no_names() {
    let app = App::start().await;
    let code = json!(["CARD-4000-1234-5678-9010", null, null, null, null]);
    for (operation, body, field) in [
        ("show", json!({ "access_token_identifier": code }), "access_token_identifier"),
        (
            "verify",
            json!({ "access_token_identifier": code, "verification_code": "1" }),
            "access_token_identifier",
        ),
        ("update", json!({ "access_token_identifier": code }), "access_token_identifier"),
        (
            "create",
            json!({ "classification_identifier": [null, null, "PHONE"] }),
            "classification_identifier",
        ),
        (
            "accounts_receivable/show",
            json!({ "accounts_receivable_identifier": [null, "ACR000001", null, null] }),
            "accounts_receivable_identifier",
        ),
        (
            "rewards_participants/show",
            json!({ "rewards_participant_identifier": [null, "RWP000001", null] }),
            "rewards_participant_identifier",
        ),
        ("accounts_receivable/create", json!({ "account_owner": ["PERSON"] }), "account_owner"),
        (
            "accounts_receivable/create",
            owner(&json!({ "name_day": [1, 2] })),
            "account_owner.demographics.name_day",
        ),
        (
            "accounts_receivable/create",
            owner(&json!({ "country_of_residence": ["196", null, null, null] })),
            "account_owner.demographics.country_of_residence",
        ),
        (
            "accounts_receivable/create",
            with_token(&json!({ "action": "ADD_EXISTING", "access_token_identifier": code })),
            "access_tokens[0].access_token_identifier",
        ),
    ] {
        let answer = app.post_as_known(operation, body.clone()).await;
        let told = format!("{field}: must not be a list");
        assert_eq!((answer.status, answer.message()), (400, told.as_str()), "{operation} {body}");
    }
    let query =
        [("accounts_receivable_identifier", r#"{"access_token_identifier":["x",null,null,null,null]}"#)];
    let answer = app.get("list", &query).await;
    let told = "accounts_receivable_identifier.access_token_identifier: must not be a list";
    assert_eq!((answer.status, answer.message()), (400, told));
}

#[tokio::test]
async fn access_tokens_are_a_list_which_may_be_empty() {
    let app = App::start().await;
    let mut body = owner(&json!({}));
    body["access_tokens"] = json!([]);
    assert_eq!(app.post_as_known("accounts_receivable/create", body.clone()).await.status, 200);
    for (given, told) in [
        (json!({ "action": "ADD_NEW" }), "access_tokens: must be a list"),
        (json!(["ADD_NEW"]), "access_tokens[0]: must be an object"),
    ] {
        body["access_tokens"] = given;
        let answer = app.post_as_known("accounts_receivable/create", body.clone()).await;
        assert_eq!((answer.status, answer.message()), (400, told));
    }
}
