//! Session tokens that the service would not issue, signed as it signs: so that nothing is wrong with one but
//! what a test says.

use data_encoding::{BASE64, BASE64URL_NOPAD};
use ring::{
    hmac,
    rand::SystemRandom,
    rsa::KeyPair,
    signature::{RSA_PKCS1_SHA256, RSA_PKCS1_SHA512, RsaEncoding},
};
use serde_json::{Value, json};
use shared::variables::SIGNING_KEYS;

use super::app::App;

pub struct Signer {
    pub kid: String,
    pair: KeyPair,
}

fn encoded(part: &Value) -> String {
    BASE64URL_NOPAD.encode(part.to_string().as_bytes())
}

impl Signer {
    /// The key that was made last, whether or not it signs yet.
    pub async fn newest(app: &App) -> Self {
        let secret = app.secrets.get_secret_value().secret_id(&app.stack.variables[SIGNING_KEYS]);
        let secret = secret.send().await.expect("the secret");
        let keys: Value = serde_json::from_str(secret.secret_string().expect("a text")).expect("JSON");
        let key = keys["keys"].as_array().and_then(|keys| keys.last()).expect("a key");
        let private = BASE64.decode(key["private_key"].as_str().expect("a text").as_bytes()).expect("base64");
        Self::new(key["kid"].as_str().expect("a text"), &private)
    }

    /// A key of one's own, under whatever name.
    pub fn new(kid: &str, private: &[u8]) -> Self {
        Self { kid: kid.to_owned(), pair: KeyPair::from_pkcs8(private).expect("a key") }
    }

    /// As the service signs it.
    pub fn sign(&self, claims: &Value) -> String {
        self.sign_as(&json!({ "typ": "at+jwt", "alg": "RS256", "kid": self.kid }), claims)
    }

    /// With another header; the signature is RS256's, or RS512's if the header says so.
    pub fn sign_as(&self, header: &Value, claims: &Value) -> String {
        let encoding: &dyn RsaEncoding =
            if header["alg"] == "RS512" { &RSA_PKCS1_SHA512 } else { &RSA_PKCS1_SHA256 };
        let signed = format!("{}.{}", encoded(header), encoded(claims));
        let mut signature = vec![0; self.pair.public().modulus_len()];
        self.pair
            .sign(encoding, &SystemRandom::new(), signed.as_bytes(), &mut signature)
            .expect("a signature");
        format!("{signed}.{}", BASE64URL_NOPAD.encode(&signature))
    }

    /// Signed with what everybody has, the public key, as if that were a secret that two share.
    pub fn sign_by_the_public_key(&self, claims: &Value) -> String {
        let header = json!({ "typ": "at+jwt", "alg": "HS256", "kid": self.kid });
        let signed = format!("{}.{}", encoded(&header), encoded(claims));
        let key = hmac::Key::new(hmac::HMAC_SHA256, self.pair.public().as_ref());
        format!("{signed}.{}", BASE64URL_NOPAD.encode(hmac::sign(&key, signed.as_bytes()).as_ref()))
    }

    /// The public key, as a header may bring one along.
    pub fn jwk(&self) -> Value {
        let components = ring::rsa::PublicKeyComponents::<Vec<u8>>::from(self.pair.public());
        let text = |bytes: &[u8]| BASE64URL_NOPAD.encode(bytes);
        json!({ "kty": "RSA", "kid": self.kid, "n": text(&components.n), "e": text(&components.e) })
    }
}

/// What the runbook says to do when they leaked: a new one signs at once.
pub async fn take_signing_keys_away(app: &App) {
    let name = &app.stack.variables[SIGNING_KEYS];
    let described = app.secrets.describe_secret().secret_id(name).send().await.expect("a description");
    let stages = described.version_ids_to_stages.unwrap_or_default();
    let is_pending = |stages: &Vec<String>| stages.iter().any(|stage| stage == "AWSPENDING");
    let pending = stages.iter().find(|(_, stages)| is_pending(stages)).map(|(version, _)| version);
    let emptied = app.secrets.put_secret_value().secret_id(name).secret_string(r#"{"keys":[]}"#);
    emptied.send().await.expect("put");
    let taken = app.secrets.update_secret_version_stage().secret_id(name).version_stage("AWSPENDING");
    taken.remove_from_version_id(pending.expect("the last one")).send().await.expect("taken away");
    app.pass(1);
    app.stack.rotate(name).await.expect("rotated");
}
