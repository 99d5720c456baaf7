//! Bad input in what names a customer record, wherever one is named.

use serde_json::{Value, json};

use super::{Refused, access_tokens::refuses_identifiers_at};
use crate::support::{
    app::App,
    records::{by_code, card, with},
};

const ACCOUNT: &str = "accounts_receivable_identifier";
const PARTICIPANT: &str = "rewards_participant_identifier";
const ID: &str = "E8D62A98078A44F79646E4CB4C7DAB19";

/// Refuses each identifier in a field of an operation; `{}` stands for the field.
async fn refuses_names(app: &App, operation: &str, field: &str, good: Value, cases: &[(Value, &str)]) {
    let refused = Refused::at(app, operation).await;
    let cases: Vec<_> =
        cases.iter().map(|(named, told)| (json!({ field: named }), told.replace("{}", field))).collect();
    refused.over(&good, &cases).await;
    let path = format!("{field}.access_token_identifier");
    refuses_identifiers_at(&refused, &path, |identifier| {
        with(good.clone(), &json!({ field: { "access_token_identifier": identifier } }))
    })
    .await;
}

/// What is wrong with either identifier.
fn of_either(not_found: &'static str, one_of: &'static str) -> Vec<(Value, &'static str)> {
    vec![
        (json!("x"), "400 {}: must be an object"),
        (json!(7), "400 {}: must be an object"),
        (json!({}), one_of),
        (json!({ "id": null }), one_of),
        (json!({ "id": ID, "number": "ACR000001" }), one_of),
        (json!({ "number": "ACR000001", "access_token_identifier": by_code("x") }), one_of),
        (json!({ "id": "x" }), "400 {}.id: must be 32 upper-case hexadecimal digits"),
        (json!({ "id": ID.to_lowercase() }), "400 {}.id: must be 32 upper-case hexadecimal digits"),
        (json!({ "id": format!("{ID}0") }), "400 {}.id: must be 32 upper-case hexadecimal digits"),
        (json!({ "id": 7 }), "400 {}.id: must be a string"),
        (json!({ "number": 7 }), "400 {}.number: must be a string"),
        (json!({ "alternative_code": "x" }), "400 {}.alternative_code: unknown field"),
        (json!({ "id": ID }), not_found),
        (json!({ "id": "00000000000000000000000000000000" }), not_found),
        (json!({ "number": "x" }), not_found),
        (json!({ "number": "" }), not_found),
        (json!({ "number": "ACT0000000001" }), not_found),
    ]
}

fn of_accounts() -> Vec<(Value, &'static str)> {
    let one_of = "400 {}: give exactly one of id, number, name, access_token_identifier";
    let not_found = "404 ACCOUNTS_RECEIVABLE_NOT_FOUND";
    let mut cases = of_either(not_found, one_of);
    cases.extend([
        (json!({ "id": ID, "name": "x" }), one_of),
        (json!({ "name": 7 }), "400 {}.name: must be a string"),
        (json!({ "name": "" }), "422 {}.name: must have at least 1 character"),
        (json!({ "name": "a\nb" }), "422 {}.name: must not hold line breaks"),
        (json!({ "name": "x".repeat(101) }), "422 {}.name: must have at most 100 characters"),
        (json!({ "name": "x".repeat(60_000) }), "422 {}.name: must have at most 100 characters"),
        // Eighteen characters each, once they are normalised.
        (json!({ "name": "\u{fdfa}".repeat(90) }), "422 {}.name: must have at most 100 characters"),
        (json!({ "name": "nobody's" }), not_found),
    ]);
    cases
}

fn of_participants() -> Vec<(Value, &'static str)> {
    let one_of = "400 {}: give exactly one of id, number, access_token_identifier";
    let mut cases = of_either("404 REWARDS_PARTICIPANT_NOT_FOUND", one_of);
    cases.push((json!({ "name": "x" }), "400 {}.name: unknown field"));
    cases
}

#[tokio::test]
async fn what_names_an_account_is_refused_by_its_path() {
    let app = App::start_unverified().await;
    app.account("Ada", json!([])).await;
    for operation in [
        "accounts_receivable/show",
        "accounts_receivable/terminate",
        "accounts_receivable/update",
        "rewards_participants/create",
    ] {
        refuses_names(&app, operation, ACCOUNT, json!({}), &of_accounts()).await;
        let missing = "400 accounts_receivable_identifier: is missing";
        let refused = Refused::at(&app, operation).await;
        refused.over(&json!({}), &[(json!({}), missing), (json!({ ACCOUNT: null }), missing)]).await;
    }
    refuses_names(&app, "create", ACCOUNT, by_code(&card(2)), &of_accounts()).await;
}

#[tokio::test]
async fn what_names_a_participant_is_refused_by_its_path() {
    let app = App::start_unverified().await;
    app.account("Ada", json!([])).await;
    app.participant("Ada", json!([])).await;
    for operation in
        ["rewards_participants/show", "rewards_participants/terminate", "rewards_participants/update"]
    {
        refuses_names(&app, operation, PARTICIPANT, json!({}), &of_participants()).await;
        let missing = "400 rewards_participant_identifier: is missing";
        let refused = Refused::at(&app, operation).await;
        refused.over(&json!({}), &[(json!({}), missing), (json!({ PARTICIPANT: null }), missing)]).await;
    }
    refuses_names(&app, "create", PARTICIPANT, by_code(&card(2)), &of_participants()).await;
}

#[tokio::test]
async fn show_and_terminate_take_nothing_else() {
    let app = App::start_unverified().await;
    app.account("Ada", json!([])).await;
    let participant = app.participant("Ada", json!([])).await;
    let account = json!({ ACCOUNT: { "name": "Ada" } });
    let participant = json!({ PARTICIPANT: { "id": participant } });
    for (operation, good) in [
        ("accounts_receivable/show", &account),
        ("accounts_receivable/terminate", &account),
        ("rewards_participants/show", &participant),
        ("rewards_participants/terminate", &participant),
    ] {
        let cases = [
            (json!({ "life_cycle_state": "TERMINATED" }), "400 life_cycle_state: unknown field"),
            (json!({ "access_tokens": [] }), "400 access_tokens: unknown field"),
            (json!({ "name": null }), "400 name: unknown field"),
            (
                json!({ "fields_set": "pass_code" }),
                "400 fields_set: `pass_code` is not a field of the answer",
            ),
        ];
        Refused::at(&app, operation).await.over(good, &cases).await;
    }
    let both = with(account, &participant);
    for (operation, unknown) in
        [("accounts_receivable/show", PARTICIPANT), ("rewards_participants/show", ACCOUNT)]
    {
        let expected = format!("400 {unknown}: unknown field");
        Refused::at(&app, operation).await.over(&both, &[(json!({}), &expected)]).await;
    }
}
