//! What refreshing a session and ending some refuse of their own.

use serde_json::{Value, json};

use super::{Seen, ask_all};
use crate::support::{
    app::App,
    records::{by_code, card, with},
    refreshing::{Refreshing, attempt, refresh},
};

const ADA: &str = "ada@example.com";

pub async fn seen() -> Vec<Seen> {
    let app = App::start().await;
    app.effective(ADA).await;
    let session = Refreshing::log_in(&app, ADA).await;
    refresh(&app, &session.refresh_token, &attempt()).await;
    let unverified = App::start_unverified().await;
    unverified.holding(&card(1)).await;
    let by_card = unverified.log_in(by_code(&card(1))).await;
    let change = |token: &Value| json!({ "token": token, "pass_code": "another horse 2" });
    let wrong = with(change(&json!(session.token)), &json!({ "current_pass_code": "not this 1" }));
    let operation = "access_tokens/change_pass_code";
    let no_identifier = vec![(operation, "NO_IDENTIFIER", change(&by_card.data()["token"]))];
    let mut seen = ask_all(&unverified, no_identifier).await;
    let ask =
        |refresh_token: &str, attempt: &str| json!({ "refresh_token": refresh_token, "attempt": attempt });
    let rows = ask_all(
        &app,
        vec![
            (operation, "ACCESS_TOKEN_NOT_FOUND", wrong),
            ("authentication/token/refresh", "INVALID_VALUE", ask(&session.refresh_token, "short")),
            ("authentication/token/refresh", "SESSION_REFUSED", ask("nothing", &attempt())),
            ("authentication/token/refresh", "REFRESH_SUPERSEDED", ask(&session.refresh_token, &attempt())),
        ],
    );
    seen.extend(rows.await);
    // One source causes three messages of one kind an hour to one mailbox.
    for number in 1..=4 {
        let body =
            with(change(&json!(session.token)), &json!({ "pass_code": format!("another horse {number}") }));
        let answer = app.post(operation, body).await;
        if number == 4 {
            seen.push(Seen::new(operation, "TOO_MANY_MESSAGES", answer));
        }
    }
    seen
}
