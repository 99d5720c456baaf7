//! Customer records: what they are called and found by, what they own, and how they end.

use serde_json::{Value, json};

use crate::support::{
    app::{Answer, App, DEFINITION},
    records::assert_drawn,
};

/// The shipped definition with another answer to when a token is verified.
pub fn verified(required: &str) -> String {
    DEFINITION.replacen("required = \"ALWAYS\"", &format!("required = \"{required}\""), 1)
}

/// An authentication code.
pub fn card(number: usize) -> String {
    format!("card-0000-0000-0000-{number:04}")
}

/// As `access_token_identifier`.
pub fn by_card(number: usize) -> Value {
    json!({ "authentication_code": card(number) })
}

pub fn add_new(number: usize) -> Value {
    json!({ "action": "ADD_NEW", "authentication_code": card(number) })
}

pub fn add_existing(number: usize) -> Value {
    json!({ "action": "ADD_EXISTING", "access_token_identifier": by_card(number) })
}

pub fn remove(number: usize) -> Value {
    json!({ "action": "REMOVE", "access_token_identifier": by_card(number) })
}

/// Where messages to the owner of an account go.
pub const OWNER: &str = "owner@example.com";

pub fn owner() -> Value {
    json!({ "type": "PERSON", "first_name": "Ada", "last_name": "Lovelace", "email": OWNER })
}

/// An account, with access tokens.
pub async fn account(app: &App, tokens: Value) -> Answer {
    let body = json!({ "account_owner": owner(), "access_tokens": tokens });
    let answer = app.post_as_known("accounts_receivable/create", body).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer
}

/// A rewards participant of an account, with access tokens.
pub async fn participant(app: &App, of: &Answer, tokens: Value) -> Answer {
    let body = json!({ "accounts_receivable_identifier": named(of), "access_tokens": tokens });
    let answer = app.post_as_known("rewards_participants/create", body).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer
}

/// As the identifier of the record that was answered.
pub fn named(record: &Answer) -> Value {
    json!({ "number": record.data()["number"] })
}

/// Asks for an operation on an account, with further fields.
pub async fn ask_account(app: &App, operation: &str, of: &Answer, fields: Value) -> Answer {
    ask(app, &format!("accounts_receivable/{operation}"), "accounts_receivable_identifier", of, fields).await
}

/// The same of a rewards participant.
pub async fn ask_participant(app: &App, operation: &str, of: &Answer, fields: Value) -> Answer {
    ask(app, &format!("rewards_participants/{operation}"), "rewards_participant_identifier", of, fields).await
}

async fn ask(app: &App, operation: &str, field: &str, of: &Answer, mut body: Value) -> Answer {
    body[field] = named(of);
    app.post_as_known(operation, body).await
}

/// Status and code.
pub fn refusal(answer: &Answer) -> (u16, &str) {
    (answer.status, answer.code())
}

pub const WRONG_STATE: (u16, &str) = (409, "LIFE_CYCLE_STATE_NOT_ALLOWED");

#[tokio::test]
async fn an_account_is_called_by_its_number_until_it_has_a_name() {
    let app = App::start().await;
    let account = account(&app, json!([])).await;
    let number = &account.data()["number"];
    assert_drawn("ACR", number);
    assert_eq!(account.data()["name"], *number);
    assert_eq!(account.data()["life_cycle_state"], "ACTIVE");
    assert_eq!(account.data()["account_owner"]["last_name"], "Lovelace");
    let renamed = ask_account(&app, "update", &account, json!({ "name": " Gold " })).await;
    assert_eq!(renamed.data()["name"], "Gold");
    let cleared = ask_account(&app, "update", &account, json!({ "name": null })).await;
    assert_eq!(cleared.data()["name"], *number);
}

#[tokio::test]
async fn the_name_of_an_account_is_unique_in_any_spelling_and_free_once_it_is_given_up() {
    let app = App::start().await;
    let create = async |name: &str| {
        let body = json!({ "name": name, "account_owner": owner() });
        app.post_as_known("accounts_receivable/create", body).await
    };
    let first = create("Gold").await;
    assert_eq!(refusal(&create(" gOLD ").await), (409, "NAME_TAKEN"));
    let second = create("Silver").await;
    let renamed = ask_account(&app, "update", &second, json!({ "name": "GOLD" })).await;
    assert_eq!(refusal(&renamed), (409, "NAME_TAKEN"));
    // An account may spell its own name anew.
    assert_eq!(ask_account(&app, "update", &first, json!({ "name": "GOLD" })).await.data()["name"], "GOLD");
    ask_account(&app, "update", &first, json!({ "name": null })).await;
    assert_eq!(create("gold").await.status, 200);
}

#[tokio::test]
async fn no_account_is_named_like_the_number_of_one() {
    let app = App::start().await;
    for name in ["ACR000001", " acr000009", "\u{ff21}CR000001", "ACR0081726354"] {
        let body = json!({ "name": name, "account_owner": owner() });
        let refused = app.post_as_known("accounts_receivable/create", body).await;
        assert_eq!(refusal(&refused), (400, "INVALID_FIELD"), "{refused:?}");
        assert!(refused.message().starts_with("name: must not be spelled like a number"), "{refused:?}");
    }
}

#[tokio::test]
async fn an_account_is_found_by_its_id_its_number_its_name_and_its_access_tokens() {
    let app = App::start_with(&verified("NEVER")).await;
    let account = account(&app, json!([add_new(7)])).await;
    ask_account(&app, "update", &account, json!({ "name": "Gold" })).await;
    let number = account.data()["number"].clone();
    for by in [
        json!({ "id": account.data()["id"] }),
        json!({ "number": number }),
        json!({ "name": "gold" }),
        json!({ "access_token_identifier": by_card(7) }),
    ] {
        let body = json!({ "accounts_receivable_identifier": by });
        let shown = app.post_as_known("accounts_receivable/show", body).await;
        assert_eq!(shown.data()["number"], number, "{shown:?}");
    }
    let other = crate::customers::account(&app, json!([])).await;
    let by_number = json!({ "accounts_receivable_identifier": { "name": other.data()["name"] } });
    let shown = app.post_as_known("accounts_receivable/show", by_number).await;
    assert_eq!(shown.data()["number"], other.data()["number"]);
    for by in [json!({ "number": "ACR000009" }), json!({ "name": "Silver" }), json!({ "number": "x" })] {
        let body = json!({ "accounts_receivable_identifier": by });
        let shown = app.post_as_known("accounts_receivable/show", body).await;
        assert_eq!(refusal(&shown), (404, "ACCOUNTS_RECEIVABLE_NOT_FOUND"));
    }
}

#[tokio::test]
async fn an_update_of_an_account_leaves_what_is_absent_and_clears_what_is_null() {
    let app = App::start().await;
    let account = account(&app, json!([])).await;
    let changes = json!({ "account_owner": { "first_name": null }, "life_cycle_state": "SUSPENDED" });
    ask_account(&app, "update", &account, changes).await;
    let shown = ask_account(&app, "show", &account, json!({})).await;
    assert_eq!(shown.data()["life_cycle_state"], "SUSPENDED");
    assert_eq!(shown.data()["account_owner"]["first_name"], json!(null));
    assert_eq!(shown.data()["account_owner"]["last_name"], "Lovelace");
    let active = ask_account(&app, "update", &account, json!({ "life_cycle_state": "ACTIVE" })).await;
    assert_eq!(active.data()["life_cycle_state"], "ACTIVE");
    let terminated = ask_account(&app, "update", &account, json!({ "life_cycle_state": "TERMINATED" })).await;
    assert_eq!(refusal(&terminated), (400, "INVALID_FIELD"));
}

#[tokio::test]
async fn a_terminated_account_can_be_shown_and_nothing_else() {
    let app = App::start_with(&verified("NEVER")).await;
    let account = account(&app, json!([add_new(1)])).await;
    let terminated = ask_account(&app, "terminate", &account, json!({})).await;
    assert_eq!(terminated.data()["life_cycle_state"], "TERMINATED");
    for (operation, fields) in [
        ("terminate", json!({})),
        ("update", json!({ "name": "Gold" })),
        ("update", json!({ "access_tokens": [remove(1)] })),
    ] {
        let refused = ask_account(&app, operation, &account, fields).await;
        assert_eq!(refusal(&refused), WRONG_STATE);
        assert_eq!(refused.message(), "not allowed while the accounts receivable is TERMINATED");
    }
    let owned = json!({ "accounts_receivable_identifier": named(&account) });
    assert_eq!(refusal(&app.post_as_known("rewards_participants/create", owned).await), WRONG_STATE);
    let token = json!({ "authentication_code": card(2), "accounts_receivable_identifier": named(&account) });
    assert_eq!(refusal(&app.post_as_known("create", token).await), WRONG_STATE);
    assert_eq!(ask_account(&app, "show", &account, json!({})).await.data()["life_cycle_state"], "TERMINATED");
}

#[tokio::test]
async fn an_account_is_not_terminated_while_it_owns_an_effective_participant() {
    let app = App::start().await;
    let account = account(&app, json!([])).await;
    let (one, other) =
        (participant(&app, &account, json!([])).await, participant(&app, &account, json!([])).await);
    for participant in [&one, &other] {
        let refused = ask_account(&app, "terminate", &account, json!({})).await;
        assert_eq!(refusal(&refused), WRONG_STATE);
        assert!(refused.message().ends_with("owns a rewards participant that is EFFECTIVE"), "{refused:?}");
        assert_eq!(ask_participant(&app, "terminate", participant, json!({})).await.status, 200);
    }
    assert_eq!(ask_account(&app, "terminate", &account, json!({})).await.status, 200);
}

#[tokio::test]
async fn a_terminated_participant_can_be_shown_and_nothing_else() {
    let app = App::start_with(&verified("NEVER")).await;
    let participant = participant(&app, &account(&app, json!([])).await, json!([add_new(1)])).await;
    let terminated = ask_participant(&app, "terminate", &participant, json!({})).await;
    assert_eq!(terminated.data()["life_cycle_state"], "TERMINATED");
    for (operation, fields) in
        [("terminate", json!({})), ("update", json!({ "access_tokens": [remove(1)] })), ("update", json!({}))]
    {
        let refused = ask_participant(&app, operation, &participant, fields).await;
        assert_eq!(refusal(&refused), WRONG_STATE);
        assert_eq!(refused.message(), "not allowed while the rewards participant is TERMINATED");
    }
    let token =
        json!({ "authentication_code": card(2), "rewards_participant_identifier": named(&participant) });
    assert_eq!(refusal(&app.post_as_known("create", token).await), WRONG_STATE);
    let shown = ask_participant(&app, "show", &participant, json!({})).await;
    assert_eq!(shown.data()["life_cycle_state"], "TERMINATED");
}

#[tokio::test]
async fn a_participant_names_the_account_that_owns_it_and_takes_no_other() {
    let app = App::start_with(&verified("NEVER")).await;
    let (mine, others) = (account(&app, json!([])).await, account(&app, json!([])).await);
    let participant = participant(&app, &mine, json!([])).await;
    assert_drawn("RWP", &participant.data()["number"]);
    assert_eq!(participant.data()["accounts_receivable"]["number"], mine.data()["number"]);
    let token = |account: &Answer| {
        json!({
            "authentication_code": card(1),
            "accounts_receivable_identifier": named(account),
            "rewards_participant_identifier": named(&participant),
        })
    };
    let refused = app.post_as_known("create", token(&others)).await;
    assert_eq!(refusal(&refused), (409, "REWARDS_PARTICIPANT_NOT_OWNED"));
    let created = app.post_as_known("create", token(&mine)).await;
    assert_eq!(created.data()["accounts_receivable"]["number"], mine.data()["number"]);
    for name in ["rewards_participant", "reward_participant"] {
        assert_eq!(created.data()[name]["number"], participant.data()["number"]);
    }
}

#[tokio::test]
async fn a_stranger_names_a_customer_record_by_an_access_token_of_it_and_by_nothing_else() {
    let app = App::start_with(&verified("NEVER")).await;
    let account = account(&app, json!([add_new(1)])).await;
    let create = async |number: usize, by: Value| {
        let body = json!({ "authentication_code": card(number), "accounts_receivable_identifier": by });
        app.post("create", body).await
    };
    for by in [named(&account), json!({ "id": account.data()["id"] }), json!({ "name": "Gold" })] {
        assert_eq!(refusal(&create(2, by).await), (401, "CALLER_NOT_KNOWN"));
    }
    let unknown = create(2, json!({ "access_token_identifier": by_card(9) })).await;
    assert_eq!(refusal(&unknown), (404, "ACCESS_TOKEN_NOT_FOUND"));
    let created = create(2, json!({ "access_token_identifier": by_card(1) })).await;
    assert_eq!(created.data()["accounts_receivable"]["number"], account.data()["number"]);
}
