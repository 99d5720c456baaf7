//! The settings of the definition, each seen to take effect.

use serde_json::{Value, json};

use crate::support::{
    app::{Answer, App, DEFINITION, PASS_CODE, digits},
    records::assert_drawn,
};

/// The shipped definition without its classification, and with other settings.
pub fn with(changes: &[(&str, &str)]) -> String {
    let (before, rest) = DEFINITION.split_once("# Customers who register with a phone").expect("its middle");
    let (_, after) = rest.split_once("# Text messages").expect("its end");
    let mut text = format!("{before}# Text messages{after}");
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replacen(from, to, 1);
    }
    text
}

pub const NEVER: (&str, &str) = ("required = \"ALWAYS\"", "required = \"NEVER\"");
const PARTICIPANTS: (&str, &str) = ("required = \"ALWAYS\"", "required = \"REWARDS_PARTICIPANTS\"");

fn format(format: &str) -> String {
    format!("format = \"{format}\"")
}

const EMAIL: &str = "format = \"EMAIL\"";
pub const NO_CREATION: &str = "[definition.identifier]\ncreation = \"NONE\"";

async fn create(app: &App, body: Value) -> Answer {
    app.post_as_known("create", body).await
}

/// An account, and a rewards participant that it owns, by their numbers.
async fn customer(app: &App, owner: Value) -> (Value, Value) {
    let account = app.post_as_known("accounts_receivable/create", json!({ "account_owner": owner })).await;
    let account = json!({ "number": account.data()["number"] });
    let body = json!({ "accounts_receivable_identifier": account });
    let participant = app.post_as_known("rewards_participants/create", body).await;
    (account, json!({ "number": participant.data()["number"] }))
}

fn ada() -> Value {
    json!({ "type": "PERSON", "first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.com" })
}

#[tokio::test]
async fn an_identifier_is_generated_from_the_number() {
    let creation = (NO_CREATION, "[definition.identifier]\ncreation = \"GENERATED_NUMBER\"");
    let app = App::start_with(&with(&[NEVER, creation, (EMAIL, &format("NUMBER"))])).await;
    let created = create(&app, json!({ "pass_code": PASS_CODE })).await;
    let number = assert_drawn("ACT", &created.data()["number"]);
    let digits = &number["ACT".len()..];
    assert_eq!(created.data()["identifier"], digits, "{created:?}");
    let identified = json!({ "identifier": digits, "pass_code": PASS_CODE });
    let shown = app.post("show", json!({ "access_token_identifier": identified })).await;
    assert_eq!(shown.data()["number"], number);
    let given = create(&app, json!({ "identifier": "12345", "pass_code": PASS_CODE })).await;
    assert_eq!((given.status, given.message()), (400, "identifier: is generated; send none"));
}

#[tokio::test]
async fn an_identifier_is_generated_from_the_id() {
    let creation = (NO_CREATION, "[definition.identifier]\ncreation = \"GENERATED_ID\"");
    let app = App::start_with(&with(&[NEVER, creation, (EMAIL, &format("FREE_TEXT"))])).await;
    let created = create(&app, json!({ "pass_code": PASS_CODE })).await;
    assert_eq!(created.data()["identifier"], created.data()["id"], "{created:?}");
}

#[tokio::test]
async fn a_generated_identifier_needs_a_pass_code_like_any_other() {
    let creation = (NO_CREATION, "[definition.identifier]\ncreation = \"GENERATED_ID\"");
    let app = App::start_with(&with(&[NEVER, creation, (EMAIL, &format("FREE_TEXT"))])).await;
    let created = create(&app, json!({})).await;
    assert_eq!((created.status, created.message()), (400, "pass_code: is needed with an identifier"));
}

#[tokio::test]
async fn an_identifier_meets_its_format_and_its_minimums() {
    let minimum = "minimum = { length = 6, letters = 2, digits = 1, specials = 1 }\n";
    let format = format!("format = \"FREE_TEXT\"\n{minimum}# ");
    let app = App::start_with(&with(&[NEVER, (EMAIL, &format)])).await;
    for (identifier, message) in [
        ("a1!", "identifier: must have at least 6 characters; identifier: must have at least 2 letters"),
        ("12345!", "identifier: must have at least 2 letters"),
        ("abcde!", "identifier: must have at least 1 digit"),
        ("abcde1", "identifier: must have at least 1 special character"),
    ] {
        let created = create(&app, json!({ "identifier": identifier, "pass_code": PASS_CODE })).await;
        assert_eq!((created.status, created.message()), (422, message));
    }
    assert_eq!(create(&app, json!({ "identifier": "ada-l1", "pass_code": PASS_CODE })).await.status, 200);

    let app = App::start_with(&with(&[NEVER, (EMAIL, &self::format("NUMBER"))])).await;
    let created = create(&app, json!({ "identifier": "12a", "pass_code": PASS_CODE })).await;
    assert_eq!((created.status, created.message()), (422, "identifier: must hold nothing but digits"));
    assert_eq!(create(&app, json!({ "identifier": "0123", "pass_code": PASS_CODE })).await.status, 200);
}

#[tokio::test]
async fn an_authentication_code_has_the_format_and_the_length_that_are_set() {
    let section = "[definition.authentication_code]\ncreation = \"NONE\"";
    let generated = section.replace("NONE", "GENERATED");
    let (free_text, number) = (format("FREE_TEXT"), format("NUMBER"));
    let app = App::start_with(&with(&[
        NEVER,
        (section, &generated),
        (&free_text, &number),
        ("length = 20", "length = 16"),
    ]))
    .await;
    let created = create(&app, json!({})).await;
    let code = created.data()["authentication_code"].as_str().expect("a code").to_owned();
    assert!(code.len() == 16 && code.bytes().all(|byte| byte.is_ascii_digit()), "{code}");
    let given = create(&app, json!({ "authentication_code": "1234567890123456" })).await;
    assert_eq!((given.status, given.message()), (400, "authentication_code: is generated; send none"));
}

#[tokio::test]
async fn a_verification_code_has_the_digits_and_the_life_that_are_set() {
    let app =
        App::start_with(&with(&[("code_length = 6", "code_length = 10"), ("minutes = 15", "minutes = 60")]))
            .await;
    app.register("ada@example.com").await;
    let code = app.code("ada@example.com").await;
    assert_eq!(code.len(), 10);
    app.pass(60 * 60 - 1);
    assert_eq!(app.verify("ada@example.com", &code).await.state(), "EFFECTIVE");
}

#[tokio::test]
async fn only_tokens_of_rewards_participants_are_verified_where_the_definition_says_so() {
    let app = App::start_with(&with(&[PARTICIPANTS])).await;
    let (account, participant) = customer(&app, ada()).await;
    let alone = create(&app, json!({ "authentication_code": "card-0000-0000-0000-0001" })).await;
    assert_eq!(alone.state(), "EFFECTIVE", "{alone:?}");
    let of_account = create(
        &app,
        json!({ "authentication_code": "card-0000-0000-0000-0002", "accounts_receivable_identifier": account }),
    )
    .await;
    assert_eq!(of_account.state(), "EFFECTIVE", "{of_account:?}");
    let of_participant = create(
        &app,
        json!({ "authentication_code": "card-0000-0000-0000-0003", "rewards_participant_identifier": participant }),
    )
    .await;
    assert_eq!(of_participant.state(), "PENDING_VERIFICATION", "{of_participant:?}");
}

#[tokio::test]
async fn a_code_goes_to_the_customer_records_address_where_the_token_has_none() {
    let app = App::start_with(&with(&[PARTICIPANTS])).await;
    let (_, participant) = customer(&app, ada()).await;
    let code = "card-0000-0000-0000-0001";
    let body = json!({ "authentication_code": code, "rewards_participant_identifier": participant });
    create(&app, body).await;
    let mail = app.messages("ada@example.com").await.pop().expect("a mail");
    let sent = digits(&mail.text).expect("a code");
    let body =
        json!({ "access_token_identifier": { "authentication_code": code }, "verification_code": sent });
    assert_eq!(app.post("verify", body).await.state(), "EFFECTIVE");
}

#[tokio::test]
async fn a_token_that_has_to_be_verified_is_refused_where_no_code_could_reach_anybody() {
    let app = App::start_with(&with(&[PARTICIPANTS])).await;
    let (_, participant) = customer(&app, json!({ "type": "PERSON", "last_name": "Lovelace" })).await;
    let code = "card-0000-0000-0000-0001";
    let body = json!({ "authentication_code": code, "rewards_participant_identifier": participant });
    let refused = create(&app, body).await;
    assert_eq!((refused.status, refused.code()), (422, "NO_DESTINATION"));
    assert!(app.rows_of("token").await.is_empty());
}

#[tokio::test]
async fn tokens_are_created_for_customer_records_only_where_the_definition_allows_it() {
    let section = "[definition.accounts_receivable]\nmay_create_tokens = ";
    let (may, may_not) = (format!("{section}true"), format!("{section}false"));
    let app = App::start_with(&with(&[NEVER, (&may, &may_not)])).await;
    let (account, participant) = customer(&app, ada()).await;
    let body = |field: &str, record: &Value| {
        let mut body = json!({ "authentication_code": "card-0000-0000-0000-0001" });
        body[field] = record.clone();
        body
    };
    let refused = create(&app, body("accounts_receivable_identifier", &account)).await;
    assert_eq!((refused.status, refused.code()), (403, "ACCESS_TOKEN_NOT_CREATED"));
    let created = create(&app, body("rewards_participant_identifier", &participant)).await;
    assert_eq!(created.state(), "EFFECTIVE", "{created:?}");
}

#[tokio::test]
async fn a_message_names_the_customer_by_the_accounts_name_or_by_its_owners() {
    let app = App::start_with(&with(&[NEVER])).await;
    let (account, _) = customer(&app, ada()).await;
    let card = |code: &str| json!({ "authentication_code": code, "accounts_receivable_identifier": account });
    create(&app, card("card-0000-0000-0000-0001")).await;
    let body = json!({ "accounts_receivable_identifier": account, "name": "The Countess" });
    app.post_as_known("accounts_receivable/update", body).await;
    create(&app, card("card-0000-0000-0000-0002")).await;
    let texts: Vec<_> = app.messages("ada@example.com").await.into_iter().map(|mail| mail.text).collect();
    assert!(texts[0].starts_with("Dear Ada Lovelace,\n"), "{texts:?}");
    assert!(texts[1].starts_with("Dear The Countess,\n"), "{texts:?}");
}

#[tokio::test]
async fn classifications_are_listed() {
    let app = App::start().await;
    let listed = app.get("access_tokens/configuration/classifications/list", &[]).await;
    let expected = json!([{
        "id": "5B1DF1D3C0A84F0F9A6E3C2B7D401E77",
        "name": "Phone",
        "alternative_code": "PHONE",
        "description": "Customers who are called by their phone number",
        "log_information": null,
    }]);
    assert_eq!(listed.data(), &expected);
    let fields = app.get("access_tokens/configuration/classifications/list", &[("fields_set", "name")]).await;
    assert_eq!(fields.data(), &json!([{ "name": "Phone" }]));
}
