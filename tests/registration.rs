//! Registering: what a token may be made of, and what happens when somebody registers again.

use serde_json::json;

use crate::support::{
    app::{App, DEFINITION, PASS_CODE, digits, verification},
    records::assert_drawn,
};

#[tokio::test]
async fn the_latest_registration_wins_and_the_code_stays_the_one_that_was_sent_a_moment_ago() {
    let app = App::start().await;
    let first = app.register("ada@example.com").await;
    let old = app.code("ada@example.com").await;
    app.pass(60);
    let again =
        app.post("create", json!({ "identifier": "ada@example.com", "pass_code": "another one 2" })).await;
    assert_ne!(again.data()["id"], first.data()["id"]);
    assert_eq!(app.messages("ada@example.com").await.len(), 2);
    assert_eq!(app.code("ada@example.com").await, old);
    // In the second half of its life another one is sent, and the old one dies.
    app.pass(8 * 60);
    let last =
        app.post("create", json!({ "identifier": "ada@example.com", "pass_code": "another one 2" })).await;
    assert_ne!(last.data()["id"], again.data()["id"]);
    let new = app.code("ada@example.com").await;
    assert_eq!(app.verify("ada@example.com", &old).await.code(), "VERIFICATION_REFUSED");
    let verified = app.post("verify", verification("ada@example.com", "another one 2", &new)).await;
    // It has the number that the messages named: the first one's.
    assert_eq!(verified.data()["id"], first.data()["id"]);
    assert_eq!((app.rows_of("token").await.len(), app.rows_of("claim").await.len()), (1, 2));
}

#[tokio::test]
async fn an_authentication_code_of_a_registration_that_was_replaced_is_free_again() {
    let app = App::start().await;
    let body = |identifier: &str| json!({ "identifier": identifier, "pass_code": PASS_CODE, "authentication_code": "card-0000-0000-0000-0007" });
    assert_eq!(app.post("create", body("ada@example.com")).await.status, 200);
    app.pass(60);
    assert_eq!(
        app.post("create", json!({ "identifier": "ada@example.com", "pass_code": PASS_CODE })).await.status,
        200
    );
    assert_eq!(app.post("create", body("bob@example.com")).await.status, 200);
}

#[tokio::test]
async fn who_registers_again_may_bring_the_same_authentication_code_again() {
    let app = App::start().await;
    let card = "card-0000-0000-0000-0007";
    let body =
        json!({ "identifier": "ada@example.com", "pass_code": PASS_CODE, "authentication_code": card });
    for _ in 0..3 {
        let created = app.post("create", body.clone()).await;
        assert_eq!(created.data()["authentication_code"], card, "{created:?}");
        app.settled().await;
        app.pass(40);
    }
    let verified = app.verify("ada@example.com", &app.code("ada@example.com").await).await;
    assert_eq!(verified.state(), "EFFECTIVE");
    assert_eq!((app.rows_of("token").await.len(), app.rows_of("claim").await.len()), (1, 3));
}

#[tokio::test]
async fn a_token_may_have_neither_identifier_nor_pass_code_where_the_definition_allows_it() {
    let unverified = DEFINITION.replacen("required = \"ALWAYS\"", "required = \"NEVER\"", 1);
    let app = App::start_with(&unverified).await;
    let body = json!({ "authentication_code": "card-0000-0000-0000-0007" });
    let created = app.post("create", body.clone()).await;
    assert_eq!((created.state(), &created.data()["identifier"]), ("EFFECTIVE", &json!(null)));
    let refused = app.post("create", json!({ "pass_code": PASS_CODE })).await;
    let told = "identifier: is needed, or an authentication_code; pass_code: goes with an identifier";
    assert_eq!((refused.status, refused.message()), (400, told));

    let app = App::start_with(&unverified.replacen("_pass_code = true", "_pass_code = false", 1)).await;
    let refused = app.post("create", body).await;
    assert_eq!((refused.status, refused.message()), (400, "identifier: is needed"));
}

#[tokio::test]
async fn a_token_that_nobody_could_ever_use_is_refused() {
    let app = App::start_with(&DEFINITION.replacen("required = \"ALWAYS\"", "required = \"NEVER\"", 1)).await;
    let refused = app.post("create", json!({})).await;
    assert_eq!(
        (refused.status, refused.message()),
        (400, "identifier: is needed, or an authentication_code")
    );
}

#[tokio::test]
async fn an_authentication_code_without_an_identifier_is_taken_once() {
    let unverified = DEFINITION.replacen("required = \"ALWAYS\"", "required = \"NEVER\"", 1);
    let app = App::start_with(&unverified).await;
    let body = json!({ "authentication_code": "card-0000-0000-0000-0007" });
    assert_eq!(app.post("create", body.clone()).await.state(), "EFFECTIVE");
    let again = app.post("create", body).await;
    assert_eq!((again.status, again.code()), (409, "AUTHENTICATION_CODE_TAKEN"));
}

#[tokio::test]
async fn within_the_pause_nobody_can_replace_a_registration() {
    let app = App::start().await;
    app.register("ada@example.com").await;
    app.pass(59);
    let stranger =
        app.post("create", json!({ "identifier": "ada@example.com", "pass_code": "a stranger's 1" })).await;
    assert_eq!(stranger.state(), "PENDING_VERIFICATION");
    let code = app.code("ada@example.com").await;
    assert_eq!(app.verify("ada@example.com", &code).await.state(), "EFFECTIVE");
    assert_eq!(app.messages("ada@example.com").await.len(), 1);
}

#[tokio::test]
async fn an_owner_is_told_when_somebody_registers_with_their_address() {
    let app = App::start().await;
    let owner = app.effective("ada@example.com").await;
    app.pass(60);
    let stranger =
        app.post("create", json!({ "identifier": "ADA@example.com", "pass_code": "a stranger's 1" })).await;
    assert_eq!(stranger.state(), "PENDING_VERIFICATION");
    assert_ne!(stranger.data()["id"], owner.data()["id"]);
    let messages = app.messages("ada@example.com").await;
    let mail = messages.last().expect("a mail");
    assert_eq!(mail.subject.as_deref(), Some("You already have a Company ZX account"));
    assert_eq!(digits(&mail.text), None);
    // Nothing changed for the owner.
    assert_eq!(app.verify("ada@example.com", "000000").await.code(), "LIFE_CYCLE_STATE_NOT_ALLOWED");
}

#[tokio::test]
async fn without_verification_a_taken_identifier_is_refused() {
    let app = App::start_with(&DEFINITION.replacen("required = \"ALWAYS\"", "required = \"NEVER\"", 1)).await;
    app.register("ada@example.com").await;
    let again = app.post("create", json!({ "identifier": "Ada@example.com", "pass_code": PASS_CODE })).await;
    assert_eq!((again.status, again.code()), (409, "IDENTIFIER_TAKEN"));
}

#[tokio::test]
async fn a_generated_pass_code_comes_with_the_code_and_a_repeated_mail_repeats_it() {
    let app = App::start_with(&DEFINITION.replacen(
        "[definition.pass_code]\ncreation = \"NONE\"",
        "[definition.pass_code]\ncreation = \"GENERATED\"",
        1,
    ))
    .await;
    let refused =
        app.post("create", json!({ "identifier": "ada@example.com", "pass_code": PASS_CODE })).await;
    assert_eq!((refused.status, refused.message()), (400, "pass_code: is generated; send none"));

    app.post("create", json!({ "identifier": "ada@example.com" })).await;
    app.settled().await;
    app.pass(60);
    app.post("reset_verification_code", json!({ "identifier": "ada@example.com" })).await;
    let pass_code = |text: &str| {
        text.lines()
            .find_map(|line| line.strip_prefix("Access Token Pass Code: ").map(str::to_owned))
            .expect("a line")
    };
    let messages = app.messages("ada@example.com").await;
    let [first, second] = messages.as_slice() else { panic!("{messages:?}") };
    assert_eq!(pass_code(&first.text), pass_code(&second.text));
    let code = digits(&second.text).expect("a code");
    let verified = app.post("verify", verification("ada@example.com", &pass_code(&second.text), &code)).await;
    assert_eq!(verified.state(), "EFFECTIVE");
}

#[tokio::test]
async fn a_generated_authentication_code_is_shown_once_the_token_is_verified_and_works() {
    let definition = DEFINITION.replacen(
        "[definition.authentication_code]\ncreation = \"NONE\"",
        "[definition.authentication_code]\ncreation = \"GENERATED\"",
        1,
    );
    let app = App::start_with(&definition).await;
    // Whoever registers an address is not handed a key to what its owner will verify.
    let created = app.register("ada@example.com").await;
    assert_eq!(created.data()["authentication_code"], json!(null));
    let verified = app.verify("ada@example.com", &app.code("ada@example.com").await).await;
    let card = verified.data()["authentication_code"].as_str().expect("an authentication code");
    assert_eq!(card.len(), 20);
    let reset = app.post("reset_pass_code", json!({ "authentication_code": card })).await;
    assert_eq!(reset.data()["id"], verified.data()["id"]);
}

#[tokio::test]
async fn a_stranger_cannot_plant_an_authentication_code_on_somebody_elses_address() {
    let app = App::start().await;
    let mine = "mine-0000-0000-0000-0007";
    let refused =
        app.post("create", json!({ "identifier": "ada@example.com", "authentication_code": mine })).await;
    assert_eq!((refused.status, refused.code()), (400, "INVALID_FIELD"));
    assert_eq!(refused.message(), "authentication_code: goes with a pass code that you choose");
}

#[tokio::test]
async fn a_token_keeps_its_card_and_its_user_defined_fields() {
    let app = App::start().await;
    let body = json!({
        "identifier": "ada@example.com",
        "pass_code": PASS_CODE,
        "card_masked_number": "**** **** **** 1234",
        "udf_string_1": "gold",
        "udf_float_2": 1.5,
        "udf_date_3": "2015-11-27T16:08:56",
    });
    app.post("create", body).await;
    let verified = app.verify("ada@example.com", &app.code("ada@example.com").await).await;
    assert_eq!(verified.data()["card_masked_number"], "**** **** **** 1234");
    assert_eq!(verified.data()["card_last_4_digits"], "1234");
    assert_eq!(verified.data()["udf_string_1"], "gold");
    assert_eq!(verified.data()["udf_float_2"], 1.5);
    assert_eq!(verified.data()["udf_date_3"], "2015-11-27T16:08:56");
}

#[tokio::test]
async fn what_the_table_cannot_keep_is_refused_by_name() {
    let app = App::start().await;
    let number = "must be 0 or, without its sign, a number from 1e-129 to 1e125";
    let date = "must be a date like 2015-11-27T16:08:56";
    for (field, value, told) in [
        ("udf_float_1", json!(2e125), number),
        ("udf_float_4", json!(-1e-130), number),
        ("udf_date_2", json!("-2015-11-27T16:08:56"), date),
        ("udf_date_3", json!("+2015-11-27T16:08:56"), date),
    ] {
        let answer = app.post("create", json!({ "identifier": "ada@example.com", field: value })).await;
        assert_eq!((answer.status, answer.message()), (422, format!("{field}: {told}").as_str()));
    }
    // NFKC makes eighteen characters of this one.
    let grows = "\u{fdfa}".repeat(100);
    let verified = app.verify(&grows, "000000").await;
    let told = "access_token_identifier.identifier: must have at most 254 characters";
    assert_eq!((verified.status, verified.message()), (400, told));
    let reset = app.post("reset_pass_code", json!({ "identifier": grows })).await;
    assert_eq!((reset.status, reset.message()), (400, "identifier: must have at most 254 characters"));
}

#[tokio::test]
async fn the_largest_and_the_smallest_number_allowed_can_be_kept() {
    let app = App::start().await;
    for (number, float) in [9.99e124, -9.99e124, 1.01e-129, -1.01e-129, 0.0].into_iter().enumerate() {
        let address = format!("ada{number}@example.com");
        let body = json!({ "identifier": address, "pass_code": PASS_CODE, "udf_float_1": float });
        assert_eq!(app.post("create", body).await.status, 200, "{float}");
        assert_eq!(app.verify(&address, &app.code(&address).await).await.status, 200, "{float}");
    }
}

#[tokio::test]
async fn fields_set_names_the_fields_of_the_answer() {
    let app = App::start().await;
    let body = json!({ "identifier": "ada@example.com", "pass_code": PASS_CODE, "fields_set": "number, life_cycle_state" });
    let created = app.post("create", body).await;
    let number = assert_drawn("ACT", &created.data()["number"]);
    assert_eq!(created.data(), &json!({ "number": number, "life_cycle_state": "PENDING_VERIFICATION" }));
}

#[tokio::test]
async fn text_messages_go_only_to_the_countries_listed() {
    let app = App::start().await;
    let body = json!({
        "identifier": "+12125550123",
        "pass_code": PASS_CODE,
        "classification_identifier": { "alternative_code": "PHONE" },
    });
    let refused = app.post("create", body).await;
    assert_eq!((refused.status, refused.code()), (422, "INVALID_VALUE"));
    assert!(refused.message().starts_with("identifier: is a phone number of a country"), "{refused:?}");
    assert!(app.rows_of("token").await.is_empty());
}

#[tokio::test]
async fn a_customer_cannot_keep_somebody_elses_address_for_a_record_of_their_own() {
    let app = App::start().await;
    let owner = json!({ "type": "PERSON", "last_name": "Lovelace", "email": "owner@example.com" });
    let tokens = json!([{ "action": "ADD_NEW", "identifier": "ada@example.com", "pass_code": PASS_CODE }]);
    app.post_as_known(
        "accounts_receivable/create",
        json!({ "account_owner": owner, "access_tokens": tokens }),
    )
    .await;
    app.verify("ada@example.com", &app.code("ada@example.com").await).await;
    let mine = json!({ "identifier": "ada@example.com", "pass_code": PASS_CODE });
    let body = json!({
        "identifier": "bob@example.com",
        "pass_code": "not bob's own 1",
        "accounts_receivable_identifier": { "access_token_identifier": mine },
    });
    let refused = app.post("create", body).await;
    assert_eq!((refused.status, refused.code()), (401, "CALLER_NOT_KNOWN"));
    app.register("bob@example.com").await;
    assert_eq!(app.verify("bob@example.com", &app.code("bob@example.com").await).await.state(), "EFFECTIVE");
}
