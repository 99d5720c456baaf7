//! An owner finds whom a back office finds, by the same reads and with no scan.

use std::{fs, sync::Arc};

use serde_json::{Value, json};
use shared::{Addresses, Find, FindError, FindReport, Import, TableError, Timestamp, Typed, Variables};

use super::{ADA, BEGINNINGS, ask, by_beginnings, new};
use crate::support::{
    app::{App, START},
    proxy::Proxied,
    records::unverified,
};

const WHOLE: [&str; 3] = ["NUMBER", "IDENTIFIER", "NAME"];

async fn find(proxied: &Proxied, text: &str, typed: Typed) -> Result<FindReport, FindError> {
    let clock = Arc::new(|| Timestamp::from_seconds(START));
    let find = Find::new(&Variables::new(proxied.variables.clone()), clock)?;
    find.find(text, typed, &Addresses::All).await
}

fn number(record: &Value) -> String {
    record["number"].as_str().expect("a number").to_owned()
}

/// The numbers of whom a back office finds, asking one way after the other.
async fn numbers(app: &App, ways: &[&str], text: &str) -> Vec<String> {
    let mut numbers = Vec::new();
    for by in ways {
        let answer = ask(app, by, text, json!({})).await;
        for hit in answer.data().as_array().expect("a list") {
            let records = hit.as_object().expect("an object").values();
            numbers.extend(records.filter(|record| record.is_object()).map(number));
        }
    }
    numbers.dedup();
    numbers
}

#[tokio::test]
async fn an_owner_finds_whom_a_back_office_finds_and_reads_keys_and_the_index_alone() {
    let app = by_beginnings(&unverified()).await;
    let account = app.account("Ada", json!([new(ADA)])).await;
    let participant = app.participant("Ada", json!([])).await;
    let shown = json!({ "rewards_participant_identifier": { "id": participant } });
    let shown = app.granted("rewards_participants/show", shown).await;
    let owner = json!({ "type": "PERSON", "first_name": "Νίκος", "last_name": "Παπασταθής" });
    app.granted("accounts_receivable/create", json!({ "account_owner": owner })).await;
    let proxied = Proxied::to(&app).await;
    let by_number = [&account.data()["access_tokens"][0], account.data(), shown.data()].map(number);
    let whole = [" Ada@Example.com", "ADA", "eve@example.com", &by_number[0], &by_number[1], &by_number[2]];
    let whole = whole.map(|text| (text, Typed::Whole, &WHOLE[..]));
    let beginnings = ["ada@", "À", "παπας", "eve"].map(|text| (text, Typed::Beginning(40), &BEGINNINGS[..]));
    let mut found = Vec::new();
    for (text, typed, ways) in whole.into_iter().chain(beginnings) {
        let expected = numbers(&app, ways, text).await;
        proxied.consumed();
        let report = find(&proxied, text, typed).await.expect("a report");
        let told: Vec<_> = report.found.iter().map(|record| record.number.clone()).collect();
        assert_eq!((&told, report.more), (&expected, false), "{text}");
        for call in proxied.consumed() {
            match call.name.as_str() {
                "GetItem" | "BatchGetItem" => {}
                "Query" => assert_eq!(call.sent["IndexName"], "Found"),
                other => panic!("{text}: {other}"),
            }
        }
        found.push(told.len());
    }
    assert_eq!(found, [1, 1, 0, 1, 1, 1, 1, 2, 1, 0]);
    let report = find(&proxied, "παπας", Typed::Beginning(1)).await.expect("a report");
    assert_eq!(report.found[0].name.as_deref(), Some("Παπασταθής Νίκος"));
}

#[tokio::test]
async fn an_owner_finds_as_many_as_were_asked_for_and_is_told_of_more() {
    let app = by_beginnings(&unverified()).await;
    let user = |number: usize| format!("{}\n", json!({ "identifier": format!("c{number:02}@example.com") }));
    let file = tempfile::NamedTempFile::new().expect("a file");
    fs::write(file.path(), (0..45).map(user).collect::<String>()).expect("written");
    let proxied = Proxied::to(&app).await;
    let clock = Arc::new(|| Timestamp::from_seconds(START));
    let import =
        Import::new(&Variables::new(proxied.variables.clone()), None, clock).await.expect("an import");
    import.run(file.path(), |_| {}).await.expect("imported");
    for (most, more) in [(1, true), (44, true), (45, false), (1000, false)] {
        let report = find(&proxied, "C", Typed::Beginning(most)).await.expect("a report");
        let told: Vec<_> = report.found.iter().filter_map(|record| record.identifier.clone()).collect();
        let expected: Vec<_> = (0..most.min(45)).map(|number| format!("c{number:02}@example.com")).collect();
        assert_eq!((told, report.more), (expected, more), "{most}");
    }
}

#[tokio::test]
async fn an_owner_is_told_why_nobody_can_be_looked_for() {
    let app = by_beginnings(&unverified()).await;
    let proxied = Proxied::to(&app).await;
    for (text, typed, rule) in [
        (" ", Typed::Beginning(1), "at least 1 character"),
        ("a\nb", Typed::Whole, "line breaks"),
        (&"x".repeat(255), Typed::Whole, "at most 254 characters"),
    ] {
        let refused = find(&proxied, text, typed).await.expect_err("refused");
        assert!(refused.to_string().contains(rule), "{refused}");
    }
    // An identifier, if it is too long for a name.
    assert_eq!(
        find(&proxied, &"x".repeat(101), Typed::Whole).await.expect("a report"),
        FindReport::default()
    );
    let filling = json!({
        "__type": "com.amazon.coral.validate#ValidationException",
        "message": "Cannot read from backfilling global secondary index: Found",
    });
    proxied.refuse("Query", 400, filling);
    let refused = find(&proxied, "ada", Typed::Beginning(1)).await;
    assert!(matches!(refused, Err(FindError::Table(TableError::IndexNotFilled(_)))), "{refused:?}");
}
