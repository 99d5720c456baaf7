//! What a stranger sends about somebody's address: each operation that anybody may ask for, in all its ways.

use std::sync::Mutex;

use serde_json::{Value, json};

use crate::support::{
    one_time_passwords::by_one_time_password,
    records::{by_code, by_pass_code, with},
};

/// The pass code that the stranger chose.
pub const CHOSEN: &str = "stranger horse 1";

const LOG_IN: &str = "authentication/consumer_application_key/token";

/// One stranger, whom only one victim has met.
pub struct Stranger {
    pub source: String,
    pub victim: String,
    /// An address that nobody has.
    pub elsewhere: String,
    /// An authentication code of the stranger's own.
    pub planted: String,
    /// Another one.
    pub other: String,
    /// What the last answer of `send_one_time_password` gave; before that, one that nobody was given.
    pub request: Mutex<String>,
}

pub struct Move {
    pub name: &'static str,
    pub operation: &'static str,
    body: fn(&Stranger) -> Value,
}

impl Move {
    pub fn body(&self, stranger: &Stranger) -> Value {
        (self.body)(stranger)
    }

    pub fn called(name: &str) -> &'static Self {
        MOVES.iter().find(|one| one.name == name).expect(name)
    }
}

/// The victim's token, by the pass code that the stranger chose.
fn guessed(stranger: &Stranger) -> Value {
    by_pass_code(&stranger.victim, CHOSEN)
}

/// The same, as most operations take it.
fn token(stranger: &Stranger) -> Value {
    json!({ "access_token_identifier": guessed(stranger) })
}

fn planted(stranger: &Stranger) -> Value {
    json!({ "access_token_identifier": by_code(&stranger.planted) })
}

/// A token for the account of another, which strangers may make where nothing has to be verified.
fn joining(named: &Value, stranger: &Stranger) -> Value {
    let desk = json!({ "classification_identifier": { "name": "Desk" } });
    with(with(desk, &by_code(&stranger.other)), &json!({ "accounts_receivable_identifier": named }))
}

pub const MOVES: [Move; 28] = [
    Move { name: "create", operation: "create", body: guessed },
    Move {
        name: "create with a code",
        operation: "create",
        body: |stranger| with(guessed(stranger), &by_code(&stranger.planted)),
    },
    Move {
        name: "create elsewhere with the same code",
        operation: "create",
        body: |stranger| with(by_pass_code(&stranger.elsewhere, CHOSEN), &by_code(&stranger.planted)),
    },
    Move {
        name: "create for the account",
        operation: "create",
        body: |stranger| joining(&token(stranger), stranger),
    },
    Move {
        name: "create for the account by the code",
        operation: "create",
        body: |stranger| joining(&planted(stranger), stranger),
    },
    Move {
        name: "verify",
        operation: "verify",
        body: |stranger| with(token(stranger), &json!({ "verification_code": "no code" })),
    },
    Move {
        name: "verify with a code",
        operation: "verify",
        body: |stranger| {
            with(with(token(stranger), &json!({ "verification_code": "no code" })), &by_code(&stranger.other))
        },
    },
    Move {
        name: "verify without a pass code",
        operation: "verify",
        body: |stranger| {
            let named = json!({ "identifier": stranger.victim });
            json!({ "access_token_identifier": named, "verification_code": "no code", "pass_code": CHOSEN })
        },
    },
    Move {
        name: "verify by the code",
        operation: "verify",
        body: |stranger| with(planted(stranger), &json!({ "verification_code": "no code" })),
    },
    Move {
        name: "reset_verification_code",
        operation: "reset_verification_code",
        body: |stranger| json!({ "identifier": stranger.victim }),
    },
    Move {
        name: "reset_verification_code by the code",
        operation: "reset_verification_code",
        body: |stranger| by_code(&stranger.planted),
    },
    Move {
        name: "reset_pass_code",
        operation: "reset_pass_code",
        body: |stranger| json!({ "identifier": stranger.victim }),
    },
    Move {
        name: "reset_pass_code by the code",
        operation: "reset_pass_code",
        body: |stranger| by_code(&stranger.planted),
    },
    Move {
        name: "forgot_pass_code",
        operation: "forgot_pass_code",
        body: |stranger| json!({ "identifier": stranger.victim }),
    },
    Move {
        name: "change_pass_code",
        operation: "change_pass_code",
        body: |_| json!({ "token": "no ticket", "pass_code": CHOSEN }),
    },
    Move { name: "log in", operation: LOG_IN, body: token },
    Move { name: "log in by the code", operation: LOG_IN, body: planted },
    Move {
        name: "log in with a code",
        operation: LOG_IN,
        body: |stranger| with(token(stranger), &json!({ "verification_code": "no code" })),
    },
    Move {
        name: "log in with a code and no pass code",
        operation: LOG_IN,
        body: |stranger| {
            let named = json!({ "identifier": stranger.victim });
            json!({ "access_token_identifier": named, "verification_code": "no code" })
        },
    },
    Move {
        name: "log in by a one-time password",
        operation: LOG_IN,
        body: |stranger| {
            let request = stranger.request.lock().expect("a request");
            json!({ "access_token_identifier": by_one_time_password(&stranger.victim, &request, "no code") })
        },
    },
    Move {
        name: "send_one_time_password",
        operation: "send_one_time_password",
        body: |stranger| json!({ "identifier": stranger.victim }),
    },
    Move { name: "show", operation: "show", body: token },
    Move { name: "show by the code", operation: "show", body: planted },
    Move {
        name: "update",
        operation: "update",
        body: |stranger| with(token(stranger), &json!({ "pass_code": "another horse 2" })),
    },
    Move {
        name: "update by the code",
        operation: "update",
        body: |stranger| with(planted(stranger), &json!({ "pass_code": "another horse 2" })),
    },
    Move { name: "set_as_effective", operation: "set_as_effective", body: token },
    Move { name: "set_as_not_effective", operation: "set_as_not_effective", body: token },
    Move { name: "delete", operation: "delete", body: token },
];
