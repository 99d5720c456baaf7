//! What the operations on an access token refuse of their own.

use serde_json::{Value, json};

use super::{Row, Seen, ask_all};
use crate::support::{
    app::{App, PASS_CODE},
    one_time_passwords::offered,
    records::{by_code, by_pass_code, card, owner, with},
    writing::ticket,
};

const ADA: &str = "ada@example.com";

/// A token that has nothing but a code, one that is NOT_EFFECTIVE, one of an address, and none.
const FREE: usize = 1;
const NOT_EFFECTIVE: usize = 2;
const ADAS: usize = 3;
const UNKNOWN: usize = 4;

fn named(number: usize) -> Value {
    json!({ "access_token_identifier": by_code(&card(number)) })
}

/// A registration by all that proves a token.
fn registration(address: &str, number: usize) -> Value {
    with(by_pass_code(address, PASS_CODE), &by_code(&card(number)))
}

pub async fn seen() -> Vec<Seen> {
    let app = App::start_unverified().await;
    app.holding(&card(FREE)).await;
    app.holding(&card(NOT_EFFECTIVE)).await;
    app.granted("set_as_not_effective", named(NOT_EFFECTIVE)).await;
    app.granted("create", registration(ADA, ADAS)).await;
    app.granted("forgot_pass_code", json!({ "identifier": ADA })).await;
    let ticket = ticket(&app, ADA).await;
    let mut rows = unknown_or_in_the_wrong_state();
    rows.extend(of_fields(&ticket));
    let mut seen = ask_all(&app, rows).await;
    // At codes, all of them together: a hundred an hour.
    for _ in 0..100 {
        app.post("show", named(UNKNOWN)).await;
    }
    let operation = "access_tokens/create";
    let answer = app.post(operation, by_code(&card(UNKNOWN))).await;
    seen.push(Seen::new(operation, "TOO_MANY_ATTEMPTS", answer));
    let operation = "access_tokens/update";
    let named = json!({ "access_token_identifier": by_pass_code(ADA, PASS_CODE) });
    let answer = app.post(operation, with(named, &by_code(&card(FREE)))).await;
    seen.push(Seen::new(operation, "TOO_MANY_ATTEMPTS", answer));
    seen
}

fn unknown_or_in_the_wrong_state() -> Vec<Row> {
    let code = json!({ "verification_code": "000000" });
    let (unknown, state) = ("ACCESS_TOKEN_NOT_FOUND", "LIFE_CYCLE_STATE_NOT_ALLOWED");
    vec![
        ("access_tokens/show", unknown, named(UNKNOWN)),
        ("access_tokens/verify", "VERIFICATION_REFUSED", with(named(UNKNOWN), &code)),
        ("access_tokens/verify", state, with(named(FREE), &code)),
        ("access_tokens/reset_verification_code", unknown, by_code(&card(UNKNOWN))),
        ("access_tokens/reset_verification_code", state, by_code(&card(FREE))),
        ("access_tokens/reset_pass_code", unknown, by_code(&card(UNKNOWN))),
        ("access_tokens/reset_pass_code", state, by_code(&card(NOT_EFFECTIVE))),
        ("access_tokens/update", unknown, named(UNKNOWN)),
        ("access_tokens/update", state, named(NOT_EFFECTIVE)),
        ("access_tokens/generate_otp", unknown, named(UNKNOWN)),
        ("access_tokens/generate_otp", state, named(NOT_EFFECTIVE)),
        ("access_tokens/set_as_effective", unknown, named(UNKNOWN)),
        ("access_tokens/set_as_effective", state, named(FREE)),
        ("access_tokens/set_as_not_effective", unknown, named(UNKNOWN)),
        ("access_tokens/set_as_not_effective", state, named(NOT_EFFECTIVE)),
        ("access_tokens/delete", unknown, named(UNKNOWN)),
        ("access_tokens/delete", state, named(FREE)),
    ]
}

fn of_fields(ticket: &str) -> Vec<Row> {
    let unmasked = json!({ "card_masked_number": "4000123412341234" });
    let named_gold = json!({ "classification_identifier": { "name": "Gold" } });
    let change = |ticket: &str, pass_code: &str| json!({ "token": ticket, "pass_code": pass_code });
    vec![
        ("access_tokens/create", "INVALID_VALUE", with(by_code(&card(UNKNOWN)), &unmasked)),
        ("access_tokens/configuration/show", "CLASSIFICATION_NOT_FOUND", named_gold.clone()),
        ("access_tokens/create", "CLASSIFICATION_NOT_FOUND", with(by_code(&card(UNKNOWN)), &named_gold)),
        ("access_tokens/create", "IDENTIFIER_TAKEN", by_pass_code(ADA, PASS_CODE)),
        ("access_tokens/create", "AUTHENTICATION_CODE_TAKEN", by_code(&card(FREE))),
        ("access_tokens/update", "INVALID_VALUE", with(named(FREE), &unmasked)),
        ("access_tokens/update", "IDENTIFIER_TAKEN", with(named(FREE), &by_pass_code(ADA, PASS_CODE))),
        ("access_tokens/update", "AUTHENTICATION_CODE_TAKEN", with(named(FREE), &by_code(&card(ADAS)))),
        ("access_tokens/reset_pass_code", "NO_IDENTIFIER", by_code(&card(FREE))),
        ("access_tokens/change_pass_code", "RESET_TICKET_REFUSED", change("none", "another horse 2")),
        ("access_tokens/change_pass_code", "INVALID_VALUE", change(ticket, "short")),
    ]
}

pub async fn seen_where_tokens_are_verified() -> Vec<Seen> {
    let (ada, pending, addressed) = (1, 2, 3);
    let app = App::start_with(&offered()).await;
    app.granted("create", registration(ADA, ada)).await;
    app.verify(ADA, &app.code(ADA).await).await;
    // A back office's token proves itself while it waits for its code, which was sent a moment ago.
    let reached = with(owner(), &json!({ "email": "pending@example.com" }));
    let new = json!({ "action": "ADD_NEW", "authentication_code": card(pending) });
    let account = json!({ "account_owner": reached, "access_tokens": [new] });
    app.granted("accounts_receivable/create", account).await;
    app.granted("reset_pass_code", by_code(&card(ada))).await;
    // Its code was sent to the address of an owner who has none any more.
    let reached = with(owner(), &json!({ "email": "owner@example.com" }));
    let new = json!({ "action": "ADD_NEW", "authentication_code": card(addressed) });
    let account = json!({ "name": "Ada", "account_owner": reached, "access_tokens": [new] });
    app.granted("accounts_receivable/create", account).await;
    let named_ada = json!({ "accounts_receivable_identifier": { "name": "Ada" } });
    let cleared = json!({ "account_owner": { "email": null } });
    app.granted("accounts_receivable/update", with(named_ada, &cleared)).await;
    // A pass code may also be chosen at verification.
    let undecided = json!({ "identifier": "undecided@example.com" });
    app.granted("create", undecided.clone()).await;
    let code = app.code("undecided@example.com").await;
    let verify = json!({ "access_token_identifier": undecided, "verification_code": code });
    let short = json!({ "pass_code": "short" });
    let rows = vec![
        ("access_tokens/verify", "PASS_CODE_NEEDED", verify.clone()),
        ("authentication/consumer_application_key/token", "PASS_CODE_NEEDED", verify.clone()),
        ("access_tokens/verify", "INVALID_VALUE", with(verify, &short)),
        ("access_tokens/reset_verification_code", "NO_DESTINATION", by_code(&card(addressed))),
        ("access_tokens/reset_verification_code", "TOO_MANY_MESSAGES", by_code(&card(pending))),
        ("access_tokens/reset_pass_code", "TOO_MANY_MESSAGES", by_code(&card(ada))),
    ];
    let mut seen = ask_all(&app, rows).await;
    let operation = "access_tokens/update";
    let renamed = with(named(ada), &json!({ "identifier": "new@example.com" }));
    seen.push(Seen::new(operation, "CALLER_NOT_KNOWN", app.post(operation, renamed).await));
    // One source causes three messages of one kind an hour to one mailbox.
    for number in 1..=4 {
        let changed = with(named(ada), &json!({ "pass_code": format!("another horse {number}") }));
        let answer = app.post(operation, changed).await;
        if number == 4 {
            seen.push(Seen::new(operation, "TOO_MANY_MESSAGES", answer));
        }
    }
    // A source asks for sixty messages an hour.
    for _ in 0..60 {
        app.post("forgot_pass_code", json!({ "identifier": ADA })).await;
    }
    for operation in
        ["access_tokens/create", "access_tokens/forgot_pass_code", "access_tokens/send_one_time_password"]
    {
        let answer = app.post(operation, json!({ "identifier": ADA })).await;
        seen.push(Seen::new(operation, "TOO_MANY_MESSAGES", answer));
    }
    seen
}
