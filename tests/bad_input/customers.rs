//! Bad input to the operations that make and change customer records.

use serde_json::{Value, json};

use super::Refused;
use crate::support::{
    app::App,
    records::{owner, with},
};

/// What is wrong with a field of an account, in making one and in changing one.
fn of_accounts() -> Vec<(Value, &'static str)> {
    let owned = |more: Value| json!({ "account_owner": with(owner(), &more) });
    vec![
        (json!({ "name": 7 }), "400 name: must be a string"),
        (json!({ "name": "" }), "422 name: must have at least 1 character"),
        (json!({ "name": "  " }), "422 name: must have at least 1 character"),
        (json!({ "name": "a\nb" }), "422 name: must not hold line breaks"),
        (json!({ "name": "x".repeat(101) }), "422 name: must have at most 100 characters"),
        (json!({ "name": "\u{fdfa}".repeat(90) }), "422 name: must have at most 100 characters"),
        (json!({ "id": "E8D62A98078A44F79646E4CB4C7DAB19" }), "400 id: unknown field"),
        (json!({ "number": "ACR000001" }), "400 number: unknown field"),
        (
            json!({ "rewards_participant_identifier": {} }),
            "400 rewards_participant_identifier: unknown field",
        ),
        (json!({ "account_owner": "x" }), "400 account_owner: must be an object"),
        (json!({ "account_owner": null }), "400 account_owner: is missing"),
        (owned(json!({ "type": null })), "400 account_owner.type: is missing"),
        (owned(json!({ "type": "ROBOT" })), "400 account_owner.type: must be `PERSON` or `COMPANY`"),
        (owned(json!({ "type": "COMPANY" })), "400 account_owner.company_name: is needed for a COMPANY"),
        (owned(json!({ "last_name": null })), "400 account_owner.last_name: is needed for a PERSON"),
        (
            owned(json!({ "last_name": "x".repeat(101) })),
            "422 account_owner.last_name: must have at most 100",
        ),
        (owned(json!({ "middle_name": 7 })), "400 account_owner.middle_name: must be a string"),
        (owned(json!({ "title": "a\u{1b}b" })), "422 account_owner.title: must not hold line breaks"),
        (owned(json!({ "email": "ada" })), "422 account_owner.email: must be an e-mail address"),
        (owned(json!({ "phone": "99123456" })), "422 account_owner.phone: must be a phone number"),
        (owned(json!({ "nickname": "x" })), "400 account_owner.nickname: unknown field"),
        (
            owned(json!({ "demographics": { "gender": "x" } })),
            "400 account_owner.demographics.gender: must be `MALE`",
        ),
        (owned(json!({ "demographics": { "age": 7 } })), "400 account_owner.demographics.age: unknown field"),
        (
            owned(json!({ "demographics": { "date_of_birth": { "day": 31, "month": 2 } } })),
            "422 account_owner.demographics.date_of_birth.day: must be 1 to 29",
        ),
        (
            owned(json!({ "demographics": { "country_of_residence": { "name": "Atlantis" } } })),
            "422 account_owner.demographics.country_of_residence: is no country of ISO 3166-1",
        ),
        (
            owned(json!({ "demographics": { "industry": { "name": "Alchemy" } } })),
            "422 account_owner.demographics.industry: is not in the definition",
        ),
        (
            owned(json!({ "company_profile": { "industry_sector": { "id": "x" } } })),
            "422 account_owner.company_profile.industry_sector: is not in the definition",
        ),
        (
            owned(json!({ "company_profile": { "number_of_employees": -1 } })),
            "400 account_owner.company_profile.number_of_employees: must be a whole number",
        ),
        (
            owned(json!({ "company_profile": { "annual_turnover": 1e300 } })),
            "422 account_owner.company_profile.annual_turnover: must be 0, or",
        ),
    ]
}

#[tokio::test]
async fn accounts_receivable_create_names_the_field() {
    let app = App::start_unverified().await;
    let refused = Refused::at(&app, "accounts_receivable/create").await;
    let good = json!({ "account_owner": owner() });
    refused.over(&good, &of_accounts()).await;
    let cases = [
        (json!({ "life_cycle_state": "ACTIVE" }), "400 life_cycle_state: unknown field"),
        (
            json!({ "accounts_receivable_identifier": {} }),
            "400 accounts_receivable_identifier: unknown field",
        ),
        (json!({ "fields_set": "pass_code" }), "400 fields_set: `pass_code` is not a field of the answer"),
    ];
    refused.over(&good, &cases).await;
    refused.over(&json!({}), &[(json!({ "name": "Ada" }), "400 account_owner: is missing")]).await;
}

#[tokio::test]
async fn accounts_receivable_update_names_the_field() {
    let app = App::start_unverified().await;
    app.account("Ada", json!([])).await;
    app.account("Bob", json!([])).await;
    let refused = Refused::at(&app, "accounts_receivable/update").await;
    let good = json!({ "accounts_receivable_identifier": { "name": "Ada" } });
    let cases = of_accounts();
    refused
        .over(
            &good,
            &cases.into_iter().filter(|(_, told)| !told.ends_with("owner: is missing")).collect::<Vec<_>>(),
        )
        .await;
    let cases = [
        (json!({ "account_owner": null }), "400 account_owner: cannot be cleared"),
        (json!({ "life_cycle_state": null }), "400 life_cycle_state: cannot be cleared"),
        (
            json!({ "life_cycle_state": "TERMINATED" }),
            "400 life_cycle_state: must be `ACTIVE` or `SUSPENDED`",
        ),
        (json!({ "life_cycle_state": "active" }), "400 life_cycle_state: must be `ACTIVE` or `SUSPENDED`"),
        (json!({ "life_cycle_state": 7 }), "400 life_cycle_state: must be a string"),
        (json!({ "name": "bob " }), "409 NAME_TAKEN"),
        (json!({ "fields_set": "pass_code" }), "400 fields_set: `pass_code` is not a field of the answer"),
    ];
    refused.over(&good, &cases).await;
}

#[tokio::test]
async fn the_operations_on_participants_name_the_field() {
    let app = App::start_unverified().await;
    app.account("Ada", json!([])).await;
    let participant = app.participant("Ada", json!([])).await;
    let unknown = [
        (json!({ "name": "x" }), "400 name: unknown field"),
        (json!({ "life_cycle_state": "TERMINATED" }), "400 life_cycle_state: unknown field"),
        (json!({ "account_owner": {} }), "400 account_owner: unknown field"),
        (json!({ "fields_set": "pass_code" }), "400 fields_set: `pass_code` is not a field of the answer"),
    ];
    let account = json!({ "accounts_receivable_identifier": { "name": "Ada" } });
    Refused::at(&app, "rewards_participants/create").await.over(&account, &unknown).await;
    let participant = json!({ "rewards_participant_identifier": { "id": participant } });
    Refused::at(&app, "rewards_participants/update").await.over(&participant, &unknown).await;
    // Whose it is never changes.
    let moved = (account, "400 accounts_receivable_identifier: unknown field");
    Refused::at(&app, "rewards_participants/update").await.over(&participant, &[moved]).await;
}
