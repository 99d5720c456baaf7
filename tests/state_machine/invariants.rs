//! What holds of the table after every step: it is what the model is, and nothing else stands in it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Map, Value, json};

use super::{
    model::{Model, Token},
    step::{CODES, PASS_CODES},
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
    let table = Table { rows: rows.into_iter().map(read).collect() };
    table.every_row_is_whole()?;
    table.nothing_is_in_clear(model)?;
    table.the_model(model)?;
    table.claims()?;
    table.links()?;
    table.customers()?;
    let messages = table.of("message").count();
    same("the number of message rows", &messages, &(model.sent + model.messages.len()))
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
            let stays = match text(row, "entity") {
                "token" | "accounts_receivable" | "rewards_participant" | "link" => true,
                "claim" => !text(row, "pk").starts_with("RESET_TICKET#"),
                "counter" | "message" | "cover" => false,
                other => return Err(format!("a row of an unknown entity {other}: {row}")),
            };
            if stays == row.get("expires").is_some() {
                return Err(format!("a row that expires and should not, or the reverse: {row}"));
            }
        }
        Ok(())
    }

    fn nothing_is_in_clear(&self, model: &Model) -> Checked {
        let all = json!(self.rows).to_string();
        let pools = CODES.iter().chain(&PASS_CODES).map(|secret| (*secret).to_owned());
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
        let links = &row["links"];
        let number =
            |entity: &str, id: &Value| self.record(entity, id).map(|record| record["number"].clone());
        json!({
            "number": row["number"],
            "state": row["life_cycle"]["state"],
            "identifier": row["identifier"],
            "pass_code": !row["pass_code"].is_null(),
            "code": !row["authentication_code"].is_null(),
            "ticket": !row["reset_ticket"].is_null(),
            "account": number("accounts_receivable", &links["accounts_receivable"]),
            "participant": number("rewards_participant", &links["rewards_participant"]["id"]),
            "not_associated": row["not_associated"],
        })
    }

    /// Everything that is unique is claimed once, by the record that has it, and nothing else is claimed.
    fn claims(&self) -> Checked {
        let mut expected = BTreeSet::new();
        let mut with_code = BTreeSet::new();
        for entity in ["token", "accounts_receivable", "rewards_participant"] {
            for record in self.of(entity) {
                let id = text(record, "id");
                expected.insert((format!("NUMBER#{}", text(record, "number")), id));
                let identifier = record["identifier"].as_str();
                expected.extend(identifier.map(|text| (format!("IDENTIFIER#{}", text.to_lowercase()), id)));
                let name = record["name"].as_str();
                expected.extend(name.map(|name| (format!("NAME#{}", name.to_lowercase()), id)));
                with_code.extend((!record["authentication_code"].is_null()).then_some(id));
            }
        }
        let forever = |row: &&Value| row.get("expires").is_none();
        let claim = |row| (text(row, "pk").to_owned(), text(row, "holder"));
        let of_code = |claim: &(String, &str)| claim.0.starts_with("AUTHENTICATION_CODE#");
        let (codes, found): (Vec<_>, Vec<_>) =
            self.of("claim").filter(forever).map(claim).partition(|claim| of_code(claim));
        same("the claims", &found.into_iter().collect(), &expected)?;
        same("how many authentication codes are claimed", &codes.len(), &with_code.len())?;
        let holders = codes.into_iter().map(|(_, holder)| holder).collect();
        same("who claims authentication codes", &holders, &with_code)
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

/// A token as the model has it.
fn view(model: &Model, token: &Token) -> Value {
    let listed = format!("{}#{}", token.state, token.number);
    json!({
        "number": token.number,
        "state": token.state.as_str(),
        "identifier": token.identifier,
        "pass_code": token.pass_code.is_some(),
        "code": token.code.is_some(),
        "ticket": token.ticket.is_some(),
        "account": token.account.map(|index| &model.accounts[index].number),
        "participant": token.participant.map(|index| &model.participants[index].number),
        "not_associated": token.belongs_to_nothing().then_some(listed),
    })
}
