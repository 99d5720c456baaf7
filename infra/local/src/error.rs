//! Why a stack does not start, by the name of what is wrong.

use std::path::PathBuf;

use shared::{DefinitionError, KeysError, StartError, VariableError};

use crate::template::TemplateError;

#[derive(Debug, thiserror::Error)]
pub enum StackError {
    #[error("port {port} cannot be used: {source}; choose another with {flag}, 0 for any free one")]
    Port { flag: &'static str, port: u16, source: std::io::Error },
    #[error("the signals that end the stack cannot be listened to: {0}")]
    Signals(std::io::Error),
    #[error("the folder {folder} cannot be used: {source}")]
    Folder { folder: PathBuf, source: std::io::Error },
    #[error(
        "the folder {folder} is in use by another stack; end that one, or name another folder with --data"
    )]
    FolderInUse { folder: PathBuf },
    #[error("the definition {0}")]
    Definition(#[from] DefinitionError),
    #[error("the database {file} cannot be used: {reason}")]
    Database { file: PathBuf, reason: String },
    #[error("the keys of applications could not be made: {0}")]
    Keys(#[from] KeysError),
    #[error("a secret could not be rotated for the first time: {reason}")]
    Rotation { reason: String },
    #[error("the table could not be made: {reason}")]
    Table { reason: String },
    #[error("the stream ended: {reason}")]
    Stream { reason: String },
    #[error(transparent)]
    Variable(#[from] VariableError),
    #[error(transparent)]
    Template(#[from] TemplateError),
    #[error("the function {name} did not start: {source}")]
    Function { name: String, source: StartError },
    #[error("the template has a function `{0}` that the local stack does not know: add it to functions.rs")]
    UnknownFunction(String),
    #[error("the template rotates the secret `{0}`, which the local stack does not have: add it to stack.rs")]
    UnknownSecret(String),
}
