//! Sixty-four at once where DynamoDB cancels transactions that meet: all are answered, and every counter is exact.

use std::{collections::BTreeMap, sync::Arc};

use aws_sdk_dynamodb::types::AttributeValue;
use futures_util::future::join_all;
use serde_json::{Value, json};
use shared::{Communicate, Timestamp, Variables};

use crate::{
    customers::{account, add_new},
    delivery::batch,
    support::{
        app::{App, DEFINITION, PASS_CODE, verification},
        identifying_codes::{by_identifying_code, made},
        proxy::Proxied,
        records::{by_code, by_pass_code, card, unverified},
    },
};

const LOG_IN: &str = "authentication/consumer_application_key/token";
const SOURCE: &str = "127.0.0.2";
const AT_ONCE: usize = 64;

/// How many were answered with each status and code.
type Told = BTreeMap<(u16, String), usize>;

fn told(answers: impl IntoIterator<Item = (u16, String)>) -> Told {
    let mut told = Told::new();
    for answer in answers {
        *told.entry(answer).or_default() += 1;
    }
    told
}

fn all(told: &[(u16, &str, usize)]) -> Told {
    told.iter().map(|(status, code, count)| ((*status, (*code).to_owned()), *count)).collect()
}

/// Sixty-four requests of one source at once.
async fn at_once(proxied: &Proxied, operation: &str, body: impl Fn(usize) -> Value) -> Told {
    let send = async |index: usize| {
        let (status, _, text) = proxied.answer_to(SOURCE, operation, &body(index)).await;
        let answer: Value = serde_json::from_str(&text).expect("JSON");
        (status, answer["status"]["code"].as_str().unwrap_or_default().to_owned())
    };
    told(join_all((0..AT_ONCE).map(send)).await)
}

/// The values of the counters of that kind, however many there are, in their order.
async fn counters(app: &App, kind: &str, value: &str) -> Vec<u32> {
    let rows = app.rows_of("counter").await;
    let of_kind = rows.iter().filter(|row| row["pk"].as_s().is_ok_and(|key| key.starts_with(kind)));
    let mut values: Vec<u32> = of_kind.filter_map(|row| row.get(value)?.as_n().ok()?.parse().ok()).collect();
    values.sort_unstable();
    values
}

fn customer(index: usize) -> String {
    format!("customer{index}@example.com")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_64_registrations_of_one_source_as_many_go_through_as_its_budget_has() {
    let app = App::start().await;
    let proxied = Proxied::to(&app).await.cancelling();
    let told = at_once(&proxied, "create", |index| json!({ "identifier": customer(index) })).await;
    assert_eq!((told, proxied.met()), (all(&[(200, "OK", 60), (429, "TOO_MANY_MESSAGES", 4)]), 0));
    assert_eq!(counters(&app, "COUNTER#ASKED#", "day").await, [60]);
    assert_eq!(app.rows_of("token").await.len(), 60);
    app.assert_consistent().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixty_four_wrong_pass_codes_of_one_source_are_counted_one_by_one() {
    let app = App::start().await;
    let proxied = Proxied::to(&app).await.cancelling();
    let named =
        |index: usize| json!({ "access_token_identifier": by_pass_code(&customer(index), PASS_CODE) });
    let told = at_once(&proxied, LOG_IN, named).await;
    assert_eq!((told, proxied.met()), (all(&[(403, "LOG_IN_REFUSED", 64)]), 0));
    assert_eq!(counters(&app, "COUNTER#PASS_CODES#", "value").await, [64]);
    assert_eq!(counters(&app, "COUNTER#ATTEMPTS#", "value").await, [1; 64]);
    assert_eq!(counters(&app, "COUNTER#FAILURES#", "value").await, [1; 64]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_64_wrong_pass_codes_of_one_source_at_one_customer_ten_are_counted_in_a_row() {
    let app = App::start_unverified().await;
    app.register("ada@example.com").await;
    let proxied = Proxied::to(&app).await.cancelling();
    for (address, pass_code) in [("ada@example.com", "not this 1"), ("nobody@example.com", "not this 1")] {
        let named = |_| json!({ "access_token_identifier": by_pass_code(address, pass_code) });
        let told = at_once(&proxied, LOG_IN, named).await;
        assert_eq!((told, proxied.met()), (all(&[(403, "LOG_IN_REFUSED", 64)]), 0), "{address}");
    }
    assert_eq!(counters(&app, "COUNTER#FAILURES#", "value").await, [10, 10]);
    assert_eq!(counters(&app, "COUNTER#PASS_CODES#", "value").await, [128]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixty_four_log_ins_of_one_source_are_all_let_in() {
    let app = App::start_unverified().await;
    for index in 0..AT_ONCE {
        app.holding(&card(index)).await;
    }
    let proxied = Proxied::to(&app).await.cancelling();
    let named = |index: usize| json!({ "access_token_identifier": by_code(&card(index)) });
    let told = at_once(&proxied, LOG_IN, named).await;
    assert_eq!((told, proxied.met()), (all(&[(200, "OK", 64)]), 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixty_four_log_ins_of_one_customer_are_all_let_in() {
    let app = App::start_unverified().await;
    app.register("ada@example.com").await;
    let proxied = Proxied::to(&app).await.cancelling();
    let named = |_| json!({ "access_token_identifier": by_pass_code("ada@example.com", PASS_CODE) });
    let told = at_once(&proxied, LOG_IN, named).await;
    assert_eq!((told, proxied.met()), (all(&[(200, "OK", 64)]), 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixty_four_updates_of_one_account_are_all_made() {
    let app = App::start_with(&unverified().replacen("at_most_tokens = 20", "at_most_tokens = 60", 1)).await;
    let account = account(&app, json!([])).await;
    let proxied = Proxied::to(&app).await.cancelling();
    let update = async |index: usize| {
        let body = json!({
            "accounts_receivable_identifier": { "number": account.data()["number"] },
            "access_tokens": [add_new(index)],
        });
        let answer = proxied.post("accounts_receivable/update", body).await;
        (answer.status, answer.code().to_owned())
    };
    let told = told(join_all((0..AT_ONCE).map(update)).await);
    assert_eq!(told, all(&[(200, "OK", 60), (409, "TOO_MANY_ACCESS_TOKENS", 4)]));
    app.assert_consistent().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixty_four_identifying_codes_read_by_one_till_are_all_found() {
    let app = App::start_unverified().await;
    let proxied = Proxied::to(&app).await;
    let mut codes = Vec::new();
    for index in 0..AT_ONCE {
        app.holding(&card(index)).await;
        let named = json!({ "access_token_identifier": by_code(&card(index)) });
        codes.push(made(&proxied.post("generate_otp", named).await));
    }
    let proxied = proxied.cancelling();
    let show = async |code: &String| {
        let named = json!({ "access_token_identifier": by_identifying_code(code) });
        let answer = proxied.post("show", named).await;
        (answer.status, answer.code().to_owned())
    };
    let told = told(join_all(codes.iter().map(show)).await);
    assert_eq!((told, proxied.met()), (all(&[(200, "OK", 64)]), 0));
}

fn phone(index: usize) -> String {
    format!("+357991234{index:02}")
}

/// Sixty-four phones of one country that wait for their codes, where a hundred text messages may leave in a day.
async fn registered_phones() -> App {
    let budget = |count| format!("per_country_and_day = {count}");
    let app = App::start_with(&DEFINITION.replacen(&budget(20), &budget(100), 1)).await;
    for index in 0..AT_ONCE {
        let phone = json!({
            "identifier": phone(index),
            "pass_code": PASS_CODE,
            "classification_identifier": { "alternative_code": "PHONE" },
        });
        app.granted("create", phone).await;
    }
    app.settled().await;
    app
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixty_four_phones_of_one_country_are_all_verified() {
    let app = registered_phones().await;
    let mut codes = Vec::new();
    for index in 0..AT_ONCE {
        codes.push(app.code(&phone(index)).await);
    }
    let proxied = Proxied::to(&app).await.cancelling();
    let told =
        at_once(&proxied, "verify", |index| verification(&phone(index), PASS_CODE, &codes[index])).await;
    assert_eq!((told, proxied.met()), (all(&[(200, "OK", 64)]), 0));
    assert_eq!(counters(&app, "COUNTER#COUNTRY#", "verified").await, [64]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_64_text_messages_to_one_country_as_many_leave_as_its_budget_has() {
    let app = registered_phones().await;
    let proxied = Proxied::to(&app).await.cancelling();
    let now = app.now();
    let clock = Arc::new(move || Timestamp::from_seconds(now));
    let communicate = Communicate::start(&Variables::new(proxied.variables.clone()), clock).await;
    // The same messages once more, as if none of them had left.
    let mut rows = app.rows_of("message").await;
    for row in &mut rows {
        row.retain(|attribute, _| !["paid", "provider_id"].contains(&attribute.as_str()));
        row.insert("state".to_owned(), AttributeValue::S("QUEUED".to_owned()));
        row.insert("tries".to_owned(), AttributeValue::N("0".to_owned()));
        let item = Some(row.clone().into_iter().collect());
        app.table.put_item().table_name("Table").set_item(item).send().await.expect("a written row");
    }
    let failures = communicate.expect("a function").handle(batch(&rows)).await.batch_item_failures;
    assert!(failures.is_empty(), "{failures:?}");
    let states: Vec<_> = app.rows_of("message").await.iter().map(|row| row["state"].clone()).collect();
    let sent = states.iter().filter(|state| state.as_s() == Ok(&"SENT".to_owned())).count();
    // Sixty-four had left before.
    assert_eq!((sent, states.len(), proxied.met()), (36, 64, 0));
    assert_eq!(counters(&app, "COUNTER#COUNTRY#", "sent").await, [100]);
    assert_eq!(counters(&app, "COUNTER#SENT#", "sent").await, [100]);
}
