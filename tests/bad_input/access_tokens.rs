//! Bad input to the operations on one access token.

use serde_json::{Value, json};

use super::{Refused, told};
use crate::support::{
    app::{App, PASS_CODE},
    one_time_passwords::offered,
    records::{CARD, by_code, by_pass_code, with},
};

const OPERATIONS: [&str; 5] = ["show", "set_as_effective", "set_as_not_effective", "delete", "update"];

/// What is wrong with an `access_token_identifier`, by the path below it.
pub fn identifiers() -> Vec<(Value, &'static str)> {
    vec![
        (json!("ada"), "400 {}: must be an object"),
        (json!(7), "400 {}: must be an object"),
        (
            json!({}),
            "400 {}.identifier: give exactly one of authentication_code, identifier, one_time_password",
        ),
        (json!({ "identifier": null }), "400 {}.identifier: give exactly one of"),
        (json!({ "pass_code": "a" }), "400 {}.identifier: give exactly one of"),
        (json!({ "id": "E8D62A98078A44F79646E4CB4C7DAB19" }), "400 {}.id: unknown field"),
        (json!({ "number": 7 }), "400 {}.number: must be a string"),
        (json!({ "number": "ACT0000000001", "pass_code": "a" }), "400 {}.pass_code: goes with identifier"),
        (json!({ "identifier": "a", "number": "ACT0000000001" }), "400 {}.identifier: give exactly one of"),
        (json!({ "identifier": "a", "one_time_password": "1" }), "400 {}.identifier: give exactly one of"),
        (json!({ "identifier": "a", "request": "1" }), "400 {}.request: unknown field"),
        (json!({ "identifier": "a", "authentication_code": "b" }), "400 {}.identifier: give exactly one of"),
        (json!({ "pass_code": "a", "authentication_code": "b" }), "400 {}.pass_code: goes with identifier"),
        (json!({ "identifier": 7 }), "400 {}.identifier: must be a string"),
        (json!({ "identifier": { "a": 1 } }), "400 {}.identifier: must be a string"),
        (json!({ "identifier": "a", "pass_code": 7 }), "400 {}.pass_code: must be a string"),
        (json!({ "authentication_code": true }), "400 {}.authentication_code: must be a string"),
        (json!({ "identifier": "a\r\nb" }), "400 {}.identifier: must not hold line breaks"),
        (json!({ "authentication_code": "a\u{0}b" }), "400 {}.authentication_code: must not hold"),
        (json!({ "identifier": "x".repeat(255) }), "400 {}.identifier: must have at most 254 characters"),
        (
            json!({ "authentication_code": "x".repeat(255) }),
            "400 {}.authentication_code: must have at most 254",
        ),
        (by_pass_code("a", &"x".repeat(257)), "400 {}.pass_code: must have at most 256 bytes"),
    ]
}

/// The same for the field at a path.
pub async fn refuses_identifiers_at(refused: &Refused<'_>, path: &str, body: impl Fn(Value) -> Value) {
    let cases: Vec<_> = identifiers()
        .into_iter()
        .map(|(identifier, expected)| (body(identifier), expected.replace("{}", path)))
        .collect();
    refused.over(&json!({}), &cases).await;
}

#[tokio::test]
async fn the_operations_on_one_token_name_the_field() {
    let app = App::start_unverified().await;
    app.holding(CARD).await;
    for operation in OPERATIONS {
        let refused = Refused::at(&app, operation).await;
        let missing = "400 access_token_identifier: is missing";
        refused.over(&json!({}), &[(json!({}), missing)]).await;
        refused.over(&json!({}), &[(json!({ "access_token_identifier": null }), missing)]).await;
        refuses_identifiers_at(
            &refused,
            "access_token_identifier",
            |identifier| json!({ "access_token_identifier": identifier }),
        )
        .await;
        let good = json!({ "access_token_identifier": by_code(CARD) });
        let cases = [
            (json!({ "id": "E8D62A98078A44F79646E4CB4C7DAB19" }), "400 id: unknown field"),
            (json!({ "number": null }), "400 number: unknown field"),
            (json!({ "verification_code": "1" }), "400 verification_code: unknown field"),
            (json!({ "classification_identifier": {} }), "400 classification_identifier: unknown field"),
            (json!({ "life_cycle_state": "EFFECTIVE" }), "400 life_cycle_state: unknown field"),
            (json!({ "token": 7 }), "400 token: must be a string"),
            (json!({ "fields_set": 7 }), "400 fields_set: must be a string"),
            (
                json!({ "fields_set": "id,pass_code" }),
                "400 fields_set: `pass_code` is not a field of the answer",
            ),
            (json!({ "fields_set": "" }), "400 fields_set: `` is not a field of the answer"),
        ];
        refused.over(&good, &cases).await;
    }
}

#[tokio::test]
async fn update_names_the_field() {
    let app = App::start_unverified().await;
    app.holding(CARD).await;
    let long = "x".repeat(255);
    let huge = "x".repeat(60_000);
    let refused = Refused::at(&app, "update").await;
    let cases = [
        (json!({ "identifier": 7 }), "400 identifier: must be a string"),
        (json!({ "identifier": {} }), "400 identifier: must be a string"),
        (json!({ "identifier": "ada", "pass_code": PASS_CODE }), "422 identifier: must be an e-mail address"),
        (json!({ "identifier": "", "pass_code": PASS_CODE }), "422 identifier: must be an e-mail address"),
        (json!({ "identifier": "a@example.com\r\nx" }), "422 identifier: must not hold line breaks"),
        (json!({ "identifier": long }), "422 identifier: must have at most 254 characters"),
        (json!({ "identifier": huge }), "422 identifier: must have at most 254 characters"),
        // Eighteen characters each, once they are normalised.
        (json!({ "identifier": "\u{fdfa}".repeat(250) }), "422 identifier: must have at most 254 characters"),
        (json!({ "identifier": "ada@example.com" }), "400 pass_code: is needed with an identifier"),
        (json!({ "pass_code": PASS_CODE }), "400 pass_code: goes with an identifier"),
        (json!({ "pass_code": 7 }), "400 pass_code: must be a string"),
        (json!({ "authentication_code": 7 }), "400 authentication_code: must be a string"),
        (
            json!({ "authentication_code": "short" }),
            "422 authentication_code: must have at least 20 characters",
        ),
        (json!({ "authentication_code": long }), "422 authentication_code: must have at most 254 characters"),
        (json!({ "authentication_code": format!("{CARD}\n") }), "422 authentication_code: must not hold"),
        (json!({ "authentication_code": null }), "400 identifier: is needed, or an authentication_code"),
        (json!({ "card_masked_number": 1234 }), "400 card_masked_number: must be a string"),
        (json!({ "card_masked_number": "4000 1234 1234 1234" }), "422 card_masked_number: must be masked"),
        (
            json!({ "card_masked_number": "４０００１２３４１２３４１２３４" }),
            "422 card_masked_number: must be masked",
        ),
        (json!({ "card_masked_number": "*".repeat(33) }), "422 card_masked_number: must have at most 32"),
        (json!({ "card_masked_number": "****\t1234" }), "422 card_masked_number: must not hold"),
        (json!({ "udf_string_1": 5 }), "400 udf_string_1: must be a string"),
        (json!({ "udf_string_8": "x".repeat(256) }), "422 udf_string_8: must have at most 255 characters"),
        (json!({ "udf_string_3": "a\nb" }), "422 udf_string_3: must not hold line breaks"),
        (json!({ "udf_string_9": "x" }), "400 udf_string_9: unknown field"),
        (json!({ "udf_float_1": "1" }), "400 udf_float_1: must be a number"),
        (json!({ "udf_float_4": true }), "400 udf_float_4: must be a number"),
        (json!({ "udf_float_5": 1 }), "400 udf_float_5: unknown field"),
        (json!({ "udf_date_1": "27/11/2015" }), "422 udf_date_1: must be a date like"),
        (json!({ "udf_date_4": 2015 }), "400 udf_date_4: must be a string"),
        (json!({ "udf_date_0": null }), "400 udf_date_0: unknown field"),
    ];
    refused.over(&json!({ "access_token_identifier": by_code(CARD) }), &cases).await;
}

#[tokio::test]
async fn update_of_a_pass_code_names_what_is_wrong_with_it() {
    let app = App::start_unverified().await;
    app.register("ada1@example.com").await;
    let refused = Refused::at(&app, "update").await;
    let cases = [
        (json!({ "pass_code": "short" }), "422 pass_code: must have at least 8 characters"),
        (json!({ "pass_code": "password1" }), "422 pass_code: is one of the most common"),
        (json!({ "pass_code": "Ada1@example.com" }), "422 pass_code: must not be the identifier"),
        (
            json!({ "pass_code": format!("1{}", "x".repeat(256)) }),
            "422 pass_code: must have at most 256 bytes",
        ),
        (json!({ "pass_code": null }), "400 pass_code: is needed with an identifier"),
        (
            json!({ "identifier": null }),
            "400 identifier: is needed, or an authentication_code; pass_code: goes with an identifier",
        ),
        (
            json!({ "identifier": null, "pass_code": null }),
            "400 identifier: is needed, or an authentication_code",
        ),
    ];
    let good = json!({ "access_token_identifier": by_pass_code("ada1@example.com", PASS_CODE) });
    refused.over(&good, &cases).await;
}

#[tokio::test]
async fn forgot_pass_code_and_send_one_time_password_name_the_field() {
    let app = App::start_with(&offered()).await;
    let cases = [
        (json!({}), "400 identifier: is missing"),
        (json!({ "identifier": null }), "400 identifier: is missing"),
        (json!({ "identifier": 7 }), "400 identifier: must be a string"),
        (json!({ "identifier": "a\u{7}b" }), "400 identifier: must not hold line breaks"),
        (json!({ "identifier": "x".repeat(255) }), "400 identifier: must have at most 254 characters"),
        (json!({ "identifier": "a", "pass_code": "b" }), "400 pass_code: unknown field"),
        (json!({ "authentication_code": CARD }), "400 authentication_code: unknown field"),
        (json!({ "access_token_identifier": {} }), "400 access_token_identifier: unknown field"),
        (
            json!({ "identifier": "a", "fields_set": "id" }),
            "400 fields_set: `id` is not a field of the answer",
        ),
    ];
    for operation in ["forgot_pass_code", "send_one_time_password"] {
        Refused::at(&app, operation).await.over(&json!({}), &cases).await;
    }
}

#[tokio::test]
async fn change_pass_code_names_the_field() {
    let app = App::start().await;
    let refused = Refused::at(&app, "change_pass_code").await;
    // Nobody vouches for who has a ticket.
    let missing = app.post("change_pass_code", json!({ "pass_code": PASS_CODE })).await;
    assert_eq!(told(&missing), "400 token: is missing");
    let cases = [
        (json!({ "token": 7 }), "400 token: must be a string"),
        (json!({ "pass_code": null }), "400 pass_code: is missing"),
        (json!({ "pass_code": 7 }), "400 pass_code: must be a string"),
        (json!({ "identifier": "ada@example.com" }), "400 identifier: unknown field"),
        (json!({ "access_token_identifier": by_code(CARD) }), "400 access_token_identifier: unknown field"),
        (json!({ "old_pass_code": "x" }), "400 old_pass_code: unknown field"),
        (
            json!({ "current_pass_code": "x" }),
            "400 current_pass_code: goes with a session token, not with a ticket",
        ),
    ];
    refused.over(&json!({ "token": "x", "pass_code": PASS_CODE }), &cases).await;
}

#[tokio::test]
async fn create_refuses_what_the_table_could_not_keep() {
    let app = App::start_unverified().await;
    let refused = Refused::at(&app, "create").await;
    let good = with(by_code(CARD), &json!({ "card_masked_number": "**** 1234" }));
    let cases = [
        (json!({ "card_masked_number": "٤٠٠٠١٢٣٤١٢٣٤١٢٣٤" }), "422 card_masked_number: must be masked"),
        (json!({ "classification_identifier": "PHONE" }), "400 classification_identifier: must be an object"),
        (
            json!({ "classification_identifier": { "id": 7 } }),
            "400 classification_identifier.id: must be a string",
        ),
        (json!({ "verification_code": "1" }), "400 verification_code: unknown field"),
        (json!({ "access_token_identifier": by_code(CARD) }), "400 access_token_identifier: unknown field"),
        (json!({ "access_tokens": [] }), "400 access_tokens: unknown field"),
    ];
    refused.over(&good, &cases).await;
}
