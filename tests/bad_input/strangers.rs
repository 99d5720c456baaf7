//! Strangers: who nobody vouches for names no customer but by an access token, and lists and changes none.

use serde_json::{Value, json};

use crate::support::{
    app::App,
    proxy::Proxied,
    records::{by_code, card, owner},
};

#[tokio::test]
async fn a_stranger_who_names_a_customer_is_told_that_callers_must_be_known() {
    let app = App::start_unverified().await;
    let account = app.account("Ada", json!([])).await;
    let named = json!({ "accounts_receivable_identifier": { "name": "Ada" } });
    let participant = app.granted("rewards_participants/create", named).await;
    let before = app.standing().await;
    let (account, participant) = (account.data(), participant.data());
    for named in [
        json!({ "accounts_receivable_identifier": { "id": account["id"] } }),
        json!({ "accounts_receivable_identifier": { "number": account["number"] } }),
        json!({ "accounts_receivable_identifier": { "name": "Ada" } }),
        json!({ "rewards_participant_identifier": { "id": participant["id"] } }),
        json!({ "rewards_participant_identifier": { "number": participant["number"] } }),
        // Nor is a stranger told that there is no such customer.
        json!({ "accounts_receivable_identifier": { "name": "nobody's" } }),
        json!({ "rewards_participant_identifier": { "number": "RWP999999" } }),
    ] {
        let mut body = named.clone();
        body["authentication_code"] = json!(card(1));
        let answer = app.post("create", body).await;
        assert_eq!((answer.status, answer.code()), (401, "CALLER_NOT_KNOWN"), "{named}");
        assert_eq!(answer.body.get("data"), None);
    }
    assert_eq!(app.standing().await, before);
}

/// API Gateway lets no stranger through to these. If a route should forget to ask, the function does not.
#[tokio::test]
async fn what_is_for_known_callers_asks_for_them_itself() {
    let app = App::start_unverified().await;
    app.account("Ada", json!([])).await;
    let participant = app.participant("Ada", json!([])).await;
    app.holding(&card(1)).await;
    let before = app.standing().await;
    let proxied = Proxied::to(&app).await;
    let account = json!({ "accounts_receivable_identifier": { "name": "Ada" } });
    let participant = json!({ "rewards_participant_identifier": { "id": participant } });
    let cases: [(&str, &str, Value); 12] = [
        ("GET", "list", json!({})),
        ("GET", "get_not_associated", json!({})),
        ("POST", "customers/find", json!({ "by": "NAME", "text": "Ada" })),
        ("POST", "accounts_receivable/create", json!({ "account_owner": owner() })),
        ("POST", "accounts_receivable/show", account.clone()),
        ("POST", "accounts_receivable/terminate", account.clone()),
        ("POST", "accounts_receivable/update", account.clone()),
        ("POST", "rewards_participants/create", account),
        ("POST", "rewards_participants/show", participant.clone()),
        ("POST", "rewards_participants/terminate", participant.clone()),
        ("POST", "rewards_participants/update", participant),
        // Nor does what is wrong with a request come first.
        ("POST", "accounts_receivable/show", json!({ "nothing": 1 })),
    ];
    for (method, operation, body) in cases {
        let answer = proxied.send_as_stranger(method, operation, body).await;
        assert_eq!((answer.status, answer.code()), (401, "CALLER_NOT_KNOWN"), "{operation}");
        assert_eq!(answer.body.get("data"), None);
        assert!(proxied.calls().is_empty(), "{operation}");
    }
    assert_eq!(app.standing().await, before);
}

#[tokio::test]
async fn a_customer_names_their_own_records_by_their_own_token() {
    let app = App::start_unverified().await;
    app.account("Ada", json!([{ "action": "ADD_NEW", "authentication_code": card(1) }])).await;
    let named = json!({ "access_token_identifier": by_code(&card(1)) });
    let body = json!({ "authentication_code": card(2), "accounts_receivable_identifier": named });
    let answer = app.post("create", body).await;
    assert_eq!(answer.data()["accounts_receivable"]["name"], "Ada", "{answer:?}");
    app.assert_consistent().await;
}
