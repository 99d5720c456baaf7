//! Company ZX's story: customers register in its app, receive a code, type it in, and log in.

use serde_json::{Value, json};

use crate::support::{
    app::{App, DEFINITION, PASS_CODE, digits, verification},
    records::{assert_drawn, at_once},
    writing::ticket,
};

#[tokio::test]
async fn a_customer_registers_by_email_types_the_code_in_and_is_effective() {
    let app = App::start().await;
    let created = app.register("ada@example.com").await;
    assert_eq!(created.state(), "PENDING_VERIFICATION");
    let number = assert_drawn("ACT", &created.data()["number"]);
    assert_eq!(created.data()["verification_code"], Value::Null);

    let messages = app.messages("ada@example.com").await;
    let [mail] = messages.as_slice() else { panic!("{messages:?}") };
    let code = digits(&mail.text).expect("a code");
    assert_eq!(mail.subject.as_deref(), Some(format!("{code} is your Company ZX code").as_str()));
    for line in [
        "Welcome to our family!",
        &format!("Access Token Number: {number}"),
        "Access Token Identifier: ada@example.com",
        "Access Token Pass Code: the pass code you chose",
    ] {
        assert!(mail.text.contains(line), "{line:?} in {}", mail.text);
    }

    let verified = app.verify("ada@example.com", &code).await;
    assert_eq!((verified.status, verified.state()), (200, "EFFECTIVE"));
    assert_eq!(verified.data()["verification_code"], json!(code));
    assert_eq!(verified.data()["verified_date"], "2026-11-18T11:06:40");
    assert_eq!(verified.data()["id"], created.data()["id"]);
}

#[tokio::test]
async fn a_customer_registers_by_phone_and_gets_a_text_message() {
    let app = App::start().await;
    let body = json!({
        "identifier": "+357 99 123456",
        "pass_code": PASS_CODE,
        "classification_identifier": { "alternative_code": "PHONE" },
    });
    let created = app.post("create", body).await;
    assert_eq!(created.data()["identifier"], "+35799123456");
    assert_eq!(created.data()["classification"]["name"], "Phone");

    let messages = app.messages("+35799123456").await;
    let [sms] = messages.as_slice() else { panic!("{messages:?}") };
    let code = digits(&sms.text).expect("a code");
    assert_eq!(sms.text, format!("{code} is your Company ZX code. Do not share it."));

    let verified = app.verify("+357-99-123456", &code).await;
    assert_eq!((verified.status, verified.state()), (200, "EFFECTIVE"));
}

#[tokio::test]
async fn a_customer_may_register_with_an_address_alone_and_choose_the_pass_code_with_the_code() {
    let app = App::start().await;
    app.post("create", json!({ "identifier": "ada@example.com" })).await;
    let code = app.code("ada@example.com").await;
    let body = |pass_code: Option<&str>| {
        json!({
            "access_token_identifier": { "identifier": "ada@example.com" },
            "verification_code": code,
            "pass_code": pass_code,
        })
    };
    let without = app.post("verify", body(None)).await;
    assert_eq!((without.status, without.code()), (422, "PASS_CODE_NEEDED"));
    let too_short = app.post("verify", body(Some("short"))).await;
    assert_eq!(
        (too_short.status, too_short.message()),
        (422, "pass_code: must have at least 8 characters; pass_code: must have at least 1 digit")
    );
    let verified = app.post("verify", body(Some(PASS_CODE))).await;
    assert_eq!((verified.status, verified.state()), (200, "EFFECTIVE"));

    // From here on it takes the pass code to be told anything.
    assert_eq!(app.verify("ada@example.com", "000000").await.code(), "LIFE_CYCLE_STATE_NOT_ALLOWED");
    assert_eq!(app.post("verify", body(None)).await.code(), "VERIFICATION_REFUSED");
}

#[tokio::test]
async fn a_code_that_got_lost_is_sent_again_and_later_another_one_is_and_the_old_one_dies() {
    let app = App::start().await;
    app.register("ada@example.com").await;
    let old = app.code("ada@example.com").await;
    let reset =
        async || app.post("reset_verification_code", json!({ "identifier": "ada@example.com" })).await;
    app.pass(60);
    assert_eq!(reset().await.status, 200);
    assert_eq!(app.messages("ada@example.com").await.len(), 2);
    assert_eq!(app.code("ada@example.com").await, old);
    // In the second half of its life.
    app.pass(7 * 60);
    assert_eq!(reset().await.status, 200);
    let new = app.code("ada@example.com").await;
    assert_ne!(old, new);
    assert_eq!(app.verify("ada@example.com", &old).await.code(), "VERIFICATION_REFUSED");
    assert_eq!(app.verify("ada@example.com", &new).await.state(), "EFFECTIVE");
}

#[tokio::test]
async fn a_reset_by_anybody_leaves_the_pass_code_until_the_ticket_sets_a_new_one() {
    let app = App::start().await;
    app.effective("ada@example.com").await;
    let reset = app.post("reset_pass_code", json!({ "identifier": "ada@example.com" })).await;
    assert_eq!(reset.status, 200);
    let with = async |pass_code: &str| {
        app.post("verify", verification("ada@example.com", pass_code, "000000")).await.code().to_owned()
    };
    assert_eq!(with(PASS_CODE).await, "LIFE_CYCLE_STATE_NOT_ALLOWED");
    let body = json!({ "token": ticket(&app, "ada@example.com").await, "pass_code": "another horse 2" });
    assert_eq!(app.post("change_pass_code", body).await.status, 200);
    assert_eq!(with("another horse 2").await, "LIFE_CYCLE_STATE_NOT_ALLOWED");
    assert_eq!(with(PASS_CODE).await, "VERIFICATION_REFUSED");
}

#[tokio::test]
async fn a_pass_code_is_replaced_at_once_by_a_generated_one_where_the_definition_says_so() {
    let app = App::start_with(&at_once(DEFINITION)).await;
    app.effective("ada@example.com").await;
    app.pass(60);
    let reset = app.post("reset_pass_code", json!({ "identifier": "ada@example.com" })).await;
    assert_eq!(reset.status, 200);
    assert_eq!(reset.data().get("random_pass_code"), None);

    let messages = app.messages("ada@example.com").await;
    let mail = &messages.last().expect("a mail").text;
    let line = mail.lines().find_map(|line| line.strip_prefix("Access Token Pass Code: "));
    let new = line.expect("a pass code");
    assert!(new.len() >= 12, "{new}");
    // An EFFECTIVE token says so only to who knows its pass code.
    let with = async |pass_code: &str| {
        app.post("verify", verification("ada@example.com", pass_code, "000000")).await
    };
    assert_eq!(with(new).await.code(), "LIFE_CYCLE_STATE_NOT_ALLOWED");
    assert_eq!(with(PASS_CODE).await.code(), "VERIFICATION_REFUSED");
}

#[tokio::test]
async fn the_older_paths_answer_the_same() {
    let app = App::start().await;
    let body = json!({ "identifier": "ada@example.com", "pass_code": PASS_CODE });
    let created = app.post("../crmapi/rest/v4/access_tokens/create", body).await;
    assert_eq!(created.state(), "PENDING_VERIFICATION");
    let verified = app
        .post(
            "../crmapi/rest/v4/access_tokens/verify",
            verification("ada@example.com", PASS_CODE, &app.code("ada@example.com").await),
        )
        .await;
    assert_eq!(verified.state(), "EFFECTIVE");
}
