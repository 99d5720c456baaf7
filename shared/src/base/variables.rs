//! Variables: what a function is told by its environment, and nobody else may read.

use std::{collections::BTreeMap, fmt, ops::RangeInclusive};

/// A variable that is missing or cannot be used; the function does not start.
#[derive(Debug, thiserror::Error)]
pub enum VariableError {
    #[error("the environment variable {0} is not set")]
    Missing(String),
    #[error("the environment variable {name} {reason}")]
    Malformed { name: String, reason: String },
}

/// The names that infra/template.yaml gives the functions.
pub const TABLE: &str = "TABLE";
pub const KEYRING: &str = "KEYRING";
pub const DEFINITION: &str = "DEFINITION";
pub const SIGNING_KEYS: &str = "SIGNING_KEYS";
pub const ISSUER: &str = "ISSUER";
pub const EDGE_PROOFS: &str = "EDGE_PROOFS";
pub const FIND_BY: &str = "FIND_BY";
pub const SENDER: &str = "SENDER";
pub const SENDER_NAME: &str = "SENDER_NAME";
pub const CONFIGURATION_SET: &str = "CONFIGURATION_SET";
pub const FEEDBACK_TOPIC: &str = "FEEDBACK_TOPIC";
pub const EMAILS_PER_SECOND: &str = "EMAILS_PER_SECOND";
pub const TEXT_MESSAGES_PER_SECOND: &str = "TEXT_MESSAGES_PER_SECOND";
pub const EXTERNAL_TOPIC: &str = "EXTERNAL_TOPIC";
pub const EVENT_TOPIC: &str = "EVENT_TOPIC";
pub const EXTERNAL_MESSAGES_PER_SECOND: &str = "EXTERNAL_MESSAGES_PER_SECOND";

/// A function's environment variables.
#[derive(Clone, Default)]
pub struct Variables(BTreeMap<String, String>);

/// Their names alone: credentials are among them.
impl fmt::Debug for Variables {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl Variables {
    pub const fn new(variables: BTreeMap<String, String>) -> Self {
        Self(variables)
    }

    /// The process's own.
    #[expect(clippy::disallowed_methods, reason = "the one function that reads the environment")]
    pub fn of_process() -> Self {
        Self(std::env::vars().collect())
    }

    /// The same with another one, or with another value of it.
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.0.insert(name.to_owned(), value.into());
        self
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    pub fn required(&self, name: &str) -> Result<&str, VariableError> {
        self.get(name).ok_or_else(|| VariableError::Missing(name.to_owned()))
    }

    /// A whole number within bounds.
    pub fn number(&self, name: &str, bounds: RangeInclusive<u32>) -> Result<u32, VariableError> {
        let number = self.required(name)?.parse().ok().filter(|number| bounds.contains(number));
        number.ok_or_else(|| VariableError::Malformed {
            name: name.to_owned(),
            reason: format!("must be a whole number from {} to {}", bounds.start(), bounds.end()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_show_their_names_alone() {
        let variables = Variables::default().with("AWS_SECRET_ACCESS_KEY", "hunter2");
        assert_eq!(format!("{variables:?}"), r#"{"AWS_SECRET_ACCESS_KEY"}"#);
    }
}
