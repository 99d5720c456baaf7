//! Messages in the language that a customer reads.

use serde_json::{Value, json};
use shared::Definition;

use crate::support::{
    app::{App, DEFINITION, PASS_CODE, digits, verification},
    records::{by_pass_code, with},
};

const ADA: &str = "ada@example.com";
const ELENI: &str = "eleni@example.com";

/// The shipped definition with some templates in Greek, one of them in Arabic, and one in a Portuguese of its own.
const TRANSLATED: &str = r##"
[template.welcome.languages.el]
subject = "#access_token.verification_code: ο κωδικός σας για την Company ZX"
content = """
Καλώς ορίσατε! Γράψτε τον κωδικό στην εφαρμογή:

#access_token.verification_code

Κωδικός πρόσβασης: #access_token.pass_code
"""

[template.welcome.languages.ar]
subject = "رمزك في Company ZX"
content = "رمزك هو #access_token.verification_code"

[template.welcome.languages.pt-BR]
subject = "Código"
content = "Seu código é #access_token.verification_code"

[template.forgot.languages.el]
subject = "Νέος κωδικός πρόσβασης"
content = "Διαλέξτε έναν νέο: https://app.example.com/reset?ticket=#access_token.reset_ticket"

[template.taken.languages.el]
subject = "Έχετε ήδη λογαριασμό"
content = "Δεν έγινε νέος λογαριασμός."
"##;

fn translated() -> String {
    let words = "[words.languages.el]\nchosen_pass_code = \"αυτός που διαλέξατε\"\npass_code_to_choose = \"αυτός που θα διαλέξετε\"\n";
    format!("{DEFINITION}\n{TRANSLATED}\n{words}")
}

/// What a message says, without what is drawn at random.
async fn newest(app: &App, to: &str) -> String {
    let message = app.messages(to).await.pop().expect("a message");
    let code = digits(&message.text).expect("a code");
    let (subject, html) = (message.subject.unwrap_or_default(), message.html.unwrap_or_default());
    format!("{subject}\n\n{}\n\n{html}", message.text).replace(&code, "[code]")
}

#[tokio::test]
async fn a_customer_is_written_to_in_the_language_that_the_app_names() {
    let app = App::start_with(&translated()).await;
    app.registers_in("el", ELENI).await;
    insta::assert_snapshot!("greek", newest(&app, ELENI).await);
    app.verify(ELENI, &app.code(ELENI).await).await;
    assert_eq!(app.forgets(ELENI).await, "Νέος κωδικός πρόσβασης");
    app.register(ADA).await;
    assert!(app.subject(ADA).await.ends_with("is your Company ZX code"));
}

#[tokio::test]
async fn what_is_written_from_the_right_is_shown_so() {
    let app = App::start_with(&translated()).await;
    app.registers_in("ar-EG", ADA).await;
    insta::assert_snapshot!("arabic", newest(&app, ADA).await);
}

#[tokio::test]
async fn an_app_that_names_no_language_is_asked_what_its_phone_prefers() {
    let app = App::start_with(&translated()).await;
    let body = |address: &str| json!({ "identifier": address, "pass_code": PASS_CODE });
    app.post_preferring("fr, el-CY;q=0.9, en;q=0.8", "create", &body(ELENI)).await;
    assert!(app.subject(ELENI).await.contains("ο κωδικός σας"));
    app.post_preferring("fr, en, el", "create", &body("first@example.com")).await;
    assert!(app.subject("first@example.com").await.contains("is your"));
    app.post_preferring("tlh", "create", &body("none@example.com")).await;
    assert!(app.subject("none@example.com").await.contains("is your"));
    let named = with(body(ADA), &json!({ "language": "en" }));
    app.post_preferring("el", "create", &named).await;
    assert!(app.subject(ADA).await.contains("is your"));
}

#[tokio::test]
async fn the_closest_language_is_taken_and_else_the_definitions_own() {
    let app = App::start_with(&translated()).await;
    for (language, subject) in [
        ("el-Grek-CY", "ο κωδικός σας"),
        ("PT-br", "Código"),
        // What is said for one country is not said for all.
        ("pt", "is your"),
        ("tlh", "is your"),
    ] {
        let address = format!("{language}@example.com");
        app.registers_in(language, &address).await;
        assert!(app.subject(&address).await.contains(subject), "{language}");
    }
}

#[tokio::test]
async fn a_template_without_a_translation_is_sent_as_it_stands() {
    let app = App::start_with(&translated()).await;
    app.registers_in("pt-BR", ADA).await;
    app.verify(ADA, &app.code(ADA).await).await;
    assert_eq!(app.forgets(ADA).await, "Choose a new Company ZX pass code");
}

#[tokio::test]
async fn the_language_is_changed_and_cleared_by_an_update() {
    let app = App::start_with(&translated()).await;
    app.effective(ADA).await;
    let token = json!({ "access_token_identifier": by_pass_code(ADA, PASS_CODE) });
    for (language, subject) in
        [(json!("el"), "Νέος κωδικός πρόσβασης"), (Value::Null, "Choose a new Company ZX pass code")]
    {
        let changed = app.post("update", with(token.clone(), &json!({ "language": language }))).await;
        assert_eq!(changed.status, 200, "{changed:?}");
        assert_eq!(app.forgets(ADA).await, subject);
    }
}

#[tokio::test]
async fn what_is_no_language_is_refused_by_its_field() {
    let app = App::start().await;
    let create = json!({ "identifier": ADA, "pass_code": PASS_CODE, "language": "Greek, please" });
    let refused = app.post("create", create).await;
    let told = json!([{ "field": "language", "rule": "NOT_A_LANGUAGE", "message": "must be a language like el or pt-BR" }]);
    assert_eq!((refused.status, &refused.body["errors"]), (422, &told));
    app.effective(ADA).await;
    let update = json!({ "access_token_identifier": by_pass_code(ADA, PASS_CODE), "language": "und" });
    let refused = app.post("update", update).await;
    assert_eq!((refused.status, &refused.body["errors"]), (422, &told));
}

#[tokio::test]
async fn an_owner_is_told_in_their_own_language_what_a_stranger_tried_in_another() {
    let app = App::start_with(&translated()).await;
    app.registers_in("el", ELENI).await;
    app.verify(ELENI, &app.code(ELENI).await).await;
    app.pass(60);
    app.registers_in("en", ELENI).await;
    assert_eq!(app.subject(ELENI).await, "Έχετε ήδη λογαριασμό");
}

#[tokio::test]
async fn who_verifies_in_another_language_than_was_registered_in_is_written_to_in_theirs() {
    let app = App::start_with(&translated()).await;
    app.registers_in("ar", ELENI).await;
    let code = app.code(ELENI).await;
    let body = verification(ELENI, PASS_CODE, &code);
    assert_eq!(app.post_preferring("el-GR,el;q=0.9", "verify", &body).await.status, 200);
    assert_eq!(app.forgets(ELENI).await, "Νέος κωδικός πρόσβασης");
}

#[tokio::test]
async fn a_language_that_a_stranger_registered_with_is_not_the_customers() {
    let app = App::start_with(&translated()).await;
    app.register(ADA).await;
    app.pass(60);
    let body = json!({ "identifier": ADA, "pass_code": "a strangers 1", "language": "el" });
    assert_eq!(app.post("create", body).await.status, 200);
    let code = app.code(ADA).await;
    assert_eq!(app.verify(ADA, &code).await.state(), "EFFECTIVE");
    assert_eq!(app.forgets(ADA).await, "Choose a new Company ZX pass code");
}

#[tokio::test]
async fn who_logs_in_with_the_code_is_written_to_in_the_language_of_their_phone() {
    let app = App::start_with(&translated()).await;
    app.register(ELENI).await;
    let named = by_pass_code(ELENI, PASS_CODE);
    let body = json!({ "access_token_identifier": named, "verification_code": app.code(ELENI).await });
    let key = &app.stack.keys.consumer_application_key;
    let answer = app.log_in_preferring(key, "el", &body).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(app.forgets(ELENI).await, "Νέος κωδικός πρόσβασης");
}

#[tokio::test]
async fn a_back_offices_own_language_is_not_its_customers() {
    let app = App::start_with(&translated()).await;
    let session = app.back_office().await;
    let body = json!({ "identifier": ADA, "pass_code": PASS_CODE });
    app.post_preferring_in(&session, "el", "create", &body).await;
    assert!(app.subject(ADA).await.contains("is your"));
}

#[test]
fn a_translation_that_cannot_work_is_refused_by_its_key() {
    for (added, reason) in [
        (
            "[template.welcome.languages.el]\nsubject = \"Α\"\ncontent = \"Β\"",
            "definition.verification.template: template `welcome` does not hold the code it is there to bring",
        ),
        (
            "[template.welcome.languages.el]\ncontent = \"#access_token.verification_code\"",
            "template.welcome.languages.el.subject: an e-mail needs one",
        ),
        (
            "[template.taken.languages.el]\nsubject = \"Α\"\ncontent = \"#access_token.verification_code\"",
            "definition.identifier.taken_template: template `taken` holds a code that there is none of then",
        ),
        (
            "[template.taken.languages.Greek]\nsubject = \"Α\"\ncontent = \"Β\"",
            "must be a language like el or pt-BR",
        ),
        (
            "[words.languages.el]\nchosen_pass_code = \" \"\npass_code_to_choose = \"Β\"",
            "words.languages.el.chosen_pass_code: is empty",
        ),
    ] {
        let error = Definition::parse(&format!("{DEFINITION}\n{added}\n"), "d.toml").expect_err(reason);
        assert!(error.to_string().contains(reason), "{error}");
    }
}
