//! Keys as they are printed: never the secret of one, and never its digest.

use serde::Serialize;
use serde_json::json;
use shared::{ApplicationKey, Id, KeyClass, Network, Scope, Timestamp};

use super::columns::{columns, or_dash};
use crate::place::Place;

/// A key for programs; a date is null where there is none.
#[derive(Serialize)]
struct Listed<'a> {
    id: &'a str,
    class: &'static str,
    application: &'a Id,
    name: &'a str,
    scopes: &'a [Scope],
    networks: &'a [Network],
    created: String,
    ends: Option<String>,
    revoked: Option<String>,
}

pub fn json(keys: &[ApplicationKey]) -> String {
    let date = |timestamp: Option<Timestamp>| timestamp.map(|timestamp| timestamp.to_string());
    let listed = keys.iter().map(|key| Listed {
        id: &key.id,
        class: key.class.as_str(),
        application: &key.application,
        name: &key.name,
        scopes: &key.scopes,
        networks: &key.networks,
        created: key.created.to_string(),
        ends: date(key.ends),
        revoked: date(key.revoked),
    });
    format!("{:#}\n", json!(listed.collect::<Vec<_>>()))
}

const COLUMNS: [&str; 9] =
    ["ID", "CLASS", "APPLICATION", "NAME", "SCOPES", "NETWORKS", "CREATED", "ENDS", "REVOKED"];

/// Keys for people: a line each, in columns.
pub fn table(keys: &[ApplicationKey]) -> String {
    columns(COLUMNS, keys.iter().map(row).collect())
}

fn row(key: &ApplicationKey) -> [String; 9] {
    [
        key.id.clone(),
        key.class.as_str().to_owned(),
        key.application.to_string(),
        key.name.clone(),
        listed(key.scopes.iter().map(|scope| scope.as_str())),
        listed(key.networks.iter()),
        key.created.to_string(),
        or_dash(key.ends),
        or_dash(key.revoked),
    ]
}

fn listed(items: impl Iterator<Item = impl ToString>) -> String {
    let items: Vec<_> = items.map(|item| item.to_string()).collect();
    if items.is_empty() { "-".to_owned() } else { items.join(",") }
}

pub fn made(key: &ApplicationKey, place: &Place) -> String {
    let ends = key.ends.map_or("it has no end".to_owned(), |ends| format!("it ends {ends} UTC"));
    let (class, id, name, application) = (key.class.as_str(), &key.id, &key.name, &key.application);
    format!(
        "Made the {class} {id} of \"{name}\" in {place}; {ends}.\n\
         Application: {application}\n\
         Keep the key now: it is shown this once, and stored nowhere."
    )
}

pub fn revoked(key: &ApplicationKey, place: &Place) -> String {
    let (class, id, name) = (key.class.as_str(), &key.id, &key.name);
    let ended = match key.class {
        KeyClass::ConsumerApplicationKey => {
            "Nobody logs in by it any more; customers who are logged in stay so until their sessions end."
        }
        KeyClass::SystemicKey => "Its sessions are over.",
    };
    format!("Revoked the {class} {id} of \"{name}\" in {place}. {ended}")
}
