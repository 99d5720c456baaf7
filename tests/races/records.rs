//! Races for customer records and the tokens that belong to them. Whatever comes of one, links, counts and
//! claims agree.

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::counted;
use crate::support::{
    app::{Answer, App, PASS_CODE},
    records::{CARD, by_code, by_pass_code, card, unverified},
    writing::{assigned, ticket},
};

async fn update_account(app: &App, name: &str, access_tokens: Value) -> Answer {
    let body = json!({ "accounts_receivable_identifier": { "name": name }, "access_tokens": access_tokens });
    app.post_as_known("accounts_receivable/update", body).await
}

async fn update_participant(app: &App, id: &str, access_tokens: Value) -> Answer {
    let body = json!({ "rewards_participant_identifier": { "id": id }, "access_tokens": access_tokens });
    app.post_as_known("rewards_participants/update", body).await
}

async fn on(app: &App, operation: &str, code: &str) -> Answer {
    app.post_as_known(operation, json!({ "access_token_identifier": by_code(code) })).await
}

/// How many answers were a success, and that all others had this code.
fn successes(answers: &[Answer], refusal: &str) -> usize {
    let counts = counted(answers);
    for (_, code) in counts.keys() {
        assert!(["OK", refusal].contains(code), "{counts:?}");
    }
    counts.get(&(200, "OK")).copied().unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_token_attached_to_32_accounts_at_once_belongs_to_one() {
    let app = App::start_unverified().await;
    app.holding(CARD).await;
    for index in 0..32 {
        app.account(&format!("Account {index}"), json!([])).await;
    }
    let attach = async |index: usize| {
        update_account(&app, &format!("Account {index}"), json!([assigned("ADD_EXISTING", CARD)])).await
    };
    let answers = join_all((0..32).map(attach)).await;
    assert_eq!(successes(&answers, "ALREADY_ASSOCIATED"), 1);
    assert_eq!(app.rows_of("link").await.len(), 1);
    app.assert_consistent().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_of_three_tokens_at_most_gets_three_of_16_at_once() {
    let app = App::start_with(&unverified().replace("at_most_tokens = 20", "at_most_tokens = 3")).await;
    app.account("Ada", json!([])).await;
    let attach =
        async |index: usize| update_account(&app, "Ada", json!([assigned("ADD_NEW", &card(index))])).await;
    let answers = join_all((0..16).map(attach)).await;
    assert_eq!(successes(&answers, "TOO_MANY_ACCESS_TOKENS"), 3);
    assert_eq!(app.rows_of("token").await.len(), 3);
    app.assert_consistent().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_name_taken_by_16_accounts_at_once_is_one_accounts() {
    let app = App::start_unverified().await;
    for index in 0..8 {
        app.account(&format!("Account {index}"), json!([])).await;
    }
    let take = async |index: usize| {
        let owner = json!({ "type": "PERSON", "last_name": "x" });
        let made = json!({ "name": "Ada", "account_owner": owner });
        let named = json!({ "name": format!("Account {}", index / 2) });
        let renamed = json!({ "accounts_receivable_identifier": named, "name": "ada" });
        match index % 2 {
            0 => app.post_as_known("accounts_receivable/create", made).await,
            _ => app.post_as_known("accounts_receivable/update", renamed).await,
        }
    };
    let answers = join_all((0..16).map(take)).await;
    assert_eq!(successes(&answers, "NAME_TAKEN"), 1);
    app.assert_consistent().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_attached_to_a_participant_that_is_being_terminated() {
    let app = App::start_unverified().await;
    app.account("Ada", json!([])).await;
    let participant = app.participant("Ada", json!([])).await;
    for index in 0..6 {
        app.holding(&card(index)).await;
    }
    let named = json!({ "rewards_participant_identifier": { "id": participant } });
    let attach = async |index: usize| match index {
        3 => app.post_as_known("rewards_participants/terminate", named.clone()).await,
        _ => update_participant(&app, &participant, json!([assigned("ADD_EXISTING", &card(index))])).await,
    };
    let answers = join_all((0..6).map(attach)).await;
    assert_eq!(answers[3].data()["life_cycle_state"], "TERMINATED", "{:?}", answers[3]);
    let attached = successes(&answers, "LIFE_CYCLE_STATE_NOT_ALLOWED") - 1;
    assert_eq!(app.rows_of("link").await.len(), attached);
    let late = update_participant(&app, &participant, json!([assigned("ADD_EXISTING", &card(3))])).await;
    assert_eq!(late.code(), "LIFE_CYCLE_STATE_NOT_ALLOWED");
    app.assert_consistent().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_is_not_terminated_while_it_gets_a_participant() {
    for _ in 0..4 {
        let app = App::start_unverified().await;
        app.account("Ada", json!([])).await;
        let named = json!({ "accounts_receivable_identifier": { "name": "Ada" } });
        let (made, terminated) = tokio::join!(
            app.post_as_known("rewards_participants/create", named.clone()),
            app.post_as_known("accounts_receivable/terminate", named.clone()),
        );
        let mut told = [made.code(), terminated.code()];
        told.sort_unstable();
        assert_eq!(told, ["LIFE_CYCLE_STATE_NOT_ALLOWED", "OK"]);
        app.assert_consistent().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_identifier_taken_by_16_tokens_at_once_is_one_tokens() {
    let app = App::start_unverified().await;
    for index in 0..16 {
        app.holding(&card(index)).await;
    }
    let take = async |index: usize| {
        let mut body = by_pass_code("ada@example.com", PASS_CODE);
        body["access_token_identifier"] = by_code(&card(index));
        app.post_as_known("update", body).await
    };
    let answers = join_all((0..16).map(take)).await;
    assert_eq!(successes(&answers, "IDENTIFIER_TAKEN"), 1);
    app.assert_consistent().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_tokens_that_want_each_others_identifier_keep_their_own() {
    let app = App::start_unverified().await;
    let (ada, bob) = ("ada@example.com", "bob@example.com");
    app.register(ada).await;
    app.register(bob).await;
    let take = async |from: &str, to: &str| {
        let named = by_pass_code(from, PASS_CODE);
        app.post_as_known("update", json!({ "access_token_identifier": named, "identifier": to })).await
    };
    let (one, other) = tokio::join!(take(ada, bob), take(bob, ada));
    assert_eq!(successes(&[one, other], "IDENTIFIER_TAKEN"), 0);
    app.assert_consistent().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_ticket_used_32_times_at_once_changes_the_pass_code_once() {
    let app = App::start_unverified().await;
    app.register("ada@example.com").await;
    app.post("forgot_pass_code", json!({ "identifier": "ada@example.com" })).await;
    let ticket = ticket(&app, "ada@example.com").await;
    let change = async |index: usize| {
        let body = json!({ "token": ticket, "pass_code": format!("another horse {index}") });
        app.post("change_pass_code", body).await
    };
    let answers = join_all((0..32).map(change)).await;
    assert_eq!(successes(&answers, "RESET_TICKET_REFUSED"), 1);
    // It is the winner's.
    let winner = answers.iter().position(|answer| answer.status == 200).expect("a winner");
    let named = by_pass_code("ada@example.com", &format!("another horse {winner}"));
    assert_eq!(app.post("show", json!({ "access_token_identifier": named })).await.status, 200);
    // The ticket, and that the pass code was changed.
    assert_eq!(app.messages("ada@example.com").await.len(), 2);
    app.assert_consistent().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_is_deleted_or_effective_again_and_never_both() {
    let app = App::start_unverified().await;
    for index in 0..8 {
        app.holding(&card(index)).await;
        assert_eq!(on(&app, "set_as_not_effective", &card(index)).await.status, 200);
    }
    let race = async |index: usize| {
        let code = card(index);
        tokio::join!(on(&app, "delete", &code), on(&app, "set_as_effective", &code))
    };
    for (index, (deleted, effective)) in join_all((0..8).map(race)).await.into_iter().enumerate() {
        let now = on(&app, "show", &card(index)).await;
        match (deleted.status, effective.status) {
            (200, 404) => assert_eq!(now.status, 404),
            (409, 200) => assert_eq!(now.state(), "EFFECTIVE"),
            other => panic!("{other:?}"),
        }
    }
    app.assert_consistent().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_out_of_use_is_not_attached_to_a_participant() {
    let app = App::start_unverified().await;
    app.account("Ada", json!([])).await;
    for index in 0..8 {
        let participant = app.participant("Ada", json!([])).await;
        app.holding(&card(index)).await;
        let code = card(index);
        let (attached, out_of_use) = tokio::join!(
            update_participant(&app, &participant, json!([assigned("ADD_EXISTING", &code)])),
            on(&app, "set_as_not_effective", &code),
        );
        let mut told = [attached.code(), out_of_use.code()];
        told.sort_unstable();
        assert_eq!(told, ["LIFE_CYCLE_STATE_NOT_ALLOWED", "OK"]);
        let now = on(&app, "show", &code).await;
        assert_eq!(now.data()["rewards_participant"].is_null(), now.state() == "NOT_EFFECTIVE");
    }
    app.assert_consistent().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_removed_and_attached_elsewhere_at_once_belongs_to_one_or_to_none() {
    let app = App::start_unverified().await;
    app.account("Bob", json!([])).await;
    for index in 0..6 {
        let code = card(index);
        let name = format!("Account {index}");
        app.account(&name, json!([assigned("ADD_NEW", &code)])).await;
        let (removed, attached) = tokio::join!(
            update_account(&app, &name, json!([assigned("REMOVE", &code)])),
            update_account(&app, "Bob", json!([assigned("ADD_EXISTING", &code)])),
        );
        assert_eq!(removed.status, 200, "{removed:?}");
        assert!(["OK", "ALREADY_ASSOCIATED"].contains(&attached.code()), "{attached:?}");
        app.assert_consistent().await;
    }
}
