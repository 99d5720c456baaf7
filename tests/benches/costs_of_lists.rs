//! What a part of a list consumes, with so many access tokens in it.

use std::collections::HashMap;

use aws_sdk_dynamodb::{
    config::timeout::TimeoutConfig,
    types::{AttributeValue, PutRequest, WriteRequest},
};
use futures_util::{StreamExt as _, stream};
use serde_json::json;

use crate::{
    app::{App, text},
    proxy::Proxied,
};

type Item = HashMap<String, AttributeValue>;

/// One account with `count` access tokens, and as many that belong to nothing.
pub async fn table(count: usize) {
    let app = App::start().await;
    let owner = json!({ "type": "PERSON", "last_name": "Lovelace" });
    let account = app.post_as_known("accounts_receivable/create", json!({ "account_owner": owner })).await;
    let number = account.data()["number"].as_str().expect("a number").to_owned();
    app.register("ada@example.com").await;
    let body = json!({
        "identifier": "bob@example.com",
        "accounts_receivable_identifier": { "number": number },
    });
    app.post_as_known("create", body).await;
    fill(&app, count).await;

    let proxied = Proxied::to(&app).await;
    let account = format!("accounts_receivable_identifier=%7B%22number%22:%22{number}%22%7D");
    for (name, operation, query) in [
        ("list, 1 to 20", "list", account.clone()),
        ("list, 21 to 40 by offset", "list", format!("{account}&offset=20")),
        ("get_not_associated, 1 to 20", "get_not_associated", "number=20".to_owned()),
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
    let names: Vec<_> = calls.iter().map(|call| call.name.as_str()).collect();
    let units: f64 = calls.iter().map(|call| call.units).sum();
    println!("| {name} | {count} | {} | {units} |", names.join(", "));
}

/// Copies of the two tokens and of the link, under ids and numbers of their own, straight into the table: a million
/// requests would take hours.
async fn fill(app: &App, count: usize) {
    let rows: Vec<Item> = app.rows().await.into_iter().map(|row| row.into_iter().collect()).collect();
    let of = |entity: &str, attribute: &str| {
        let wanted = |row: &&Item| {
            let row = row.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
            text(&row, "entity") == entity && row.contains_key(attribute)
        };
        rows.iter().find(wanted).expect("a row").clone()
    };
    let (alone, linked, link) = (of("token", "not_associated"), of("token", "links"), of("link", "holder"));
    let put = |item: Item| {
        let put = PutRequest::builder().set_item(Some(item)).build().expect("a put");
        WriteRequest::builder().put_request(put).build()
    };
    // Written in bulk, the embedded DynamoDB may take longer for one call than a function would wait.
    let patient = app.table.config().to_builder().timeout_config(TimeoutConfig::disabled()).build();
    let table = aws_sdk_dynamodb::Client::from_conf(patient);
    let batches = (0..count).step_by(BATCH).map(|start| {
        let mut items = Vec::new();
        for index in start..(start + BATCH).min(count) {
            items.extend([copy(&alone, index, "A"), copy(&link, index, "B")]);
            // Those of two pages are read; of the others the list needs but the link.
            items.extend((index < 40).then(|| copy(&linked, index, "B")));
        }
        let writes = items.into_iter().map(put).collect();
        table.batch_write_item().request_items("Table", writes).send()
    });
    stream::iter(batches)
        .buffer_unordered(4)
        .for_each(|written| async { _ = written.expect("written") })
        .await;
}

/// DynamoDB takes 25 rows at a time; a token has up to three.
const BATCH: usize = 8;

/// A row that stands for the token of an index.
fn copy(row: &Item, index: usize, kind: &str) -> Item {
    let (id, number) = (format!("{kind}{index:031X}"), format!("ACT{:010}", index + 1_000));
    let mut copy = row.clone();
    let mut set = |attribute: &str, value: String| {
        if copy.contains_key(attribute) {
            copy.insert(attribute.to_owned(), AttributeValue::S(value));
        }
    };
    set("id", id.clone());
    set("holder", id.clone());
    set("number", number.clone());
    set("not_associated", format!("PENDING_VERIFICATION#{number}"));
    if row.contains_key("holder") {
        set("sk", format!("TOKEN#{}#{number}", "0".repeat(32)));
    } else {
        set("pk", format!("TOKEN#{id}"));
    }
    copy
}
