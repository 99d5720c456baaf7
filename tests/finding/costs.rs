//! What finding asks of the table, however many customers there are.

use std::{ops::Range, time::Duration};

use serde_json::{Value, json};

use super::{ADA, by_beginnings, names, new};
use crate::support::{app::App, proxy::Proxied, records::unverified};

/// Copies of an access token and of its place in the index, under ids and identifiers of their own, straight into the database of
/// the embedded DynamoDB (its version is pinned): ten thousand writes by its API would take a minute.
fn fill(app: &App, of: &Value, numbers: Range<usize>) -> rusqlite::Result<()> {
    let database = rusqlite::Connection::open(app.stack.folder.join("table.sqlite"))?;
    database.busy_timeout(Duration::from_mins(1))?;
    let new = |column: &str| format!("replace(replace({column}, ?1, new.id), ?2, new.identifier)");
    let (pk, json, place) = (new("pk"), new("item_json"), new("gsi_sk"));
    let table = format!(
        "(pk, sk, item_json, item_size, hash_prefix) SELECT {pk}, sk, {json}, item_size, hash_prefix"
    );
    let index = format!(
        "(gsi_pk, gsi_sk, table_pk, table_sk, item_json)
         SELECT 'S:' || substr(new.id, -1), {place}, {}, table_sk, {json}",
        new("table_pk")
    );
    for (into, copied, old) in [
        ("Table", table, "pk = 'S:TOKEN#' || ?1 AND sk = 'S:TOKEN'"),
        ("Table::gsi::Found", index, "table_pk = 'S:TOKEN#' || ?1"),
    ] {
        let made = database.execute(
            &format!(
                "WITH RECURSIVE counted(i) AS (SELECT ?3 UNION ALL SELECT i + 1 FROM counted WHERE i + 1 < ?4),
                 new AS (SELECT printf('%032X', i) AS id, printf('c%05d@example.com', i) AS identifier FROM counted)
                 INSERT INTO \"{into}\" {copied} FROM \"{into}\", new WHERE {old}"
            ),
            rusqlite::params![of["id"].as_str(), of["identifier"].as_str(), numbers.start, numbers.end],
        )?;
        assert_eq!(made, numbers.len(), "{into}");
    }
    Ok(())
}

#[tokio::test]
async fn finding_costs_the_same_among_a_hundred_and_among_ten_thousand() {
    let app = by_beginnings(&unverified()).await;
    let account = app.account("Ada", json!([new(ADA)])).await;
    let ada = &account.data()["access_tokens"][0];
    let number = ada["number"].as_str().expect("a number");
    let proxied = Proxied::to(&app).await;
    let mut costs = Vec::new();
    let (few, many) = (0..100, 100..10_000);
    for range in [few, many] {
        fill(&app, ada, range).expect("copies");
        for (by, text) in [
            ("NUMBER", number),
            ("IDENTIFIER", ADA),
            ("NAME", "Ada"),
            ("IDENTIFIER_BEGINS", "c"),
            ("IDENTIFIER_BEGINS", "c00042"),
            ("NAME_BEGINS", "a"),
        ] {
            let answer = proxied
                .post("customers/find", json!({ "by": by, "text": text, "number_of_results": 4 }))
                .await;
            assert!(!names(&answer).is_empty(), "{by} {text} {answer:?}");
            let calls = proxied.consumed();
            assert!(calls.iter().all(|call| call.name != "Scan"), "{by} {text}");
            let units: f64 = calls.iter().map(|call| call.units).sum();
            costs.push((by, text, calls.len(), units.to_bits()));
        }
    }
    let (few, many) = costs.split_at(costs.len() / 2);
    assert_eq!(few, many);
}
