//! What logging in refuses of its own.

use serde_json::json;

use super::{Seen, ask_all};
use crate::support::{
    app::App,
    records::{by_code, card},
};

pub async fn seen() -> Vec<Seen> {
    let app = App::start().await;
    let nobody = json!({ "access_token_identifier": by_code(&card(0)) });
    let elsewhere = json!({ "access_token_identifier": by_code(&card(0)), "unit": "Company Y" });
    ask_all(
        &app,
        vec![
            ("authentication/consumer_application_key/token", "LOG_IN_REFUSED", nobody),
            ("authentication/consumer_application_key/token", "INVALID_VALUE", elsewhere),
            ("authentication/web_api_key/token", "INVALID_VALUE", json!({ "unit": "Company Y" })),
            ("authentication/token", "NOT_OFFERED", json!({})),
        ],
    )
    .await
}
