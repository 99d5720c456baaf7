//! What logging in refuses of its own.

use serde_json::json;

use super::{Seen, ask_all};
use crate::support::{
    app::App,
    one_time_passwords::{MADE_UP, by_one_time_password},
    records::{by_code, card},
};

pub async fn seen() -> Vec<Seen> {
    let app = App::start().await;
    let nobody = json!({ "access_token_identifier": by_code(&card(0)) });
    let elsewhere = json!({ "access_token_identifier": by_code(&card(0)), "unit": "Company Y" });
    let by_password = by_one_time_password("ada@example.com", MADE_UP, "000000");
    let by_password = json!({ "access_token_identifier": by_password });
    ask_all(
        &app,
        vec![
            ("authentication/consumer_application_key/token", "LOG_IN_REFUSED", nobody),
            ("authentication/consumer_application_key/token", "INVALID_VALUE", elsewhere),
            ("authentication/web_api_key/token", "INVALID_VALUE", json!({ "unit": "Company Y" })),
            ("authentication/token", "NOT_OFFERED", json!({})),
            ("authentication/consumer_application_key/token", "NOT_OFFERED", by_password),
            (
                "access_tokens/send_one_time_password",
                "NOT_OFFERED",
                json!({ "identifier": "ada@example.com" }),
            ),
        ],
    )
    .await
}
