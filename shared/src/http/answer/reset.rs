//! What resets answer.

use schemars::JsonSchema;
use serde::Serialize;

use super::log_information::LogInformation;
use crate::{
    base::{
        id::{Id, Number},
        state::State,
    },
    definition::Definition,
    keyring::{Keyring, KeyringError},
    records::access_token::AccessToken,
};

/// Who the token is, as far as the caller has proved to know it.
///
/// With an authentication code all of it; with a bare identifier, which anybody can type, nothing
/// but the identifier, so that the answer is the same for known and unknown.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ResetAnswer {
    pub id: Option<Id>,
    pub number: Option<Number>,
    pub life_cycle_state: Option<State>,
    pub authentication_code: Option<String>,
    pub identifier: Option<String>,
    pub log_information: Option<LogInformation>,
    /// Only after `reset_pass_code`, and only where the definition shows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub random_pass_code: Option<String>,
}

/// All the fields that `fields_set` may name, with nothing in them.
impl Default for ResetAnswer {
    fn default() -> Self {
        Self { random_pass_code: Some(String::new()), ..Self::to_a_stranger("") }
    }
}

impl ResetAnswer {
    pub(crate) fn of(
        token: &AccessToken,
        definition: &Definition,
        keyring: &Keyring,
    ) -> Result<Self, KeyringError> {
        let authentication_code = token.open_authentication_code(keyring)?;
        Ok(Self {
            id: Some(token.id.clone()),
            number: Some(token.number.clone()),
            life_cycle_state: Some(token.state()),
            authentication_code: authentication_code.map(|code| code.reveal().to_owned()),
            identifier: token.identifier.as_ref().map(ToString::to_string),
            log_information: Some(LogInformation::of(&token.history, definition)),
            random_pass_code: None,
        })
    }

    /// What a stranger is told, whether or not anybody has that identifier.
    pub(crate) fn to_a_stranger(identifier: &str) -> Self {
        Self {
            id: None,
            number: None,
            life_cycle_state: None,
            authentication_code: None,
            identifier: Some(identifier.to_owned()),
            log_information: None,
            random_pass_code: None,
        }
    }
}
