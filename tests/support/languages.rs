//! Languages: who asks in one, and what is written in one.

use serde_json::{Value, json};

use super::app::{Answer, App, JSON, PASS_CODE};

impl App {
    pub async fn registers_in(&self, language: &str, address: &str) {
        let body = json!({ "identifier": address, "pass_code": PASS_CODE, "language": language });
        let answer = self.post("create", body).await;
        assert_eq!(answer.status, 200, "{answer:?}");
    }

    /// Asks as an app does whose phone prefers those languages.
    pub async fn post_preferring(&self, languages: &str, operation: &str, body: &Value) -> Answer {
        let request = self.client.post(self.url(operation)).header("accept-language", languages);
        self.send(request.header("content-type", JSON).body(body.to_string())).await
    }

    /// The same in the session of that token.
    pub async fn post_preferring_in(
        &self,
        session: &str,
        languages: &str,
        operation: &str,
        body: &Value,
    ) -> Answer {
        let request = self.client.post(self.url(operation)).header("accept-language", languages);
        self.send(request.bearer_auth(session).header("content-type", JSON).body(body.to_string())).await
    }

    /// Logs in with an app whose phone prefers those languages.
    pub async fn log_in_preferring(&self, key: &str, languages: &str, body: &Value) -> Answer {
        let url = self.url("authentication/consumer_application_key/token");
        let request = self.client.post(url).basic_auth(key, Some("")).header("accept-language", languages);
        self.send(request.header("content-type", JSON).body(body.to_string())).await
    }

    /// How the newest message to somebody is headed.
    pub async fn subject(&self, to: &str) -> String {
        let messages = self.messages(to).await;
        messages.last().and_then(|message| message.subject.clone()).expect("a mail")
    }

    /// Asks for a ticket when the pause is over, and reads how the mail is headed.
    pub async fn forgets(&self, address: &str) -> String {
        self.pass(60);
        self.post("forgot_pass_code", json!({ "identifier": address })).await;
        self.subject(address).await
    }
}
