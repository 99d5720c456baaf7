//! Identifying codes: who makes them, and the tills that read them.

use serde_json::{Value, json};

use super::{
    app::{Answer, App, PASS_CODE},
    sessions::NewScopes,
};

/// `access_token_identifier` by what a customer shows.
pub fn by_identifying_code(code: &str) -> Value {
    json!({ "one_time_password": code })
}

/// The code in an answer of `generate_otp`.
pub fn made(answer: &Answer) -> String {
    answer.data()["one_time_password"].as_str().unwrap_or_else(|| panic!("no code: {answer:?}")).to_owned()
}

impl App {
    /// The session token of a back office with a key of its own.
    pub async fn till(&self) -> String {
        let (_, key) = self.key(NewScopes::All).await;
        let opened = self.post_with_key(&key, "authentication/web_api_key/token", json!({})).await;
        opened.data()["token"].as_str().unwrap_or_else(|| panic!("no session: {opened:?}")).to_owned()
    }

    /// What a customer is shown in the app, to show it at a till.
    pub async fn identifying_code(&self, address: &str) -> String {
        let session = self.logged_in(address, PASS_CODE).await;
        made(&self.post_in(&session, "generate_otp", json!({})).await)
    }

    /// Types a code in at a till.
    pub async fn typed_in(&self, till: &str, code: &str) -> Answer {
        self.post_in(till, "show", json!({ "access_token_identifier": by_identifying_code(code) })).await
    }
}
