//! `message` and `redrive`: what became of a customer's mail, and how it is sent again.

use local::aws::{Fault, Provider};
use serde_json::{Value, json};

use crate::support::{Local, ON_AWS, refused, stderr, stdout};

const ADA: &str = "ada@example.com";
const BOUNCES: &str = "bounce@simulator.amazonses.com";

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_else(|| panic!("{name} in {value}"))
}

/// A stack in which the mail to a customer was given up, and mails go again.
async fn with_failed() -> Local {
    let local = Local::start(&[]).await;
    local.stack.faults.always(Provider::Ses, Some(Fault::Reject));
    local.register(ADA).await;
    local.stack.faults.always(Provider::Ses, None);
    local
}

/// A line as communicate's log has it.
fn line(message: &Value, token: &Value) -> String {
    format!(
        "{}\n",
        json!({ "message": "message", "message_id": message, "access_token_id": token, "state": "FAILED" })
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_sees_what_became_of_a_mail_by_number_identifier_and_id() {
    let local = Local::start(&[]).await;
    let answer = local.register(BOUNCES).await;
    let number = text(&answer["data"], "number");
    let found = local.messages(BOUNCES);
    assert_eq!(local.printed(&["message", BOUNCES, "--json"]).0.lines().count(), 1);
    for (name, value) in
        [("state", "BOUNCED"), ("reason", "Permanent General"), ("template", "welcome"), ("medium", "EMAIL")]
    {
        assert_eq!(text(&found["messages"][0], name), value, "{found}");
    }
    assert_eq!(found["messages"][0]["tries"], 1);
    assert!(
        found["messages"][0]["provider_id"].is_string() && found["messages"][0]["suppressed"].is_string()
    );
    for named in [number, text(&found, "access_token"), "BOUNCE@simulator.amazonses.com "] {
        let other = local.messages(named);
        assert_eq!(other["messages"][0]["id"], found["messages"][0]["id"], "{named}");
        let (table, _) = local.printed(&["message", named]);
        assert_eq!(table.lines().count(), 2, "{table}");
        assert!(table.contains("BOUNCED") && table.contains("since "), "{table}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn all_messages_are_shown_and_no_code_of_any() {
    let local = Local::start(&[]).await;
    local.register(ADA).await;
    let mail = local.stack.inbox.messages(Some(ADA)).remove(0);
    let code =
        mail.text.split(|c: char| !c.is_ascii_digit()).find(|digits| digits.len() == 6).expect("a code");
    let proof = json!({ "identifier": ADA, "pass_code": "correct horse 1" });
    local.post("verify", json!({ "access_token_identifier": proof, "verification_code": code })).await;
    local.post("forgot_pass_code", json!({ "identifier": ADA })).await;
    local.settled().await;
    let (table, json) = (local.printed(&["message", ADA]).0, local.messages(ADA));
    let messages = json["messages"].as_array().expect("a list");
    let mut templates: Vec<_> = messages.iter().map(|message| text(message, "template")).collect();
    templates.sort_unstable();
    assert_eq!(templates, ["forgot", "welcome"]);
    for shown in [table, json.to_string()] {
        assert!(!shown.contains(code) && !shown.contains("nonce") && !shown.contains("seed"), "{shown}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_is_shown_to_who_typed_it_or_asked_to_see_it() {
    let local = Local::start(&[]).await;
    let answer = local.register(ADA).await;
    let number = text(&answer["data"], "number");
    let to = |arguments: &[&str]| {
        let (printed, _) = local.printed(&[&["message"], arguments, &["--json"]].concat());
        let found: Value = serde_json::from_str(&printed).expect("JSON");
        text(&found["messages"][0], "to").to_owned()
    };
    assert_eq!(to(&[ADA]), ADA);
    assert_eq!(to(&[number]), "a…@example.com");
    assert_eq!(to(&[number, "--show-address"]), ADA);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_names_nobody_is_told_what_else_to_name() {
    let local = Local::start(&[]).await;
    for command in ["message", "redrive"] {
        for unknown in ["eve@example.com", "ACT0000000177"] {
            let refused = local.refused(&[command, unknown]);
            assert!(refused.contains(unknown) && refused.contains("its id"), "{refused}");
        }
    }
    let (nothing, talk) = local.printed(&["message", &"0".repeat(32)]);
    assert!(nothing.is_empty() && talk.contains("no messages"), "{talk}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_message_is_sent_again_once_and_only_with_yes() {
    let local = with_failed().await;
    let failed = local.messages(ADA);
    assert_eq!(text(&failed["messages"][0], "state"), "FAILED");

    let (would_go, talk) = local.printed(&["redrive", ADA]);
    assert!(would_go.contains("would be sent again") && talk.contains("--yes"), "{would_go}{talk}");
    local.settled().await;
    assert_eq!((local.messages(ADA), local.mails(ADA)), (failed.clone(), 0));

    let (goes, _) = local.printed(&["redrive", ADA, "--yes"]);
    assert!(goes.contains("is sent again, as "), "{goes}");
    local.settled().await;
    let sent = local.messages(ADA);
    assert_eq!(sent["messages"].as_array().map(Vec::len), Some(1), "{sent}");
    assert_eq!(text(&sent["messages"][0], "state"), "SENT");
    assert_eq!((&sent["messages"][0]["tries"], &sent["messages"][0]["reason"]), (&json!(1), &Value::Null));
    assert_eq!(sent["messages"][0]["instead_of"], failed["messages"][0]["id"]);

    let again = local.run(&["redrive", ADA, "--yes"], "");
    assert!(!again.status.success(), "{again:?}");
    assert!(stdout(&again).contains("is SENT"), "{again:?}");
    assert!(stderr(&again).contains("none of these messages"), "{again:?}");
    local.settled().await;
    assert_eq!(local.mails(ADA), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_that_the_log_names_are_sent_again_once() {
    let local = with_failed().await;
    let failed = local.messages(ADA);
    let log = line(&failed["messages"][0]["id"], &failed["access_token"]);
    let nobody = json!("0".repeat(32));
    let log = format!("{log}{log}{}", line(&nobody, &nobody));
    let output = local.run(&["redrive", "--messages", "-", "--yes"], &log);
    let told = stdout(&output);
    assert!(output.status.success() && told.lines().count() == 2, "{output:?}");
    assert!(told.contains("is sent again") && told.contains("no such message"), "{told}");
    local.settled().await;
    let again = local.run(&["redrive", "--messages", "-", "--yes"], &log);
    assert!(!again.status.success() && stdout(&again).contains("was sent again already"), "{again:?}");
    local.settled().await;
    assert_eq!(local.mails(ADA), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_gives_no_log_is_told_what_to_give() {
    let local = Local::start(&[]).await;
    for (log, told) in
        [("", "names a message"), ("FAILED", "line 1"), ("{\"level\":\"INFO\"}", "names a message")]
    {
        let output = local.run(&["redrive", "--messages", "-"], log);
        let refused = stderr(&output);
        assert!(!output.status.success() && output.stdout.is_empty(), "{output:?}");
        assert!(refused.contains(told) && refused.contains("communicate's log"), "{refused}");
    }
    let unread = local.refused(&["redrive", "--messages", "/nowhere/log"]);
    assert!(unread.contains("/nowhere/log cannot be read"), "{unread}");
    assert!(local.refused(&["redrive"]).contains("--messages <FILE>"));
    assert!(local.refused(&["redrive", ADA, "--messages", "-"]).contains("cannot be used with"));
}

#[test]
fn each_command_says_which_rights_it_needs() {
    for (command, right) in [
        (&["message"][..], "dynamodb:BatchGetItem"),
        (&["redrive"], "dynamodb:PutItem and dynamodb:DeleteItem"),
        (&["suppression", "lift"], "dynamodb:DeleteItem"),
    ] {
        let help = crate::support::owner(&[], &[command, &["--help"]].concat());
        assert!(stdout(&help).contains(right), "{help:?}");
        let nobody = refused(&ON_AWS, &[command, &[ADA, "--table", "t"]].concat());
        assert!(nobody.contains("not reached"), "{nobody}");
    }
}
