//! An app that refreshes its session, as apps are to do it.

use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::json;

use super::app::{Answer, App, PASS_CODE};

pub struct Refreshing {
    pub token: String,
    pub refresh_token: String,
}

pub async fn refresh(app: &App, refresh_token: &str, attempt: &str) -> Answer {
    let body = json!({ "refresh_token": refresh_token, "attempt": attempt });
    app.post("authentication/token/refresh", body).await
}

/// One that was not made before.
pub fn attempt() -> String {
    static MADE: AtomicU32 = AtomicU32::new(0);
    format!("attempt {} of 22 characters", MADE.fetch_add(1, Ordering::Relaxed))
}

impl Refreshing {
    pub async fn log_in(app: &App, address: &str) -> Self {
        Self::log_in_on(app, address, "phone").await
    }

    /// On a device of that name.
    pub async fn log_in_on(app: &App, address: &str, device: &str) -> Self {
        let named = json!({ "identifier": address, "pass_code": PASS_CODE });
        let body = json!({ "access_token_identifier": named, "refresh": true, "device_name": device });
        let key = &app.stack.keys.consumer_application_key;
        let answer = app.post_with_key(key, "authentication/consumer_application_key/token", body).await;
        let mut this = Self { token: String::new(), refresh_token: String::new() };
        this.keep(&answer);
        this
    }

    fn keep(&mut self, answer: &Answer) {
        let text = |field: &str| {
            answer.data()[field].as_str().unwrap_or_else(|| panic!("no {field}: {answer:?}")).to_owned()
        };
        (self.token, self.refresh_token) = (text("token"), text("refresh_token"));
    }

    pub async fn next(&mut self, app: &App) -> Answer {
        self.next_with(app, &attempt()).await
    }

    pub async fn next_with(&mut self, app: &App, attempt: &str) -> Answer {
        let answer = refresh(app, &self.refresh_token, attempt).await;
        self.keep(&answer);
        answer
    }
}
