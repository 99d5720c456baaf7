//! One-time passwords: a definition that offers them, and who asks for them and logs in.

use std::net::IpAddr;

use serde_json::{Value, json};

use super::app::{Answer, App, DEFINITION, JSON};

/// The shipped definition with log-in by a one-time password switched on, by e-mail and by text message.
pub fn offered() -> String {
    let mut definition = DEFINITION.to_owned();
    for (section, template) in
        [("definition", "one_time_password"), ("classification.settings", "one_time_password_sms")]
    {
        let section = format!("[{section}.one_time_password]\n");
        let off = format!("# {section}# template = \"{template}\"");
        assert!(definition.contains(&off), "{off}");
        definition = definition.replacen(&off, &format!("{section}template = \"{template}\""), 1);
    }
    definition
}

/// `access_token_identifier` by a one-time password.
pub fn by_one_time_password(identifier: &str, request: &str, password: &str) -> Value {
    json!({ "identifier": identifier, "request": request, "one_time_password": password })
}

/// A request that nobody was given.
pub const MADE_UP: &str = "0123456789ABCDEF0123456789ABCDEF";

/// The request in an answer.
pub fn request(answer: &Answer) -> String {
    answer.data()["request"].as_str().unwrap_or_else(|| panic!("no request: {answer:?}")).to_owned()
}

impl App {
    /// Asks for a one-time password; the request.
    pub async fn asked(&self, identifier: &str) -> String {
        request(&self.post("send_one_time_password", json!({ "identifier": identifier })).await)
    }

    /// The same from another machine.
    pub async fn asked_from(&self, source: &str, identifier: &str) -> String {
        let body = json!({ "identifier": identifier });
        request(&self.post_from(source, "send_one_time_password", body).await)
    }

    /// Asks for one, and reads it.
    pub async fn one_time_password(&self, identifier: &str) -> (String, String) {
        let request = self.asked(identifier).await;
        (request, self.code(identifier).await)
    }

    pub async fn log_in_by(&self, identifier: &str, request: &str, password: &str) -> Answer {
        self.log_in(by_one_time_password(identifier, request, password)).await
    }

    /// Logs in from another machine.
    pub async fn log_in_from(&self, source: &str, named: Value) -> Answer {
        let address: IpAddr = source.parse().expect("an address");
        let client = reqwest::Client::builder().local_address(address).build().expect("a client");
        let url = self.url("authentication/consumer_application_key/token");
        let key = &self.stack.keys.consumer_application_key;
        let body = json!({ "access_token_identifier": named }).to_string();
        self.send(client.post(url).basic_auth(key, Some("")).header("content-type", JSON).body(body)).await
    }
}
