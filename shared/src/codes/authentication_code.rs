//! The authentication code: one value that both identifies and authenticates (apps, cards, systems).
//!
//! It is looked up by a keyed digest and kept sealed, so that an answer can show it and the table cannot.

use rand::rngs::ChaCha20Rng;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    base::{
        rule::Rule,
        sampling,
        secret::Secret,
        text_rules::{MAXIMUM_LENGTH, plain_text},
    },
    keyring::{KeyId, Keyring, KeyringError, Purpose},
    table::Key,
};

/// Where a token's authentication code comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AuthenticationCodeCreation {
    /// The caller may bring one.
    #[default]
    None,
    /// Every token gets one from the service.
    Generated,
}

/// The format that a definition asks of an authentication code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AuthenticationCodeFormat {
    Number,
    #[default]
    FreeText,
}

/// The definition's rules for an authentication code.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AuthenticationCodeRules {
    /// Where an authentication code comes from.
    #[serde(default)]
    pub creation: AuthenticationCodeCreation,
    /// What it must be: digits, or any text.
    #[schemars(example = AuthenticationCodeFormat::FreeText)]
    pub format: AuthenticationCodeFormat,
    /// The length of a generated one, which has 16 at least, and the least of a given one. Who guesses one is in: an
    /// address may try 100 wrong ones an hour; of 32 characters, all generated, as many as it likes.
    #[schemars(range(min = Self::LENGTH.0, max = Self::LENGTH.1), example = 20)]
    pub length: usize,
    /// The template that tells a customer that the authentication code was changed; without it nobody is told.
    #[schemars(example = &"new_code")]
    pub changed_template: Option<String>,
}

impl AuthenticationCodeRules {
    pub(crate) const LENGTH: (usize, usize) = (1, 64);
    /// A generated code is not shorter: it may be all that proves a token.
    pub(crate) const SHORTEST_GENERATED: usize = 16;
}

/// Generated codes of so many characters are not guessed.
const UNGUESSABLE: usize = 32;

/// An authentication code in clear. It exists only while a request is answered.
#[derive(Clone, Debug)]
pub(crate) struct AuthenticationCode(Secret);

impl AuthenticationCode {
    /// What a caller offers to be looked up by.
    pub(crate) fn offered(text: &Secret) -> Result<Self, Rule> {
        plain_text(text.reveal(), MAXIMUM_LENGTH)?;
        Ok(Self(text.clone()))
    }

    /// The one that a token has.
    pub(crate) const fn kept(clear: Secret) -> Self {
        Self(clear)
    }

    /// What a caller gives a new token: it must meet the definition.
    pub(crate) fn given(text: &Secret, rules: &AuthenticationCodeRules) -> Result<Self, Rule> {
        let code = Self::offered(text)?;
        if text.reveal().chars().count() < rules.length {
            return Err(Rule::TooShort { minimum: rules.length });
        }
        match rules.format {
            AuthenticationCodeFormat::FreeText => Ok(code),
            AuthenticationCodeFormat::Number if text.reveal().bytes().all(|b| b.is_ascii_digit()) => Ok(code),
            AuthenticationCodeFormat::Number => Err(Rule::NotANumber),
        }
    }

    pub(crate) fn generated(rules: &AuthenticationCodeRules, rng: &mut ChaCha20Rng) -> Self {
        let alphabet: &[u8] = match rules.format {
            AuthenticationCodeFormat::Number => b"0123456789",
            AuthenticationCodeFormat::FreeText => b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ",
        };
        let text: String = (0..rules.length).map(|_| sampling::one_of(alphabet, rng)).collect();
        Self(Secret::new(text))
    }

    /// Whether nobody guesses it, where all are `generated`: 32 digits that were drawn hold 106 bits, letters
    /// and digits 160; what somebody brings may be a short number, filled up. So many customers behind one
    /// address are never refused a right one because somebody there tried wrong ones.
    pub(crate) fn is_unguessable(&self, generated: bool) -> bool {
        generated && self.0.reveal().chars().count() >= UNGUESSABLE
    }

    pub(crate) const fn secret(&self) -> &Secret {
        &self.0
    }

    /// Where its claim stands under one key.
    pub(crate) fn claim_key(&self, keyring: &Keyring, key: &KeyId) -> Result<Key, KeyringError> {
        let digest = keyring.digest(key, Purpose::AuthenticationCodeDigest, self.0.reveal())?;
        Ok(Key::new(format!("AUTHENTICATION_CODE#{digest}"), "CLAIM"))
    }

    /// Where its claim may stand, the newest key first: an older token's stands under an older key.
    pub(crate) fn claim_keys(&self, keyring: &Keyring) -> Result<Vec<Key>, KeyringError> {
        keyring.ids().map(|key| self.claim_key(keyring, key)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::context::Context;

    fn rules(format: AuthenticationCodeFormat) -> AuthenticationCodeRules {
        AuthenticationCodeRules {
            creation: AuthenticationCodeCreation::None,
            format,
            length: 16,
            changed_template: None,
        }
    }

    #[test]
    fn a_given_code_meets_the_definition() {
        let numbers = rules(AuthenticationCodeFormat::Number);
        let given = |text: &str| AuthenticationCode::given(&Secret::new(text), &numbers);
        assert!(given("4000123412341234").is_ok());
        assert_eq!(given("4000").err(), Some(Rule::TooShort { minimum: 16 }));
        assert_eq!(given("4000-1234-1234-1234").err(), Some(Rule::NotANumber));
        assert_eq!(given("4000123412341234\n").err(), Some(Rule::ControlCharacter));
    }

    #[test]
    fn a_generated_code_meets_the_definition() {
        for format in [AuthenticationCodeFormat::Number, AuthenticationCodeFormat::FreeText] {
            let code = AuthenticationCode::generated(&rules(format), &mut Context::fixed(0).rng);
            assert!(AuthenticationCode::given(code.secret(), &rules(format)).is_ok());
        }
    }
}
