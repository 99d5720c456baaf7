//! Updates: a field that is absent is left as it is, one that is null is cleared, one that is given is set.

mod accounts_receivable;
mod generated;

use serde_json::{Value, json};

use crate::support::{
    app::{Answer, App, PASS_CODE},
    records::{CARD, by_code, by_pass_code, card, unverified, with},
};

const ADA: &str = "ada@example.com";

/// All fields of a token that an update takes, but the pass code.
fn full() -> Value {
    json!({
        "authentication_code": CARD, "identifier": ADA, "card_masked_number": "**** 1234",
        "udf_string_1": "1", "udf_string_2": "2", "udf_string_3": "3", "udf_string_4": "4",
        "udf_string_5": "5", "udf_string_6": "6", "udf_string_7": "7", "udf_string_8": "8",
        "udf_float_1": 1.5, "udf_float_2": 0.0, "udf_float_3": -3.25, "udf_float_4": 4e9,
        "udf_date_1": "2001-01-01T00:00:00", "udf_date_2": "2002-01-01T00:00:00",
        "udf_date_3": "2003-01-01T00:00:00", "udf_date_4": "2004-01-01T00:00:00",
    })
}

/// Another value for each of them that can be cleared alone.
fn other() -> Value {
    json!({
        "card_masked_number": "**** 9999",
        "udf_string_1": "a", "udf_string_2": "", "udf_string_3": "c", "udf_string_4": "d",
        "udf_string_5": "e", "udf_string_6": "f", "udf_string_7": "g", "udf_string_8": "h",
        "udf_float_1": 11.0, "udf_float_2": -0.5, "udf_float_3": 0.0, "udf_float_4": 1e-9,
        "udf_date_1": "2011-01-01T00:00:00", "udf_date_2": "2012-02-29T00:00:00",
        "udf_date_3": "2013-01-01T23:59:59", "udf_date_4": "2014-01-01T00:00:00",
    })
}

async fn update(app: &App, named: &Value, fields: Value) -> Answer {
    app.post_as_known("update", with(json!({ "access_token_identifier": named }), &fields)).await
}

async fn show(app: &App, named: &Value) -> Answer {
    app.post("show", json!({ "access_token_identifier": named })).await
}

/// Those of an answer.
fn fields(answer: &Answer) -> Value {
    assert_eq!(answer.status, 200, "{answer:?}");
    let mut fields = full();
    for (field, value) in fields.as_object_mut().expect("fields") {
        *value = answer.data()[field].clone();
    }
    fields
}

/// A token with all of them, and its pass code.
async fn filled(app: &App) {
    app.granted("create", with(full(), &json!({ "pass_code": PASS_CODE }))).await;
}

#[tokio::test]
async fn a_field_of_a_token_is_left_cleared_or_set() {
    let app = App::start_unverified().await;
    filled(&app).await;
    let named = by_code(CARD);
    for (field, value) in other().as_object().expect("fields") {
        for value in [value, &Value::Null, &full()[field]] {
            let expected = with(fields(&show(&app, &named).await), &json!({ field: value }));
            let updated = update(&app, &named, json!({ field: value })).await;
            assert_eq!(fields(&updated), expected, "{field}");
            assert_eq!(fields(&show(&app, &named).await), expected, "{field}");
        }
    }
    assert_eq!(fields(&show(&app, &named).await), full());
    // All at once, and nothing at all.
    let names = other().as_object().expect("fields").keys().cloned().collect::<Vec<_>>();
    let nulls: Value = names.into_iter().map(|name| (name, Value::Null)).collect();
    assert_eq!(fields(&update(&app, &named, nulls.clone()).await), with(full(), &nulls));
    assert_eq!(fields(&update(&app, &named, other()).await), with(full(), &other()));
    assert_eq!(fields(&update(&app, &named, json!({})).await), with(full(), &other()));
    app.assert_consistent().await;
}

#[tokio::test]
async fn what_is_not_updated_stays_the_tokens() {
    let app = App::start_unverified().await;
    app.account("Ada", json!([with(json!({ "action": "ADD_NEW", "pass_code": PASS_CODE }), &full())])).await;
    let before = show(&app, &by_code(CARD)).await;
    app.pass(60);
    let after = update(&app, &by_code(CARD), json!({ "udf_string_1": "x" })).await;
    for field in
        ["id", "number", "life_cycle_state", "verified_date", "classification", "accounts_receivable"]
    {
        assert_eq!(after.data()[field], before.data()[field], "{field}");
    }
    assert_eq!(after.data()["accounts_receivable"]["name"], "Ada");
    let dates = |answer: &Answer| answer.data()["log_information"].clone();
    assert_eq!(dates(&after)["created_date"], dates(&before)["created_date"]);
    assert_ne!(dates(&after)["updated_date"], dates(&before)["updated_date"]);
    app.assert_consistent().await;
}

#[tokio::test]
async fn a_new_identifier_frees_the_old_one_and_keeps_the_pass_code() {
    let app = App::start_unverified().await;
    filled(&app).await;
    let updated =
        update(&app, &by_pass_code(ADA, PASS_CODE), json!({ "identifier": "Bob@Example.COM" })).await;
    assert_eq!(fields(&updated)["identifier"], "Bob@example.com");
    assert_eq!(show(&app, &by_pass_code(ADA, PASS_CODE)).await.code(), "ACCESS_TOKEN_NOT_FOUND");
    assert_eq!(show(&app, &by_pass_code("bob@example.com", PASS_CODE)).await.status, 200);
    // What was given up is anybody's, what was taken nobody else's.
    app.register(ADA).await;
    let taken = app.post("create", by_pass_code("BOB@example.com", PASS_CODE)).await;
    assert_eq!(taken.code(), "IDENTIFIER_TAKEN");
    app.assert_consistent().await;
}

#[tokio::test]
async fn another_spelling_of_an_identifier_is_no_other_identifier() {
    let app = App::start_unverified().await;
    filled(&app).await;
    let updated = update(&app, &by_code(CARD), json!({ "identifier": "ADA@example.com" })).await;
    assert_eq!(fields(&updated)["identifier"], "ADA@example.com");
    assert_eq!(show(&app, &by_pass_code(ADA, PASS_CODE)).await.status, 200);
    app.assert_consistent().await;
}

#[tokio::test]
async fn a_new_authentication_code_frees_the_old_one() {
    let app = App::start_unverified().await;
    filled(&app).await;
    let updated = update(&app, &by_code(CARD), json!({ "authentication_code": card(1) })).await;
    assert_eq!(fields(&updated)["authentication_code"], card(1));
    assert_eq!(show(&app, &by_code(CARD)).await.code(), "ACCESS_TOKEN_NOT_FOUND");
    assert_eq!(show(&app, &by_code(&card(1))).await.status, 200);
    app.holding(CARD).await;
    let taken = app.post("create", by_code(&card(1))).await;
    assert_eq!(taken.code(), "AUTHENTICATION_CODE_TAKEN");
    // Sent once more it is the same one.
    assert_eq!(update(&app, &by_code(&card(1)), by_code(&card(1))).await.status, 200);
    app.assert_consistent().await;
}

#[tokio::test]
async fn what_is_cleared_is_anybodys_again() {
    let app = App::start_unverified().await;
    filled(&app).await;
    let cleared = update(&app, &by_code(CARD), json!({ "identifier": null, "pass_code": null })).await;
    assert_eq!(fields(&cleared)["identifier"], Value::Null);
    assert_eq!(show(&app, &by_pass_code(ADA, PASS_CODE)).await.code(), "ACCESS_TOKEN_NOT_FOUND");
    app.register(ADA).await;
    let cleared = update(&app, &by_pass_code(ADA, PASS_CODE), json!({ "authentication_code": null })).await;
    assert_eq!(cleared.data()["authentication_code"], Value::Null);
    let bob = json!({ "identifier": "bob@example.com", "pass_code": PASS_CODE, "authentication_code": null });
    assert_eq!(fields(&update(&app, &by_code(CARD), bob).await)["identifier"], "bob@example.com");
    assert_eq!(show(&app, &by_code(CARD)).await.code(), "ACCESS_TOKEN_NOT_FOUND");
    app.holding(CARD).await;
    app.assert_consistent().await;
}

#[tokio::test]
async fn a_new_pass_code_ends_the_old_one() {
    let app = App::start_unverified().await;
    filled(&app).await;
    let updated =
        update(&app, &by_pass_code(ADA, PASS_CODE), json!({ "pass_code": "another horse 2" })).await;
    assert_eq!(updated.status, 200);
    assert_eq!(show(&app, &by_pass_code(ADA, PASS_CODE)).await.code(), "ACCESS_TOKEN_NOT_FOUND");
    let shown = show(&app, &by_pass_code(ADA, "another horse 2")).await;
    for answer in [updated, shown] {
        assert_eq!(answer.status, 200);
        assert_eq!(answer.data().get("pass_code"), None);
        assert!(!answer.body.to_string().contains("horse"), "{answer:?}");
    }
}

/// A ticket that was sent to where the token no longer is would open it for whoever has that mailbox.
#[tokio::test]
async fn a_reset_ticket_ends_with_the_pass_code_and_with_the_identifier_it_was_sent_for() {
    let app = App::start_unverified().await;
    filled(&app).await;
    for change in [json!({ "pass_code": "another horse 2" }), json!({ "identifier": "bob@example.com" })] {
        app.post("forgot_pass_code", json!({ "identifier": ADA })).await;
        let messages = app.messages(ADA).await;
        let ticket = messages.last().expect("a message").text.split_whitespace().find(|word| {
            word.len() == 32 && word.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
        });
        let ticket = ticket.expect("a ticket").to_owned();
        assert_eq!(update(&app, &by_code(CARD), change.clone()).await.status, 200);
        let body = json!({ "token": ticket, "pass_code": "a third horse 3" });
        assert_eq!(app.post("change_pass_code", body).await.code(), "RESET_TICKET_REFUSED", "{change}");
        app.pass(60);
    }
}

#[tokio::test]
async fn what_another_token_has_is_taken_and_asking_for_it_is_a_guess() {
    let app = App::start_unverified().await;
    filled(&app).await;
    app.granted("create", with(by_pass_code("bob@example.com", PASS_CODE), &by_code(&card(1)))).await;
    let before = app.standing().await;
    let named = by_pass_code(ADA, PASS_CODE);
    for index in 0..10 {
        let (fields, code) = match index % 2 {
            0 => (json!({ "identifier": "BOB@example.com" }), "IDENTIFIER_TAKEN"),
            _ => (by_code(&card(1)), "AUTHENTICATION_CODE_TAKEN"),
        };
        let body = with(json!({ "access_token_identifier": named }), &fields);
        let taken = app.post("update", body).await;
        assert_eq!((taken.status, taken.code()), (409, code));
    }
    // Nothing was written but how often was guessed.
    let after = app.standing().await;
    assert_eq!(after.len(), before.len() + 1);
    assert!(before.iter().all(|row| after.contains(row)));
    // A back office may know.
    let taken = update(&app, &named, json!({ "identifier": "bob@example.com" })).await;
    assert_eq!(taken.code(), "IDENTIFIER_TAKEN");
    assert_eq!(app.standing().await, after);
}

#[tokio::test]
async fn where_identifiers_are_verified_only_a_known_caller_changes_one() {
    let app = App::start().await;
    app.effective(ADA).await;
    let named = by_pass_code(ADA, PASS_CODE);
    let body = |fields: Value| with(json!({ "access_token_identifier": named }), &fields);
    let before = app.standing().await;
    for change in
        [json!({ "identifier": "bob@example.com" }), json!({ "identifier": null, "pass_code": null })]
    {
        let refused = app.post("update", body(change)).await;
        assert_eq!((refused.status, refused.code()), (401, "CALLER_NOT_KNOWN"));
    }
    assert_eq!(app.standing().await, before);
    // Everything else is the customer's own.
    let own = json!({ "udf_string_1": "x", "pass_code": "another horse 2", "authentication_code": CARD });
    assert_eq!(app.post("update", body(own)).await.status, 200);
    let changed = update(&app, &by_code(CARD), json!({ "identifier": "bob@example.com" })).await;
    assert_eq!(changed.data()["identifier"], "bob@example.com");
    app.assert_consistent().await;
}

#[tokio::test]
async fn a_token_that_may_not_be_without_an_identifier_is_not_left_without() {
    let definition = unverified().replacen(
        "allow_no_identifier_and_pass_code = true",
        "allow_no_identifier_and_pass_code = false",
        1,
    );
    let app = App::start_with(&definition).await;
    filled(&app).await;
    let refused = update(&app, &by_code(CARD), json!({ "identifier": null, "pass_code": null })).await;
    assert_eq!((refused.status, refused.message()), (400, "identifier: is needed"));
    assert_eq!(fields(&show(&app, &by_code(CARD)).await), full());
}
