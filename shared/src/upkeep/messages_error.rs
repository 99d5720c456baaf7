//! Why an owner is not told of messages and suppressions, or cannot do anything about them.

use crate::{base::variables::VariableError, table::TableError};

#[derive(Debug, thiserror::Error)]
pub enum MessagesError {
    #[error(transparent)]
    Variable(#[from] VariableError),
    #[error(transparent)]
    Table(#[from] TableError),
    #[error("no access token has the number or the identifier `{0}`")]
    NoSuchToken(String),
    #[error("what was given is not the log's JSON: {0}")]
    NotALog(String),
    #[error("no line of what was given names a message")]
    NoMessages,
    #[error("the line of the message `{0}` does not say whose it is")]
    NoAccessToken(String),
    #[error("`{0}` is not suppressed")]
    NotSuppressed(String),
    #[error("it was suppressed anew at the same time; nothing was done")]
    Busy,
}
