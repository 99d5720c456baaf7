//! Known and unknown alike: one refusal, as many calls, rows and hashes, whatever was wrong.

use serde_json::{Value, json};

use super::{ADA, LOG_IN, PASS_CODE, REFUSED, told};
use crate::support::{
    app::{App, digits, text},
    hashes::Hashes,
    one_time_passwords::{MADE_UP, by_one_time_password, offered, request},
    proxy::Proxied,
    records::by_pass_code,
};

/// Somebody of each kind; the addresses are as long as each other.
const WHO: [&str; 5] = [
    "unknown1@example.com",
    "customer@example.com",
    "pending1@example.com",
    "resting1@example.com",
    "assigned@example.com",
];

async fn everybody() -> App {
    let app = App::start_with(&offered()).await;
    let [_, customer, pending, resting, assigned] = WHO;
    app.effective(customer).await;
    app.effective(resting).await;
    let named = json!({ "access_token_identifier": by_pass_code(resting, PASS_CODE) });
    app.granted("set_as_not_effective", named).await;
    app.register(pending).await;
    app.account("Ada", json!([{ "action": "ADD_NEW", "identifier": assigned }])).await;
    app.settled().await;
    app
}

/// What can be seen of a request: the answer but for what is drawn, its length, the calls with their rows, the hashes.
async fn seen(proxied: &Proxied, hashes: &Hashes, operation: &str, body: &Value) -> (Value, Value) {
    proxied.consumed();
    hashes.take();
    let (status, headers, text) = proxied.answer_to("198.51.100.7", operation, body).await;
    let calls: Vec<_> = proxied.consumed().iter().map(|call| (call.name.clone(), call.rows())).collect();
    let answer: Value = serde_json::from_str(&text).expect("JSON");
    let mut told = answer.clone();
    if told["data"]["request"].is_string() {
        told["data"]["request"] = json!("drawn");
    }
    let headers = format!("{headers:?}");
    (answer, json!([status, headers, told, text.len(), calls, hashes.take()]))
}

/// Each asks for a one-time password and guesses at it, past every limit; what was seen of it.
#[tokio::test]
async fn asking_for_one_and_guessing_at_it_looks_the_same_for_whomever() {
    let app = everybody().await;
    let mut all = Vec::new();
    for who in WHO {
        // Each by a service of its own, on which nobody has asked for anything.
        let (proxied, hashes) = (Proxied::to(&app).await, Hashes::counted());
        let mut one = Vec::new();
        // The second is within the pause.
        for _ in 0..2 {
            let body = json!({ "identifier": who });
            let (answer, shown) = seen(&proxied, &hashes, "send_one_time_password", &body).await;
            one.push(shown);
            let request = answer["data"]["request"].as_str().expect("a request").to_owned();
            // Each stands five, and the day twenty from one source.
            for request in std::iter::repeat_n(request.as_str(), 7).chain([MADE_UP; 5]) {
                let named = by_one_time_password(who, request, "no code");
                let body = json!({ "access_token_identifier": named });
                one.push(seen(&proxied, &hashes, LOG_IN, &body).await.1);
            }
        }
        all.push((who, one));
        app.settled().await;
    }
    let [(_, nobody), others @ ..] = &all[..] else { panic!("nobody") };
    for (who, one) in others {
        for (step, (theirs, nobodys)) in one.iter().zip(nobody).enumerate() {
            assert_eq!(theirs, nobodys, "{who} at step {step}");
        }
    }
    let hashed = nobody.iter().filter(|step| step[5] != 0).count();
    assert_eq!(hashed, 0, "nothing is hashed for it");
}

#[tokio::test]
async fn every_refused_log_in_counts_and_writes_alike_whatever_the_reason_also_past_the_limit() {
    let app = everybody().await;
    let proxied = Proxied::to(&app).await;
    for (index, who) in WHO.into_iter().enumerate() {
        for guess in 0..25 {
            let source = format!("198.51.100.{index}");
            let body = json!({ "access_token_identifier": by_one_time_password(who, MADE_UP, "no code") });
            let (status, _, text) = proxied.answer_to(&source, LOG_IN, &body).await;
            assert_eq!((status, text.contains(REFUSED.1)), (REFUSED.0, true), "{text}");
            let calls = proxied.consumed();
            let calls: Vec<_> = calls.iter().map(|call| (call.name.as_str(), call.rows())).collect();
            // Of the request, of the identifier from here and from wherever, and of the source.
            let written = [("PutItem", 1), ("UpdateItem", 1), ("UpdateItem", 1), ("UpdateItem", 1)];
            let expected = [[("BatchGetItem", 6), ("GetItem", 1)].as_slice(), &written].concat();
            assert_eq!(calls, expected, "{who} {guess}");
        }
    }
    let counters = app.rows_of("counter").await;
    let of = counters.iter().filter(|row| text(row, "pk").starts_with("COUNTER#ONE_TIME_PASSWORDS#"));
    let mut values: Vec<u32> =
        of.map(|row| row["value"].as_n().expect("one").parse().expect("a number")).collect();
    values.sort_unstable();
    assert_eq!(values, [20, 20, 20, 20, 20, 25, 25, 25, 25, 25], "of all, and of the source, which goes on");
}

#[tokio::test]
async fn sending_makes_the_same_calls_and_as_many_rows_for_whomever_and_sends_to_customers_alone() {
    let app = everybody().await;
    let proxied = Proxied::to(&app).await;
    let mut received = Vec::new();
    for who in WHO {
        received.push(app.messages(who).await.len());
        let (_, _, text) =
            proxied.answer_to("198.51.100.7", "send_one_time_password", &json!({ "identifier": who })).await;
        assert!(text.contains("request"), "{text}");
        let calls: Vec<_> = proxied.consumed().iter().map(|call| (call.name.clone(), call.rows())).collect();
        let expected = [
            ("BatchGetItem", 2),
            ("GetItem", 1),
            ("BatchGetItem", 2),
            ("UpdateItem", 1),
            ("TransactWriteItems", 3),
        ];
        assert_eq!(calls, expected.map(|(name, rows)| (name.to_owned(), rows)), "{who}");
    }
    for (index, who) in WHO.into_iter().enumerate() {
        assert_eq!(app.messages(who).await.len() - received[index], usize::from(index == 1), "{who}");
    }
}

#[tokio::test]
async fn unknown_wrong_used_and_expired_are_one_refusal() {
    let app = App::start_with(&offered()).await;
    app.effective(ADA).await;
    let unknown = app.log_in_by("unknown@example.com", MADE_UP, "000000").await;
    assert_eq!(told(&unknown), REFUSED);
    assert_eq!(unknown, app.log_in(by_pass_code("unknown@example.com", PASS_CODE)).await);
    let answer = app.post("send_one_time_password", json!({ "identifier": ADA })).await;
    assert_eq!(digits(&answer.body.to_string()), None, "no answer has the code");
    let (first, password) = (request(&answer), app.code(ADA).await);
    assert_eq!(app.log_in_by(ADA, &first, "no code").await, unknown);
    assert_eq!(app.log_in_by(ADA, &first, &password).await.status, 200);
    assert_eq!(app.log_in_by(ADA, &first, &password).await, unknown, "used");
    app.pass(60);
    let (second, password) = app.one_time_password(ADA).await;
    app.pass(300);
    assert_eq!(app.log_in_by(ADA, &second, &password).await, unknown, "expired");
}
