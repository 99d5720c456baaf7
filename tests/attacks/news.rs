//! Every change of a secret or of an identifier tells its owner, who may not have made it.

use serde_json::{Value, json};

use crate::support::{
    app::{App, PASS_CODE},
    records::{by_code, by_pass_code, card, with},
    writing::ticket,
};

const ADA: &str = "ada@example.com";
const NEW: &str = "lovelace@example.com";
const CHANGED: &str = "another horse 2";

/// Ada, with an authentication code, on a stack where what she was sent so far counts for nothing.
async fn ada() -> (App, usize) {
    let app = App::start().await;
    app.effective(ADA).await;
    let code = with(json!({ "access_token_identifier": by_pass_code(ADA, PASS_CODE) }), &by_code(&card(1)));
    app.granted("update", code).await;
    let before = app.messages(ADA).await.len();
    (app, before)
}

#[tokio::test]
async fn every_change_by_update_tells_the_address_that_the_token_had_and_a_new_one_too() {
    let changes: [(Value, usize, usize); 5] = [
        (json!({ "pass_code": CHANGED }), 1, 0),
        (by_code(&card(2)), 1, 0),
        (json!({ "authentication_code": null }), 1, 0),
        (json!({ "identifier": NEW }), 1, 1),
        (with(by_pass_code(NEW, CHANGED), &by_code(&card(2))), 3, 1),
    ];
    for (change, told, told_there) in changes {
        let (app, before) = ada().await;
        let body = with(json!({ "access_token_identifier": by_pass_code(ADA, PASS_CODE) }), &change);
        assert_eq!(app.post_as_known("update", body).await.status, 200, "{change}");
        assert_eq!(app.messages(ADA).await.len() - before, told, "{change}");
        assert_eq!(app.messages(NEW).await.len(), told_there, "{change}");
    }
}

#[tokio::test]
async fn what_changes_neither_a_secret_nor_an_identifier_tells_nobody() {
    let (app, before) = ada().await;
    let named = json!({ "access_token_identifier": by_pass_code(ADA, PASS_CODE) });
    for (operation, more) in [
        ("update", json!({ "udf_string_1": "gold", "card_masked_number": "**** 1234" })),
        ("show", json!({})),
        ("set_as_not_effective", json!({})),
        ("set_as_effective", json!({})),
    ] {
        assert_eq!(app.post(operation, with(named.clone(), &more)).await.status, 200, "{operation}");
    }
    assert_eq!(app.messages(ADA).await.len(), before);
}

#[tokio::test]
async fn a_pass_code_that_is_changed_by_a_ticket_or_by_a_back_office_is_told() {
    let (app, before) = ada().await;
    app.post("forgot_pass_code", json!({ "identifier": ADA })).await;
    let body = json!({ "token": ticket(&app, ADA).await, "pass_code": CHANGED });
    assert_eq!(app.post("change_pass_code", body).await.status, 200);
    // The ticket, and the news.
    assert_eq!(app.messages(ADA).await.len() - before, 2);
    app.pass(60);
    app.granted("reset_pass_code", by_code(&card(1))).await;
    assert_eq!(app.messages(ADA).await.len() - before, 3);
}
