//! Whether an answer says what the model says.

use serde_json::{Value, json};

use super::model::{Granted, Model, Outcome, Token};
use crate::support::app::Answer;

pub fn check(model: &Model, outcome: &Outcome, answer: &Answer) -> Result<(), String> {
    let found = (answer.status, answer.code());
    let granted = match outcome {
        Err(refused) => {
            let expected = (refused.0, refused.1);
            return if found == expected { Ok(()) } else { Err(format!("expected {expected:?}")) };
        }
        Ok(_) if found != (200, "OK") => return Err("expected to be granted".to_owned()),
        Ok(granted) => granted,
    };
    let data = answer.data();
    let (found, expected) = match granted {
        Granted::Nothing => (data.clone(), Value::Null),
        Granted::Token(serial) => (seen(data), view(model, model.token(*serial))),
        Granted::Gone(token) => (seen(data), view(model, token)),
        Granted::Pretended { identifier, code } => {
            let number = data["number"].as_str().unwrap_or_default();
            if !number.starts_with("ACT") || model.tokens.iter().any(|token| token.number == number) {
                return Err(format!("{number} was answered of a token that there is not"));
            }
            (seen(data), pretended(number, identifier, *code))
        }
        Granted::Reset(serial) => {
            let token = model.token(*serial);
            (reset(data), json!([token.number, token.state.as_str(), token.identifier, token.shown_code()]))
        }
        Granted::ToAStranger(identifier) => (reset(data), json!([null, null, identifier, null])),
        Granted::Account(index, serials) => {
            let account = &model.accounts[*index];
            let name = account.name.unwrap_or(&account.number);
            let state = if account.terminated { "TERMINATED" } else { "ACTIVE" };
            let record = json!([data["number"], data["name"], data["life_cycle_state"]]);
            let found = json!([record, data["access_tokens"].as_array().map(|all| seen_all(all))]);
            (found, json!([[account.number, name, state], views(model, serials)]))
        }
        Granted::Participant(index, serials) => {
            let participant = &model.participants[*index];
            let state = if participant.terminated { "TERMINATED" } else { "EFFECTIVE" };
            let record =
                json!([data["number"], data["life_cycle_state"], data["accounts_receivable"]["number"]]);
            let found = json!([record, data["access_tokens"].as_array().map(|all| seen_all(all))]);
            let owner = &model.accounts[participant.owner].number;
            (found, json!([[participant.number, state, owner], views(model, serials)]))
        }
        Granted::List(serials) => (
            json!([data.as_array().map(|all| seen_all(all)), answer.body["next"]]),
            json!([views(model, serials), null]),
        ),
    };
    if found == expected { Ok(()) } else { Err(format!("expected {expected}, but was answered {found}")) }
}

/// What is compared of an access token that was answered.
fn seen(data: &Value) -> Value {
    json!({
        "number": data["number"],
        "life_cycle_state": data["life_cycle_state"],
        "identifier": data["identifier"],
        "authentication_code": data["authentication_code"],
        "accounts_receivable": data["accounts_receivable"]["number"],
        "rewards_participant": data["rewards_participant"]["number"],
        "reward_participant": data["reward_participant"]["number"],
        "owner": data["rewards_participant"]["accounts_receivable"]["number"],
    })
}

/// The same as the model has it.
fn view(model: &Model, token: &Token) -> Value {
    let participant = token.participant.map(|index| &model.participants[index]);
    let number = participant.map(|participant| &participant.number);
    json!({
        "number": token.number,
        "life_cycle_state": token.state.as_str(),
        "identifier": token.identifier,
        "authentication_code": token.shown_code(),
        "accounts_receivable": token.account.map(|index| &model.accounts[index].number),
        "rewards_participant": number,
        "reward_participant": number,
        "owner": participant.map(|participant| &model.accounts[participant.owner].number),
    })
}

/// What is answered of a token that there is not.
fn pretended(number: &str, identifier: &str, code: Option<&str>) -> Value {
    json!({
        "number": number,
        "life_cycle_state": "PENDING_VERIFICATION",
        "identifier": identifier,
        "authentication_code": code,
        "accounts_receivable": null,
        "rewards_participant": null,
        "reward_participant": null,
        "owner": null,
    })
}

fn seen_all(all: &[Value]) -> Vec<Value> {
    all.iter().map(seen).collect()
}

fn views(model: &Model, serials: &[usize]) -> Vec<Value> {
    serials.iter().map(|serial| view(model, model.token(*serial))).collect()
}

fn reset(data: &Value) -> Value {
    json!([data["number"], data["life_cycle_state"], data["identifier"], data["authentication_code"]])
}
