//! The medium EXTERNAL: a message goes to a topic, and any other system of the owner's brings it to its reader.

mod definitions;

use std::sync::Arc;

use local::{
    aws::{Fault, Provider},
    inbox::{Medium, Message},
};
use serde_json::{Value, json};
use shared::{Communicate, Timestamp, Variables, variables};

use crate::support::{
    app::{App, DEFINITION, PASS_CODE, START, text, verification},
    records::{by_pass_code, owner, with},
};

/// The shipped definition with identifiers of a format, and no e-mail: another system brings all messages.
pub fn by_another_system(format: &str) -> String {
    DEFINITION.replace("medium = \"EMAIL\"", "medium = \"EXTERNAL\"").replacen(
        "format = \"EMAIL\"",
        &format!("format = \"{format}\""),
        1,
    )
}

/// The only message row: its state, tries and reason.
async fn only_row(app: &App) -> (String, String, String) {
    app.settled().await;
    let rows = app.rows_of("message").await;
    let [row] = rows.as_slice() else { panic!("{rows:?}") };
    (text(row, "state"), row["tries"].as_n().cloned().unwrap_or_default(), text(row, "reason"))
}

fn seen(state: &str, tries: &str, reason: &str) -> (String, String, String) {
    (state.to_owned(), tries.to_owned(), reason.to_owned())
}

/// What was published of a message: attributes and body.
fn published(message: &Message) -> &Value {
    message.published.as_ref().expect("a document")
}

#[tokio::test]
async fn a_code_goes_to_the_topic_whatever_the_identifier_is_and_verifies() {
    for (format, identifier) in [
        ("NUMBER", "4711"),
        ("FREE_TEXT", "Ada of Company ZX"),
        ("EMAIL", "ada@example.com"),
        ("PHONE", "+35799123456"),
    ] {
        let app = App::start_with(&by_another_system(format)).await;
        app.register(identifier).await;
        let messages = app.messages(identifier).await;
        let [message] = messages.as_slice() else { panic!("{format} {messages:?}") };
        assert_eq!(message.medium, Medium::External, "{format}");
        let code = published(message)["body"]["values"]["access_token.verification_code"].clone();
        let code = code.as_str().expect("a code");
        assert_eq!(app.verify(identifier, code).await.state(), "EFFECTIVE", "{format}");
    }
}

#[tokio::test]
async fn another_system_gets_what_it_needs_and_can_filter_by_what_it_is() {
    let app = App::start_with(&by_another_system("NUMBER")).await;
    let created = app.register("4711").await;
    let message = app.messages("4711").await.remove(0);
    let document = published(&message);
    assert_eq!(document["attributes"], json!({ "medium": "EXTERNAL", "template": "welcome" }));
    let body = &document["body"];
    let fields: Vec<_> = body.as_object().expect("an object").keys().map(String::as_str).collect();
    let described = shared::external_message();
    let described = described["properties"].as_object().expect("properties").keys();
    assert_eq!(fields, described.map(String::as_str).collect::<Vec<_>>());
    assert_eq!((&body["to"], &body["access_token_id"]), (&json!("4711"), &created.data()["id"]));
    assert_eq!(body["access_token_number"], created.data()["number"]);
    let row = app.rows_of("message").await.remove(0);
    assert_eq!(body["message_id"], text(&row, "id"));
    let code = body["values"]["access_token.verification_code"].as_str().expect("a code");
    assert_eq!(body["subject"], format!("{code} is your Company ZX code"));
    assert!(body["text"].as_str().is_some_and(|text| text.contains(code) && !text.contains('#')), "{body}");
    assert_eq!(body["values"]["access_token.pass_code"], "the pass code you chose");
    let lives =
        |field: &str| Timestamp::from_seconds(START).plus(if field == "created" { 0 } else { 15 * 60 });
    for field in ["created", "useful_until"] {
        assert_eq!(body[field], lives(field).to_string(), "{field}");
    }
}

#[tokio::test]
async fn a_message_about_a_classified_token_says_so() {
    let definition = DEFINITION.replace("medium = \"SMS\"", "medium = \"EXTERNAL\"");
    let app = App::start_with(&definition).await;
    let phone = json!({ "classification_identifier": { "alternative_code": "PHONE" } });
    app.post("create", with(by_pass_code("+35799123456", PASS_CODE), &phone)).await;
    let message = app.messages("+35799123456").await.remove(0);
    let expected = json!({ "classification": "PHONE", "medium": "EXTERNAL", "template": "welcome_sms" });
    assert_eq!(published(&message)["attributes"], expected);
}

#[tokio::test]
async fn it_is_tried_again_put_off_or_given_up_as_the_others_are() {
    for (fault, tries, messages) in [
        (Fault::Fail, "2", 1),
        (Fault::Hang, "2", 1),
        (Fault::DropAfterAccept, "2", 2),
        (Fault::Throttle, "2", 1),
    ] {
        let app = App::start_before(fault, &by_another_system("NUMBER")).await;
        app.stack.faults.next(Provider::Sns, [fault]);
        app.register("4711").await;
        assert_eq!(only_row(&app).await, seen("SENT", tries, ""), "{fault:?}");
        assert_eq!(app.messages("4711").await.len(), messages, "{fault:?}");
        let row = app.rows_of("message").await.remove(0);
        let put_off = row.get("put_off").and_then(|number| number.as_n().ok()).map(String::as_str);
        assert_eq!(put_off, (fault == Fault::Throttle).then_some("1"), "{fault:?}");
        assert!(!text(&row, "provider_id").is_empty());
    }
    let app = App::start_with(&by_another_system("NUMBER")).await;
    app.stack.faults.always(Provider::Sns, Some(Fault::Fail));
    app.register("4711").await;
    assert_eq!(only_row(&app).await, seen("FAILED", "5", "InternalError"));
    let app = App::start_with(&by_another_system("NUMBER")).await;
    app.stack.faults.always(Provider::Sns, Some(Fault::Reject));
    app.register("4711").await;
    assert_eq!(only_row(&app).await, seen("FAILED", "1", "InvalidParameter"));
}

#[tokio::test]
async fn who_forgot_a_pass_code_gets_the_ticket_by_the_other_system() {
    let app = App::start_with(&by_another_system("NUMBER")).await;
    app.effective("4711").await;
    app.pass(60);
    app.post("forgot_pass_code", json!({ "identifier": "4711" })).await;
    let message = app.messages("4711").await.pop().expect("a message");
    let ticket = &published(&message)["body"]["values"]["access_token.reset_ticket"];
    let changed =
        app.post("change_pass_code", json!({ "token": ticket, "pass_code": "another horse 2" })).await;
    assert_eq!(changed.status, 200, "{changed:?}");
    let shown = json!({ "access_token_identifier": by_pass_code("4711", "another horse 2") });
    assert_eq!(app.post("show", shown).await.status, 200);
}

/// Nobody else knows it yet, so no system can bring anything there.
#[tokio::test]
async fn what_is_about_a_token_whose_identifier_was_generated_goes_to_the_customer_records_address() {
    let definition =
        by_another_system("NUMBER").replacen("required = \"ALWAYS\"", "required = \"NEVER\"", 1).replacen(
            "[definition.identifier]\ncreation = \"NONE\"",
            "[definition.identifier]\ncreation = \"GENERATED_NUMBER\"",
            1,
        );
    let app = App::start_with(&definition).await;
    for (details, to) in [
        (json!({ "email": "ada@example.com", "phone": "+35799123456" }), "ada@example.com"),
        (json!({ "phone": "+35799123457" }), "+35799123457"),
    ] {
        let account = json!({ "name": to, "account_owner": with(owner(), &details) });
        app.granted("accounts_receivable/create", account).await;
        let token = json!({ "pass_code": PASS_CODE, "accounts_receivable_identifier": { "name": to } });
        app.granted("create", token).await;
        let messages = app.messages(to).await;
        let [message] = messages.as_slice() else { panic!("{to}: {messages:?}") };
        assert_eq!(published(message)["attributes"]["template"], "assigned");
    }
}

/// What was learnt by mail says nothing of another way to somebody.
#[tokio::test]
async fn an_address_that_no_more_mail_goes_to_still_gets_what_another_system_brings() {
    let definition = DEFINITION.replacen("forgot_template = \"forgot\"", "forgot_template = \"pushed\"", 1)
        + "\n[template.pushed]\nmedium = \"EXTERNAL\"\ncontent = \"#access_token.reset_ticket\"\n";
    let app = App::start_with(&definition).await;
    let address = "bounce@simulator.amazonses.com";
    app.effective(address).await;
    assert_eq!(app.rows_of("suppression").await.len(), 1);
    app.pass(60);
    app.post("forgot_pass_code", json!({ "identifier": address })).await;
    let message = app.messages(address).await.pop().expect("a message");
    assert_eq!(message.medium, Medium::External);
}

/// Whoever brings it there pays for it.
#[tokio::test]
async fn messages_to_phones_have_the_budget_of_their_country_whoever_brings_them() {
    let definition =
        by_another_system("PHONE").replace("per_country_and_day = 20 ", "per_country_and_day = 1 ");
    let app = App::start_with(&definition).await;
    for phone in ["+35799123456", "+35799123457"] {
        app.register(phone).await;
    }
    app.settled().await;
    let rows = app.rows_of("message").await;
    let mut states: Vec<_> = rows.iter().map(|row| (text(row, "state"), text(row, "reason"))).collect();
    states.sort_unstable();
    let expected = [("NOT_SENT", "COUNTRY_BUDGET"), ("SENT", "")];
    assert_eq!(states, expected.map(|(state, reason)| (state.to_owned(), reason.to_owned())));
}

#[tokio::test]
async fn communicate_does_not_start_where_there_is_such_a_template_and_no_topic() {
    let app = App::start_with(&by_another_system("NUMBER")).await;
    let without = Variables::new(app.stack.variables.clone()).with(variables::EXTERNAL_TOPIC, "");
    let clock = Arc::new(|| Timestamp::from_seconds(START));
    let error = Communicate::start(&without, clock.clone()).await.err().expect("refused").to_string();
    assert!(error.starts_with("the definition (environment variable DEFINITION): template."), "{error}");
    assert!(error.contains("is EXTERNAL, and there is no topic") && error.contains("ExternalMessages=TOPIC"));
    let shipped = App::start().await;
    let without = Variables::new(shipped.stack.variables.clone()).with(variables::EXTERNAL_TOPIC, "");
    assert!(Communicate::start(&without, clock).await.is_ok());
}

/// A code by another system is no other code: it is guessed at as rarely, and known by nobody before.
#[tokio::test]
async fn who_registers_what_is_taken_is_answered_as_everybody_and_its_owner_is_told() {
    let app = App::start_with(&by_another_system("FREE_TEXT")).await;
    app.effective("Ada").await;
    app.pass(60);
    let again = app.post("create", by_pass_code("Ada", "another horse 2")).await;
    assert_eq!((again.status, again.state()), (200, "PENDING_VERIFICATION"));
    let message = app.messages("Ada").await.pop().expect("a message");
    assert_eq!(published(&message)["attributes"]["template"], "taken");
    let refused = app.post("verify", verification("Ada", "another horse 2", "000000")).await;
    assert_eq!(refused.status, 422, "{refused:?}");
}

/// Whoever is locked out is sent a ticket, whatever the identifier: so wrong pass codes count as long as at an address.
#[tokio::test]
async fn wrong_pass_codes_count_for_a_month_where_every_identifier_can_be_sent_a_ticket_and_else_for_an_hour()
{
    let reached = by_another_system("FREE_TEXT");
    let not_reached = DEFINITION
        .replacen("format = \"EMAIL\"", "format = \"FREE_TEXT\"", 1)
        .replace("required = \"ALWAYS\"", "required = \"NEVER\"");
    for (definition, lasts) in [(reached, 30 * 24 * 60 * 60), (not_reached, 60 * 60)] {
        let app = App::start_with(&definition).await;
        app.register("4711").await;
        for identifier in ["4711", "unknown"] {
            app.log_in(by_pass_code(identifier, "another horse 2")).await;
        }
        let counters = app.rows_of("counter").await;
        let in_a_row = counters.iter().filter(|row| text(row, "pk").starts_with("COUNTER#FAILURES#"));
        let expires: Vec<_> = in_a_row.map(|row| row["expires"].as_n().expect("a time").clone()).collect();
        assert_eq!(expires, vec![(app.now() + lasts).to_string(); 2]);
    }
}

/// A premium number, one of satellites that no country has, and mobile ones of a country that is listed and of another.
#[tokio::test]
async fn another_system_is_given_mobile_numbers_of_the_countries_that_are_listed_or_of_any_country_alone() {
    let listed = "countries = [\"CY\", \"GR\", \"GB\"]";
    for format in ["PHONE", "FREE_TEXT"] {
        // Nothing else sends text messages then.
        let some = by_another_system(format).replace("medium = \"SMS\"", "medium = \"EXTERNAL\"");
        let any = some.replacen(listed, "countries = []", 1);
        assert_ne!(some, any);
        for (definition, elsewhere) in [(some, 422), (any, 200)] {
            let app = App::start_with(&definition).await;
            for (phone, status) in [
                ("+35799123456", 200),
                ("+12125550123", elsewhere),
                ("+449098790000", 422),
                ("+979123456789", 422),
                ("+8812612345678", 422),
            ] {
                let created = app.post("create", by_pass_code(phone, PASS_CODE)).await;
                assert_eq!(created.status, status, "{format} {phone} {created:?}");
            }
        }
    }
}
