//! What every operation answers where a row names a key that the keyring does not have.

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Value, json};

use super::{Row, Seen, ask_all};
use crate::support::{
    app::{App, PASS_CODE},
    records::{by_code, by_pass_code, card, owner, with},
    writing::ticket,
};

const ADA: &str = "ada@example.com";

/// The same with another key in the place of each that it names.
fn forgotten(name: &str, value: AttributeValue) -> AttributeValue {
    if name == "key" {
        return AttributeValue::S("forgotten".to_owned());
    }
    let AttributeValue::M(fields) = value else { return value };
    let fields = fields.into_iter().map(|(name, value)| {
        let value = forgotten(&name, value);
        (name, value)
    });
    AttributeValue::M(fields.collect())
}

/// Has every token's row name keys that are not there: of its pass code, its codes and its ticket.
async fn forget_keys(app: &App) {
    app.settled().await;
    for row in app.rows_of("token").await {
        let mut put = app.table.put_item().table_name("Table");
        for (name, value) in row {
            let value = forgotten(&name, value);
            put = put.item(name, value);
        }
        put.send().await.expect("a row");
    }
}

pub async fn seen() -> Vec<Seen> {
    let app = App::start().await;
    let code = json!({ "authentication_code": card(1) });
    app.granted("create", with(by_pass_code(ADA, PASS_CODE), &code)).await;
    let new = json!({ "action": "ADD_NEW", "authentication_code": card(2) });
    let reached = with(owner(), &json!({ "email": "pending@example.com" }));
    let account = json!({ "account_owner": reached, "access_tokens": [new] });
    app.granted("accounts_receivable/create", account).await;
    app.verify(ADA, &app.code(ADA).await).await;
    app.pass(60);
    app.granted("forgot_pass_code", json!({ "identifier": ADA })).await;
    let ticket = ticket(&app, ADA).await;
    app.pass(60);
    forget_keys(&app).await;
    ask_all(&app, rows(&ticket)).await
}

fn rows(ticket: &str) -> Vec<Row> {
    let ada = json!({ "access_token_identifier": by_pass_code(ADA, PASS_CODE) });
    let account = json!({ "accounts_receivable_identifier": ada });
    let participant = json!({ "rewards_participant_identifier": ada });
    let added = with(json!({ "action": "ADD_EXISTING" }), &ada);
    let bodies = [
        ("access_tokens/create", with(json!({ "authentication_code": card(3) }), &account)),
        ("access_tokens/verify", with(json!({ "verification_code": "000000" }), &ada)),
        ("access_tokens/reset_verification_code", by_code(&card(2))),
        ("access_tokens/reset_pass_code", by_code(&card(1))),
        ("access_tokens/change_pass_code", json!({ "token": ticket, "pass_code": "another horse 2" })),
        ("access_tokens/update", ada.clone()),
        ("access_tokens/generate_otp", ada.clone()),
        ("access_tokens/set_as_effective", ada.clone()),
        ("access_tokens/set_as_not_effective", ada.clone()),
        ("access_tokens/delete", ada.clone()),
        ("authentication/consumer_application_key/token", ada.clone()),
        ("access_tokens/show", ada),
        ("access_tokens/list", account.clone()),
        ("access_tokens/get_not_associated", json!({ "number": 5 })),
        ("customers/find", json!({ "by": "IDENTIFIER", "text": ADA })),
        ("accounts_receivable/create", json!({ "account_owner": owner(), "access_tokens": [added] })),
        ("accounts_receivable/show", account.clone()),
        ("accounts_receivable/update", account.clone()),
        ("accounts_receivable/terminate", account.clone()),
        ("rewards_participants/create", account),
        ("rewards_participants/show", participant.clone()),
        ("rewards_participants/update", participant.clone()),
        ("rewards_participants/terminate", participant),
    ];
    let row = |(operation, body): (&'static str, Value)| (operation, "INTERNAL_ERROR", body);
    bodies.into_iter().map(row).collect()
}
