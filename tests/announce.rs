//! What systems of the owner's hear: of each change that matters to them once or more, and of nothing else.

mod again;

use local::{
    Options,
    aws::{Fault, Provider},
};
use serde_json::{Value, json};

use crate::support::{
    app::{App, DEFINITION, PASS_CODE, text, wrong},
    records::{by_code, by_pass_code, card, unverified, with},
    writing::ticket,
};

const ADA: &str = "ada@example.com";

async fn telling(definition: &str) -> App {
    App::start_as(definition, Options { tells_events: true, ..Options::default() }).await
}

/// All that was told, attributes and body.
async fn told(app: &App) -> Vec<Value> {
    app.settled().await;
    app.stack.changes.settled().await.expect("a stream that is pumped");
    app.stack.events.all()
}

/// The names of the events, in their order.
async fn names(app: &App) -> Vec<String> {
    let told = told(app).await.into_iter();
    told.map(|event| event["body"]["event"].as_str().expect("a name").to_owned()).collect()
}

async fn newest(app: &App) -> Value {
    told(app).await.pop().expect("an event")["body"].clone()
}

#[tokio::test]
async fn a_code_that_is_typed_in_is_told_once_and_nothing_before_it() {
    let app = telling(DEFINITION).await;
    app.register(ADA).await;
    app.verify(ADA, &wrong(&app.code(ADA).await)).await;
    app.pass(60);
    app.post("reset_verification_code", json!({ "identifier": ADA })).await;
    assert_eq!(names(&app).await, [""; 0]);
    assert_eq!(*app.stack.changes.handed_over().borrow(), 0, "nothing was asked of the function");
    let verified = app.verify(ADA, &app.code(ADA).await).await;
    let [event] = &told(&app).await[..] else { panic!("{:?}", told(&app).await) };
    assert_eq!(event["attributes"], json!({ "event": "VERIFIED" }));
    let body = &event["body"];
    for (field, shown) in [("access_token_id", "id"), ("access_token_number", "number")] {
        assert_eq!(body[field], verified.data()[shown], "{field}");
    }
    let fields: Vec<_> = body.as_object().expect("an object").keys().collect();
    let schema = shared::announcement();
    assert_eq!(fields, schema["properties"].as_object().expect("properties").keys().collect::<Vec<_>>());
}

#[tokio::test]
async fn a_token_that_ends_comes_back_and_goes_is_told_with_the_customer_record_that_it_belongs_to() {
    let app = telling(&unverified()).await;
    let existing = json!([with(json!({ "action": "ADD_NEW" }), &by_code(&card(1)))]);
    let account = app.account("Joined", existing).await;
    let named = json!({ "access_token_identifier": by_code(&card(1)) });
    for operation in ["set_as_not_effective", "set_as_effective", "set_as_not_effective"] {
        app.granted(operation, named.clone()).await;
    }
    assert_eq!(newest(&app).await["accounts_receivable_id"], account.data()["id"]);
    let removed = json!([with(json!({ "action": "REMOVE" }), &named)]);
    let of_account =
        json!({ "accounts_receivable_identifier": { "name": "Joined" }, "access_tokens": removed });
    app.granted("accounts_receivable/update", of_account).await;
    app.granted("delete", named).await;
    assert_eq!(names(&app).await, ["ENDED", "EFFECTIVE_AGAIN", "ENDED", "DELETED"]);
    assert_eq!(newest(&app).await["accounts_receivable_id"], json!(null));
}

#[tokio::test]
async fn a_new_pass_code_is_told_and_neither_a_ticket_nor_another_way_to_keep_it_is() {
    let app = telling(DEFINITION).await;
    app.effective(ADA).await;
    app.pass(60);
    app.post("forgot_pass_code", json!({ "identifier": ADA })).await;
    app.settled().await;
    app.rotate().await;
    app.pass(15 * 60);
    app.post("forgot_pass_code", json!({ "identifier": ADA })).await;
    let shown = app.post("show", json!({ "access_token_identifier": by_pass_code(ADA, PASS_CODE) })).await;
    assert_eq!(shown.status, 200, "kept under the new key now: {shown:?}");
    assert_eq!(names(&app).await, ["VERIFIED"]);
    let ticket = ticket(&app, ADA).await;
    app.post("change_pass_code", json!({ "token": ticket, "pass_code": "another horse 2" })).await;
    assert_eq!(names(&app).await, ["VERIFIED", "PASS_CODE_CHANGED"]);
    let named = json!({ "access_token_identifier": by_pass_code(ADA, "another horse 2") });
    app.granted("update", with(named, &json!({ "pass_code": "third horse 3" }))).await;
    assert_eq!(names(&app).await, ["VERIFIED", "PASS_CODE_CHANGED", "PASS_CODE_CHANGED"]);
}

#[tokio::test]
async fn a_session_that_is_ended_is_told_by_its_id_and_all_of_a_token_together() {
    let app = telling(DEFINITION).await;
    app.effective(ADA).await;
    let sessions = [app.logged_in(ADA, PASS_CODE).await, app.logged_in(ADA, PASS_CODE).await];
    let listed = app.post_in(&sessions[0], "authentication/sessions/list", json!({})).await;
    let listed = listed.data().as_array().expect("sessions").clone();
    let current = listed.iter().find(|session| session["is_current"] == true).expect("this one");
    app.post("authentication/token/release", json!({ "token": sessions[0] })).await;
    let event = newest(&app).await;
    assert_eq!((&event["event"], &event["session_id"]), (&json!("SESSION_ENDED"), &current["id"]));
    app.post_in(&sessions[1], "authentication/sessions/release", json!({ "all": true })).await;
    assert_eq!(names(&app).await, ["VERIFIED", "SESSION_ENDED", "SESSIONS_ENDED"]);
    assert_eq!(newest(&app).await["access_token_id"], event["access_token_id"]);
    // A back office's are nobody's of the owner's customers.
    let session = app.back_office().await;
    app.post("authentication/token/release", json!({ "token": session })).await;
    assert_eq!(names(&app).await.len(), 3);
}

#[tokio::test]
async fn a_message_that_did_not_get_to_its_reader_is_told_and_one_that_did_is_not() {
    let app = telling(DEFINITION).await;
    app.register("bob@example.com").await;
    assert_eq!(names(&app).await, [""; 0]);
    app.stack.faults.next(Provider::Ses, [Fault::Reject]);
    app.register(ADA).await;
    let failed = newest(&app).await;
    let rows = app.rows_of("message").await;
    let row = rows.iter().find(|row| text(row, "to") == ADA).expect("a row");
    let expected = json!({
        "event": "MESSAGE_FAILED",
        "access_token_id": text(row, "access_token"),
        "access_token_number": text(row, "number"),
        "message_id": text(row, "id"),
        "template": "welcome",
        "reason": "MessageRejected",
    });
    for (field, value) in expected.as_object().expect("fields") {
        assert_eq!(failed[field], *value, "{field}");
    }
    app.register("bounce@simulator.amazonses.com").await;
    assert_eq!(newest(&app).await["reason"], "Permanent General");
    assert_eq!(names(&app).await, ["MESSAGE_FAILED", "MESSAGE_FAILED"]);
}

#[tokio::test]
async fn no_event_holds_a_code_a_pass_code_or_an_address() {
    let app = telling(DEFINITION).await;
    app.effective(ADA).await;
    let code = app.code(ADA).await;
    app.logged_in(ADA, PASS_CODE).await;
    app.stack.faults.always(Provider::Ses, Some(Fault::Reject));
    app.pass(60);
    app.post("forgot_pass_code", json!({ "identifier": ADA })).await;
    let changed = with(
        json!({ "authentication_code": card(1) }),
        &json!({
            "access_token_identifier": by_pass_code(ADA, PASS_CODE),
        }),
    );
    app.granted("update", changed).await;
    let told = serde_json::to_string(&told(&app).await).expect("JSON");
    assert!(told.contains("VERIFIED") && told.contains("SESSIONS_ENDED") && told.contains("MESSAGE_FAILED"));
    for secret in [ADA, "ada", &code, PASS_CODE, &card(1), "TOKEN#", "argon2"] {
        assert!(!told.contains(secret), "{secret}: {told}");
    }
}

/// So an owner who wants none pays for none.
#[tokio::test]
async fn nobody_is_told_anything_where_the_owner_did_not_ask_for_it() {
    let app = App::start().await;
    app.effective(ADA).await;
    app.settled().await;
    assert!(app.stack.events.all().is_empty() && !app.stack.variables.contains_key("EVENT_TOPIC"));
}
