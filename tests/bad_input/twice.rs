//! A field that is given twice: whoever checks and whoever uses could see different values.

use crate::support::app::App;

#[tokio::test]
async fn a_field_that_stands_twice_is_named_by_its_path() {
    let app = App::start().await;
    for (operation, body, path) in [
        ("update", r#"{"identifier":"a","identifier":null}"#, "identifier"),
        ("show", r#"{"token":"a","token":"b"}"#, "token"),
        ("show", r#"{"fields_set":"id","fields_set":"id"}"#, "fields_set"),
        (
            "show",
            r#"{"access_token_identifier":{"authentication_code":"a","authentication_code":"b"}}"#,
            "access_token_identifier.authentication_code",
        ),
        ("forgot_pass_code", r#"{"identifier":"a","identifier":"a"}"#, "identifier"),
        ("send_one_time_password", r#"{"identifier":"a","identifier":"a"}"#, "identifier"),
        ("change_pass_code", r#"{"pass_code":"a","pass_\u0063ode":"b"}"#, "pass_code"),
        (
            "create",
            r#"{"accounts_receivable_identifier":{"id":"a","id":"a"}}"#,
            "accounts_receivable_identifier.id",
        ),
        ("accounts_receivable/create", r#"{"name":"a","name":"b"}"#, "name"),
        (
            "accounts_receivable/create",
            r#"{"account_owner":{"demographics":{"gender":"MALE","gender":"MALE"}}}"#,
            "account_owner.demographics.gender",
        ),
        (
            "accounts_receivable/update",
            r#"{"access_tokens":[{"action":"REMOVE"},{"action":"REMOVE","action":"ADD_NEW"}]}"#,
            "access_tokens[1].action",
        ),
        (
            "rewards_participants/update",
            r#"{"access_tokens":[{"access_token_identifier":{"identifier":"a","identifier":"b"}}]}"#,
            "access_tokens[0].access_token_identifier.identifier",
        ),
    ] {
        let answer = app.post_text(operation, "application/json", body).await;
        assert_eq!((answer.status, answer.code()), (400, "INVALID_FIELD"), "{body}");
        assert_eq!(answer.message(), format!("{path}: is given twice"));
    }
    assert!(app.rows().await.is_empty());
}

/// Every operation that takes a body reads it alike.
#[tokio::test]
async fn a_body_that_is_no_json_object_is_refused_by_every_operation() {
    let app = App::start().await;
    let big = format!("{{\"identifier\":\"{}\"}}", "x".repeat(64 * 1024));
    let deep = format!("{{\"account_owner\":{}{}}}", "[".repeat(16), "]".repeat(16));
    for operation in [
        "change_pass_code",
        "delete",
        "forgot_pass_code",
        "send_one_time_password",
        "set_as_effective",
        "set_as_not_effective",
        "show",
        "update",
        "accounts_receivable/create",
        "accounts_receivable/show",
        "accounts_receivable/terminate",
        "accounts_receivable/update",
        "rewards_participants/create",
        "rewards_participants/show",
        "rewards_participants/terminate",
        "rewards_participants/update",
    ] {
        for (content_type, body, code) in [
            ("application/json", "", "BODY_NOT_JSON"),
            ("application/json", "[]", "BODY_NOT_JSON"),
            ("application/json", "{\"name\":}", "BODY_NOT_JSON"),
            ("application/json", "{\"name\":\"\\ud800\"}", "BODY_NOT_JSON"),
            ("application/json", "{} x", "BODY_NOT_JSON"),
            ("application/json", deep.as_str(), "BODY_TOO_DEEP"),
            ("application/json", big.as_str(), "BODY_TOO_LARGE"),
            ("text/plain", "{}", "UNSUPPORTED_MEDIA_TYPE"),
            ("", "{}", "UNSUPPORTED_MEDIA_TYPE"),
        ] {
            let answer = app.post_text(operation, content_type, body).await;
            assert_eq!(answer.code(), code, "{operation} {content_type} {body:.60}");
        }
    }
    assert!(app.rows().await.is_empty());
}
