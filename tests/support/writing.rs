//! Every operation that writes, each with a body that is granted, on records of its own.

use serde_json::{Value, json};

use super::{
    app::{App, PASS_CODE},
    one_time_passwords::offered,
    records::{by_code, by_pass_code, owner},
};

/// An authentication code as cards have them.
fn card(number: usize) -> String {
    format!("card-0000-0000-0000-0000-0001-{number:04}")
}

/// An operation, a body, and the call that writes.
pub type Writing = (&'static str, Value, &'static str);

const ALL: &str = "TransactWriteItems";
const ONE: &str = "PutItem";

/// The ticket in the newest message to an address.
pub async fn ticket(app: &App, address: &str) -> String {
    let messages = app.messages(address).await;
    let text = &messages.last().expect("a message").text;
    let is_ticket = |word: &&str| word.len() == 32 && word.bytes().all(|byte| byte.is_ascii_alphanumeric());
    text.split_whitespace().find(is_ticket).expect("a ticket").to_owned()
}

/// What of a request attaches, makes or removes a token.
pub fn assigned(action: &str, code: &str) -> Value {
    match action {
        "ADD_NEW" => json!({ "action": action, "authentication_code": code }),
        _ => json!({ "action": action, "access_token_identifier": by_code(code) }),
    }
}

async fn tokens(app: &App) {
    for number in 1..=12 {
        app.holding(&card(number)).await;
    }
    for (address, number) in [("ada@example.com", 20), ("bob@example.com", 21), ("eve@example.com", 22)] {
        let mut body = by_pass_code(address, PASS_CODE);
        body["authentication_code"] = json!(card(number));
        app.granted("create", body).await;
    }
}

/// A stack on which all of them are granted: a token is EFFECTIVE at once, and one-time passwords are offered.
pub async fn stack() -> App {
    App::start_with(&offered().replacen("required = \"ALWAYS\"", "required = \"NEVER\"", 1)).await
}

/// An operation of each kind, on such a stack.
pub async fn all(app: &App) -> Vec<Writing> {
    tokens(app).await;
    let identified = |number: usize| json!({ "access_token_identifier": by_code(&card(number)) });
    for number in [4, 5] {
        app.granted("set_as_not_effective", identified(number)).await;
    }
    let existing = |number: usize| assigned("ADD_EXISTING", &card(number));
    app.account("Changed", json!([existing(6)])).await;
    app.account("Joined", json!([])).await;
    app.account("Terminated", json!([])).await;
    app.account("Owner", json!([])).await;
    app.account("Owned", json!([existing(7)])).await;
    let changed = app.participant("Owned", json!([existing(8)])).await;
    let terminated = app.participant("Owned", json!([existing(9)])).await;
    let account = |name: &str| json!({ "accounts_receivable_identifier": { "name": name } });
    let participant = |id: &str| json!({ "rewards_participant_identifier": { "id": id } });
    let over = |mut body: Value, field: &str, value: Value| {
        body[field] = value;
        body
    };
    app.granted("forgot_pass_code", json!({ "identifier": "bob@example.com" })).await;
    let ticket = ticket(app, "bob@example.com").await;
    let mut renamed = by_pass_code("new@example.com", "another horse 2");
    renamed["authentication_code"] = json!(card(100));
    renamed["access_token_identifier"] = by_code(&card(20));
    let three: Vec<_> = (101..=103).map(|number| assigned("ADD_NEW", &card(number))).collect();
    let moved = json!([existing(10), assigned("REMOVE", &card(6))]);
    let swapped = json!([existing(7), assigned("REMOVE", &card(8))]);
    vec![
        ("update", renamed, ALL),
        ("update", over(identified(2), "udf_string_1", json!("x")), ONE),
        ("set_as_not_effective", identified(3), ONE),
        ("set_as_effective", identified(4), ONE),
        ("delete", identified(5), ALL),
        ("create", over(account("Joined"), "authentication_code", json!(card(104))), ALL),
        (
            "accounts_receivable/create",
            json!({ "name": "Made", "account_owner": owner(), "access_tokens": three }),
            ALL,
        ),
        (
            "accounts_receivable/update",
            over(over(account("Changed"), "name", json!("Renamed")), "access_tokens", moved),
            ALL,
        ),
        ("accounts_receivable/update", over(account("Joined"), "life_cycle_state", json!("SUSPENDED")), ONE),
        ("accounts_receivable/terminate", account("Terminated"), ONE),
        (
            "rewards_participants/create",
            over(account("Owner"), "access_tokens", json!([assigned("ADD_NEW", &card(105)), existing(11)])),
            ALL,
        ),
        ("rewards_participants/update", over(participant(&changed), "access_tokens", swapped), ALL),
        ("rewards_participants/terminate", participant(&terminated), ALL),
        ("forgot_pass_code", json!({ "identifier": "ada@example.com" }), ALL),
        ("change_pass_code", json!({ "token": ticket, "pass_code": "another horse 2" }), ALL),
        ("reset_pass_code", by_code(&card(22)), ALL),
        ("send_one_time_password", json!({ "identifier": "eve@example.com" }), ALL),
        ("generate_otp", identified(12), ALL),
    ]
}
