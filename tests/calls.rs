//! What each operation asks of the table: four reads and one write at most, in this order. What is read side by side is
//! one of them; what could be guessed is looked at again before it is told.

use serde_json::{Value, json};

use crate::{
    finding::by_beginnings,
    support::{
        app::{Answer, App, PASS_CODE, told},
        proxy::{Call, Proxied},
        records::{by_code, by_pass_code, card, unverified, with},
        writing::{all, assigned, stack},
    },
};

const BATCH: &str = "BatchGetItem";
const GET: &str = "GetItem";
const QUERY: &str = "Query";
/// How a wrong proof is counted: an authentication code once, a pass code twice.
const COUNTED: &str = "UpdateItem";

#[tokio::test]
async fn an_operation_that_writes_makes_four_reads_and_one_write_at_most() {
    let app = stack().await;
    let operations = all(&app).await;
    let proxied = Proxied::to(&app).await;
    let reads: [&[&str]; 18] = [
        // Of one access token.
        &[BATCH, GET, GET],
        &[BATCH, GET, GET],
        &[BATCH, GET, GET],
        &[BATCH, GET, GET],
        &[BATCH, GET, GET],
        // Of customer records.
        &[BATCH, BATCH],
        &[BATCH, BATCH],
        &[BATCH, BATCH, GET],
        &[BATCH, BATCH],
        &[BATCH, BATCH],
        &[BATCH, BATCH, GET],
        &[BATCH, BATCH, GET],
        &[BATCH, BATCH],
        // Of pass codes.
        &[BATCH, GET, BATCH],
        &[GET, GET],
        &[BATCH, GET, BATCH, GET],
        &[BATCH, GET, BATCH],
        &[BATCH, GET, GET, GET],
    ];
    assert_eq!(operations.len(), reads.len());
    for ((operation, body, write), reads) in operations.into_iter().zip(reads) {
        let answer = proxied.post(operation, body).await;
        assert_eq!(answer.status, 200, "{operation} {answer:?}");
        assert_eq!(proxied.calls(), [reads, &[write]].concat(), "{operation}");
    }
}

#[tokio::test]
async fn an_operation_that_names_a_customer_by_an_access_token_makes_three_reads_and_looks_again() {
    let app = App::start_unverified().await;
    for number in 1..=5 {
        app.holding(&card(number)).await;
    }
    let existing = |number: usize| assigned("ADD_EXISTING", &card(number));
    app.account("Ada", json!([existing(1), existing(2)])).await;
    app.participant("Ada", json!([existing(1)])).await;
    let proxied = Proxied::to(&app).await;
    let account =
        json!({ "accounts_receivable_identifier": { "access_token_identifier": by_code(&card(1)) } });
    let participant =
        json!({ "rewards_participant_identifier": { "access_token_identifier": by_code(&card(1)) } });
    let moved = json!([existing(3), assigned("REMOVE", &card(2)), assigned("ADD_NEW", &card(101))]);
    let named = with(account.clone(), &json!({ "name": "Bob" }));
    for (operation, body, writes) in [
        ("accounts_receivable/show", account.clone(), 0),
        ("rewards_participants/show", participant.clone(), 0),
        ("create", with(account.clone(), &json!({ "authentication_code": card(102) })), 1),
        ("create", with(participant.clone(), &json!({ "authentication_code": card(103) })), 1),
        ("accounts_receivable/update", with(named.clone(), &json!({ "access_tokens": moved })), 1),
        (
            "rewards_participants/update",
            with(participant.clone(), &json!({ "access_tokens": [existing(4)] })),
            1,
        ),
        ("rewards_participants/create", with(account.clone(), &json!({ "access_tokens": [existing(5)] })), 1),
        ("rewards_participants/terminate", participant, 1),
        ("show", json!({ "access_token_identifier": by_code(&card(1)) }), 0),
    ] {
        let answer = proxied.post(operation, body).await;
        assert_eq!(answer.status, 200, "{operation} {answer:?}");
        let calls = proxied.consumed();
        let reads = calls.iter().filter(|call| call.reads()).count();
        // Its authentication code could be guessed: that it was not guessed too often is read again.
        assert!(reads <= 4, "{operation} {calls:?}");
        assert_eq!(calls.len() - reads, writes, "{operation} {calls:?}");
    }
    app.assert_consistent().await;
}

#[tokio::test]
async fn a_list_makes_three_reads_and_two_more_by_an_access_token() {
    let app = App::start_unverified().await;
    app.account("Ada", json!([assigned("ADD_NEW", &card(1)), assigned("ADD_NEW", &card(2))])).await;
    let owned = json!({
        "accounts_receivable_identifier": { "name": "Ada" },
        "access_tokens": [assigned("ADD_EXISTING", &card(1))],
    });
    let participant = app.granted("rewards_participants/create", owned).await;
    app.holding(&card(3)).await;
    app.holding(&card(4)).await;
    let proxied = Proxied::to(&app).await;
    let by_token = format!(
        "accounts_receivable_identifier=%7B%22access_token_identifier%22:%7B%22authentication_code%22:%22{}%22%7D%7D",
        card(1)
    );
    let number = participant.data()["number"].as_str().expect("a number");
    let by_number = format!("rewards_participant_identifier=%7B%22number%22:%22{number}%22%7D");
    // Sixteen partitions of the index, and the index before it.
    let of_index = [[BATCH].as_slice(), &[QUERY; 17], &[BATCH]].concat();
    let cases: [(&str, &str, &[&str]); 6] = [
        ("list", "accounts_receivable_identifier=%7B%22name%22:%22Ada%22%7D", &[BATCH, QUERY, BATCH]),
        ("list", &by_number, &[BATCH, QUERY, BATCH]),
        ("list", &by_token, &[BATCH, GET, GET, QUERY, BATCH]),
        ("get_not_associated", "number=5", &of_index),
        ("access_tokens/configuration/classifications/list", "", &[]),
        ("access_tokens/configuration/show", "", &[]),
    ];
    for (operation, query, calls) in cases {
        let answer = proxied.get(operation, query).await;
        assert_eq!(answer.status, 200, "{operation} {answer:?}");
        assert_eq!(proxied.calls(), calls, "{operation} {query}");
    }
}

#[tokio::test]
async fn what_is_found_by_a_number_an_identifier_or_a_name_takes_three_reads() {
    let app = App::start_unverified().await;
    let new = with(by_pass_code("ada@example.com", PASS_CODE), &json!({ "action": "ADD_NEW" }));
    let account = app.account("Ada", json!([new])).await;
    let participant = app.participant("Ada", json!([])).await;
    let shown = json!({ "rewards_participant_identifier": { "id": participant } });
    let participant = app.granted("rewards_participants/show", shown).await;
    let proxied = Proxied::to(&app).await;
    let (account, participant) = (&account.data()["number"], &participant.data()["number"]);
    let cases: [(&str, Value, &[&str]); 6] = [
        ("IDENTIFIER", json!("ada@example.com"), &[BATCH, GET, GET]),
        ("IDENTIFIER", json!("eve@example.com"), &[BATCH]),
        ("NAME", json!("Ada"), &[BATCH, GET]),
        ("NUMBER", account.clone(), &[BATCH, GET]),
        ("NUMBER", participant.clone(), &[BATCH, GET, GET]),
        ("NUMBER", json!("no number"), &[BATCH]),
    ];
    for (by, text, calls) in cases {
        let answer = proxied.post("customers/find", json!({ "by": by, "text": text })).await;
        assert_eq!(answer.status, 200, "{by} {answer:?}");
        assert_eq!(proxied.calls(), calls, "{by} {text}");
    }
}

/// What an index answers takes longer where there is more, and is paid for: it is not asked for who may not.
#[tokio::test]
async fn in_a_session_that_is_over_nothing_is_asked_of_the_table_but_whether_it_is() {
    let app = by_beginnings(&unverified()).await;
    app.account("Ada", json!([assigned("ADD_NEW", &card(1))])).await;
    let session = app.back_office().await;
    let proxied = Proxied::to(&app).await;
    app.post("authentication/token/release", json!({ "token": session })).await;
    let of_account = "accounts_receivable_identifier=%7B%22name%22:%22Ada%22%7D";
    for (operation, query) in [("list", of_account), ("get_not_associated", "number=5")] {
        let answer = proxied.get_in(&session, operation, query).await;
        assert_eq!((told(&answer), proxied.calls()), ((401, "SESSION_REFUSED"), vec![BATCH.to_owned()]));
    }
    let by = ["NUMBER", "IDENTIFIER", "NAME", "IDENTIFIER_BEGINS", "NAME_BEGINS"];
    let searches = by.map(|by| ("customers/find", json!({ "by": by, "text": "Ada" })));
    let number = json!({ "number": "ACT0000000000" });
    let others =
        ["access_tokens/messages/list", "authentication/sessions/list"].map(|it| (it, number.clone()));
    for (operation, body) in searches.into_iter().chain(others) {
        let answer = proxied.post_in(&session, operation, body.clone()).await;
        assert_eq!(told(&answer), (401, "SESSION_REFUSED"), "{operation} {body}");
        assert_eq!(proxied.calls(), [BATCH], "{operation} {body}");
    }
}

#[tokio::test]
async fn anothers_record_is_looked_for_with_the_calls_of_one_that_does_not_exist() {
    let app = App::start_unverified().await;
    let new = with(by_pass_code("ada@example.com", PASS_CODE), &json!({ "action": "ADD_NEW" }));
    app.account("Ada", json!([new])).await;
    let other = app.account("Eve", json!([assigned("ADD_NEW", &card(2))])).await;
    let participant = app.participant("Eve", json!([])).await;
    let shown = json!({ "rewards_participant_identifier": { "id": participant } });
    let participant = app.granted("rewards_participants/show", shown).await;
    let session = app.logged_in("ada@example.com", PASS_CODE).await;
    let proxied = Proxied::to(&app).await;
    let nobodys = |number: &str| [json!({ "number": number }), json!({ "id": "1".repeat(32) })];
    let anothers = |record: &Answer| ["number", "id"].map(|by| json!({ by: record.data()[by] }));
    let names = ["Nobody", "Eve"].map(|name| json!({ "name": name }));
    let accounts = [nobodys("ACR0000000000"), names, anothers(&other)].concat();
    let participants = [nobodys("RWP0000000000"), anothers(&participant)].concat();
    for (operation, field, named) in [
        ("accounts_receivable/show", "accounts_receivable_identifier", accounts),
        ("rewards_participants/show", "rewards_participant_identifier", participants),
    ] {
        // By an id there is nothing that leads to it.
        let (by_id, by_claim): (Vec<_>, Vec<_>) = named.iter().partition(|named| named.get("id").is_some());
        for named in [by_id, by_claim] {
            let mut asked = Vec::new();
            for one in named {
                let answer = proxied.post_in(&session, operation, json!({ field: one })).await;
                asked.push((answer, proxied.consumed().iter().map(Call::rows).collect::<Vec<_>>()));
            }
            assert!(asked.iter().all(|other| *other == asked[0]), "{operation} {asked:?}");
        }
    }
}

/// Who proves nothing costs the same, whether there is such a token or not.
#[tokio::test]
async fn what_is_not_proved_is_looked_for_and_counted_with_the_same_calls() {
    let app = App::start_unverified().await;
    app.register("known@example.com").await;
    let new = with(by_pass_code("attached@example.com", PASS_CODE), &json!({ "action": "ADD_NEW" }));
    app.account("Ada", json!([new])).await;
    let proxied = Proxied::to(&app).await;
    for operation in ["show", "update", "delete", "set_as_effective", "set_as_not_effective"] {
        let mut answers = Vec::new();
        for named in [
            by_pass_code("unknown@example.com", PASS_CODE),
            by_pass_code("known@example.com", "not this 1"),
            by_pass_code("attached@example.com", "not this 1"),
            json!({ "identifier": "unknown@example.com" }),
            json!({ "identifier": "known@example.com" }),
            by_code(&card(7)),
        ] {
            let body = json!({ "access_token_identifier": named.clone() });
            answers.push(proxied.post(operation, body).await);
            let times = if named.get("identifier").is_some() { 2 } else { 1 };
            let calls = [[BATCH, GET].as_slice(), &vec![COUNTED; times]].concat();
            assert_eq!(proxied.calls(), calls, "{operation} {named}");
        }
        assert_eq!((answers[0].status, answers[0].code()), (404, "ACCESS_TOKEN_NOT_FOUND"));
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{operation} {answers:?}");
    }
}
