//! Sixty-four at once: what must happen once happens once, and nothing is answered with a fault.

mod counters;
mod identifying_codes;
mod one_time_passwords;
mod records;
mod sessions;

use std::collections::BTreeMap;

use futures_util::future::join_all;
use serde_json::json;

use crate::support::app::{Answer, App, verification, wrong};

/// One source may ask for 60 messages in an hour.
const SOURCES: [&str; 2] = ["127.0.0.1", "127.0.0.2"];

/// How many answers had each status and code.
fn counted(answers: &[Answer]) -> BTreeMap<(u16, &str), usize> {
    let mut counts = BTreeMap::new();
    for answer in answers {
        *counts.entry((answer.status, answer.code())).or_default() += 1;
    }
    counts
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_verification_sent_64_times_at_once_is_made_once_and_answered_alike() {
    let app = App::start().await;
    app.register("ada@example.com").await;
    let code = app.code("ada@example.com").await;
    let version = async || app.rows_of("token").await[0]["version"].as_n().expect("a number").clone();
    let before: u64 = version().await.parse().expect("a number");
    let answers = join_all((0..64).map(|_| app.verify("ada@example.com", &code))).await;
    assert_eq!(counted(&answers), BTreeMap::from([((200, "OK"), 64)]));
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    assert_eq!(version().await, (before + 1).to_string());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_32_pass_codes_sent_with_one_code_at_once_one_becomes_the_tokens() {
    let app = App::start().await;
    app.register("ada@example.com").await;
    let code = app.code("ada@example.com").await;
    let verify = async |index: usize| {
        let chosen = format!("correct horse {index}");
        app.post("verify", verification("ada@example.com", &chosen, &code)).await
    };
    let answers = join_all((0..32).map(verify)).await;
    let expected = [((200, "OK"), 1), ((422, "VERIFICATION_REFUSED"), 31)];
    assert_eq!(counted(&answers), BTreeMap::from(expected));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_more_than_five_of_64_parallel_guesses_are_looked_at() {
    let app = App::start().await;
    app.register("ada@example.com").await;
    let code = app.code("ada@example.com").await;
    let wrong = wrong(&code);
    let answers = join_all((0..64).map(|_| app.verify("ada@example.com", &wrong))).await;
    assert_eq!(counted(&answers), BTreeMap::from([((422, "VERIFICATION_REFUSED"), 64)]));
    let tokens = app.rows_of("token").await;
    let life_cycle = tokens[0]["life_cycle"].as_m().expect("a life cycle");
    let tries = life_cycle["tries"].as_m().expect("tries")["by_source"].as_m().expect("sources");
    let counted: Vec<_> =
        tries.values().map(|counts| counts.as_m().expect("counts")["code"].as_n()).collect();
    assert_eq!(counted, [Ok(&"5".to_owned())]);
    // The right code comes too late.
    assert_eq!(app.verify("ada@example.com", &code).await.code(), "VERIFICATION_REFUSED");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_right_code_among_64_guesses_is_accepted_at_most_once() {
    let app = App::start().await;
    app.register("ada@example.com").await;
    let code = app.code("ada@example.com").await;
    let guess = |index: usize| if index == 32 { code.clone() } else { wrong(&code) };
    let answers =
        join_all((0..64).map(async |index| app.verify("ada@example.com", &guess(index)).await)).await;
    let counts = counted(&answers);
    assert!(counts.get(&(200, "OK")).copied().unwrap_or_default() <= 1, "{counts:?}");
    assert!(counts.keys().all(|(status, _)| *status < 500), "{counts:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_identifier_registered_64_times_at_once_is_one_token() {
    let app = App::start().await;
    let register = async |index: usize| {
        let spelling = if index.is_multiple_of(2) { "ada@example.com" } else { "Ada@Example.COM" };
        let body = json!({ "identifier": spelling, "pass_code": "correct horse 1" });
        app.post_from(SOURCES[index % 2], "create", body).await
    };
    let answers = join_all((0..64).map(register)).await;
    // From outside all look alike.
    assert_eq!(counted(&answers), BTreeMap::from([((200, "OK"), 64)]));
    assert!(answers.iter().all(|answer| answer.state() == "PENDING_VERIFICATION"));
    assert_eq!(app.rows_of("token").await.len(), 1);
    assert_eq!(app.messages("ada@example.com").await.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_authentication_code_taken_64_times_at_once_is_one_token() {
    let app = App::start_unverified().await;
    let register = async |index: usize| {
        let identifier = format!("customer{index}@example.com");
        let code = "card-0000-0000-0000-0007";
        app.post(
            "create",
            json!({ "identifier": identifier, "pass_code": "correct horse 1", "authentication_code": code }),
        )
        .await
    };
    let answers = join_all((0..64).map(register)).await;
    let counts = counted(&answers);
    assert_eq!(counts, BTreeMap::from([((200, "OK"), 1), ((409, "AUTHENTICATION_CODE_TAKEN"), 63)]));
    assert_eq!(app.rows_of("token").await.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixty_four_resets_at_once_send_one_message() {
    let app = App::start().await;
    app.register("ada@example.com").await;
    app.settled().await;
    app.pass(60);
    let body = json!({ "identifier": "ada@example.com" });
    let reset = |index: usize| app.post_from(SOURCES[index % 2], "reset_verification_code", body.clone());
    let answers = join_all((0..64).map(reset)).await;
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    assert_eq!(app.messages("ada@example.com").await.len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn numbers_are_unique_among_150_registrations_at_once() {
    let app = App::start().await;
    let register = async |index: usize| {
        let identifier = format!("customer{index}@example.com");
        app.post_as_known("create", json!({ "identifier": identifier })).await
    };
    let answers = join_all((0..150).map(register)).await;
    assert_eq!(counted(&answers), BTreeMap::from([((200, "OK"), 150)]));
    let mut numbers: Vec<_> = answers.iter().map(|answer| answer.data()["number"].to_string()).collect();
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), 150);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_verify_and_a_reset_at_once_leave_one_of_both_worlds() {
    let app = App::start().await;
    app.register("ada@example.com").await;
    let code = app.code("ada@example.com").await;
    app.pass(60);
    let (verified, _) = tokio::join!(
        app.post("verify", verification("ada@example.com", "correct horse 1", &code)),
        app.post("reset_verification_code", json!({ "identifier": "ada@example.com" })),
    );
    let newest = app.code("ada@example.com").await;
    let state = app.verify("ada@example.com", &newest).await;
    match verified.status {
        // The code was right, so there was nothing to reset any more; sent again, it is answered again.
        200 => assert_eq!((newest == code, state.body), (true, verified.body)),
        // The reset was quicker: the old code died, the new one works.
        _ => assert_eq!((newest == code, state.status), (false, 200)),
    }
}
