//! Each counter, asked by many at once: what is told, sent or looked at is no more than its limit, to the one.

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::counted;
use crate::support::{
    app::{App, DEFINITION, PASS_CODE, verification, wrong},
    records::{by_code, by_pass_code, card},
    writing::ticket,
};

const ADA: &str = "ada@example.com";

fn source(number: usize) -> String {
    format!("127.0.0.{}", number + 2)
}

/// The value of the only counter of that kind.
async fn counter(app: &App, kind: &str) -> String {
    let rows = app.rows_of("counter").await;
    let of_kind = rows.iter().find(|row| row["pk"].as_s().is_ok_and(|key| key.starts_with(kind)));
    of_kind.expect(kind)["value"].as_n().expect("a value").clone()
}

async fn show(app: &App, source: &str, named: Value) -> u16 {
    app.post_from(source, "show", json!({ "access_token_identifier": named })).await.status
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_64_wrong_pass_codes_from_one_source_ten_are_looked_at_and_the_right_one_after_them_is_not() {
    let app = App::start_unverified().await;
    app.register(ADA).await;
    let wrong = || show(&app, "127.0.0.2", by_pass_code(ADA, "not this 1"));
    let answers = join_all((0..64).map(|_| wrong())).await;
    assert!(answers.iter().all(|status| *status == 404), "{answers:?}");
    // Those that were looked at are counted in a row.
    assert_eq!(counter(&app, "COUNTER#FAILURES#").await, "10");
    assert_eq!(show(&app, "127.0.0.2", by_pass_code(ADA, PASS_CODE)).await, 404);
    assert_eq!(show(&app, "127.0.0.3", by_pass_code(ADA, PASS_CODE)).await, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_right_pass_code_that_comes_with_64_wrong_ones_is_told_only_before_ten_were_counted() {
    let app = App::start_unverified().await;
    app.register(ADA).await;
    let ask = |index: usize| {
        let pass_code = if index == 63 { PASS_CODE } else { "not this 1" };
        show(&app, "127.0.0.2", by_pass_code(ADA, pass_code))
    };
    let answers = join_all((0..64).map(ask)).await;
    let told = answers.iter().filter(|status| **status == 200).count();
    assert!(told <= 1 && answers.iter().all(|status| [200, 404].contains(status)), "{answers:?}");
    // Those in a row begin anew with the right one: of all 64 no more than ten were looked at before it and
    // as many after.
    let looked_at: usize = counter(&app, "COUNTER#FAILURES#").await.parse().expect("a number");
    assert!(looked_at <= 10, "{looked_at}");
    assert_eq!(show(&app, "127.0.0.2", by_pass_code(ADA, PASS_CODE)).await, 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_wrong_pass_codes_in_a_row_from_wherever_end_it_until_a_ticket_sets_another() {
    let app = App::start_unverified().await;
    app.register(ADA).await;
    let sources: Vec<String> = (0..12).map(source).collect();
    for batch in sources.chunks(4) {
        let wrong = batch.iter().flat_map(|source| std::iter::repeat_n(source, 10));
        join_all(wrong.map(|source| show(&app, source, by_pass_code(ADA, "not this 1")))).await;
    }
    assert_eq!(counter(&app, "COUNTER#FAILURES#").await, "100");
    // Nor does it rest for less than thirty days.
    app.pass(30 * 24 * 60 * 60 - 1);
    assert_eq!(show(&app, "127.0.0.1", by_pass_code(ADA, PASS_CODE)).await, 404);
    app.post("forgot_pass_code", json!({ "identifier": ADA })).await;
    let body = json!({ "token": ticket(&app, ADA).await, "pass_code": "another horse 2" });
    assert_eq!(app.post("change_pass_code", body).await.status, 200);
    assert_eq!(show(&app, "127.0.0.1", by_pass_code(ADA, "another horse 2")).await, 200);
}

#[tokio::test]
async fn a_right_pass_code_ends_the_wrong_ones_in_a_row() {
    let app = App::start_unverified().await;
    app.register(ADA).await;
    for round in 0..12 {
        for _ in 0..9 {
            show(&app, &source(round), by_pass_code(ADA, "not this 1")).await;
        }
        assert_eq!(show(&app, &source(round), by_pass_code(ADA, PASS_CODE)).await, 200, "{round}");
    }
}

#[tokio::test]
async fn a_right_pass_code_whose_request_is_refused_ends_none_in_a_row() {
    let app = App::start_unverified().await;
    app.register(ADA).await;
    show(&app, "127.0.0.2", by_pass_code(ADA, "not this 1")).await;
    let named = json!({ "access_token_identifier": by_pass_code(ADA, PASS_CODE) });
    assert_eq!(app.post("set_as_effective", named).await.code(), "LIFE_CYCLE_STATE_NOT_ALLOWED");
    assert_eq!(counter(&app, "COUNTER#FAILURES#").await, "1");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_right_verification_code_ends_the_wrong_pass_codes_in_a_row() {
    let app = App::start().await;
    app.register(ADA).await;
    for number in 0..10 {
        let source = source(number);
        join_all((0..10).map(|_| show(&app, &source, by_pass_code(ADA, "not this 1")))).await;
    }
    assert_eq!(counter(&app, "COUNTER#FAILURES#").await, "100");
    assert_eq!(app.verify(ADA, &app.code(ADA).await).await.state(), "EFFECTIVE");
    assert_eq!(show(&app, "127.0.0.1", by_pass_code(ADA, PASS_CODE)).await, 200);
}

#[tokio::test]
async fn where_nobody_can_be_sent_a_ticket_the_pass_code_rests_an_hour() {
    let free_text = DEFINITION
        .replacen("format = \"EMAIL\"", "format = \"FREE_TEXT\"", 1)
        .replace("required = \"ALWAYS\"", "required = \"NEVER\"");
    let app = App::start_with(&free_text).await;
    app.granted("create", by_pass_code("ada", PASS_CODE)).await;
    for number in 0..10 {
        for _ in 0..10 {
            show(&app, &source(number), by_pass_code("ada", "not this 1")).await;
        }
    }
    assert_eq!(show(&app, "127.0.0.1", by_pass_code("ada", PASS_CODE)).await, 404);
    app.pass(60 * 60);
    assert_eq!(show(&app, "127.0.0.1", by_pass_code("ada", PASS_CODE)).await, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_120_wrong_authentication_codes_at_once_a_right_one_is_not_looked_at() {
    let app = App::start_unverified().await;
    app.holding(&card(1)).await;
    let wrong = |index: usize| show(&app, "127.0.0.2", by_code(&card(index + 100)));
    let answers = join_all((0..120).map(wrong)).await;
    assert!(answers.iter().all(|status| *status == 404), "{answers:?}");
    assert_eq!(show(&app, "127.0.0.2", by_code(&card(1))).await, 404);
    assert_eq!(show(&app, "127.0.0.3", by_code(&card(1))).await, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_stands_five_guesses_from_each_of_four_sources_and_none_from_a_fifth() {
    let app = App::start().await;
    app.register(ADA).await;
    let code = app.code(ADA).await;
    let guess = async |number: usize, code: String| {
        app.post_from(&source(number), "verify", verification(ADA, PASS_CODE, &code)).await
    };
    for number in 0..4 {
        let answers = join_all((0..16).map(|_| guess(number, wrong(&code)))).await;
        assert_eq!(counted(&answers)[&(422, "VERIFICATION_REFUSED")], 16);
    }
    assert_eq!(guess(4, code.clone()).await.code(), "VERIFICATION_REFUSED");
    // Another code is another one.
    app.post("reset_verification_code", json!({ "identifier": ADA })).await;
    app.pass(60);
    app.post("reset_verification_code", json!({ "identifier": ADA })).await;
    let another = app.code(ADA).await;
    assert_ne!(another, code);
    assert_eq!(guess(4, another).await.state(), "EFFECTIVE");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_hundred_messages_that_one_source_asks_for_at_once_sixty_are_counted() {
    let app = App::start().await;
    let ask = async |index: usize| {
        let body = json!({ "identifier": format!("customer{index}@example.com") });
        app.post_from("127.0.0.2", "forgot_pass_code", body).await
    };
    let answers = join_all((0..100).map(ask)).await;
    let counts = counted(&answers);
    assert_eq!((counts[&(200, "OK")], counts[&(429, "TOO_MANY_MESSAGES")]), (60, 40));
}

/// How many rows of messages are in that state, and why.
async fn messages(app: &App, state: &str, reason: Option<&str>) -> usize {
    app.settled().await;
    let is = |row: &std::collections::BTreeMap<String, aws_sdk_dynamodb::types::AttributeValue>| {
        row["state"].as_s().is_ok_and(|its| its == state)
            && row.get("reason").and_then(|reason| reason.as_s().ok()).map(String::as_str) == reason
    };
    app.rows_of("message").await.iter().filter(|row| is(row)).count()
}

fn with_budgets(country: u32, day: u32) -> String {
    DEFINITION
        .replace("per_source = { hour = 60, day = 300 }", "per_source = { hour = 5, day = 5 }")
        .replace("per_country_and_day = 20 ", &format!("per_country_and_day = {country} "))
        .replace("per_day = 20000", &format!("per_day = {day}"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_country_gets_so_many_text_messages_that_nobody_verifies_and_more_where_customers_do() {
    let app = App::start_with(&with_budgets(5, 100)).await;
    let register = async |index: usize| {
        let body = json!({ "identifier": format!("+3579912345{index}"), "pass_code": PASS_CODE, "classification_identifier": { "name": "Phone" } });
        app.post_as_known("create", body).await
    };
    join_all((0..8).map(register)).await;
    assert_eq!(messages(&app, "SENT", None).await, 5);
    assert_eq!(messages(&app, "NOT_SENT", Some("COUNTRY_BUDGET")).await, 3);
    // Each that is verified makes room for another one.
    let sent = app.stack.inbox.messages(None);
    for message in sent.iter().take(2) {
        let verified = app.verify(&message.to, &app.code(&message.to).await).await;
        assert_eq!(verified.state(), "EFFECTIVE");
    }
    app.pass(61);
    join_all((0..10).filter(|index| *index > 7).map(register)).await;
    assert_eq!(messages(&app, "SENT", None).await, 7);
    // An e-mail has no country, and the next day is another one.
    app.register(ADA).await;
    assert_eq!(messages(&app, "SENT", None).await, 8);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_more_messages_leave_in_a_day_than_all_of_them_may() {
    let app = App::start_with(&with_budgets(5, 7)).await;
    let register = async |index: usize| {
        let body = json!({ "identifier": format!("customer{index}@example.com"), "pass_code": PASS_CODE });
        app.post_as_known("create", body).await
    };
    join_all((0..12).map(register)).await;
    assert_eq!(messages(&app, "SENT", None).await, 7);
    assert_eq!(messages(&app, "NOT_SENT", Some("TOTAL_BUDGET")).await, 5);
    app.pass(24 * 60 * 60);
    app.register("tomorrow@example.com").await;
    assert_eq!(messages(&app, "SENT", None).await, 8);
}
