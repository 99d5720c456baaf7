//! The table: what an operation costs, what stands in it, and what happens when it fails.

use serde_json::{Value, json};

use crate::support::{
    app::{App, DEFINITION, PASS_CODE, verification, wrong},
    hashes::Hashes,
    proxy::{Call, Proxied},
    records::{at_once, by_code, by_pass_code, with},
};

#[tokio::test]
async fn create_makes_two_reads_and_one_write_whether_or_not_the_identifier_is_known() {
    let app = App::start().await;
    app.effective("known@example.com").await;
    let proxied = Proxied::to(&app).await;
    let create = async |address: &str| {
        proxied.post("create", json!({ "identifier": address, "pass_code": PASS_CODE })).await;
        proxied.calls()
    };
    for address in ["first@example.com", "unknown@example.com", "unknown@example.com", "known@example.com"] {
        assert_eq!(create(address).await, ["BatchGetItem", "GetItem", "TransactWriteItems"], "{address}");
    }
}

#[tokio::test]
async fn what_a_stranger_asks_for_is_taken_of_a_budget_before_the_commit_whoever_it_is_about() {
    let app = App::start().await;
    app.effective("known@example.com").await;
    let proxied = Proxied::to(&app).await;
    for (operation, reads) in [("create", 2), ("forgot_pass_code", 3), ("reset_verification_code", 3)] {
        let mut calls = Vec::new();
        for address in ["unknown@example.com", "known@example.com", "known@example.com"] {
            proxied.send_as_stranger("POST", operation, json!({ "identifier": address })).await;
            calls.push(proxied.calls());
        }
        assert_eq!(calls[0][reads..], ["UpdateItem", "TransactWriteItems"], "{operation}");
        assert!(calls.iter().all(|made| *made == calls[0]), "{operation} {calls:?}");
    }
}

#[tokio::test]
async fn verify_makes_two_reads_and_the_same_writes_whatever_is_wrong() {
    let app = App::start().await;
    app.register("bob@example.com").await;
    app.register("ada@example.com").await;
    let code = app.code("ada@example.com").await;
    let proxied = Proxied::to(&app).await;
    let verify = async |address: &str, pass_code: &str, code: &str| {
        proxied.post("verify", verification(address, pass_code, code)).await;
        proxied.calls()
    };
    // The tries of the code, and two counters; or rows that stand for nothing.
    let refused = ["BatchGetItem", "GetItem", "PutItem", "UpdateItem", "UpdateItem"];
    assert_eq!(verify("unknown@example.com", PASS_CODE, &code).await, refused);
    assert_eq!(verify("ada@example.com", PASS_CODE, &wrong(&code)).await, refused);
    // More often than they are looked at.
    for _ in 0..6 {
        assert_eq!(verify("bob@example.com", PASS_CODE, "no code").await, refused);
    }
    assert_eq!(
        verify("ada@example.com", PASS_CODE, &code).await,
        ["BatchGetItem", "GetItem", "TransactWriteItems"]
    );
    // Who proves to know the token is answered again, while few wrong proofs were counted.
    assert_eq!(
        verify("ada@example.com", PASS_CODE, &code).await,
        ["BatchGetItem", "GetItem", "BatchGetItem"]
    );
    assert_eq!(verify("ada@example.com", "not this 1", &code).await, refused);
}

#[tokio::test]
async fn a_reset_makes_three_reads_and_one_transaction_whether_or_not_the_identifier_is_known() {
    let app = App::start().await;
    app.effective("known@example.com").await;
    app.register("pending@example.com").await;
    let proxied = Proxied::to(&app).await;
    for operation in ["reset_verification_code", "reset_pass_code"] {
        for address in ["unknown@example.com", "known@example.com", "pending@example.com"] {
            proxied.post(operation, json!({ "identifier": address })).await;
            let calls = ["BatchGetItem", "GetItem", "BatchGetItem", "TransactWriteItems"];
            assert_eq!(proxied.calls(), calls, "{operation} {address}");
        }
    }
}

#[tokio::test]
async fn a_write_whose_answer_was_lost_is_neither_lost_nor_made_twice() {
    let app = App::start().await;
    app.register("ada@example.com").await;
    let code = app.code("ada@example.com").await;
    let proxied = Proxied::to(&app).await;
    proxied.lose_answer("TransactWriteItems");
    let verified = proxied.post("verify", verification("ada@example.com", PASS_CODE, &code)).await;
    assert_eq!(verified.state(), "EFFECTIVE");
    assert_eq!(proxied.calls(), ["BatchGetItem", "GetItem", "TransactWriteItems", "TransactWriteItems"]);
    // One write alone is another call.
    let code = "card-0000-0000-0000-0000-0000-0008";
    app.granted("update", json!({ "access_token_identifier": by_pass_code("ada@example.com", PASS_CODE), "authentication_code": code })).await;
    proxied.lose_answer("PutItem");
    let ended = json!({ "access_token_identifier": by_code(code) });
    assert_eq!(proxied.post("set_as_not_effective", ended).await.state(), "NOT_EFFECTIVE");
    assert_eq!(proxied.calls(), ["BatchGetItem", "GetItem", "GetItem", "PutItem", "PutItem"]);
}

#[tokio::test]
async fn a_registration_whose_answer_was_lost_is_one_token_and_one_message() {
    let app = App::start().await;
    let proxied = Proxied::to(&app).await;
    proxied.lose_answer("TransactWriteItems");
    let body = json!({ "identifier": "ada@example.com", "pass_code": PASS_CODE });
    assert_eq!(proxied.post("create", body).await.state(), "PENDING_VERIFICATION");
    assert_eq!(app.rows_of("token").await.len(), 1);
    assert_eq!(app.messages("ada@example.com").await.len(), 1);
}

/// The embedded DynamoDB never has two transactions meet; AWS does. So its words are put in the way.
/// What DynamoDB answers where transactions meet.
fn cancelled() -> Value {
    json!({
        "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
        "Message": "Transaction cancelled, please refer cancellation reasons for specific reasons [TransactionConflict]",
        "CancellationReasons": [{ "Code": "TransactionConflict", "Message": "Transaction is ongoing for the item" }],
    })
}

#[tokio::test]
async fn transactions_that_meet_are_tried_again() {
    let app = App::start().await;
    let proxied = Proxied::to(&app).await;
    proxied.refuse("TransactWriteItems", 400, cancelled());
    let body = json!({ "identifier": "ada@example.com", "pass_code": PASS_CODE });
    assert_eq!(proxied.post("create", body).await.state(), "PENDING_VERIFICATION");
    assert_eq!(proxied.calls().iter().filter(|call| *call == "TransactWriteItems").count(), 2);
}

#[tokio::test]
async fn an_operation_that_is_run_afresh_hashes_no_pass_code_again() {
    let app = App::start_with(&at_once(DEFINITION)).await;
    app.effective("ada@example.com").await;
    app.register("bob@example.com").await;
    app.post("forgot_pass_code", json!({ "identifier": "ada@example.com" })).await;
    let text = app.messages("ada@example.com").await.pop().expect("a message").text;
    let ticket = text.lines().find(|line| line.len() == 32).expect("a ticket");
    let verified = verification("bob@example.com", "not this 1", &app.code("bob@example.com").await);
    let named = json!({ "access_token_identifier": by_pass_code("ada@example.com", "another horse 2") });
    let proxied = Proxied::to(&app).await;
    // Once, and once for each pass code that is compared.
    for (operation, body, hashed) in [
        ("change_pass_code", json!({ "token": ticket, "pass_code": "another horse 2" }), 1),
        ("update", with(named, &json!({ "pass_code": "a third horse 3" })), 2),
        ("verify", with(verified, &json!({ "pass_code": "another horse 2" })), 2),
        ("reset_pass_code", json!({ "identifier": "bob@example.com" }), 1),
        ("reset_pass_code", json!({ "identifier": "nobody@example.com" }), 1),
    ] {
        let hashes = Hashes::counted();
        for _ in 0..2 {
            proxied.refuse("TransactWriteItems", 400, cancelled());
        }
        let answer = proxied.send_as_stranger("POST", operation, body).await;
        assert_eq!((answer.status, hashes.take()), (200, hashed), "{operation} {answer:?}");
    }
}

/// What DynamoDB answers where a partition has more to do than it may.
fn throttled() -> Value {
    json!({
        "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
        "Message": "Transaction cancelled, please refer cancellation reasons for specific reasons [ThrottlingError, None]",
        "CancellationReasons": [{ "Code": "ThrottlingError", "Message": "Throughput exceeds the current capacity" }, { "Code": "None" }],
    })
}

#[tokio::test]
async fn a_transaction_that_is_throttled_is_made_again_without_a_read_or_a_hash() {
    let app = App::start().await;
    let proxied = Proxied::to(&app).await;
    let body = json!({ "identifier": "ada@example.com", "pass_code": PASS_CODE });
    proxied.post("create", by_pass_code("eve@example.com", PASS_CODE)).await;
    let (calls, hashes) = (proxied.calls(), Hashes::counted());
    for _ in 0..2 {
        proxied.refuse("TransactWriteItems", 400, throttled());
    }
    assert_eq!(proxied.post("create", body).await.state(), "PENDING_VERIFICATION");
    assert_eq!(proxied.calls(), [calls, vec!["TransactWriteItems".to_owned(); 2]].concat());
    assert_eq!(hashes.take(), 1);
}

#[tokio::test]
async fn a_transaction_that_is_throttled_again_and_again_changed_nothing_and_says_so() {
    let app = App::start().await;
    let proxied = Proxied::to(&app).await;
    for _ in 0..5 {
        proxied.refuse("TransactWriteItems", 400, throttled());
    }
    let body = json!({ "identifier": "ada@example.com", "pass_code": PASS_CODE });
    let answer = proxied.post("create", body).await;
    assert_eq!((answer.status, answer.code()), (503, "UNAVAILABLE"));
    assert_eq!(answer.message(), "something went wrong on our side; nothing was changed; try again");
    assert!(app.rows_of("token").await.is_empty());
}

#[tokio::test]
async fn what_a_batch_left_unread_is_read_again() {
    let app = App::start().await;
    app.effective("ada@example.com").await;
    let proxied = Proxied::to(&app).await;
    let key = json!({ "pk": { "S": "EMAIL#ada@example.com" }, "sk": { "S": "CLAIM" } });
    let partial =
        json!({ "Responses": {}, "UnprocessedKeys": { "Table": { "Keys": [key], "ConsistentRead": true } } });
    proxied.refuse("BatchGetItem", 200, partial);
    let wrong = verification("ada@example.com", PASS_CODE, "000000");
    let answer = proxied.send_as_stranger("POST", "verify", wrong).await;
    assert_eq!(answer.code(), "LIFE_CYCLE_STATE_NOT_ALLOWED");
    let calls = ["BatchGetItem", "BatchGetItem", "GetItem", "BatchGetItem", "UpdateItem"];
    assert_eq!(proxied.calls(), calls);
}

#[tokio::test]
async fn a_table_that_refuses_is_answered_with_503_and_no_detail() {
    let app = App::start().await;
    let proxied = Proxied::to(&app).await;
    let denied = json!({ "__type": "com.amazon.coral.service#AccessDeniedException", "Message": "user is not authorized" });
    proxied.refuse("BatchGetItem", 400, denied);
    let answer = proxied.post("verify", verification("ada@example.com", PASS_CODE, "000000")).await;
    assert_eq!((answer.status, answer.code()), (503, "UNAVAILABLE"));
    assert_eq!(answer.message(), "something went wrong on our side; nothing was changed; try again");
}

#[tokio::test]
async fn every_item_has_its_keys_its_entity_and_its_version() {
    let app = App::start().await;
    app.effective("ada@example.com").await;
    app.post("reset_pass_code", json!({ "identifier": "unknown@example.com" })).await;
    app.verify("unknown@example.com", "000000").await;
    for row in app.rows().await {
        for attribute in ["pk", "sk", "entity", "version"] {
            assert!(row.contains_key(attribute), "{attribute} in {row:?}");
        }
        let entity = crate::support::app::text(&row, "entity");
        // Nothing waits for its code any more.
        let forever = matches!(entity.as_str(), "token" | "claim" | "pace");
        assert_eq!(row.contains_key("expires"), !forever, "{row:?}");
    }
}

#[tokio::test]
async fn what_has_expired_is_gone_before_it_is_swept() {
    let app = App::start().await;
    app.register("ada@example.com").await;
    app.settled().await;
    let before = app.rows_of("counter").await;
    // A day later the destination's row still stands, and stands in nobody's way.
    app.pass(24 * 60 * 60);
    let reset = app.post("reset_verification_code", json!({ "identifier": "ada@example.com" })).await;
    assert_eq!(reset.status, 200);
    assert_eq!(app.messages("ada@example.com").await.len(), 2);
    // Beside it stand what the source asked for, a row a day, and how many messages left on each day.
    assert_eq!(app.rows_of("counter").await.len(), before.len() + 2);
}

#[tokio::test]
async fn a_part_of_a_list_consumes_the_same_however_long_the_list_is() {
    let app = App::start_with(&DEFINITION.replacen("at_most_tokens = 20", "at_most_tokens = 2000", 1)).await;
    let owner = json!({ "account_owner": { "type": "PERSON", "last_name": "Lovelace", "email": "owner@example.com" } });
    let account = app.post_as_known("accounts_receivable/create", owner).await;
    let number = account.data()["number"].as_str().expect("a number");
    let account = json!({ "number": number });
    let of_account =
        format!("accounts_receivable_identifier=%7B%22number%22:%22{number}%22%7D&number_of_results=8");
    let proxied = Proxied::to(&app).await;
    let mut consumed = Vec::new();
    for round in 0..2 {
        for batch in 0..=3 + 6 * round {
            let token = |index| json!({ "action": "ADD_NEW", "authentication_code": format!("card-{round:05}-{batch:05}-{index:05}") });
            let tokens: Vec<_> = (0..8).map(token).collect();
            let body = json!({ "accounts_receivable_identifier": account, "access_tokens": tokens });
            let updated = app.post_as_known("accounts_receivable/update", body).await;
            assert_eq!(updated.status, 200, "{updated:?}");
            app.register(&format!("ada{batch}@{round}.example.com")).await;
        }
        for (operation, query) in [("list", of_account.as_str()), ("get_not_associated", "number=3")] {
            let answer = proxied.get(operation, query).await;
            assert!(answer.body["next"].is_string(), "{answer:?}");
            let calls = proxied.consumed();
            // The partitions of an index are read side by side.
            let mut steps: Vec<_> = calls.iter().map(|call| &call.name).collect();
            steps.dedup();
            assert!(steps.len() <= 3 && calls.iter().all(Call::reads), "{calls:?}");
            consumed.push(calls.iter().map(|call| call.units).sum::<f64>());
        }
    }
    assert_eq!(consumed[..2], consumed[2..]);
}
