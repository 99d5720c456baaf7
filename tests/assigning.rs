//! Assigning: how access tokens come to belong to customer records, and who is told.

use serde_json::{Value, json};

use crate::{
    customers::{
        OWNER, WRONG_STATE, account, add_existing, add_new, ask_account, ask_participant, by_card, card,
        named, participant, refusal, remove, verified,
    },
    support::{
        app::{App, PASS_CODE, digits, text, verification},
        proxy::Proxied,
    },
};

/// An EFFECTIVE token that belongs to nothing.
async fn token(app: &App, number: usize) {
    let created = app.post("create", json!({ "authentication_code": card(number) })).await;
    assert_eq!(created.state(), "EFFECTIVE", "{created:?}");
}

fn tokens(tokens: &[Value]) -> Value {
    json!({ "access_tokens": tokens })
}

#[tokio::test]
async fn add_new_makes_a_token_of_the_record() {
    let app = App::start_with(&verified("NEVER")).await;
    let account = account(&app, json!([add_new(1)])).await;
    let participant = participant(&app, &account, json!([add_new(2)])).await;
    let of_account = &account.data()["access_tokens"][0];
    assert_eq!(of_account["accounts_receivable"]["number"], account.data()["number"]);
    assert_eq!(of_account["rewards_participant"], json!(null));
    let of_participant = &participant.data()["access_tokens"][0];
    assert_eq!(of_participant["accounts_receivable"], json!(null));
    assert_eq!(of_participant["rewards_participant"]["number"], participant.data()["number"]);
}

#[tokio::test]
async fn only_an_effective_token_is_added() {
    let app = App::start_with(&verified("REWARDS_PARTICIPANTS")).await;
    let account = account(&app, json!([])).await;
    let participant = participant(&app, &account, json!([add_new(1)])).await;
    assert_eq!(participant.data()["access_tokens"][0]["life_cycle_state"], "PENDING_VERIFICATION");
    token(&app, 2).await;
    app.post("set_as_not_effective", json!({ "access_token_identifier": by_card(2) })).await;
    for (number, state) in [(1, "PENDING_VERIFICATION"), (2, "NOT_EFFECTIVE")] {
        let refused = ask_account(&app, "update", &account, tokens(&[add_existing(number)])).await;
        assert_eq!(refusal(&refused), WRONG_STATE);
        assert_eq!(refused.message(), format!("not allowed while the access token is {state}"));
    }
}

#[tokio::test]
async fn a_token_belongs_to_one_account_and_to_one_participant_that_it_owns() {
    let app = App::start_with(&verified("NEVER")).await;
    let (mine, others) = (account(&app, json!([add_new(1)])).await, account(&app, json!([])).await);
    let (owned, second) =
        (participant(&app, &mine, json!([])).await, participant(&app, &mine, json!([])).await);
    let strangers = participant(&app, &others, json!([])).await;
    let already = (409, "ALREADY_ASSOCIATED");
    for account in [&mine, &others] {
        let refused = ask_account(&app, "update", account, tokens(&[add_existing(1)])).await;
        assert_eq!(refusal(&refused), already);
    }
    let add =
        async |participant| ask_participant(&app, "update", participant, tokens(&[add_existing(1)])).await;
    assert_eq!(refusal(&add(&strangers).await), already);
    assert_eq!(add(&owned).await.status, 200);
    assert_eq!(refusal(&add(&second).await), already);
}

#[tokio::test]
async fn remove_lets_go_of_a_token_of_the_record_and_of_no_other() {
    let app = App::start_with(&verified("NEVER")).await;
    let mine = account(&app, json!([add_new(1)])).await;
    let participant = participant(&app, &mine, json!([add_existing(1)])).await;
    let others = account(&app, json!([])).await;
    let let_go = tokens(&[remove(1)]);
    let refused = ask_account(&app, "update", &others, let_go.clone()).await;
    assert_eq!(refusal(&refused), (409, "NOT_ASSOCIATED"));
    let removed = ask_account(&app, "update", &mine, let_go.clone()).await;
    let seen = &removed.data()["access_tokens"][0];
    assert_eq!(seen["accounts_receivable"], json!(null));
    assert_eq!(seen["rewards_participant"]["number"], participant.data()["number"]);
    assert_eq!(refusal(&ask_account(&app, "update", &mine, let_go.clone()).await), (409, "NOT_ASSOCIATED"));
    assert_eq!(ask_participant(&app, "update", &participant, let_go).await.status, 200);
    assert!(app.rows_of("link").await.is_empty());
}

#[tokio::test]
async fn a_record_that_is_made_has_nothing_to_remove() {
    let app = App::start().await;
    let body = json!({ "account_owner": { "type": "PERSON", "last_name": "Lovelace" }, "access_tokens": [remove(1)] });
    let refused = app.post_as_known("accounts_receivable/create", body).await;
    assert_eq!(refusal(&refused), (400, "INVALID_FIELD"));
    assert!(refused.message().starts_with("access_tokens[0].action: "), "{refused:?}");
}

#[tokio::test]
async fn the_tokens_of_a_request_are_added_all_or_none() {
    let app = App::start_with(&verified("NEVER")).await;
    let account = account(&app, json!([add_new(1)])).await;
    let before = app.rows_of("token").await;
    for second in [add_new(1), add_existing(1), remove(9)] {
        let both = tokens(&[add_new(2), second]);
        assert_ne!(ask_account(&app, "update", &account, both).await.status, 200);
    }
    assert_eq!(app.rows_of("token").await, before);
    assert_eq!(app.rows_of("link").await.len(), 1);
}

#[tokio::test]
async fn a_token_is_named_once_in_a_request_and_no_more_than_eight_are() {
    let app = App::start_with(&verified("NEVER")).await;
    let account = account(&app, json!([add_new(1)])).await;
    for twice in [[add_new(2), add_new(2)], [remove(1), add_existing(1)]] {
        let refused = ask_account(&app, "update", &account, tokens(&twice)).await;
        assert_eq!(refusal(&refused), (400, "INVALID_FIELD"), "{refused:?}");
        assert_eq!(refused.message(), "access_tokens[1]: is given twice");
    }
    let nine: Vec<_> = (2..11).map(add_new).collect();
    assert_eq!(refusal(&ask_account(&app, "update", &account, tokens(&nine)).await), (400, "INVALID_FIELD"));
    assert_eq!(ask_account(&app, "update", &account, tokens(&nine[..8])).await.status, 200);
}

#[tokio::test]
async fn an_account_has_as_many_tokens_as_the_definition_says() {
    let definition = verified("NEVER")
        .replacen("at_least_one_token = false", "at_least_one_token = true", 1)
        .replacen("at_most_tokens = 20", "at_most_tokens = 2", 1);
    let app = App::start_with(&definition).await;
    let body = |tokens: Value| json!({ "account_owner": { "type": "PERSON", "last_name": "Lovelace" }, "access_tokens": tokens });
    let create = async |tokens| app.post_as_known("accounts_receivable/create", body(tokens)).await;
    let (too_few, too_many) = ((409, "AT_LEAST_ONE_ACCESS_TOKEN"), (409, "TOO_MANY_ACCESS_TOKENS"));
    assert_eq!(refusal(&create(json!([])).await), too_few);
    assert_eq!(refusal(&create(json!([add_new(1), add_new(2), add_new(3)])).await), too_many);
    let account = create(json!([add_new(1)])).await;
    let update = async |changes: &[Value]| ask_account(&app, "update", &account, tokens(changes)).await;
    assert_eq!(refusal(&update(&[remove(1)]).await), too_few);
    // What counts is how many there are in the end.
    assert_eq!(update(&[remove(1), add_new(2), add_new(3)]).await.status, 200);
    assert_eq!(refusal(&update(&[add_new(4)]).await), too_many);
    let created =
        json!({ "authentication_code": card(4), "accounts_receivable_identifier": named(&account) });
    assert_eq!(refusal(&app.post_as_known("create", created).await), too_many);
    // Tokens of a rewards participant are not counted.
    participant(&app, &account, json!([add_new(4), add_new(5), add_new(6)])).await;
}

#[tokio::test]
async fn tokens_are_created_for_a_record_where_the_definition_allows_it() {
    let definition = verified("NEVER").replace("may_create_tokens = true", "may_create_tokens = false");
    let app = App::start_with(&definition).await;
    let account = account(&app, json!([])).await;
    let refused = ask_account(&app, "update", &account, tokens(&[add_new(1)])).await;
    assert_eq!(refusal(&refused), (403, "ACCESS_TOKEN_NOT_CREATED"));
    let created =
        json!({ "authentication_code": card(1), "accounts_receivable_identifier": named(&account) });
    assert_eq!(refusal(&app.post_as_known("create", created).await), (403, "ACCESS_TOKEN_NOT_CREATED"));
    token(&app, 1).await;
    assert_eq!(ask_account(&app, "update", &account, tokens(&[add_existing(1)])).await.status, 200);
}

#[tokio::test]
async fn a_customer_is_told_of_a_token_at_its_own_address_or_at_the_records() {
    let app = App::start_with(&verified("NEVER")).await;
    let with_address =
        json!({ "action": "ADD_NEW", "identifier": "ada@example.com", "pass_code": PASS_CODE });
    let account = account(&app, json!([add_new(1), with_address])).await;
    for (address, index) in [(OWNER, 0), ("ada@example.com", 1)] {
        let messages = app.messages(address).await;
        let [mail] = messages.as_slice() else { panic!("{messages:?}") };
        let number = account.data()["access_tokens"][index]["number"].as_str().expect("a number");
        assert!(mail.text.starts_with("Dear Ada Lovelace,") && mail.text.contains(number), "{mail:?}");
    }
    participant(&app, &account, json!([add_existing(1)])).await;
    assert_eq!(app.messages(OWNER).await.len(), 2);
    // Nobody is told where there is no address, or no template.
    let silent = verified("NEVER").replace("assigning_template = \"assigned\"", "");
    let app = App::start_with(&silent).await;
    crate::customers::account(&app, json!([add_new(1)])).await;
    assert!(app.messages(OWNER).await.is_empty());
}

#[tokio::test]
async fn a_token_its_link_and_its_message_are_written_in_one_commit() {
    let app = App::start_with(&verified("NEVER")).await;
    let account = account(&app, json!([])).await;
    let proxied = Proxied::to(&app).await;
    let mut body = tokens(&[add_new(1), add_new(2)]);
    body["accounts_receivable_identifier"] = named(&account);
    assert_eq!(proxied.post("accounts_receivable/update", body).await.status, 200);
    let calls = proxied.calls();
    let writes: Vec<_> = calls.iter().filter(|call| !call.contains("Get")).collect();
    assert_eq!(writes, ["TransactWriteItems"]);
    assert_eq!((app.rows_of("link").await.len(), app.messages(OWNER).await.len()), (2, 2));
}

#[tokio::test]
async fn a_token_of_a_participant_is_verified_with_a_code_sent_to_the_records_address() {
    let app = App::start_with(&verified("REWARDS_PARTICIPANTS")).await;
    let account = account(&app, json!([])).await;
    participant(&app, &account, json!([add_new(1)])).await;
    let messages = app.messages(OWNER).await;
    let [mail] = messages.as_slice() else { panic!("{messages:?}") };
    let code = digits(&mail.text).expect("a code");
    let body = json!({ "access_token_identifier": by_card(1), "verification_code": code });
    assert_eq!(app.post("verify", body).await.state(), "EFFECTIVE");
    // A token for the account alone needs none.
    let added = ask_account(&app, "update", &account, tokens(&[add_new(2)])).await;
    assert_eq!(added.data()["access_tokens"][0]["life_cycle_state"], "EFFECTIVE");
}

#[tokio::test]
async fn a_token_whose_code_can_be_sent_nowhere_is_not_made() {
    let app = App::start_with(&verified("REWARDS_PARTICIPANTS")).await;
    let owner = json!({ "account_owner": { "type": "PERSON", "last_name": "Lovelace" } });
    let account = app.post_as_known("accounts_receivable/create", owner).await;
    let body = json!({ "accounts_receivable_identifier": named(&account), "access_tokens": [add_new(1)] });
    let refused = app.post_as_known("rewards_participants/create", body).await;
    assert_eq!(refusal(&refused), (422, "NO_DESTINATION"));
    assert!(app.rows_of("rewards_participant").await.is_empty());
}

#[tokio::test]
async fn a_strangers_registration_never_replaces_a_pending_token_of_a_customer() {
    let app = App::start().await;
    let mine = json!({ "action": "ADD_NEW", "identifier": "ada@example.com", "pass_code": PASS_CODE });
    let account = account(&app, json!([mine])).await;
    let number = &account.data()["access_tokens"][0]["number"];
    let code = app.code("ada@example.com").await;
    app.pass(60);
    let stranger = json!({ "identifier": "ada@example.com", "pass_code": "a stranger's 1" });
    assert_eq!(app.post("create", stranger).await.state(), "PENDING_VERIFICATION");
    let rows = app.rows_of("token").await;
    let [row] = rows.as_slice() else { panic!("{rows:?}") };
    assert_eq!(json!(text(row, "number")), *number);
    let verified = app.post("verify", verification("ada@example.com", PASS_CODE, &code)).await;
    assert_eq!(
        (verified.state(), &verified.data()["accounts_receivable"]["number"]),
        ("EFFECTIVE", &account.data()["number"])
    );
}

/// The code alone proves what somebody registered by themselves, and what has no pass code yet.
#[tokio::test]
async fn a_pending_token_of_a_record_is_verified_with_the_pass_code_that_it_was_made_with() {
    let app = App::start().await;
    let mine = json!({ "action": "ADD_NEW", "identifier": "ada@example.com", "pass_code": PASS_CODE });
    account(&app, json!([mine])).await;
    let code = app.code("ada@example.com").await;
    let refused = app.post("verify", verification("ada@example.com", "another horse 2", &code)).await;
    assert_eq!(refusal(&refused), (422, "VERIFICATION_REFUSED"));
    let verified = app.post("verify", verification("ada@example.com", PASS_CODE, &code)).await;
    assert_eq!(verified.state(), "EFFECTIVE");
}

/// It has nothing but its authentication code to be known by, and kept neither that nor a way in once.
#[tokio::test]
async fn a_pending_token_that_its_record_lets_go_of_stays_as_it_was_made() {
    let app = App::start().await;
    let account = account(&app, json!([add_new(1)])).await;
    let code = app.code(OWNER).await;
    let let_go = ask_account(&app, "update", &account, tokens(&[remove(1)])).await;
    assert_eq!(let_go.data()["access_tokens"][0]["life_cycle_state"], "PENDING_VERIFICATION");
    let body = json!({ "access_token_identifier": by_card(1), "verification_code": code });
    let verified = app.post("verify", body).await;
    assert_eq!((verified.state(), &verified.data()["authentication_code"]), ("EFFECTIVE", &json!(card(1))));
    assert_eq!(app.post("show", json!({ "access_token_identifier": by_card(1) })).await.status, 200);
}

#[tokio::test]
async fn a_known_caller_is_told_that_a_code_or_an_identifier_is_taken() {
    let app = App::start_with(&verified("NEVER")).await;
    app.register("ada@example.com").await;
    let account = account(&app, json!([add_new(1)])).await;
    let ada = json!({ "action": "ADD_NEW", "identifier": "ADA@example.com", "pass_code": PASS_CODE });
    let taken = ask_account(&app, "update", &account, tokens(&[ada])).await;
    assert_eq!(refusal(&taken), (409, "IDENTIFIER_TAKEN"));
    let taken = ask_account(&app, "update", &account, tokens(&[add_new(1)])).await;
    assert_eq!(refusal(&taken), (409, "AUTHENTICATION_CODE_TAKEN"));
}
