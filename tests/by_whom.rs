//! By whom a record was created, updated and verified, as answers name them.

use serde_json::{Value, json};

use crate::support::{
    app::{Answer, App, DEFINITION, PASS_CODE, definition_of_nobody},
    records::{at_once, by_code, by_pass_code, card, with},
    sessions::{NewScopes, claims},
    writing::ticket,
};

const ADA: &str = "ada@example.com";

/// The user that the definition names, for whoever was in no session.
fn nobody() -> Value {
    json!({ "id": "1", "username": "companyzx", "person_name": "Company ZX", "email": null })
}

/// A back office, by its key.
fn back_office(session: &str) -> Value {
    let claims = claims(session);
    json!({ "id": claims["sub"], "username": claims["usr"], "person_name": claims["usr"], "email": null })
}

/// A customer, by the access token.
fn customer(token: &Answer) -> Value {
    let token = token.data();
    json!({ "id": token["id"], "username": token["number"], "person_name": null, "email": null })
}

/// Who created what was answered, and who updated it last.
fn created_and_updated(answer: &Answer) -> (Value, Value) {
    let log = &answer.data()["log_information"];
    (log["created_by_user"].clone(), log["updated_by_user"].clone())
}

/// The session token of another back office.
async fn eve(app: &App) -> String {
    let (_, key) = app.key(NewScopes::All).await;
    let opened = app.post_with_key(&key, "authentication/web_api_key/token", json!({})).await;
    opened.data()["token"].as_str().expect("a token").to_owned()
}

fn token(code: &str) -> Value {
    json!({ "access_token_identifier": by_code(code) })
}

fn named(name: &str) -> Value {
    json!({ "accounts_receivable_identifier": { "name": name } })
}

async fn in_session(app: &App, session: &str, operation: &str, body: Value) -> Answer {
    let answer = app.post_in(session, operation, body).await;
    assert_eq!(answer.status, 200, "{operation} {answer:?}");
    answer
}

#[tokio::test]
async fn a_back_office_is_named_by_its_key_and_another_one_that_updates_for_that_alone() {
    let app = App::start_unverified().await;
    let (first, second) = (app.back_office().await, eve(&app).await);
    let (one, other) = (back_office(&first), back_office(&second));
    assert_eq!((&one["username"], &other["username"]), (&json!("Local stack"), &json!("Eve")));
    let participant =
        json!({ "rewards_participant_identifier": { "access_token_identifier": by_code(&card(2)) } });
    let new = |number| json!([{ "action": "ADD_NEW", "authentication_code": card(number) }]);
    let of_account = json!({ "name": "A", "account_owner": { "type": "PERSON", "last_name": "L" } });
    let of_participant = with(named("A"), &json!({ "access_tokens": new(2) }));
    for (creates, made, operation, changes) in [
        ("create", by_code(&card(1)), "update", with(token(&card(1)), &json!({ "udf_string_1": "x" }))),
        ("create", by_code(&card(3)), "set_as_not_effective", token(&card(3))),
        (
            "accounts_receivable/create",
            of_account,
            "accounts_receivable/update",
            with(named("A"), &json!({ "life_cycle_state": "SUSPENDED" })),
        ),
        (
            "rewards_participants/create",
            of_participant,
            "rewards_participants/update",
            with(participant.clone(), &json!({ "access_tokens": new(4) })),
        ),
    ] {
        let created = in_session(&app, &first, creates, made).await;
        assert_eq!(created_and_updated(&created), (one.clone(), one.clone()), "{creates}");
        let updated = in_session(&app, &second, operation, changes).await;
        assert_eq!(created_and_updated(&updated), (one.clone(), other.clone()), "{operation}");
    }
    for (operation, body) in [
        ("set_as_effective", token(&card(3))),
        ("rewards_participants/terminate", participant),
        ("accounts_receivable/terminate", named("A")),
    ] {
        let updated = in_session(&app, &first, operation, body).await;
        assert_eq!(created_and_updated(&updated), (one.clone(), one.clone()), "{operation}");
    }
    let shown = in_session(&app, &second, "accounts_receivable/show", named("A")).await;
    assert_eq!(created_and_updated(&shown), (one.clone(), one), "reading is no update");
}

#[tokio::test]
async fn what_is_attached_or_let_go_of_is_updated_by_who_asked() {
    let app = App::start_unverified().await;
    let first = back_office(&app.back_office().await);
    let second = eve(&app).await;
    app.holding(&card(1)).await;
    app.account("A", json!([])).await;
    for action in ["ADD_EXISTING", "REMOVE"] {
        let assigned = with(token(&card(1)), &json!({ "action": action }));
        let body = with(named("A"), &json!({ "access_tokens": [assigned] }));
        let updated = in_session(&app, &second, "accounts_receivable/update", body).await;
        let expected = (first.clone(), back_office(&second));
        assert_eq!(created_and_updated(&updated), expected, "{action}");
        let assigned = &updated.data()["access_tokens"][0];
        assert_eq!(assigned["log_information"]["created_by_user"], first, "{action}");
        assert_eq!(assigned["log_information"]["updated_by_user"], back_office(&second), "{action}");
    }
}

#[tokio::test]
async fn a_customer_is_named_by_number_for_what_they_update_in_their_session() {
    let app = App::start().await;
    let token = app.effective(ADA).await;
    let assigned =
        json!({ "action": "ADD_EXISTING", "access_token_identifier": by_pass_code(ADA, PASS_CODE) });
    app.account("A", json!([assigned])).await;
    let session = app.logged_in(ADA, PASS_CODE).await;
    let updated = in_session(&app, &session, "update", json!({ "udf_string_1": "x" })).await;
    assert_eq!(created_and_updated(&updated), (nobody(), customer(&token)));
    let owner = json!({ "account_owner": { "title": "Countess" } });
    let updated = in_session(&app, &session, "accounts_receivable/update", owner).await;
    let made = back_office(&app.back_office().await);
    assert_eq!(created_and_updated(&updated), (made, customer(&token)));
}

#[tokio::test]
async fn for_whoever_is_in_no_session_the_definitions_user_is_named_and_nobody_is_kept() {
    let app = App::start().await;
    let registered = app.register(ADA).await;
    assert_eq!(created_and_updated(&registered), (nobody(), nobody()));
    assert_eq!(registered.data()["verified_by_user"], Value::Null);
    let verified = app.verify(ADA, &app.code(ADA).await).await;
    assert_eq!(created_and_updated(&verified), (nobody(), nobody()));
    assert_eq!(verified.data()["verified_by_user"], nobody());
    let row = app.rows_of("token").await.remove(0);
    assert!(!row.keys().any(|attribute| attribute.ends_with("_by")), "{row:?}");
}

#[tokio::test]
async fn who_changes_the_pass_code_in_a_session_is_named_by_number() {
    let app = App::start().await;
    let token = app.effective(ADA).await;
    let session = app.logged_in(ADA, PASS_CODE).await;
    in_session(&app, &session, "change_pass_code", json!({ "pass_code": "another horse 2" })).await;
    let shown = in_session(&app, &session, "show", json!({})).await;
    assert_eq!(created_and_updated(&shown), (nobody(), customer(&token)));
}

#[tokio::test]
async fn who_verifies_by_logging_in_is_in_no_session_yet() {
    let app = App::start().await;
    app.register(ADA).await;
    let of_ada = json!({ "access_token_identifier": by_pass_code(ADA, PASS_CODE) });
    let body = with(of_ada.clone(), &json!({ "verification_code": app.code(ADA).await }));
    app.granted("authentication/consumer_application_key/token", body).await;
    assert_eq!(app.post("show", of_ada).await.data()["verified_by_user"], nobody());
}

#[tokio::test]
async fn who_sets_a_pass_code_by_a_ticket_takes_the_place_of_who_updated_before() {
    let app = App::start().await;
    app.effective(ADA).await;
    let of_ada = json!({ "access_token_identifier": by_pass_code(ADA, PASS_CODE), "udf_string_1": "x" });
    let noted = app.granted("update", of_ada).await;
    let first = back_office(&app.back_office().await);
    assert_eq!(created_and_updated(&noted), (nobody(), first));
    app.pass(60);
    app.post("forgot_pass_code", json!({ "identifier": ADA })).await;
    let change = json!({ "token": ticket(&app, ADA).await, "pass_code": "another horse 2" });
    assert_eq!(app.post("change_pass_code", change).await.status, 200);
    let shown = json!({ "access_token_identifier": by_pass_code(ADA, "another horse 2") });
    assert_eq!(created_and_updated(&app.granted("show", shown).await), (nobody(), nobody()));
}

#[tokio::test]
async fn a_back_office_that_resets_a_pass_code_or_sends_a_code_again_is_named() {
    let app = App::start_with(&at_once(DEFINITION)).await;
    let eve = eve(&app).await;
    let one = back_office(&app.back_office().await);
    let new = with(by_pass_code(ADA, PASS_CODE), &by_code(&card(1)));
    app.account("A", json!([with(new, &json!({ "action": "ADD_NEW" }))])).await;
    app.pass(60);
    let expected = (one, back_office(&eve));
    let resent = in_session(&app, &eve, "reset_verification_code", by_code(&card(1))).await;
    assert_eq!(created_and_updated(&resent), expected);
    app.verify(ADA, &app.code(ADA).await).await;
    let reset = in_session(&app, &eve, "reset_pass_code", by_code(&card(1))).await;
    assert_eq!(created_and_updated(&reset), expected);
}

#[tokio::test]
async fn who_verifies_in_a_session_is_named_whoever_updates_later() {
    let app = App::start().await;
    app.register(ADA).await;
    let code = json!({ "verification_code": app.code(ADA).await });
    let of_ada = json!({ "access_token_identifier": by_pass_code(ADA, PASS_CODE) });
    let eve = eve(&app).await;
    let verified = in_session(&app, &eve, "verify", with(of_ada.clone(), &code)).await;
    assert_eq!(verified.data()["verified_by_user"], back_office(&eve));
    assert_eq!(created_and_updated(&verified), (nobody(), back_office(&eve)));
    let noted = app.post("update", with(of_ada, &json!({ "udf_string_1": "x" }))).await;
    assert_eq!(noted.data()["verified_by_user"], back_office(&eve));
    assert_eq!(created_and_updated(&noted), (nobody(), nobody()));
}

#[tokio::test]
async fn for_rows_that_were_written_before_the_definitions_user_is_named() {
    let app = App::start().await;
    app.register(ADA).await;
    let of_ada = json!({ "access_token_identifier": by_pass_code(ADA, PASS_CODE) });
    let code = json!({ "verification_code": app.code(ADA).await });
    app.granted("verify", with(of_ada.clone(), &code)).await;
    app.account("A", json!([with(of_ada.clone(), &json!({ "action": "ADD_EXISTING" }))])).await;
    app.participant("A", json!([])).await;
    for entity in ["token", "accounts_receivable", "rewards_participant"] {
        let mut row = app.rows_of(entity).await.remove(0);
        let kept = row.len();
        row.retain(|attribute, _| !attribute.ends_with("_by"));
        assert_eq!(row.len(), kept - 2, "{entity}");
        let put = app.table.put_item().table_name("Table").set_item(Some(row.into_iter().collect()));
        put.send().await.expect("written");
    }
    let shown = app.granted("show", of_ada).await;
    assert_eq!(shown.data()["verified_by_user"], nobody());
    assert_eq!(created_and_updated(&shown), (nobody(), nobody()));
    let shown = app.granted("accounts_receivable/show", named("A")).await;
    assert_eq!(created_and_updated(&shown), (nobody(), nobody()));
}

#[tokio::test]
async fn a_definition_that_names_no_user_leaves_whoever_is_in_no_session_unnamed() {
    let app = App::start_with(&definition_of_nobody()).await;
    assert_eq!(created_and_updated(&app.register(ADA).await), (Value::Null, Value::Null));
    let of_ada = by_pass_code("bob@example.com", PASS_CODE);
    let named = back_office(&app.back_office().await);
    assert_eq!(created_and_updated(&app.granted("create", of_ada).await), (named.clone(), named));
}
