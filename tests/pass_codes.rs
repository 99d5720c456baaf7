//! A pass code that was forgotten, and is changed with a ticket from the inbox.

use serde_json::{Value, json};

use crate::{
    customers::{account, add_new, by_card, card, participant, refusal, verified},
    support::{
        app::{Answer, App, DEFINITION, PASS_CODE, definition_of_nobody},
        records::at_once,
    },
};

const ADA: &str = "ada@example.com";
const NEW: &str = "a new one 2";
const REFUSED: (u16, &str) = (401, "RESET_TICKET_REFUSED");

/// Ada, EFFECTIVE, with a card.
async fn ada() -> App {
    let app = App::start_with(&verified("NEVER")).await;
    let body = json!({ "identifier": ADA, "pass_code": PASS_CODE, "authentication_code": card(1) });
    assert_eq!(app.post("create", body).await.state(), "EFFECTIVE");
    app
}

async fn forgot(app: &App, identifier: &str) -> Answer {
    app.post("forgot_pass_code", json!({ "identifier": identifier })).await
}

/// Asks for a ticket, and reads it in the inbox.
async fn ticket(app: &App) -> String {
    assert_eq!(forgot(app, ADA).await.status, 200);
    let messages = app.messages(ADA).await;
    let newest = &messages.last().expect("a message").text;
    newest.lines().find(|line| line.len() == 32).expect("a ticket").to_owned()
}

async fn change(app: &App, ticket: &str, pass_code: &str) -> Answer {
    app.post("change_pass_code", json!({ "token": ticket, "pass_code": pass_code })).await
}

async fn is_pass_code(app: &App, pass_code: &str) -> bool {
    let who = json!({ "identifier": ADA, "pass_code": pass_code });
    app.post("show", json!({ "access_token_identifier": who })).await.status == 200
}

#[tokio::test]
async fn a_ticket_sets_a_new_pass_code_once() {
    let app = ada().await;
    let ticket = ticket(&app).await;
    // Until it is used nothing changes.
    assert!(is_pass_code(&app, PASS_CODE).await);
    let changed = change(&app, &ticket, NEW).await;
    assert_eq!((changed.status, changed.data()), (200, &Value::Null));
    assert!(is_pass_code(&app, NEW).await);
    assert!(!is_pass_code(&app, PASS_CODE).await);
    assert_eq!(refusal(&change(&app, &ticket, "another one 3").await), REFUSED);
    assert!(is_pass_code(&app, NEW).await);
}

#[tokio::test]
async fn a_ticket_lives_ten_minutes() {
    let app = ada().await;
    let first = ticket(&app).await;
    app.pass(599);
    assert_eq!(change(&app, &first, NEW).await.status, 200);
    app.pass(60);
    let second = ticket(&app).await;
    app.pass(600);
    assert_eq!(refusal(&change(&app, &second, PASS_CODE).await), REFUSED);
    assert!(is_pass_code(&app, NEW).await);
}

#[tokio::test]
async fn a_ticket_dies_when_the_next_one_is_sent() {
    let app = ada().await;
    let first = ticket(&app).await;
    // Within the pause nothing is sent; in the first half of its life it is sent again.
    for (seconds, messages) in [(59, 1), (1, 2)] {
        app.pass(seconds);
        assert_eq!(ticket(&app).await, first);
        assert_eq!(app.messages(ADA).await.len(), messages);
    }
    app.pass(4 * 60);
    let second = ticket(&app).await;
    assert_eq!(refusal(&change(&app, &first, NEW).await), REFUSED);
    assert_eq!(change(&app, &second, NEW).await.status, 200);
}

#[tokio::test]
async fn a_ticket_is_sent_to_who_is_effective_and_everybody_is_answered_the_same() {
    let app = App::start().await;
    app.effective(ADA).await;
    app.register("pending@example.com").await;
    app.effective("out@example.com").await;
    let who = json!({ "identifier": "out@example.com", "pass_code": PASS_CODE });
    app.post("set_as_not_effective", json!({ "access_token_identifier": who })).await;
    app.pass(60);
    let answer = forgot(&app, ADA).await;
    assert_eq!((answer.status, answer.data()), (200, &Value::Null));
    for identifier in [ADA, "pending@example.com", "out@example.com", "unknown@example.com", "x"] {
        assert_eq!(forgot(&app, identifier).await, answer, "{identifier}");
    }
    for (address, messages) in
        [(ADA, 2), ("pending@example.com", 1), ("out@example.com", 1), ("unknown@example.com", 0)]
    {
        assert_eq!(app.messages(address).await.len(), messages, "{address}");
    }
}

#[tokio::test]
async fn a_pass_code_that_breaks_a_rule_does_not_use_the_ticket_up() {
    let app = ada().await;
    let ticket = ticket(&app).await;
    for (bad, message) in [
        ("short 1", "pass_code: must have at least 8 characters"),
        ("without digits", "pass_code: must have at least 1 digit"),
        ("password1", "pass_code: is one of the most common"),
    ] {
        let refused = change(&app, &ticket, bad).await;
        assert_eq!(refusal(&refused), (422, "INVALID_VALUE"));
        assert!(refused.message().starts_with(message), "{refused:?}");
    }
    assert_eq!(change(&app, &ticket, NEW).await.status, 200);
}

/// The rules that a pass code breaks, chosen by who registers with an address.
async fn broken(app: &App, identifier: &str, pass_code: &str) -> Vec<String> {
    let answer = app.post("create", json!({ "identifier": identifier, "pass_code": pass_code })).await;
    assert_eq!(refusal(&answer), (422, "INVALID_VALUE"), "{pass_code}");
    let errors = answer.body["errors"].as_array().expect("errors");
    let rule = |error: &Value| {
        assert_eq!(error["field"], "pass_code");
        error["rule"].as_str().expect("a rule").to_owned()
    };
    errors.iter().map(rule).collect()
}

#[tokio::test]
async fn a_pass_code_that_is_guessed_first_is_refused_with_every_rule_that_it_breaks() {
    let app = App::start().await;
    for (bad, rules) in [
        ("Password2", &["COMMON"] as &[_]),
        ("summer2026", &["COMMON"]),
        ("aaaaaaa1", &["COMMON", "REPEATED"]),
        ("abababab1", &["COMMON", "REPEATED"]),
        ("zzzzzzzzz x9", &["REPEATED"]),
        ("abcdefgh1", &["COMMON", "SEQUENCE"]),
        ("12345678a", &["COMMON", "SEQUENCE"]),
        ("qwertyui1", &["COMMON", "SEQUENCE"]),
        ("rqponml 7", &["SEQUENCE"]),
        ("adalovelace1", &["AROUND_IDENTIFIER"]),
        ("adalovelace@example.com1", &["AROUND_IDENTIFIER"]),
        ("Company1", &["COMMON", "AROUND_CONTEXT_WORD"]),
        ("Company-ZX.77", &["AROUND_CONTEXT_WORD"]),
    ] {
        assert_eq!(broken(&app, "adalovelace@example.com", bad).await, rules, "{bad}");
    }
    for (index, good) in [PASS_CODE, "another horse 2", "not this 1", "whatever this is 4"].iter().enumerate()
    {
        let body = json!({ "identifier": format!("ada{index}@example.com"), "pass_code": good });
        assert_eq!(app.post("create", body).await.status, 200, "{good}");
    }
}

#[tokio::test]
async fn a_pass_code_is_not_built_around_the_name_of_the_unit() {
    let app =
        App::start_with(&format!("{}\n[unit]\nname = \"Zebra & Sons\"\n", definition_of_nobody())).await;
    assert_eq!(broken(&app, ADA, "my zebrasons 7").await, ["AROUND_CONTEXT_WORD"]);
    assert_eq!(broken(&app, ADA, "Company-ZX.77").await, ["AROUND_CONTEXT_WORD"]);
}

#[tokio::test]
async fn an_owner_is_told_that_the_pass_code_was_changed_even_within_the_pause() {
    let app = ada().await;
    let ticket = ticket(&app).await;
    change(&app, &ticket, NEW).await;
    let messages = app.messages(ADA).await;
    let subjects: Vec<_> = messages.iter().map(|mail| mail.subject.as_deref().unwrap_or_default()).collect();
    assert_eq!(subjects, ["Choose a new Company ZX pass code", "Your Company ZX pass code was changed"]);
    assert!(!messages[1].text.contains(NEW));
}

#[tokio::test]
async fn a_pass_code_is_not_changed_without_a_ticket_or_with_one_that_was_never_sent() {
    let app = ada().await;
    let missing = app.post("change_pass_code", json!({ "pass_code": NEW })).await;
    assert_eq!((missing.status, missing.message()), (400, "token: is missing"));
    assert_eq!(refusal(&change(&app, "x", NEW).await), REFUSED);
}

/// That a ticket is dead after what the owner did meanwhile.
async fn dies_by(operation: &str, body: Value) {
    let app = ada().await;
    let ticket = ticket(&app).await;
    app.pass(60);
    let done = app.post(operation, body).await;
    assert_eq!(done.status, 200, "{done:?}");
    assert_eq!(refusal(&change(&app, &ticket, NEW).await), REFUSED);
}

#[tokio::test]
async fn a_ticket_dies_when_the_pass_code_is_reset() {
    let app = ada().await;
    let ticket = ticket(&app).await;
    app.pass(60);
    // By a back office: a stranger's sends the ticket again.
    assert_eq!(app.post_as_known("reset_pass_code", by_card(1)).await.status, 200);
    assert_eq!(refusal(&change(&app, &ticket, NEW).await), REFUSED);
}

#[tokio::test]
async fn a_ticket_dies_when_the_pass_code_is_updated() {
    let who = json!({ "access_token_identifier": by_card(1), "pass_code": "chosen meanwhile 3" });
    dies_by("update", who).await;
}

#[tokio::test]
async fn a_ticket_dies_when_the_identifier_that_it_was_sent_to_is_given_up() {
    let who = json!({ "access_token_identifier": by_card(1), "identifier": "new@example.com" });
    dies_by("update", who).await;
}

#[tokio::test]
async fn a_ticket_dies_when_its_token_is_set_as_not_effective() {
    let app = ada().await;
    let ticket = ticket(&app).await;
    for operation in ["set_as_not_effective", "set_as_effective"] {
        assert_eq!(app.post(operation, json!({ "access_token_identifier": by_card(1) })).await.status, 200);
    }
    assert_eq!(refusal(&change(&app, &ticket, NEW).await), REFUSED);
}

#[tokio::test]
async fn a_right_ticket_is_taken_however_many_wrong_ones_came_from_the_same_address() {
    let app = ada().await;
    let ticket = ticket(&app).await;
    for index in 0..101 {
        assert_eq!(refusal(&change(&app, &format!("guess {index}"), NEW).await), REFUSED);
    }
    assert_eq!(change(&app, &ticket, NEW).await.status, 200);
    // Nor do they count as guesses at anything else.
    assert_eq!(app.post("show", json!({ "access_token_identifier": by_card(1) })).await.status, 200);
}

#[tokio::test]
async fn a_forgotten_pass_code_is_not_offered_without_a_template_for_it() {
    let definition = DEFINITION
        .lines()
        .filter(|line| !line.starts_with("forgot_template"))
        .map(|line| format!("{line}\n"))
        .collect::<String>();
    let app = App::start_with(&at_once(&definition)).await;
    assert_eq!(refusal(&forgot(&app, ADA).await), (403, "NOT_OFFERED"));
}

#[tokio::test]
async fn a_token_without_an_identifier_has_no_pass_code_to_reset() {
    let app = App::start_with(&verified("NEVER")).await;
    account(&app, json!([add_new(1)])).await;
    app.pass(60);
    let refused = app.post("reset_pass_code", by_card(1)).await;
    assert_eq!(refusal(&refused), (409, "NO_IDENTIFIER"));
    // It can be updated as before.
    let who = json!({ "access_token_identifier": by_card(1), "card_masked_number": "**** 1234" });
    assert_eq!(app.post("update", who).await.status, 200);
}

#[tokio::test]
async fn a_token_without_an_identifier_is_verified_without_a_pass_code() {
    let app = App::start_with(&verified("REWARDS_PARTICIPANTS")).await;
    participant(&app, &account(&app, json!([])).await, json!([add_new(1)])).await;
    let code = app.code(crate::customers::OWNER).await;
    let verify = async |pass_code: Value| {
        let who = json!({ "access_token_identifier": by_card(1), "verification_code": code, "pass_code": pass_code });
        app.post("verify", who).await
    };
    let refused = verify(json!(NEW)).await;
    assert_eq!((refused.status, refused.message()), (400, "pass_code: goes with an identifier"));
    assert_eq!(verify(Value::Null).await.state(), "EFFECTIVE");
}
