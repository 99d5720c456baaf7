//! Updates where the definition generates: nothing is, and a token is never left without what names and proves it.

use serde_json::{Value, json};

use super::{ADA, show, update};
use crate::{
    settings::{self, NEVER, NO_CREATION},
    support::{
        app::{App, DEFINITION, PASS_CODE, verification},
        records::{by_code, by_pass_code, card, unverified},
    },
};

/// A definition under which every token gets an identifier.
fn identifiers() -> String {
    let generated = NO_CREATION.replace("NONE", "GENERATED_NUMBER");
    settings::with(&[NEVER, (NO_CREATION, &generated), ("format = \"EMAIL\"", "format = \"NUMBER\"")])
}

/// A definition under which every token gets an authentication code.
fn codes() -> String {
    let section = "[definition.authentication_code]\ncreation = ";
    unverified().replacen(&format!("{section}\"NONE\""), &format!("{section}\"GENERATED\""), 1)
}

/// A definition under which every token gets a pass code.
fn pass_codes() -> String {
    let section = "[definition.pass_code]\ncreation = ";
    DEFINITION.replacen(&format!("{section}\"NONE\""), &format!("{section}\"GENERATED\""), 1)
}

fn field<'a>(answer: &'a Value, name: &str) -> &'a str {
    answer[name].as_str().unwrap_or_else(|| panic!("no {name} in {answer}"))
}

#[tokio::test]
async fn a_generated_identifier_is_given_up_for_an_authentication_code_alone() {
    let app = App::start_with(&identifiers()).await;
    let made = app.granted("create", json!({ "pass_code": PASS_CODE })).await;
    let named = by_pass_code(field(made.data(), "identifier"), PASS_CODE);
    for (sent, message) in [
        (
            json!({ "identifier": null }),
            "identifier: is needed, or an authentication_code; pass_code: goes with an identifier",
        ),
        (
            json!({ "identifier": null, "pass_code": null }),
            "identifier: is needed, or an authentication_code",
        ),
        (json!({ "pass_code": null }), "pass_code: is needed with an identifier"),
        (json!({ "identifier": "12345" }), "identifier: is generated; send none"),
    ] {
        let refused = update(&app, &named, sent).await;
        assert_eq!((refused.status, refused.message()), (400, message));
        assert_eq!(show(&app, &named).await.status, 200, "{message}");
    }
    app.assert_consistent().await;
}

#[tokio::test]
async fn a_generated_authentication_code_that_alone_proves_a_token_stays() {
    let app = App::start_with(&codes()).await;
    let made = app.granted("create", json!({})).await;
    let code = field(made.data(), "authentication_code").to_owned();
    let refused = update(&app, &by_code(&code), json!({ "authentication_code": null })).await;
    assert_eq!(
        (refused.status, refused.message()),
        (400, "identifier: is needed, or an authentication_code")
    );
    assert_eq!(show(&app, &by_code(&code)).await.status, 200);
    // A customer chooses none; a back office ends one that leaked by another.
    let body = json!({ "access_token_identifier": by_code(&code), "authentication_code": card(1) });
    let refused = app.post("update", body.clone()).await;
    assert_eq!((refused.status, refused.message()), (400, "authentication_code: is generated; send none"));
    app.granted("update", body).await;
    assert_eq!(show(&app, &by_code(&card(1))).await.status, 200);
    app.assert_consistent().await;
}

#[tokio::test]
async fn a_generated_pass_code_is_not_cleared_and_its_owner_chooses_another() {
    let app = App::start_with(&pass_codes()).await;
    app.post("create", json!({ "identifier": ADA })).await;
    let code = app.code(ADA).await;
    let messages = app.messages(ADA).await;
    let line = |line: &str| line.strip_prefix("Access Token Pass Code: ").map(str::to_owned);
    let generated = messages[0].text.lines().find_map(line).expect("a pass code");
    assert_eq!(app.post("verify", verification(ADA, &generated, &code)).await.state(), "EFFECTIVE");
    let named = by_pass_code(ADA, &generated);
    let refused = update(&app, &named, json!({ "pass_code": null })).await;
    assert_eq!((refused.status, refused.message()), (400, "pass_code: is needed with an identifier"));
    assert_eq!(update(&app, &named, json!({ "pass_code": PASS_CODE })).await.status, 200);
    assert_eq!(show(&app, &by_pass_code(ADA, PASS_CODE)).await.status, 200);
}
