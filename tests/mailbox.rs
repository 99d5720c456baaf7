//! Who reads the mailbox has the registration, whoever made it; and one that waits too long is gone.

use serde_json::json;

use crate::support::app::{App, PASS_CODE, text, verification};

/// What a stranger registers at somebody else's address, with everything that can be planted.
async fn planted(app: &App) -> String {
    let body = json!({
        "identifier": "ada@example.com",
        "pass_code": "a stranger's 1",
        "authentication_code": "mine-0000-0000-0000-0007",
        "card_masked_number": "**** 6666",
        "udf_string_1": "planted",
    });
    assert_eq!(app.post_from("127.0.0.2", "create", body).await.status, 200);
    app.code("ada@example.com").await
}

#[tokio::test]
async fn who_reads_the_mailbox_has_the_registration_and_nothing_of_the_strangers_is_left() {
    let app = App::start().await;
    // Ada's own registration comes too early after the stranger's to be sent a code, and changes nothing.
    let code = planted(&app).await;
    app.register("ada@example.com").await;
    let verified = app.verify("ada@example.com", &code).await;
    assert_eq!(verified.state(), "EFFECTIVE");
    for field in ["authentication_code", "card_masked_number", "udf_string_1"] {
        assert_eq!(verified.data()[field], json!(null), "{field}");
    }
    let show = async |named: serde_json::Value| {
        app.post("show", json!({ "access_token_identifier": named })).await.status
    };
    assert_eq!(show(json!({ "identifier": "ada@example.com", "pass_code": PASS_CODE })).await, 200);
    assert_eq!(show(json!({ "identifier": "ada@example.com", "pass_code": "a stranger's 1" })).await, 404);
    assert_eq!(show(json!({ "authentication_code": "mine-0000-0000-0000-0007" })).await, 404);
}

#[tokio::test]
async fn what_a_customer_sends_again_with_the_code_is_the_tokens() {
    let app = App::start().await;
    let code = planted(&app).await;
    let mut body = verification("ada@example.com", PASS_CODE, &code);
    body["authentication_code"] = json!("adas-0000-0000-0000-0001");
    body["card_masked_number"] = json!("**** 1234");
    body["udf_string_1"] = json!("gold");
    // What breaks a rule uses the code up no more than a pass code does that breaks one.
    let mut short = body.clone();
    short["authentication_code"] = json!("short");
    short["access_token_identifier"]["pass_code"] = json!("short 1");
    let refused = app.post("verify", short).await;
    assert_eq!((refused.status, refused.code()), (422, "INVALID_VALUE"));
    assert!(refused.message().contains("access_token_identifier.pass_code: must have"), "{refused:?}");
    let verified = app.post("verify", body).await;
    assert_eq!(verified.data()["authentication_code"], "adas-0000-0000-0000-0001");
    assert_eq!(verified.data()["card_masked_number"], "**** 1234");
    assert_eq!(verified.data()["udf_string_1"], "gold");
    let named = json!({ "access_token_identifier": { "authentication_code": "adas-0000-0000-0000-0001" } });
    assert_eq!(app.post("show", named).await.status, 200);
}

#[tokio::test]
async fn an_authentication_code_that_somebody_has_by_then_is_left_out() {
    let app = App::start().await;
    let card = "card-0000-0000-0000-0007";
    let body = |identifier: &str| json!({ "identifier": identifier, "pass_code": PASS_CODE, "authentication_code": card });
    for identifier in ["ada@example.com", "bob@example.com"] {
        assert_eq!(app.post("create", body(identifier)).await.data()["authentication_code"], card);
    }
    let verify = async |address: &str| app.verify(address, &app.code(address).await).await;
    assert_eq!(verify("bob@example.com").await.data()["authentication_code"], card);
    let late = verify("ada@example.com").await;
    assert_eq!((late.state(), &late.data()["authentication_code"]), ("EFFECTIVE", &json!(null)));
}

#[tokio::test]
async fn a_registration_that_waits_too_long_for_its_code_is_gone_with_what_it_claims() {
    let app = App::start().await;
    app.register("ada@example.com").await;
    app.register("bob@example.com").await;
    let first = app.code("ada@example.com").await;
    app.verify("bob@example.com", &app.code("bob@example.com").await).await;
    app.pass(7 * 24 * 60 * 60 - 1);
    app.post("reset_verification_code", json!({ "identifier": "ada@example.com" })).await;
    assert_eq!(app.messages("ada@example.com").await.len(), 2);
    app.pass(61);
    // It is not known any more, whoever asks; and she registers anew.
    app.post("reset_verification_code", json!({ "identifier": "ada@example.com" })).await;
    assert_eq!(app.messages("ada@example.com").await.len(), 2);
    app.pass(60);
    app.register("ada@example.com").await;
    let code = app.code("ada@example.com").await;
    assert_ne!(code, first);
    assert_eq!(app.verify("ada@example.com", &code).await.state(), "EFFECTIVE");
    // Who was verified stays.
    app.pass(365 * 24 * 60 * 60);
    for address in ["ada@example.com", "bob@example.com"] {
        let named = json!({ "identifier": address, "pass_code": PASS_CODE });
        assert_eq!(app.post("show", json!({ "access_token_identifier": named })).await.status, 200);
    }
    let claims = app.rows_of("claim").await;
    let addresses = claims.iter().filter(|claim| text(claim, "pk").starts_with("EMAIL#"));
    assert!(addresses.clone().count() == 2 && !addresses.clone().any(|claim| claim.contains_key("expires")));
}

/// The phone parser reads it as a number with an extension: it would have claimed somebody's phone.
#[tokio::test]
async fn an_email_address_that_looks_like_a_phone_number_takes_nobodys_phone() {
    let app = App::start().await;
    let looks_like_one = "+35799123456/x@evil.example";
    app.register(looks_like_one).await;
    assert_eq!(app.verify(looks_like_one, &app.code(looks_like_one).await).await.state(), "EFFECTIVE");
    let phone = "+35799123456";
    let named = json!({ "identifier": phone, "pass_code": PASS_CODE });
    assert_eq!(app.post("show", json!({ "access_token_identifier": named })).await.status, 404);
    let body = json!({ "identifier": phone, "pass_code": PASS_CODE, "classification_identifier": { "name": "Phone" } });
    assert_eq!(app.post("create", body).await.status, 200);
    assert_eq!(app.verify(phone, &app.code(phone).await).await.state(), "EFFECTIVE");
}

#[tokio::test]
async fn no_code_is_sent_to_a_number_that_somebody_earns_by() {
    let app = App::start().await;
    for phone in ["+449098790000", "+448001111111", "+448451234567", "+442079460958"] {
        let body = json!({ "identifier": phone, "classification_identifier": { "name": "Phone" } });
        let refused = app.post("create", body).await;
        assert_eq!((refused.status, refused.code()), (422, "INVALID_VALUE"), "{phone}");
        assert_eq!(refused.body["errors"][0]["rule"], "NOT_A_MOBILE_NUMBER", "{phone}");
    }
    assert!(app.stack.inbox.messages(None).is_empty());
}
