//! Updates of an account: the same on every level of it.

use serde_json::{Value, json};

use crate::support::{
    app::{Answer, App},
    records::{owner, with},
};

/// An account that has something on every level; its number.
async fn made(app: &App) -> Value {
    let owner = with(
        owner(),
        &json!({
            "first_name": "Loukia", "title": "Miss", "email": "loukia@example.com", "phone": "+35799123456",
            "demographics": {
                "gender": "FEMALE", "id_number": "LP1234",
                "date_of_birth": { "day": 29, "month": 2, "year": 1988 },
                "country_of_residence": { "name": "Cyprus" }, "industry": { "code": "I" },
            },
            "company_profile": { "profile_year": 2015, "annual_turnover": 1250.5 },
        }),
    );
    let body = json!({ "name": "Ada", "account_owner": owner });
    app.granted("accounts_receivable/create", body).await.data()["number"].clone()
}

async fn update(app: &App, number: &Value, fields: Value) -> Answer {
    let named = json!({ "accounts_receivable_identifier": { "number": number } });
    app.granted("accounts_receivable/update", with(named, &fields)).await
}

async fn shown(app: &App, number: &Value) -> Value {
    let named = json!({ "accounts_receivable_identifier": { "number": number } });
    app.granted("accounts_receivable/show", named).await.data().clone()
}

#[tokio::test]
async fn a_field_of_an_account_is_left_cleared_or_set_on_every_level() {
    let app = App::start_unverified().await;
    let number = made(&app).await;
    let date = |day: Value| json!({ "demographics": { "date_of_birth": { "day": day } } });
    let country = json!({ "demographics": { "country_of_residence": null } });
    let owner = |fields: Value| json!({ "account_owner": fields });
    for (sent, pointer, expected) in [
        (json!({ "life_cycle_state": "SUSPENDED" }), "/life_cycle_state", json!("SUSPENDED")),
        (json!({ "life_cycle_state": "ACTIVE" }), "/life_cycle_state", json!("ACTIVE")),
        (json!({ "name": "Bob" }), "/name", json!("Bob")),
        // Without a name it is called by its number.
        (json!({ "name": null }), "/name", number.clone()),
        (owner(json!({ "middle_name": "B" })), "/account_owner/middle_name", json!("B")),
        (owner(json!({ "title": null })), "/account_owner/title", json!(null)),
        (owner(json!({ "email": null })), "/account_owner/email", json!(null)),
        (owner(date(json!(1))), "/account_owner/demographics/date_of_birth/day", json!(1)),
        (owner(date(json!(null))), "/account_owner/demographics/date_of_birth/day", json!(null)),
        (owner(country), "/account_owner/demographics/country_of_residence", json!(null)),
        (
            owner(json!({ "company_profile": { "annual_turnover": null } })),
            "/account_owner/company_profile/annual_turnover",
            json!(null),
        ),
    ] {
        app.pass(1);
        let mut before = shown(&app, &number).await;
        *before.pointer_mut(pointer).expect(pointer) = expected.clone();
        let updated = update(&app, &number, sent).await;
        assert_eq!(updated.data().pointer(pointer), Some(&expected), "{pointer}");
        let mut after = shown(&app, &number).await;
        // When it was changed is what else changes.
        for value in [&mut before, &mut after] {
            value["log_information"] = json!(null);
        }
        assert_eq!(after, before, "{pointer}");
    }
    let cleared = json!({ "demographics": null, "company_profile": { "profile_year": 2016 } });
    let updated = update(&app, &number, owner(cleared)).await;
    assert_eq!(updated.data()["account_owner"]["demographics"], json!(null));
    assert_eq!(updated.data()["account_owner"]["company_profile"]["profile_year"], json!(2016));
    app.assert_consistent().await;
}

#[tokio::test]
async fn a_name_that_is_given_up_is_anybodys() {
    let app = App::start_unverified().await;
    let number = made(&app).await;
    // In another spelling it is the same name.
    assert_eq!(update(&app, &number, json!({ "name": "ADA" })).await.data()["name"], "ADA");
    update(&app, &number, json!({ "name": "Bob" })).await;
    app.account("ada", json!([])).await;
    let taken = json!({ "accounts_receivable_identifier": { "name": "bob" }, "name": " Ada" });
    assert_eq!(app.post_as_known("accounts_receivable/update", taken).await.code(), "NAME_TAKEN");
    update(&app, &number, json!({ "name": null })).await;
    app.account("bob", json!([])).await;
    app.assert_consistent().await;
}
