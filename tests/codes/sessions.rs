//! What refreshing a session and ending some refuse of their own.

use serde_json::json;

use super::{Seen, ask_all};
use crate::support::{
    app::App,
    refreshing::{Refreshing, attempt, refresh},
};

const ADA: &str = "ada@example.com";

pub async fn seen() -> Vec<Seen> {
    let app = App::start().await;
    app.effective(ADA).await;
    let session = Refreshing::log_in(&app, ADA).await;
    refresh(&app, &session.refresh_token, &attempt()).await;
    let ask =
        |refresh_token: &str, attempt: &str| json!({ "refresh_token": refresh_token, "attempt": attempt });
    ask_all(
        &app,
        vec![
            ("authentication/token/refresh", "INVALID_VALUE", ask(&session.refresh_token, "short")),
            ("authentication/token/refresh", "SESSION_REFUSED", ask("nothing", &attempt())),
            ("authentication/token/refresh", "REFRESH_SUPERSEDED", ask(&session.refresh_token, &attempt())),
        ],
    )
    .await
}
