//! What happens rarely, and has to be allowed all the same.

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Value, json};

use super::{EVE, LOG_IN, Walk};
use crate::support::{
    app::{App, PASS_CODE},
    records::{by_code, by_pass_code, card, owner, with},
    refreshing::attempt,
};

fn named(by: &Value) -> Value {
    json!({ "access_token_identifier": by })
}

fn added(by: &Value) -> Value {
    json!([{ "action": "ADD_EXISTING", "access_token_identifier": by }])
}

/// Two customers register by phone with a code of their own: one verifies, the other one as part of a log-in.
async fn phones(app: &App, walk: &mut Walk<'_>) {
    for (phone, number) in [("+35799000001", 31), ("+35799000002", 32)] {
        let more = json!({ "authentication_code": card(number),
            "classification_identifier": { "alternative_code": "PHONE" } });
        let by = by_pass_code(phone, PASS_CODE);
        walk.post("create", with(by.clone(), &more)).await;
        let code = json!({ "verification_code": app.code(phone).await });
        if number == 31 {
            walk.post("verify", with(named(&by), &code)).await;
            let another = json!({ "pass_code": "another horse 2" });
            walk.post("update", with(named(&by), &another)).await;
        } else {
            walk.logged_in(by, code).await;
        }
    }
}

/// Somebody guesses on a device that was there before, and two hold one refresh token.
async fn devices(walk: &mut Walk<'_>) {
    let more = json!({ "refresh": true, "device_name": "phone" });
    let answer = walk.post(LOG_IN, with(named(&by_pass_code(EVE, PASS_CODE)), &more)).await;
    for _ in 0..2 {
        let device = json!({ "device_token": answer.data()["device_token"] });
        walk.post(LOG_IN, with(named(&by_pass_code(EVE, "not this 1")), &device)).await;
    }
    for _ in 0..2 {
        let body = json!({ "refresh_token": answer.data()["refresh_token"], "attempt": attempt() });
        walk.post("authentication/token/refresh", body).await;
        walk.proxied.pass(60);
    }
}

/// A back office guesses more often than is looked at, where others have guessed a hundred times.
async fn guesses(app: &App, walk: &mut Walk<'_>) {
    for _ in 0..11 {
        let wrong = added(&by_pass_code(EVE, "not this 1"));
        let body = json!({ "account_owner": owner(), "access_tokens": wrong });
        walk.known("accounts_receivable/create", body).await;
        for row in app.rows_of("counter").await {
            let in_a_row = row["pk"].as_s().is_ok_and(|key| key.starts_with("COUNTER#FAILURES#"));
            if in_a_row {
                let hundred = ("value".to_owned(), AttributeValue::N("100".to_owned()));
                let row = row.into_iter().chain([hundred]).collect();
                app.table.put_item().table_name("Table").set_item(Some(row)).send().await.expect("written");
            }
        }
    }
}

/// What is not in the other walk over customers, where they verify.
pub(super) async fn customers(app: &App, walk: &mut Walk<'_>) {
    phones(app, walk).await;
    devices(walk).await;
    let new = json!([{ "action": "ADD_NEW", "identifier": "new@example.com", "pass_code": PASS_CODE }]);
    walk.known("accounts_receivable/create", json!({ "account_owner": owner(), "access_tokens": new })).await;
    let opened = walk.post("authentication/web_api_key/token", json!({})).await;
    walk.post("authentication/token/release", json!({ "token": opened.data()["token"] })).await;
    guesses(app, walk).await;
}

/// Customers of accounts and participants, where nobody has to verify.
pub(super) async fn owned(app: &App, walk: &mut Walk<'_>) {
    let eve = by_pass_code(EVE, PASS_CODE);
    for number in [40, 43] {
        app.holding(&card(number)).await;
    }
    app.account("Owner", json!([])).await;
    app.account("Another", added(&by_code(&card(43)))).await;
    let participant = app.participant("Owner", added(&by_code(&card(40)))).await;
    let participant = json!({ "rewards_participant_identifier": { "id": participant } });
    let (session, _) = walk.logged_in(eve, json!({})).await;
    let made = walk.post("generate_otp", json!({ "token": session })).await;
    let shown = named(&json!({ "one_time_password": made.data()["one_time_password"] }));
    let new = |number| json!([with(by_code(&card(number)), &json!({ "action": "ADD_NEW" }))]);
    let another =
        json!({ "accounts_receivable_identifier": { "name": "Another" }, "access_tokens": new(44) });
    for (operation, body) in [
        ("create", with(json!({ "accounts_receivable_identifier": shown }), &by_code(&card(41)))),
        ("create", with(participant.clone(), &by_code(&card(42)))),
        ("accounts_receivable/update", another),
        ("rewards_participants/terminate", participant),
        ("set_as_not_effective", named(&by_code(&card(40)))),
        ("delete", named(&by_code(&card(40)))),
        ("set_as_not_effective", named(&by_code(&card(43)))),
        ("delete", named(&by_code(&card(43)))),
    ] {
        let answer = walk.known(operation, body).await;
        assert_eq!(answer.status, 200, "{operation} {answer:?}");
    }
    let account = json!({ "accounts_receivable_identifier": named(&by_pass_code(EVE, "not this 1")) });
    walk.post("create", with(account, &by_code(&card(45)))).await;
    for by in [by_pass_code(EVE, "not this 1"), by_code(&card(7))] {
        walk.known("generate_otp", named(&by)).await;
    }
}
