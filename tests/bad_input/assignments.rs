//! Bad input in `access_tokens` of the operations on customer records.

use serde_json::{Value, json};

use super::{Refused, access_tokens::refuses_identifiers_at};
use crate::support::{
    app::{App, PASS_CODE},
    records::{CARD, by_code, card, owner, with},
};

/// An account and a participant that are there, and each operation that takes `access_tokens` with the rest of a
/// good body.
async fn operations(app: &App) -> [(&'static str, Value); 4] {
    app.holding(CARD).await;
    app.account("Ada", json!([])).await;
    let participant = app.participant("Ada", json!([])).await;
    let account = json!({ "accounts_receivable_identifier": { "name": "Ada" } });
    [
        ("accounts_receivable/create", json!({ "account_owner": owner() })),
        ("accounts_receivable/update", account.clone()),
        ("rewards_participants/create", account),
        ("rewards_participants/update", json!({ "rewards_participant_identifier": { "id": participant } })),
    ]
}

/// What is wrong with one of them, by the path below it.
fn items() -> Vec<(Value, &'static str)> {
    let new = |more: Value| with(json!({ "action": "ADD_NEW" }), &more);
    let existing = |more: Value| with(json!({ "action": "ADD_EXISTING" }), &more);
    let person =
        |more: Value| new(with(json!({ "identifier": "bob@example.com", "pass_code": PASS_CODE }), &more));
    vec![
        (json!({}), "400 {}.action: is missing"),
        (json!({ "action": null }), "400 {}.action: is missing"),
        (json!({ "action": 7 }), "400 {}.action: must be a string"),
        (json!({ "action": "add_new" }), "400 {}.action: must be one of `ADD_NEW`, `ADD_EXISTING`, `REMOVE`"),
        (existing(json!({})), "400 {}.access_token_identifier: is missing"),
        (existing(json!({ "access_token_identifier": null })), "400 {}.access_token_identifier: is missing"),
        (
            existing(json!({ "access_token_identifier": by_code(CARD), "identifier": "x" })),
            "400 {}.identifier: unknown field",
        ),
        (
            existing(json!({ "access_token_identifier": by_code(CARD), "udf_string_1": "x" })),
            "400 {}.udf_string_1: unknown field",
        ),
        (new(json!({})), "400 {}.identifier: is needed, or an authentication_code"),
        (
            new(json!({ "access_token_identifier": by_code(CARD) })),
            "400 {}.access_token_identifier: unknown field",
        ),
        (new(json!({ "token": "x" })), "400 {}.token: unknown field"),
        (new(json!({ "fields_set": "id" })), "400 {}.fields_set: unknown field"),
        (new(json!({ "access_tokens": [] })), "400 {}.access_tokens: unknown field"),
        (
            new(json!({ "accounts_receivable_identifier": {} })),
            "400 {}.accounts_receivable_identifier: unknown field",
        ),
        (new(json!({ "identifier": 7 })), "400 {}.identifier: must be a string"),
        (person(json!({ "identifier": "bob" })), "422 {}.identifier: must be an e-mail address"),
        (person(json!({ "identifier": "b@example.com\r\nx" })), "422 {}.identifier: must not hold"),
        (person(json!({ "identifier": "x".repeat(300) })), "422 {}.identifier: must have at most 254"),
        (person(json!({ "pass_code": "short" })), "422 {}.pass_code: must have at least 8 characters"),
        (person(json!({ "pass_code": null })), "400 {}.pass_code: is needed with an identifier"),
        (
            new(json!({ "pass_code": PASS_CODE })),
            "400 {}.identifier: is needed, or an authentication_code; {}.pass_code: goes with an identifier",
        ),
        (new(by_code("short")), "422 {}.authentication_code: must have at least 20"),
        (
            person(json!({ "card_masked_number": "4000123412341234" })),
            "422 {}.card_masked_number: must be masked",
        ),
        (person(json!({ "udf_date_1": "x" })), "422 {}.udf_date_1: must be a date like"),
        (person(json!({ "udf_string_9": "x" })), "400 {}.udf_string_9: unknown field"),
        (
            person(json!({ "classification_identifier": {} })),
            "400 {}.classification_identifier: give exactly one",
        ),
        (
            person(json!({ "classification_identifier": { "number": "x" } })),
            "400 {}.classification_identifier.number: unknown field",
        ),
        (person(json!({ "classification_identifier": { "name": "Gold" } })), "404 CLASSIFICATION_NOT_FOUND"),
    ]
}

#[tokio::test]
async fn an_access_token_of_a_request_is_refused_by_its_place() {
    let app = App::start_unverified().await;
    let first = json!({ "action": "ADD_NEW", "authentication_code": card(1) });
    for (operation, good) in operations(&app).await {
        let refused = Refused::at(&app, operation).await;
        let at = |told: &str| told.replace("{}", "access_tokens[1]");
        let cases: Vec<_> = items()
            .into_iter()
            .map(|(item, told)| (json!({ "access_tokens": [first, item] }), at(told)))
            .collect();
        refused.over(&good, &cases).await;
        let actions: &[&str] =
            if operation.ends_with("update") { &["ADD_EXISTING", "REMOVE"] } else { &["ADD_EXISTING"] };
        for action in actions {
            refuses_identifiers_at(&refused, "access_tokens[1].access_token_identifier", |identifier| {
                let item = json!({ "action": action, "access_token_identifier": identifier });
                with(good.clone(), &json!({ "access_tokens": [first, item] }))
            })
            .await;
        }
    }
}

#[tokio::test]
async fn access_tokens_must_be_a_list_of_eight_at_most() {
    let app = App::start_unverified().await;
    let nine: Vec<_> =
        (0..9).map(|index| json!({ "action": "ADD_NEW", "authentication_code": card(index) })).collect();
    for (operation, good) in operations(&app).await {
        let cases = [
            (json!({ "access_tokens": {} }), "400 access_tokens: must be a list"),
            (json!({ "access_tokens": "x" }), "400 access_tokens: must be a list"),
            (json!({ "access_tokens": [7] }), "400 access_tokens[0]: must be an object"),
            (json!({ "access_tokens": ["x"] }), "400 access_tokens[0]: must be an object"),
            (json!({ "access_tokens": [null] }), "400 access_tokens[0]: is missing"),
            (json!({ "access_tokens": nine }), "400 access_tokens: must be at most 8 in one request"),
        ];
        Refused::at(&app, operation).await.over(&good, &cases).await;
    }
}

#[tokio::test]
async fn one_access_token_is_named_once_in_a_request() {
    let app = App::start_unverified().await;
    app.register("ada@example.com").await;
    let identifier = json!({ "identifier": "ada@example.com", "pass_code": PASS_CODE });
    app.granted("update", json!({ "access_token_identifier": identifier, "authentication_code": card(5) }))
        .await;
    let new = |more: Value| with(json!({ "action": "ADD_NEW" }), &more);
    let existing = |named: Value| json!({ "action": "ADD_EXISTING", "access_token_identifier": named });
    let bob = json!({ "identifier": "bob@example.com", "pass_code": PASS_CODE });
    let twice = "400 access_tokens[1]: is given twice";
    let cases = [
        (json!({ "access_tokens": [existing(by_code(CARD)), existing(by_code(CARD))] }), twice),
        // By either of its names.
        (json!({ "access_tokens": [existing(by_code(&card(5))), existing(identifier.clone())] }), twice),
        (json!({ "access_tokens": [new(by_code(&card(6))), new(by_code(&card(6)))] }), twice),
        (json!({ "access_tokens": [new(bob.clone()), new(bob.clone())] }), twice),
        (
            json!({ "access_tokens": [
                new(bob.clone()), new(with(bob, &json!({ "identifier": "Bob@EXAMPLE.com" }))),
            ] }),
            twice,
        ),
    ];
    for (operation, good) in operations(&app).await {
        Refused::at(&app, operation).await.over(&good, &cases).await;
    }
}

#[tokio::test]
async fn there_is_nothing_to_remove_from_what_is_made() {
    let app = App::start_unverified().await;
    let remove = json!({ "action": "REMOVE", "access_token_identifier": by_code(CARD) });
    for (operation, good) in operations(&app).await {
        let expected = if operation.ends_with("create") {
            "400 access_tokens[0].action: must be ADD_NEW or ADD_EXISTING"
        } else {
            "409 NOT_ASSOCIATED"
        };
        Refused::at(&app, operation)
            .await
            .over(&good, &[(json!({ "access_tokens": [remove] }), expected)])
            .await;
    }
}
