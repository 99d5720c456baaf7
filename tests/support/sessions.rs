//! Session tokens as others read them, and keys of applications.

use std::sync::Arc;

use data_encoding::BASE64URL_NOPAD;
use reqwest::RequestBuilder;
use serde_json::{Value, json};
use shared::{ApplicationKeys, KeyClass, NewKey, Scope, Timestamp, Variables};

use super::app::{Answer, App, JSON, PASS_CODE, path};

fn part(token: &str, index: usize) -> Value {
    let part = token.split('.').nth(index).expect("a part");
    serde_json::from_slice(&BASE64URL_NOPAD.decode(part.as_bytes()).expect("base64url")).expect("JSON")
}

/// What the header of a session token says.
pub fn header(token: &str) -> Value {
    part(token, 0)
}

/// What a session token says.
pub fn claims(token: &str) -> Value {
    part(token, 1)
}

/// The same token, with something else in it.
pub fn forged(token: &str, claim: &str, value: Value) -> String {
    let mut claims = claims(token);
    claims[claim] = value;
    let parts: Vec<_> = token.split('.').collect();
    format!("{}.{}.{}", parts[0], BASE64URL_NOPAD.encode(claims.to_string().as_bytes()), parts[2])
}

/// A key that is none, for its last letter is another one.
pub fn slip(key: &str) -> String {
    let last = if key.ends_with('x') { 'y' } else { 'x' };
    format!("{}{last}", &key[..key.len() - 1])
}

/// What a new systemic key may.
pub enum NewScopes {
    All,
    Only(Scope),
    /// All, but only from that network.
    AllFrom(&'static str),
}

/// What an operation takes to let through whom it is for: a session of a back office, a key, or the token that is sent.
enum Shown {
    Session,
    Key,
    Nothing,
}

fn shown(operation: &str) -> Shown {
    let path = path(operation);
    let declared = shared::described_operations();
    let declared = declared.iter().find(|declared| declared.route().ends_with(&format!(" {path}")));
    match declared {
        Some(declared) if declared.key_class().is_some() => Shown::Key,
        Some(declared) if !declared.takes_a_session() || declared.takes_a_session_or_else() => Shown::Nothing,
        Some(_) | None => Shown::Session,
    }
}

impl App {
    /// A request as a back office sends it, or whom else the operation is for, with what it takes.
    async fn known(&self, operation: &str) -> RequestBuilder {
        let request = self.client.post(self.url(operation));
        match shown(operation) {
            Shown::Session => request.bearer_auth(self.back_office().await),
            Shown::Key if operation.contains("web_api_key") => {
                request.basic_auth(&self.stack.keys.systemic_key, Some(""))
            }
            Shown::Key => request.basic_auth(&self.stack.keys.consumer_application_key, Some("")),
            Shown::Nothing => request,
        }
    }

    /// Asks as a known caller, a back office.
    pub async fn post_as_known(&self, operation: &str, body: Value) -> Answer {
        self.post_text(operation, JSON, body.to_string()).await
    }

    /// A body as it is, JSON or not.
    pub async fn post_text(&self, operation: &str, content_type: &str, body: impl Into<String>) -> Answer {
        let request = self.known(operation).await.header("content-type", content_type);
        self.send(request.body(body.into())).await
    }

    /// The session token of a back office that may everything. One session an hour.
    pub async fn back_office(&self) -> String {
        let now = self.now();
        let mut session = self.back_office.lock().await;
        if let Some((opened, token)) = &*session
            && (*opened..*opened + 3600).contains(&now)
        {
            return token.clone();
        }
        let key = &self.stack.keys.systemic_key;
        let answer = self.post_with_key(key, "authentication/web_api_key/token", json!({})).await;
        let token = answer.data()["token"].as_str().unwrap_or_else(|| panic!("no session: {answer:?}"));
        *session = Some((now, token.to_owned()));
        token.to_owned()
    }

    /// The session token of some customer.
    pub async fn customer(&self) -> String {
        const ADDRESS: &str = "some.customer@example.com";
        let named = json!({ "identifier": ADDRESS, "pass_code": PASS_CODE });
        let is_there = self.log_in(named.clone()).await.status == 200;
        if !is_there && self.post("create", named).await.state() == "PENDING_VERIFICATION" {
            self.verify(ADDRESS, &self.code(ADDRESS).await).await;
        }
        self.logged_in(ADDRESS, PASS_CODE).await
    }

    /// Logs a customer in, by what proves the access token.
    pub async fn log_in(&self, named: Value) -> Answer {
        let body = json!({ "access_token_identifier": named });
        let key = &self.stack.keys.consumer_application_key;
        self.post_with_key(key, "authentication/consumer_application_key/token", body).await
    }

    /// The session token of a customer by pass code.
    pub async fn logged_in(&self, address: &str, pass_code: &str) -> String {
        let answer = self.log_in(json!({ "identifier": address, "pass_code": pass_code })).await;
        answer.data()["token"].as_str().unwrap_or_else(|| panic!("no session: {answer:?}")).to_owned()
    }

    fn application_keys(&self) -> ApplicationKeys {
        let now = self.now();
        let clock = Arc::new(move || Timestamp::from_seconds(now));
        ApplicationKeys::new(&Variables::new(self.stack.variables.clone()), clock).expect("keys")
    }

    /// A new systemic key: its id, and the clear key.
    pub async fn key(&self, scopes: NewScopes) -> (String, String) {
        let (scopes, networks) = match scopes {
            NewScopes::All => (Scope::ALL.to_vec(), Vec::new()),
            NewScopes::Only(scope) => (vec![scope], Vec::new()),
            NewScopes::AllFrom(network) => (Scope::ALL.to_vec(), vec![network.parse().expect("a network")]),
        };
        let new = NewKey {
            class: KeyClass::SystemicKey,
            application: None,
            name: "Eve".to_owned(),
            scopes,
            networks,
            ends: Some(Timestamp::from_seconds(self.now() + 86_400)),
        };
        let (key, clear) = self.application_keys().make(new).await.expect("a key");
        (key.id, clear.reveal().to_owned())
    }

    /// A new key of an app: its id, and the clear key.
    pub async fn key_of_an_app(&self) -> (String, String) {
        let new = NewKey {
            class: KeyClass::ConsumerApplicationKey,
            application: None,
            name: "App".to_owned(),
            scopes: Vec::new(),
            networks: Vec::new(),
            ends: None,
        };
        let (key, clear) = self.application_keys().make(new).await.expect("a key");
        (key.id, clear.reveal().to_owned())
    }

    pub async fn revoke(&self, id: &str) {
        self.application_keys().revoke(id).await.expect("revoked");
    }

    /// The session token of a back office that may that alone.
    pub async fn back_office_with(&self, scope: Scope) -> String {
        let (_, key) = self.key(NewScopes::Only(scope)).await;
        let opened = self.post_with_key(&key, "authentication/web_api_key/token", json!({})).await;
        opened.data()["token"].as_str().expect("a token").to_owned()
    }
}
