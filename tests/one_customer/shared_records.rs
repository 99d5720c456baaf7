//! An erased customer among others: what others have a part in stays, and what protects them.

use serde_json::{Value, json};

use super::{ADA, EVE, customer_at, one_customer};
use crate::support::{
    app::{App, PASS_CODE, text},
    proxy::Proxied,
    records::{CARD, by_code, by_pass_code, card, unverified, with},
};

fn new_token(identifier: &str) -> Value {
    with(json!({ "action": "ADD_NEW" }), &by_pass_code(identifier, PASS_CODE))
}

async fn erase(app: &App, named: &str) -> Vec<&'static str> {
    let erased = one_customer(app).await.erase(named).await.expect("erased");
    app.assert_consistent().await;
    erased.stays.into_iter().map(|stays| stays.what).collect()
}

async fn suppressed(app: &App) -> Vec<String> {
    app.settled().await;
    app.rows_of("suppression").await.iter().map(|row| text(row, "address")).collect()
}

/// The same account, which another customer is behind whose rewards participant it owns.
async fn with_a_participant(app: &App) -> String {
    app.account("Shared", json!([new_token(ADA)])).await;
    app.participant("Shared", json!([new_token(EVE)])).await
}

#[tokio::test]
async fn an_account_stays_while_it_owns_a_participant_though_that_is_terminated() {
    let app = App::start_unverified().await;
    let participant = with_a_participant(&app).await;
    let named = json!({ "rewards_participant_identifier": { "id": participant } });
    app.granted("rewards_participants/terminate", named.clone()).await;
    assert_eq!(erase(&app, ADA).await, ["accounts receivable"]);
    app.granted("show", json!({ "access_token_identifier": by_pass_code(EVE, PASS_CODE) })).await;
    let shown = app.granted("rewards_participants/show", named).await;
    assert_eq!(shown.data()["accounts_receivable"]["name"], "Shared");
    // It goes with the last of them.
    assert_eq!(erase(&app, EVE).await, [""; 0]);
    assert!(app.rows_of("accounts_receivable").await.is_empty());
    assert!(app.rows_of("rewards_participant").await.is_empty());
}

/// An erasure has looked for others that have a part in the account, and found none.
#[tokio::test]
async fn an_account_that_another_customer_joins_in_the_middle_of_an_erasure_stays() {
    let app = App::start_unverified().await;
    app.account("Shared", json!([new_token(ADA)])).await;
    app.register(EVE).await;
    let proxied = Proxied::to(&app).await;
    let customer = customer_at(&app, &proxied.variables).await;
    let named = json!({ "accounts_receivable_identifier": { "name": "Shared" } });
    let eve = json!({ "action": "ADD_EXISTING", "access_token_identifier": by_pass_code(EVE, PASS_CODE) });
    let joins = proxied.meanwhile("ACCOUNTS_RECEIVABLE#").run(async {
        app.granted("accounts_receivable/update", with(named.clone(), &json!({ "access_tokens": [eve] })))
            .await;
    });
    let (erased, ()) = tokio::join!(customer.erase(ADA), joins);
    let stays: Vec<_> = erased.expect("erased").stays.into_iter().map(|stays| stays.what).collect();
    assert_eq!(stays, ["accounts receivable"]);
    app.assert_consistent().await;
    app.granted("accounts_receivable/show", named).await;
}

#[tokio::test]
async fn an_account_that_was_left_without_access_tokens_is_changed_all_the_same() {
    let definition = unverified().replacen("at_least_one_token = false", "at_least_one_token = true", 1);
    let app = App::start_with(&definition).await;
    with_a_participant(&app).await;
    assert_eq!(erase(&app, ADA).await, ["accounts receivable"]);
    let update = |name: &str, fields: Value| {
        with(json!({ "accounts_receivable_identifier": { "name": name } }), &fields)
    };
    for fields in
        [json!({ "life_cycle_state": "SUSPENDED" }), json!({ "life_cycle_state": "ACTIVE", "name": "Eve's" })]
    {
        app.granted("accounts_receivable/update", update("Shared", fields)).await;
    }
    let session = app.logged_in(EVE, PASS_CODE).await;
    let own = json!({ "account_owner": { "first_name": "Eve" } });
    let changed = app.post_in(&session, "accounts_receivable/update", own).await;
    assert_eq!(changed.status, 200, "{changed:?}");
    // What is asked of an account holds for what is taken from it.
    let tokens = json!([with(json!({ "action": "ADD_NEW" }), &by_code(CARD))]);
    app.granted("accounts_receivable/update", update("Eve's", json!({ "access_tokens": tokens }))).await;
    let tokens = json!([{ "action": "REMOVE", "access_token_identifier": by_code(CARD) }]);
    let removed = update("Eve's", json!({ "access_tokens": tokens }));
    let refused = app.post_as_known("accounts_receivable/update", removed).await;
    assert_eq!(refused.code(), "AT_LEAST_ONE_ACCESS_TOKEN");
}

#[tokio::test]
async fn what_protects_an_address_that_is_somebody_elses_by_now_stays() {
    let app = App::start_unverified().await;
    app.register(ADA).await;
    app.post("forgot_pass_code", json!({ "identifier": ADA })).await;
    let renamed =
        json!({ "access_token_identifier": by_pass_code(ADA, PASS_CODE), "identifier": "ada@example.com" });
    app.granted("update", renamed.clone()).await;
    app.register(ADA).await;
    app.post("show", json!({ "access_token_identifier": by_pass_code(ADA, "not this 1") })).await;
    let guesses =
        app.rows_of("counter").await.iter().filter(|row| text(row, "pk").contains("FAILURES")).count();
    assert_eq!((suppressed(&app).await, guesses), (vec![ADA.to_owned()], 1));
    erase(&app, "ada@example.com").await;
    let left = app.rows_of("counter").await.iter().filter(|row| text(row, "pk").contains("FAILURES")).count();
    assert_eq!((suppressed(&app).await, left), (vec![ADA.to_owned()], 1));
    // One that is nobody's goes with who had it.
    app.granted("update", with(renamed, &json!({ "identifier": "bob@example.com" }))).await;
    app.settled().await;
    erase(&app, "bob@example.com").await;
    assert_eq!(suppressed(&app).await, [""; 0]);
}

#[tokio::test]
async fn what_protects_the_address_of_an_account_that_stays_stays() {
    let app = App::start_unverified().await;
    let tokens = json!([
        with(json!({ "action": "ADD_NEW" }), &by_code(CARD)),
        with(json!({ "action": "ADD_NEW" }), &by_code(&card(1)))
    ]);
    let owner = json!({ "type": "PERSON", "last_name": "Lovelace", "email": ADA });
    let made = app
        .granted("accounts_receivable/create", json!({ "account_owner": owner, "access_tokens": tokens }))
        .await;
    assert_eq!(suppressed(&app).await, [ADA]);
    let number =
        |index: usize| made.data()["access_tokens"][index]["number"].as_str().expect("a number").to_owned();
    assert_eq!(erase(&app, &number(0)).await, ["accounts receivable"]);
    assert_eq!(suppressed(&app).await, [ADA]);
    assert_eq!(erase(&app, &number(1)).await, [""; 0]);
    assert_eq!(suppressed(&app).await, [""; 0]);
}
