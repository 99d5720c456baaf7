//! Mails and text messages, word for word, as the shipped definition has them and their readers get them.
//!
//! What differs from run to run (numbers, codes, tickets, pass codes) is named in brackets.

use serde_json::json;

use crate::support::{
    app::{App, PASS_CODE},
    one_time_passwords::offered,
    records::{by_pass_code, with},
};

const PHONE: &str = "+35799123456";

/// The newest message to somebody, all of it, with names in the place of what is drawn at random.
async fn newest(app: &App, to: &str) -> String {
    whole(app.messages(to).await.last().expect("a message"))
}

fn whole(message: &local::inbox::Message) -> String {
    let all = format!(
        "To: {}\nFrom: {}\nSubject: {}\n\n{}\n\n--- HTML ---\n{}",
        message.to,
        message.from,
        message.subject.as_deref().unwrap_or("none"),
        message.text,
        message.html.as_deref().unwrap_or("none"),
    );
    named(&all)
}

/// Words that are drawn at random, each by what it is.
fn named(text: &str) -> String {
    let is_word = |c: char| c.is_ascii_alphanumeric() || "!$%*+-=?@".contains(c);
    let mut named = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(is_word) {
        let length = rest[start..].find(|c| !is_word(c)).unwrap_or(rest.len() - start);
        let (before, from) = rest.split_at(start);
        let (word, after) = from.split_at(length);
        named.push_str(before);
        named.push_str(match word {
            _ if word.len() == 13 && word.starts_with("ACT") => "[number]",
            _ if word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit()) => "[code]",
            _ if word.len() == 32 && !word.contains('-') => "[ticket]",
            _ => word,
        });
        rest = after;
    }
    named + rest
}

#[tokio::test]
async fn a_new_customer_reads_a_code_in_a_mail() {
    let app = App::start().await;
    app.register("ada@example.com").await;
    insta::assert_snapshot!(newest(&app, "ada@example.com").await);
}

#[tokio::test]
async fn who_registers_with_an_address_alone_is_told_that_the_pass_code_is_yet_to_be_chosen() {
    let app = App::start().await;
    app.post("create", json!({ "identifier": "ada@example.com" })).await;
    insta::assert_snapshot!(newest(&app, "ada@example.com").await);
}

#[tokio::test]
async fn the_owner_of_an_address_is_told_that_somebody_registered_with_it_again() {
    let app = App::start().await;
    app.effective("ada@example.com").await;
    app.pass(60);
    app.register("ada@example.com").await;
    insta::assert_snapshot!(newest(&app, "ada@example.com").await);
}

#[tokio::test]
async fn who_forgot_a_pass_code_gets_a_ticket_and_is_told_when_it_was_used() {
    let app = App::start().await;
    app.effective("ada@example.com").await;
    app.pass(60);
    app.post("forgot_pass_code", json!({ "identifier": "ada@example.com" })).await;
    insta::assert_snapshot!("forgot", newest(&app, "ada@example.com").await);
    let ticket = crate::support::writing::ticket(&app, "ada@example.com").await;
    app.post("change_pass_code", json!({ "token": ticket, "pass_code": "another horse 2" })).await;
    insta::assert_snapshot!("changed", newest(&app, "ada@example.com").await);
}

#[tokio::test]
async fn who_logs_in_without_a_pass_code_gets_a_one_time_password() {
    let app = App::start_with(&offered()).await;
    app.effective("ada@example.com").await;
    app.post("send_one_time_password", json!({ "identifier": "ada@example.com" })).await;
    insta::assert_snapshot!("one_time_password", newest(&app, "ada@example.com").await);
}

#[tokio::test]
async fn a_generated_pass_code_is_in_the_mail_after_a_reset() {
    let app = App::start().await;
    app.effective("ada@example.com").await;
    app.pass(60);
    app.post_as_known("reset_pass_code", json!({ "identifier": "ada@example.com" })).await;
    let mail = newest(&app, "ada@example.com").await;
    let (_, after) = mail.split_once("Pass Code: ").expect("a pass code");
    let pass_code = after.split_whitespace().next().expect("a pass code").to_owned();
    insta::assert_snapshot!(mail.replace(&pass_code, "[pass code]"));
}

#[tokio::test]
async fn an_owner_is_told_at_both_addresses_what_was_changed() {
    let app = App::start().await;
    app.effective("ada@example.com").await;
    let mut changed = json!({ "access_token_identifier": by_pass_code("ada@example.com", PASS_CODE) });
    changed["authentication_code"] = json!("card-0000-0000-0000-0007");
    changed["identifier"] = json!("lovelace@example.com");
    assert_eq!(app.post_as_known("update", changed).await.status, 200);
    let told = app.messages("ada@example.com").await;
    insta::assert_snapshot!("new_code", whole(&told[1]));
    insta::assert_snapshot!("renamed", whole(&told[2]));
    insta::assert_snapshot!("renamed_new", newest(&app, "lovelace@example.com").await);
}

#[tokio::test]
async fn a_customer_is_told_of_an_access_token_that_now_belongs_to_the_account() {
    let app = App::start().await;
    app.effective("ada@example.com").await;
    let token = with(
        json!({ "action": "ADD_EXISTING" }),
        &json!({
            "access_token_identifier": by_pass_code("ada@example.com", PASS_CODE),
        }),
    );
    let owner = json!({ "type": "PERSON", "first_name": "Ada", "last_name": "Lovelace" });
    let body = json!({ "account_owner": owner, "access_tokens": [token] });
    app.post_as_known("accounts_receivable/create", body).await;
    insta::assert_snapshot!(newest(&app, "ada@example.com").await);
}

#[tokio::test]
async fn a_text_message_is_as_short_as_it_can_be() {
    let app = App::start_with(&offered()).await;
    let phone = json!({ "alternative_code": "PHONE" });
    let body = json!({ "identifier": PHONE, "pass_code": PASS_CODE, "classification_identifier": phone });
    app.post("create", body).await;
    insta::assert_snapshot!("welcome_sms", newest(&app, PHONE).await);
    app.verify(PHONE, &app.code(PHONE).await).await;
    app.pass(60);
    app.post("forgot_pass_code", json!({ "identifier": PHONE })).await;
    insta::assert_snapshot!("forgot_sms", newest(&app, PHONE).await);
    app.post("send_one_time_password", json!({ "identifier": PHONE })).await;
    insta::assert_snapshot!("one_time_password_sms", newest(&app, PHONE).await);
}
