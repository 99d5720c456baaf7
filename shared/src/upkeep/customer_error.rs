//! Why something is not done with a customer.

use crate::{
    base::variables::VariableError, keyring::KeyringError, steps::service::StartError, table::TableError,
};

#[derive(Debug, thiserror::Error)]
pub enum CustomerError {
    #[error(transparent)]
    Variable(#[from] VariableError),
    #[error(transparent)]
    Table(#[from] TableError),
    #[error(transparent)]
    Secret(StartError),
    #[error("{0}")]
    Keyring(String),
    #[error("nothing is kept of `{0}`")]
    NothingKept(String),
    #[error("somebody else changed what is kept at the same time")]
    Busy,
}

impl From<KeyringError> for CustomerError {
    fn from(error: KeyringError) -> Self {
        Self::Keyring(error.to_string())
    }
}
