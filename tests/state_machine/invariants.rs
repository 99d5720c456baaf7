//! What holds of the table after every step: it is what the model is, and nothing else stands in it. What has expired
//! stands there until it is swept, and is no part of it.

mod claims;
mod counters;

use std::collections::{BTreeMap, HashMap};

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Map, Value, json};

use super::{
    model::{Model, Token},
    step::{CODES, PASS_CODES, WRONG_PASS_CODES},
};

/// All rows by their keys, with what stands in them.
struct Table {
    rows: Vec<Value>,
}

type Checked = Result<(), String>;

pub fn check(model: &Model, rows: Vec<BTreeMap<String, AttributeValue>>) -> Checked {
    let read = |row: BTreeMap<String, AttributeValue>| {
        let item: HashMap<_, _> = row.into_iter().collect();
        serde_dynamo::from_item::<_, Value>(item).expect("a row")
    };
    let all = Table { rows: rows.into_iter().map(read).collect() };
    all.every_row_is_whole()?;
    all.nothing_is_in_clear(model)?;
    let is_there = |row: &Value| row["expires"].as_i64().is_none_or(|expires| model.now < expires);
    let table = Table { rows: all.rows.into_iter().filter(is_there).collect() };
    table.the_model(model)?;
    table.claims(model)?;
    table.links()?;
    table.customers()?;
    table.messages(model)?;
    table.counters(model)
}

fn same<T: PartialEq + std::fmt::Debug>(what: &str, found: &T, expected: &T) -> Checked {
    if found == expected { Ok(()) } else { Err(format!("{what}: found {found:?}, expected {expected:?}")) }
}

fn text<'a>(row: &'a Value, field: &str) -> &'a str {
    row[field].as_str().unwrap_or_default()
}

/// What is absent in one and null in the other is the same.
fn without_nulls(value: &Value) -> Value {
    let Some(fields) = value.as_object() else { return value.clone() };
    let filled = fields.iter().filter(|(_, value)| !value.is_null());
    filled.map(|(name, value)| (name.clone(), without_nulls(value))).collect::<Map<_, _>>().into()
}

impl Table {
    fn of<'a>(&'a self, entity: &'a str) -> impl Iterator<Item = &'a Value> {
        self.rows.iter().filter(move |row| row["entity"] == entity)
    }

    fn record(&self, entity: &str, id: &Value) -> Option<&Value> {
        self.rows.iter().find(|row| row["entity"] == entity && row["id"] == *id)
    }

    fn every_row_is_whole(&self) -> Checked {
        for row in &self.rows {
            for field in ["pk", "sk", "entity", "version"] {
                if row.get(field).is_none() {
                    return Err(format!("a row without {field}: {row}"));
                }
            }
            let may_stay = match text(row, "entity") {
                "accounts_receivable" | "rewards_participant" | "link" | "pace" => Some(true),
                // Those of a registration that waits for its code go with it: that is looked at below.
                "claim" if text(row, "pk").starts_with("RESET_TICKET#") => Some(false),
                "token" | "claim" => None,
                "counter" | "message" | "cover" => Some(false),
                other => return Err(format!("a row of an unknown entity {other}: {row}")),
            };
            if may_stay.is_some_and(|stays| stays == row.get("expires").is_some()) {
                return Err(format!("a row that expires and should not, or the reverse: {row}"));
            }
        }
        Ok(())
    }

    fn nothing_is_in_clear(&self, model: &Model) -> Checked {
        let all = json!(self.rows).to_string();
        let pools =
            CODES.iter().chain(&PASS_CODES).chain(&WRONG_PASS_CODES).map(|secret| (*secret).to_owned());
        let secrets = pools.chain(model.tickets.clone()).chain(model.generated.clone());
        for secret in secrets {
            if all.contains(&secret) {
                return Err(format!("{secret} stands in the table in clear"));
            }
        }
        Ok(())
    }

    /// The access tokens are those of the model.
    fn the_model(&self, model: &Model) -> Checked {
        let mut found: Vec<Value> = self.of("token").map(|row| self.seen(row)).collect();
        let mut expected: Vec<Value> = model.tokens.iter().map(|token| view(model, token)).collect();
        found.sort_by_key(|token| text(token, "number").to_owned());
        expected.sort_by_key(|token| text(token, "number").to_owned());
        same("the access tokens", &found, &expected)
    }

    fn seen(&self, row: &Value) -> Value {
        let (links, life_cycle) = (&row["links"], &row["life_cycle"]);
        let number =
            |entity: &str, id: &Value| self.record(entity, id).map(|record| record["number"].clone());
        json!({
            "number": row["number"],
            "state": life_cycle["state"],
            "identifier": row["identifier"],
            "pass_code": !row["pass_code"].is_null(),
            "code": !row["authentication_code"].is_null(),
            "waits": !life_cycle["authentication_code"].is_null(),
            "expires": row["expires"],
            "made": life_cycle["sent"]["made"],
            "tries": tries(&life_cycle["tries"]),
            "ticket": !row["reset_ticket"].is_null(),
            "account": number("accounts_receivable", &links["accounts_receivable"]),
            "participant": number("rewards_participant", &links["rewards_participant"]["id"]),
            "not_associated": row["not_associated_as"],
            "found": found(row),
        })
    }

    /// Each message that was sent has a row, and each that was not; nobody is told why, but the row.
    fn messages(&self, model: &Model) -> Checked {
        let mut found: Vec<_> = self.of("message").map(|row| json!([row["state"], row["reason"]])).collect();
        let state = |reason: Option<&str>| if reason.is_some() { "NOT_SENT" } else { "SENT" };
        let mut expected: Vec<_> =
            model.rows.iter().map(|row| json!([state(row.reason), row.reason])).collect();
        found.sort_by_key(Value::to_string);
        expected.sort_by_key(Value::to_string);
        let misplaced = self.of("message").find(|row| !text(row, "pk").starts_with("MESSAGE#"));
        same("where messages stand", &misplaced, &None)?;
        same("the messages", &found, &expected)
    }

    /// Beside each customer record stands a link to each of its tokens, with all links of the token.
    fn links(&self) -> Checked {
        let mut expected = BTreeMap::new();
        for token in self.of("token") {
            let links = &token["links"];
            let account = links["accounts_receivable"].as_str();
            let participant = links["rewards_participant"]["id"].as_str();
            let owner = &links["rewards_participant"]["accounts_receivable"];
            if account.is_some() && !owner.is_null() {
                same("who owns the rewards participant of a token", owner, &links["accounts_receivable"])?;
            }
            if let Some(row) = self.record("rewards_participant", &json!(participant)) {
                same("whom a link says owns a participant", owner, &row["accounts_receivable"])?;
            }
            let ends = [
                account.map(|id| format!("ACCOUNTS_RECEIVABLE#{id}")),
                participant.map(|id| format!("REWARDS_PARTICIPANT#{id}")),
            ];
            for end in ends.into_iter().flatten() {
                let sk = format!("TOKEN#{}#{}", "0".repeat(32), text(token, "number"));
                expected.insert((end, sk), json!([token["id"], token["number"], without_nulls(links)]));
            }
        }
        let link = |row: &Value| {
            let key = (text(row, "pk").to_owned(), text(row, "sk").to_owned());
            (key, json!([row["holder"], row["number"], without_nulls(&row["links"])]))
        };
        same("the links", &self.of("link").map(link).collect(), &expected)
    }

    /// The counts in an account are what there is to be counted, and records stand where they belong.
    fn customers(&self) -> Checked {
        for account in self.of("accounts_receivable") {
            let beside = |row: &&Value| row["pk"] == account["pk"];
            let tokens = self.of("link").filter(beside).count();
            same("the access tokens of an account", &account["access_tokens"], &json!(tokens))?;
            let owned = |row: &&Value| {
                row["accounts_receivable"] == account["id"] && row["life_cycle_state"] == "EFFECTIVE"
            };
            let name = account["name"]
                .as_str()
                .unwrap_or_else(|| text(&account["account_owner"]["details"], "last_name"));
            same(
                "how an account is found",
                &found(account),
                &Some(&*format!("NAME#{}", name.to_lowercase())),
            )?;
            let participants = self.of("rewards_participant").filter(owned).count();
            same("the participants of an account", &account["rewards_participants"], &json!(participants))?;
        }
        for participant in self.of("rewards_participant") {
            if self.record("accounts_receivable", &participant["accounts_receivable"]).is_none() {
                return Err(format!("a participant that nobody owns: {participant}"));
            }
        }
        Ok(())
    }
}

/// How a record is found, in its own partition of the index.
fn found(row: &Value) -> Option<&str> {
    let (place, id) = row["found_as"].as_str()?.rsplit_once('#')?;
    let is_its = row["id"] == id && row["found_in"].as_str().is_some_and(|digit| id.ends_with(digit));
    Some(if is_its { place } else { "of another" })
}

/// Of the code that is out, and of any in the day: those of all sources together.
fn tries(tries: &Value) -> [u64; 2] {
    let by_source = tries["by_source"].as_object();
    let sum = |count| by_source.into_iter().flatten().filter_map(|(_, of)| of[count].as_u64()).sum();
    ["code", "day"].map(sum)
}

/// A token as the model has it.
fn view(model: &Model, token: &Token) -> Value {
    let listed = format!("{}#{}", token.state, token.number);
    let verification = token.verification.as_ref();
    json!({
        "number": token.number,
        "state": token.state.as_str(),
        "identifier": token.identifier,
        "pass_code": token.pass_code.is_some(),
        "code": token.code.is_some(),
        "waits": token.by_itself().is_some_and(|by_itself| by_itself.waits.is_some()),
        "expires": token.expires(),
        "made": verification.map(|verification| verification.made),
        "tries": verification.map_or([0; 2], |verification| [verification.tries, verification.tries_of_day.counted]),
        "ticket": token.ticket.is_some(),
        "account": token.account.map(|index| &model.accounts[index].number),
        "participant": token.participant.map(|index| &model.participants[index].number),
        "not_associated": token.belongs_to_nothing().then_some(listed),
        "found": token.identifier.as_ref().map(|identifier| format!("IDENTIFIER#{}", identifier.to_lowercase())),
    })
}
