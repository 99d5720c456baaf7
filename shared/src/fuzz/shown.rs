//! What callers show who are let through: keys of applications, and a session token.

use std::sync::LazyLock;

use crate::{
    base::{context::Context, id::Id, scope::Scope, timestamp::Timestamp},
    codes::application_key::{ClearKey, KeyClass},
    keyring::{Claims, signing},
};

/// Each as the header has it.
pub(super) struct Shown {
    pub consumer_application_key: String,
    pub systemic_key: String,
    /// Of a back office that may everything.
    pub session: String,
}

pub(super) static SHOWN: LazyLock<Shown> = LazyLock::new(|| {
    let basic = |class| {
        let key = ClearKey::random(class, &mut Context::fixed(0).rng);
        let shown = format!("{}:", key.reveal().reveal());
        format!("Basic {}", data_encoding::BASE64.encode(shown.as_bytes()))
    };
    let scopes: Vec<_> = Scope::ALL.iter().map(|scope| scope.as_str()).collect();
    let session = Claims {
        iss: "https://api.example.com".to_owned(),
        aud: "https://api.example.com/back-office".to_owned(),
        exp: i64::MAX,
        sid: Id::nobody().to_string(),
        scope: scopes.join(" "),
        ..Claims::default()
    };
    let keys = signing::keys();
    let key = keys.signing(Timestamp::from_seconds(0)).expect("a key");
    let session = session.sign(key).expect("a token");
    Shown {
        consumer_application_key: basic(KeyClass::ConsumerApplicationKey),
        systemic_key: basic(KeyClass::SystemicKey),
        session: format!("Bearer {}", session.reveal()),
    }
});
