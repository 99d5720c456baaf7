//! Finding customers: by what, in which spelling, as they are now; and what it asks of the table, however
//! many there are.

mod by_owner;
mod costs;

use futures_util::future::join_all;
use local::Options;
use serde_json::{Value, json};

use crate::support::{
    app::{Answer, App, DEFINITION, PASS_CODE, told},
    records::{by_pass_code, card, unverified, with},
};

const ADA: &str = "ada@example.com";
const BEGINNINGS: [&str; 2] = ["IDENTIFIER_BEGINS", "NAME_BEGINS"];

/// A stack whose parameter `FindBy` is BEGINNINGS.
pub async fn by_beginnings(definition: &str) -> App {
    App::start_as(definition, Options { finds_beginnings: true, ..Options::default() }).await
}

async fn ask(app: &App, by: &str, text: &str, more: Value) -> Answer {
    app.post_as_known("customers/find", with(json!({ "by": by, "text": text }), &more)).await
}

/// What was found: the identifiers of access tokens, the names of accounts, the numbers of rewards participants.
async fn found(app: &App, by: &str, text: &str) -> Vec<String> {
    let answer = ask(app, by, text, json!({})).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    names(&answer)
}

fn names(answer: &Answer) -> Vec<String> {
    let name = |hit: &Value| {
        let text = [
            &hit["access_token"]["identifier"],
            &hit["accounts_receivable"]["name"],
            &hit["rewards_participant"]["number"],
        ];
        let text: Vec<_> = text.into_iter().filter_map(Value::as_str).collect();
        assert_eq!(text.len(), 1, "{hit}");
        text[0].to_owned()
    };
    answer.data().as_array().expect("a list").iter().map(name).collect()
}

fn new(identifier: &str) -> Value {
    with(by_pass_code(identifier, PASS_CODE), &json!({ "action": "ADD_NEW" }))
}

async fn is_called(app: &App, named: Value, identifier: &str) -> Answer {
    let body = json!({ "access_token_identifier": named, "identifier": identifier });
    app.post_as_known("update", body).await
}

#[tokio::test]
async fn a_customer_is_found_by_each_number_by_the_identifier_and_by_the_name() {
    let app = App::start_with(&unverified()).await;
    let account = app.account("Lovelace household", json!([new(ADA)])).await;
    let participant = app.participant("Lovelace household", json!([])).await;
    let number = |record: &Value| record["number"].as_str().expect("a number").to_owned();
    let token = number(&account.data()["access_tokens"][0]);
    for (by, text) in
        [("IDENTIFIER", " ADA@Example.com"), ("NUMBER", &token), ("NUMBER", &token.to_lowercase())]
    {
        let answer = ask(&app, by, text, json!({})).await;
        let hit = &answer.data()[0]["access_token"];
        assert_eq!(
            (&hit["identifier"], &hit["life_cycle_state"]),
            (&json!(ADA), &json!("EFFECTIVE")),
            "{text}"
        );
        assert_eq!(hit["accounts_receivable"]["name"], "Lovelace household");
    }
    for (by, text) in [("NAME", "lovelace HOUSEHOLD"), ("NUMBER", &number(account.data()))] {
        assert_eq!(found(&app, by, text).await, ["Lovelace household"]);
    }
    let shown = json!({ "rewards_participant_identifier": { "id": participant } });
    let shown = app.granted("rewards_participants/show", shown).await;
    let answer = ask(&app, "NUMBER", &number(shown.data()), json!({})).await;
    let hit = &answer.data()[0]["rewards_participant"];
    assert_eq!(hit["accounts_receivable"]["name"], "Lovelace household", "{answer:?}");
    for (by, text) in
        [("NUMBER", "ACT0000000000"), ("NUMBER", "x"), ("IDENTIFIER", "ada"), ("NAME", "Lovelace")]
    {
        assert_eq!(found(&app, by, text).await, Vec::<String>::new(), "{by} {text}");
    }
}

#[tokio::test]
async fn a_customer_is_found_by_how_the_identifier_begins_or_the_name_in_any_spelling() {
    let app = by_beginnings(&unverified()).await;
    app.account("Müller", json!([new(ADA), new("adam@example.com")])).await;
    let owner = json!({ "type": "PERSON", "first_name": "Νίκος", "last_name": "Παπασταθής" });
    app.granted("accounts_receivable/create", json!({ "account_owner": owner })).await;
    let phone = json!({
        "identifier": "+35799123456",
        "pass_code": PASS_CODE,
        "classification_identifier": { "alternative_code": "PHONE" },
    });
    app.granted("create", phone).await;
    for (by, text, expected) in [
        ("IDENTIFIER_BEGINS", "Ada", &[ADA, "adam@example.com"][..]),
        ("IDENTIFIER_BEGINS", "ada@", &[ADA]),
        ("IDENTIFIER_BEGINS", ADA, &[ADA]),
        ("IDENTIFIER_BEGINS", "+357 99", &["+35799123456"]),
        ("IDENTIFIER_BEGINS", "da@", &[]),
        ("NAME_BEGINS", "MULL", &["Müller"]),
        ("NAME_BEGINS", "ada", &[]),
    ] {
        assert_eq!(found(&app, by, text).await, expected, "{by} {text}");
    }
    let answer = ask(&app, "NAME_BEGINS", "ΠΑΠΑΣ", json!({})).await;
    assert_eq!(answer.data()[0]["accounts_receivable"]["account_owner"]["first_name"], "Νίκος", "{answer:?}");
}

#[tokio::test]
async fn what_is_found_is_as_it_is_now_whatever_it_was_called_before() {
    let app = by_beginnings(&unverified()).await;
    let account = app.account("Before", json!([new(ADA)])).await;
    assert_eq!(is_called(&app, by_pass_code(ADA, PASS_CODE), "eve@example.com").await.status, 200);
    let named = json!({ "accounts_receivable_identifier": { "id": account.data()["id"] } });
    app.granted("accounts_receivable/update", with(named.clone(), &json!({ "name": "After" }))).await;
    for (by, before, after) in [
        ("IDENTIFIER", ADA, "eve@example.com"),
        ("IDENTIFIER_BEGINS", "ada", "eve"),
        ("NAME", "Before", "After"),
        ("NAME_BEGINS", "bef", "aft"),
    ] {
        assert_eq!(found(&app, by, before).await, Vec::<String>::new(), "{by}");
        assert_eq!(found(&app, by, after).await.len(), 1, "{by}");
    }
    app.granted("accounts_receivable/terminate", named).await;
    let terminated = ask(&app, "NAME_BEGINS", "aft", json!({})).await;
    assert_eq!(terminated.data()[0]["accounts_receivable"]["life_cycle_state"], "TERMINATED");
    let named = json!({ "access_token_identifier": by_pass_code("eve@example.com", PASS_CODE) });
    for operation in ["set_as_not_effective", "delete"] {
        app.granted(operation, named.clone()).await;
    }
    assert_eq!(found(&app, "IDENTIFIER_BEGINS", "eve").await, Vec::<String>::new());
}

#[tokio::test]
async fn a_registration_that_nobody_verified_is_found_until_it_is_over() {
    let app = by_beginnings(DEFINITION).await;
    app.register(ADA).await;
    let pending = ask(&app, "IDENTIFIER_BEGINS", "ada", json!({})).await;
    assert_eq!(pending.data()[0]["access_token"]["life_cycle_state"], "PENDING_VERIFICATION");
    app.pass(8 * 24 * 60 * 60);
    for by in ["IDENTIFIER", "IDENTIFIER_BEGINS"] {
        assert_eq!(found(&app, by, ADA).await, Vec::<String>::new(), "{by}");
    }
}

#[tokio::test]
async fn whoever_is_renamed_meanwhile_is_found_by_one_name_or_the_other_and_never_by_a_wrong_one() {
    let app = by_beginnings(&unverified()).await;
    app.granted(
        "create",
        with(by_pass_code("a0@example.com", PASS_CODE), &json!({ "authentication_code": card(1) })),
    )
    .await;
    let renaming = async {
        for round in 1..=12 {
            let named = json!({ "authentication_code": card(1) });
            let renamed =
                is_called(&app, named, &format!("{}{round}@example.com", ["a", "b"][round % 2])).await;
            assert_eq!(renamed.status, 200, "{renamed:?}");
        }
    };
    let finding = async |by: &'static str, begin: &'static str| {
        for _ in 0..24 {
            let hits = found(&app, by, begin).await;
            assert!(hits.len() <= 1 && hits.iter().all(|hit| hit.starts_with(begin)), "{begin}: {hits:?}");
        }
    };
    tokio::join!(renaming, finding("IDENTIFIER_BEGINS", "a"), finding("IDENTIFIER_BEGINS", "b"));
    assert_eq!(found(&app, "IDENTIFIER_BEGINS", "a").await, ["a12@example.com"]);
    assert_eq!(found(&app, "IDENTIFIER_BEGINS", "b").await, Vec::<String>::new());
}

#[tokio::test]
async fn next_walks_all_that_begin_so_once_in_the_order_of_what_they_are_called() {
    let app = by_beginnings(&unverified()).await;
    let named = |number: usize| format!("c{:03}@example.com", number * 7 % 45);
    join_all(
        (0..45).map(async |number| app.granted("create", by_pass_code(&named(number), PASS_CODE)).await),
    )
    .await;
    app.granted("create", by_pass_code("d@example.com", PASS_CODE)).await;
    let (mut walked, mut more) = (Vec::new(), json!({ "number_of_results": 7 }));
    loop {
        let part = ask(&app, "IDENTIFIER_BEGINS", "C", more).await;
        walked.extend(names(&part));
        let Some(next) = part.body["next"].as_str() else { break };
        more = json!({ "number_of_results": 7, "next": next });
    }
    let sorted: Vec<_> = (0..45).map(|number| format!("c{number:03}@example.com")).collect();
    assert_eq!(walked, sorted);
}

#[tokio::test]
async fn what_cannot_be_looked_for_names_the_field() {
    let app = by_beginnings(&unverified()).await;
    for identifier in [ADA, "adam@example.com"] {
        app.granted("create", by_pass_code(identifier, PASS_CODE)).await;
    }
    let one = json!({ "number_of_results": 1 });
    let next = json!({ "next": ask(&app, "IDENTIFIER_BEGINS", "ada", one).await.body["next"] });
    for (by, text, more, expected) in [
        ("EMAIL", ADA, json!({}), "by: must be one of"),
        ("NAME", " ", json!({}), "text: must have at least 1 character"),
        ("NUMBER", "", json!({}), "text: must have at least 1 character"),
        ("IDENTIFIER", "", json!({}), "text: must have at least 1 character"),
        ("NAME", &"x".repeat(101), json!({}), "text: must have at most 100 characters"),
        ("IDENTIFIER", &"ﷺ".repeat(100), json!({}), "text: must have at most 254 characters"),
        ("NAME_BEGINS", "\u{301}", json!({}), "text: must have at least 1 character"),
        ("NUMBER", "1\n", json!({}), "text: must not hold line breaks"),
        ("NAME_BEGINS", "ada", json!({ "number_of_results": 41 }), "number_of_results: must be 1 to 40"),
        // What leads on in one search leads nowhere in another.
        ("IDENTIFIER_BEGINS", "eve", next.clone(), "next: is not what an answer"),
        ("NAME_BEGINS", "ada", next.clone(), "next: is not what an answer"),
        ("IDENTIFIER", ADA, next.clone(), "next: is not what an answer"),
    ] {
        let answer = ask(&app, by, text, more).await;
        assert!(answer.message().starts_with(expected), "{by} {text:?} {answer:?}");
    }
    assert_eq!(
        names(&ask(&app, "IDENTIFIER_BEGINS", "AD", next).await),
        ["adam@example.com"],
        "as good a search"
    );
}

#[tokio::test]
async fn where_the_stack_has_no_index_nothing_is_found_by_how_it_begins() {
    let app = App::start().await;
    for by in BEGINNINGS {
        assert_eq!(told(&ask(&app, by, "ada", json!({})).await), (403, "NOT_OFFERED"));
    }
    let table = app.table.describe_table().table_name("Table").send().await.expect("a table").table;
    let table = table.expect("a description");
    let indexes = table.global_secondary_indexes();
    assert!(indexes.iter().all(|index| index.index_name() != Some("Found")), "{indexes:?}");
    assert_eq!(found(&app, "IDENTIFIER", ADA).await, Vec::<String>::new(), "the rest is offered");
}

/// As a deployment adds the index to a table that is there, and DynamoDB fills it.
#[tokio::test]
async fn an_index_that_is_switched_on_later_has_who_was_there_before() {
    let folder = tempfile::tempdir().expect("a folder");
    let kept = |finds_beginnings| Options {
        data: Some(folder.path().to_owned()),
        finds_beginnings,
        ..Options::default()
    };
    let app = App::start_as(&unverified(), kept(false)).await;
    app.granted("create", by_pass_code(ADA, PASS_CODE)).await;
    app.account("Ada", json!([])).await;
    drop(app);
    let app = App::start_as(&unverified(), kept(true)).await;
    assert_eq!(found(&app, "IDENTIFIER_BEGINS", "ad").await, [ADA]);
    assert_eq!(found(&app, "NAME_BEGINS", "ad").await, ["Ada"]);
}
