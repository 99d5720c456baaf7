//! What the operations refuse that name a customer record, or assign access tokens to one.

use serde_json::{Value, json};

use super::{Row, Seen, ask_all};
use crate::support::{
    app::{App, PASS_CODE},
    records::{by_code, by_pass_code, card, owner, with},
    writing::assigned,
};

const CREATE: &str = "access_tokens/create";
const NAMING_AN_ACCOUNT: [&str; 6] = [
    CREATE,
    "access_tokens/list",
    "accounts_receivable/show",
    "accounts_receivable/update",
    "accounts_receivable/terminate",
    "rewards_participants/create",
];
const NAMING_A_PARTICIPANT: [&str; 5] = [
    CREATE,
    "access_tokens/list",
    "rewards_participants/show",
    "rewards_participants/update",
    "rewards_participants/terminate",
];

const ADA: &str = "ada@example.com";

/// A token that belongs to nothing, one that is NOT_EFFECTIVE, one of another account, and none.
const FREE: usize = 1;
const NOT_EFFECTIVE: usize = 2;
const OTHERS: usize = 3;
const UNKNOWN: usize = 4;

pub fn account(name: &str) -> Value {
    json!({ "accounts_receivable_identifier": { "name": name } })
}

/// The accounts Ada and Other, and the id of Ada's rewards participant; none has an address.
pub async fn customers(app: &App) -> String {
    app.account("Ada", json!([])).await;
    app.account("Other", json!([])).await;
    app.participant("Ada", json!([])).await
}

/// What an operation needs beside the record that it is to name.
fn needed(operation: &str) -> Value {
    if operation == CREATE { by_code(&card(UNKNOWN)) } else { json!({}) }
}

/// The operations that assign these tokens, each to a record of its own kind.
pub fn assigning(participant: &str, access_tokens: &Value) -> [(&'static str, Value); 4] {
    let named = json!({ "rewards_participant_identifier": { "id": participant } });
    [
        ("accounts_receivable/create", json!({ "account_owner": owner() })),
        ("accounts_receivable/update", account("Ada")),
        ("rewards_participants/create", account("Ada")),
        ("rewards_participants/update", named),
    ]
    .map(|(operation, body)| (operation, with(body, &json!({ "access_tokens": access_tokens }))))
}

pub async fn seen() -> Vec<Seen> {
    let app = App::start_unverified().await;
    let participant = customers(&app).await;
    app.holding(&card(FREE)).await;
    app.holding(&card(NOT_EFFECTIVE)).await;
    let not_effective = json!({ "access_token_identifier": by_code(&card(NOT_EFFECTIVE)) });
    app.granted("set_as_not_effective", not_effective).await;
    app.granted("create", with(by_code(&card(OTHERS)), &account("Other"))).await;
    app.granted("create", by_pass_code(ADA, PASS_CODE)).await;
    let mut rows = named();
    rows.extend(assigned_tokens(&participant));
    rows.extend(others(&participant));
    let mut seen = ask_all(&app, rows).await;
    // Who nobody vouches for names no customer.
    let answer = app.post(CREATE, with(needed(CREATE), &account("Ada"))).await;
    seen.push(Seen::new(CREATE, "CALLER_NOT_KNOWN", answer));
    seen
}

/// By what a record is named, and what is refused then.
fn named() -> Vec<Row> {
    let by_token = |number| json!({ "access_token_identifier": by_code(&card(number)) });
    let unknown = ("ACCESS_TOKEN_NOT_FOUND", by_token(UNKNOWN));
    let state = ("LIFE_CYCLE_STATE_NOT_ALLOWED", by_token(NOT_EFFECTIVE));
    let accounts = [
        ("INVALID_VALUE", json!({ "name": "" })),
        ("ACCOUNTS_RECEIVABLE_NOT_FOUND", json!({ "name": "Nobody" })),
        unknown.clone(),
        state.clone(),
    ];
    let participants = [("REWARDS_PARTICIPANT_NOT_FOUND", json!({ "number": "RWP000001" })), unknown, state];
    let mut rows = Vec::new();
    let mut add = |operation: &'static str, field: &str, refused: &[(&'static str, Value)]| {
        for (code, by) in refused {
            rows.push((operation, *code, with(needed(operation), &json!({ field: by }))));
        }
    };
    for operation in NAMING_AN_ACCOUNT {
        add(operation, "accounts_receivable_identifier", &accounts);
    }
    for operation in NAMING_A_PARTICIPANT {
        add(operation, "rewards_participant_identifier", &participants);
    }
    rows
}

/// What becomes of a token that cannot be assigned.
fn assigned_tokens(participant: &str) -> Vec<Row> {
    let new = |fields: &Value| with(json!({ "action": "ADD_NEW" }), fields);
    let gold = json!({ "classification_identifier": { "name": "Gold" } });
    let mut rows = Vec::new();
    for (code, token) in [
        ("INVALID_VALUE", new(&by_code("short"))),
        ("CLASSIFICATION_NOT_FOUND", new(&with(by_code(&card(UNKNOWN)), &gold))),
        ("ACCESS_TOKEN_NOT_FOUND", assigned("ADD_EXISTING", &card(UNKNOWN))),
        ("LIFE_CYCLE_STATE_NOT_ALLOWED", assigned("ADD_EXISTING", &card(NOT_EFFECTIVE))),
        ("ALREADY_ASSOCIATED", assigned("ADD_EXISTING", &card(OTHERS))),
        ("IDENTIFIER_TAKEN", new(&by_pass_code(ADA, PASS_CODE))),
        ("AUTHENTICATION_CODE_TAKEN", new(&by_code(&card(FREE)))),
    ] {
        let asked = assigning(participant, &json!([token]));
        rows.extend(asked.map(|(operation, body)| (operation, code, body)));
    }
    // Only an update removes.
    let [_, account, _, participant] = assigning(participant, &json!([assigned("REMOVE", &card(FREE))]));
    rows.extend([account, participant].map(|(operation, body)| (operation, "NOT_ASSOCIATED", body)));
    rows
}

fn others(participant: &str) -> Vec<Row> {
    let both = json!({ "rewards_participant_identifier": { "id": participant } });
    let named_ada = json!({ "name": "Ada" });
    let gold = json!({ "classification_identifier": { "name": "Gold" } });
    vec![
        (CREATE, "REWARDS_PARTICIPANT_NOT_OWNED", with(with(needed(CREATE), &account("Other")), &both)),
        ("access_tokens/list", "CLASSIFICATION_NOT_FOUND", with(account("Ada"), &gold)),
        ("accounts_receivable/create", "NAME_TAKEN", with(json!({ "account_owner": owner() }), &named_ada)),
        ("accounts_receivable/update", "NAME_TAKEN", with(account("Other"), &named_ada)),
    ]
}

pub async fn seen_where_tokens_are_verified() -> Vec<Seen> {
    let app = App::start().await;
    let participant = customers(&app).await;
    let asked = assigning(&participant, &json!([assigned("ADD_NEW", &card(UNKNOWN))]));
    let mut rows = vec![(CREATE, "NO_DESTINATION", with(needed(CREATE), &account("Ada")))];
    rows.extend(asked.map(|(operation, body)| (operation, "NO_DESTINATION", body)));
    ask_all(&app, rows).await
}
