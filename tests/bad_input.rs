//! Bad input: a clear error that names the field, and nothing written.

mod access_tokens;
mod assignments;
mod customers;
mod lists;
mod named;
mod strangers;
mod twice;

use serde_json::{Value, json};

use crate::support::{
    app::{Answer, App, PASS_CODE},
    records::{Standing, with},
};

/// An answer as tests compare it: the status with the message that names the field, or else with the code.
fn told(answer: &Answer) -> String {
    let said = if answer.code().starts_with("INVALID_") { answer.message() } else { answer.code() };
    format!("{} {said}", answer.status)
}

/// Bodies with what each is refused with, or how that begins: the status, and the message or the code.
struct Refused<'a> {
    app: &'a App,
    operation: &'a str,
    before: Standing,
}

impl<'a> Refused<'a> {
    async fn at(app: &'a App, operation: &'a str) -> Self {
        Self { app, operation, before: app.standing().await }
    }

    /// Asks with the fields of each case put over those of a body that may be good.
    async fn over<S: AsRef<str>>(&self, good: &Value, cases: &[(Value, S)]) {
        let mut otherwise = Vec::new();
        for (fields, expected) in cases {
            let answer = self.app.post_as_known(self.operation, with(good.clone(), fields)).await;
            otherwise.extend(otherwise_than(expected.as_ref(), &answer, &fields.to_string()));
        }
        self.assert_none(&otherwise).await;
    }

    /// That nothing was answered otherwise, and nothing was written.
    async fn assert_none(&self, otherwise: &[String]) {
        assert!(otherwise.is_empty(), "{}\n{}", self.operation, otherwise.join("\n"));
        assert_eq!(self.app.standing().await, self.before, "{}", self.operation);
    }
}

/// What was answered, if that is not what was expected.
fn otherwise_than(expected: &str, answer: &Answer, sent: &str) -> Option<String> {
    let told = told(answer);
    let is = told.starts_with(expected) && answer.body.get("data").is_none();
    (!is).then(|| format!("{sent:.120}: {told}, not {expected}"))
}

/// A body, the status and code it gets, and how its message begins.
type Case = (Value, u16, &'static str, &'static str);

async fn refuses(operation: &str, cases: Vec<Case>) {
    let app = App::start().await;
    for (body, status, code, message) in cases {
        let answer = app.post(operation, body.clone()).await;
        assert_eq!((answer.status, answer.code()), (status, code), "{body} {answer:?}");
        assert!(answer.message().starts_with(message), "{body} {answer:?}");
        assert_eq!(answer.body.get("data"), None);
    }
    assert!(app.rows().await.is_empty());
}

#[tokio::test]
async fn create_names_the_field() {
    let long = "x".repeat(300);
    refuses(
        "create",
        vec![
            (json!({}), 400, "INVALID_FIELD", "identifier: is needed"),
            (json!({ "identifier": 7 }), 400, "INVALID_FIELD", "identifier: must be a string"),
            (json!({ "identifier": ["a"] }), 400, "INVALID_FIELD", "identifier: must be a string"),
            (json!({ "identifier": null, "pass_code": PASS_CODE }), 400, "INVALID_FIELD", "identifier: is needed"),
            (json!({ "identifer": "ada@example.com" }), 400, "INVALID_FIELD", "identifer: unknown field; did you mean `identifier`?"),
            (json!({ "identifier": "ada" }), 422, "INVALID_VALUE", "identifier: must be an e-mail address"),
            (json!({ "identifier": "+35799123456" }), 422, "INVALID_VALUE", "identifier: must be an e-mail address"),
            (json!({ "identifier": "a@example.com\r\nBcc: b@example.com" }), 422, "INVALID_VALUE", "identifier: must not hold line breaks"),
            (json!({ "identifier": format!("{long}@example.com") }), 422, "INVALID_VALUE", "identifier: must have at most 254 characters"),
            (json!({ "identifier": "a@example.com", "pass_code": "short" }), 422, "INVALID_VALUE", "pass_code: must have at least 8 characters"),
            (json!({ "identifier": "a@example.com", "pass_code": "without-digits" }), 422, "INVALID_VALUE", "pass_code: must have at least 1 digit"),
            (json!({ "identifier": "a@example.com", "pass_code": "password1" }), 422, "INVALID_VALUE", "pass_code: is one of the most common"),
            (json!({ "identifier": "a1@example.com", "pass_code": "A1@EXAMPLE.COM" }), 422, "INVALID_VALUE", "pass_code: must not be the identifier"),
            (json!({ "identifier": "a@example.com", "pass_code": format!("1{long}") }), 422, "INVALID_VALUE", "pass_code: must have at most 256 bytes"),
            (json!({ "identifier": "a@example.com", "pass_code": format!("1{}", "x".repeat(130)) }), 422, "INVALID_VALUE", "pass_code: must have at most 128 characters"),
            (json!({ "identifier": "a@example.com", "authentication_code": "short" }), 422, "INVALID_VALUE", "authentication_code: must have at least 20 characters"),
            (json!({ "identifier": "a@example.com", "card_masked_number": "4000 1234 1234 1234" }), 422, "INVALID_VALUE", "card_masked_number: must be masked"),
            (json!({ "identifier": "a@example.com", "udf_string_1": 5 }), 400, "INVALID_FIELD", "udf_string_1: must be a string"),
            (json!({ "identifier": "a@example.com", "udf_string_9": "x" }), 400, "INVALID_FIELD", "udf_string_9: unknown field"),
            (json!({ "identifier": "a@example.com", "udf_string_2": long }), 422, "INVALID_VALUE", "udf_string_2: must have at most 255"),
            (json!({ "identifier": "a@example.com", "udf_float_1": "1" }), 400, "INVALID_FIELD", "udf_float_1: must be a number"),
            (json!({ "identifier": "a@example.com", "udf_date_1": "27/11/2015" }), 422, "INVALID_VALUE", "udf_date_1: must be a date like"),
            (json!({ "identifier": "a@example.com", "token": 7 }), 400, "INVALID_FIELD", "token: must be a string"),
            (json!({ "identifier": "a@example.com", "fields_set": "id,pass_code" }), 400, "INVALID_FIELD", "fields_set: `pass_code` is not a field"),
            (json!({ "identifier": "a@example.com", "classification_identifier": {} }), 400, "INVALID_FIELD", "classification_identifier: give exactly one"),
            (json!({ "identifier": "a@example.com", "classification_identifier": { "id": "x", "name": "Phone" } }), 400, "INVALID_FIELD", "classification_identifier: give exactly one"),
            (json!({ "identifier": "a@example.com", "classification_identifier": { "number": "x" } }), 400, "INVALID_FIELD", "classification_identifier.number: unknown field"),
            (json!({ "identifier": "a@example.com", "classification_identifier": { "name": "Gold" } }), 404, "CLASSIFICATION_NOT_FOUND", ""),
            (json!({ "identifier": "99123456", "classification_identifier": { "name": "Phone" } }), 422, "INVALID_VALUE", "identifier: must be a phone number"),
        ],
    )
    .await;
}

#[tokio::test]
async fn verify_names_the_field() {
    refuses(
        "verify",
        vec![
            (json!({}), 400, "INVALID_FIELD", "access_token_identifier: is missing"),
            (json!({ "access_token_identifier": {} }), 400, "INVALID_FIELD", "verification_code: is missing"),
            (json!({ "access_token_identifier": "ada", "verification_code": "1" }), 400, "INVALID_FIELD", "access_token_identifier: must be an object"),
            (json!({ "access_token_identifier": {}, "verification_code": "1" }), 400, "INVALID_FIELD", "access_token_identifier.identifier: give either"),
            (json!({ "access_token_identifier": { "id": "7" }, "verification_code": "1" }), 400, "INVALID_FIELD", "access_token_identifier.id: unknown field"),
            (json!({ "access_token_identifier": { "number": "7" }, "verification_code": "1" }), 400, "INVALID_FIELD", "access_token_identifier.number: goes with the session of a back office"),
            (json!({ "access_token_identifier": { "identifier": "a", "authentication_code": "b" }, "verification_code": "1" }), 400, "INVALID_FIELD", "access_token_identifier.identifier: give either"),
            (json!({ "access_token_identifier": { "pass_code": "a", "authentication_code": "b" }, "verification_code": "1" }), 400, "INVALID_FIELD", "access_token_identifier.pass_code: goes with identifier"),
            (json!({ "access_token_identifier": { "identifier": "a\n" }, "verification_code": "1" }), 400, "INVALID_FIELD", "access_token_identifier.identifier: must not hold line breaks"),
            (json!({ "access_token_identifier": { "identifier": "a", "pass_code": "x".repeat(257) }, "verification_code": "1" }), 400, "INVALID_FIELD", "access_token_identifier.pass_code: must have at most 256 bytes"),
            (json!({ "access_token_identifier": { "identifier": "a" }, "verification_code": 273_562 }), 400, "INVALID_FIELD", "verification_code: must be a string"),
        ],
    )
    .await;
}

#[tokio::test]
async fn resets_name_the_field() {
    for operation in ["reset_pass_code", "reset_verification_code"] {
        refuses(
            operation,
            vec![
                (
                    json!({}),
                    400,
                    "INVALID_FIELD",
                    "identifier: give either authentication_code or identifier",
                ),
                (
                    json!({ "identifier": "a", "authentication_code": "b" }),
                    400,
                    "INVALID_FIELD",
                    "identifier: give either",
                ),
                (
                    json!({ "identifier": "a", "pass_code": "b" }),
                    400,
                    "INVALID_FIELD",
                    "pass_code: unknown field",
                ),
                (
                    json!({ "access_token_identifier": {} }),
                    400,
                    "INVALID_FIELD",
                    "access_token_identifier: unknown field",
                ),
                (
                    json!({ "authentication_code": "a\u{0}b" }),
                    400,
                    "INVALID_FIELD",
                    "authentication_code: must not hold",
                ),
            ],
        )
        .await;
    }
}

#[tokio::test]
async fn a_body_must_be_one_json_object_of_at_most_64_kib() {
    let app = App::start().await;
    let json = "application/json";
    let big = format!("{{\"identifier\":\"{}\"}}", "x".repeat(64 * 1024));
    let deep = format!("{{\"identifier\":{}{}}}", "[".repeat(200), "]".repeat(200));
    // Objects in objects: each level would be read by a call of its own.
    let deeper = format!("{}1{}", "{\"a\":".repeat(10_000), "}".repeat(10_000));
    let cases = [
        (json, "", 400, "BODY_NOT_JSON"),
        (json, "{", 400, "BODY_NOT_JSON"),
        (json, "[]", 400, "BODY_NOT_JSON"),
        (json, "identifier=ada", 400, "BODY_NOT_JSON"),
        (json, "{} {}", 400, "BODY_NOT_JSON"),
        (json, deep.as_str(), 400, "BODY_TOO_DEEP"),
        (json, deeper.as_str(), 400, "BODY_TOO_DEEP"),
        (json, "{\"identifier\":\"a@example.com\",\"identifier\":\"b@example.com\"}", 400, "INVALID_FIELD"),
        (json, "{\"classification_identifier\":{\"id\":\"a\",\"id\":\"b\"}}", 400, "INVALID_FIELD"),
        (json, big.as_str(), 413, "BODY_TOO_LARGE"),
        ("text/plain", "{}", 415, "UNSUPPORTED_MEDIA_TYPE"),
        ("application/x-www-form-urlencoded", "identifier=ada", 415, "UNSUPPORTED_MEDIA_TYPE"),
    ];
    for operation in ["create", "verify", "reset_pass_code", "reset_verification_code"] {
        for (content_type, body, status, code) in cases {
            let answer = app.post_text(operation, content_type, body).await;
            assert_eq!(
                (answer.status, answer.code()),
                (status, code),
                "{operation} {content_type} {body:.60}"
            );
        }
    }
    let twice = app.post_text("create", json, "{\"identifier\":\"a\",\"identifier\":\"b\"}").await;
    assert_eq!(twice.message(), "identifier: is given twice");
    assert!(app.rows().await.is_empty());
}

#[tokio::test]
async fn a_charset_in_the_media_type_is_fine() {
    let app = App::start().await;
    let body = json!({ "identifier": "ada@example.com", "pass_code": PASS_CODE }).to_string();
    assert_eq!(app.post_text("create", "application/json; charset=utf-8", body).await.status, 200);
}

#[tokio::test]
async fn an_answer_never_quotes_a_secret() {
    let app = App::start().await;
    let body = json!({ "identifier": "ada@example.com", "pass_code": { "nested": "hunter2hunter2" } });
    let answer = app.post("create", body).await;
    assert!(!answer.body.to_string().contains("hunter2"), "{answer:?}");
}
