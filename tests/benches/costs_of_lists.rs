//! What a part of a list consumes, with so many access tokens in it.

use std::time::Duration;

use serde_json::json;

use crate::support::{
    app::{Answer, App},
    proxy::Proxied,
};

/// One account with `count` access tokens, and as many that belong to nothing.
pub async fn table(count: usize) {
    let app = App::start().await;
    let owner = json!({ "type": "PERSON", "last_name": "Lovelace" });
    let account = app.post_as_known("accounts_receivable/create", json!({ "account_owner": owner })).await;
    let number = account.data()["number"].as_str().expect("a number").to_owned();
    let alone = app.register("ada@example.com").await;
    let body = json!({
        "identifier": "bob@example.com",
        "accounts_receivable_identifier": { "number": number },
    });
    let linked = app.post_as_known("create", body).await;
    app.settled().await;
    fill(&app, &alone, &linked, count).expect("copies");

    let proxied = Proxied::to(&app).await;
    let account = format!("accounts_receivable_identifier=%7B%22number%22:%22{number}%22%7D");
    for (name, operation, query) in [
        ("list, 1 to 20", "list", account.clone()),
        ("list, 21 to 40 by offset", "list", format!("{account}&offset=20")),
        ("get_not_associated, 1 to 20", "get_not_associated", "number=20".to_owned()),
        ("get_not_associated, 21 to 40 by offset", "get_not_associated", "number=20&offset=20".to_owned()),
        ("get_not_associated, 941 to 960 by offset", "get_not_associated", "number=20&offset=940".to_owned()),
    ] {
        let answer = proxied.get(operation, &query).await;
        assert_eq!(answer.data().as_array().map(Vec::len), Some(20), "{answer:?}");
        line(name, count, &proxied);
        let next = answer.body["next"].as_str().expect("more").to_owned();
        if operation == "list" && !query.contains("offset") {
            let answer = proxied.get(operation, &format!("{account}&next={next}")).await;
            assert_eq!(answer.data().as_array().map(Vec::len), Some(20), "{answer:?}");
            line("list, 21 to 40 by next", count, &proxied);
        }
    }
}

fn line(name: &str, count: usize, proxied: &Proxied) {
    let calls = proxied.consumed();
    let units: f64 = calls.iter().map(|call| call.units).sum();
    println!("| {name} | {count} | {} | {units} |", super::names(&calls));
}

/// Copies of the two tokens, of the link and of the index's row, under ids and numbers of their own, straight into the
/// database of the embedded DynamoDB (its version is pinned): two million writes by its API would take an hour.
fn fill(app: &App, alone: &Answer, linked: &Answer, count: usize) -> rusqlite::Result<()> {
    let database = rusqlite::Connection::open(app.stack.folder.join("table.sqlite"))?;
    database.busy_timeout(Duration::from_mins(1))?;
    let copy = |token: &Answer, kind: &str, rows: usize, into: &str, old: &str| {
        let text = |field: &str| token.data()[field].as_str().unwrap_or_default().to_owned();
        let new = |column: &str| format!("replace(replace({column}, ?1, new.id), ?2, new.number)");
        let copied = match into {
            "Table" => format!(
                "(pk, sk, item_json, item_size, hash_prefix) SELECT {}, {}, {}, item_size, hash_prefix",
                new("pk"),
                new("sk"),
                new("item_json")
            ),
            _ => format!(
                "(gsi_pk, gsi_sk, table_pk, table_sk, item_json)
                 SELECT 'S:' || substr(new.id, -1), {}, {}, table_sk, {}",
                new("gsi_sk"),
                new("table_pk"),
                new("item_json")
            ),
        };
        let made = database.execute(
            &format!(
                "WITH RECURSIVE counted(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM counted WHERE i + 1 < ?3),
                 new AS (SELECT printf('{kind}%031X', i) AS id, printf('ACT%010d', i + 1000) AS number FROM counted)
                 INSERT INTO \"{into}\" {copied} FROM \"{into}\", new WHERE {old}"
            ),
            rusqlite::params![text("id"), text("number"), rows],
        )?;
        assert_eq!(made, rows, "{into} {old}");
        Ok::<_, rusqlite::Error>(())
    };
    copy(alone, "A", count, "Table", "pk = 'S:TOKEN#' || ?1 AND sk = 'S:TOKEN'")?;
    copy(alone, "A", count, "Table::gsi::NotAssociatedSpread", "table_pk = 'S:TOKEN#' || ?1")?;
    // Those of two pages are read; of the others the list needs but the link.
    copy(linked, "B", 40, "Table", "pk = 'S:TOKEN#' || ?1 AND sk = 'S:TOKEN'")?;
    copy(linked, "B", count, "Table", "sk LIKE 'S:TOKEN#%' || ?2")
}
