//! Why the table could not be read or written.

use std::error::Error;

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};

use crate::base::log;

#[derive(Debug, thiserror::Error)]
pub enum TableError {
    #[error("the table did not answer: {0}")]
    Call(String),
    /// Nobody was reached who could have answered.
    #[error("DynamoDB was not reached: {0}")]
    NotReached(String),
    #[error("there is no such table: {0}")]
    NoTable(String),
    #[error("the table has no index `{0}`")]
    NoIndex(String),
    #[error("DynamoDB is still filling the index `{0}`")]
    IndexNotFilled(String),
    #[error("AWS does not take the credentials: {0}")]
    Credentials(String),
    #[error("the credentials do not allow it: {0}")]
    NotAllowed(String),
    /// Nothing was written: a partition has more to do than it may.
    #[error("the table has too much to do: {0}")]
    Throttled(String),
    /// What was to be written may be written: the SDK repeats a call whose answer was lost, and the last answer does
    /// not say what became of the earlier ones.
    #[error("the table did not say that it wrote: {0}")]
    Commit(String),
    #[error("a row of entity `{entity}` cannot be read: {reason}")]
    Row { entity: &'static str, reason: String },
}

impl TableError {
    #[expect(clippy::needless_pass_by_value, reason = "as map_err hands it over")]
    pub(super) fn call<E: Error + ProvideErrorMetadata + 'static>(error: SdkError<E>) -> Self {
        Self::for_sure(&error).unwrap_or_else(|| {
            let was_reached = !matches!(error, SdkError::DispatchFailure(_));
            if was_reached { Self::Call(reason(&error)) } else { Self::NotReached(reason(&error)) }
        })
    }

    #[expect(clippy::needless_pass_by_value, reason = "as the others")]
    pub(super) fn throttled<E: Error + ProvideErrorMetadata + 'static>(error: SdkError<E>) -> Self {
        Self::Throttled(reason(&error))
    }

    #[expect(clippy::needless_pass_by_value, reason = "as map_err hands it over")]
    pub(super) fn commit<E: Error + ProvideErrorMetadata + 'static>(error: SdkError<E>) -> Self {
        Self::for_sure(&error).unwrap_or_else(|| Self::Commit(reason(&error)))
    }

    /// What DynamoDB says of a call before it does any of it.
    fn for_sure<E: Error + ProvideErrorMetadata + 'static>(error: &SdkError<E>) -> Option<Self> {
        let kind = match error.code()? {
            "ValidationException" => return of_an_index(error.message()?),
            "ResourceNotFoundException" => Self::NoTable,
            "AccessDeniedException" => Self::NotAllowed,
            "ExpiredTokenException"
            | "IncompleteSignatureException"
            | "InvalidSignatureException"
            | "MissingAuthenticationTokenException"
            | "UnrecognizedClientException" => Self::Credentials,
            _ => return None,
        };
        Some(kind(reason(error)))
    }
}

/// What a query of an index is refused for, which DynamoDB says in words alone.
fn of_an_index(message: &str) -> Option<TableError> {
    let (said, index) = message.rsplit_once(": ")?;
    match said {
        "The table does not have the specified index" => Some(TableError::NoIndex(index.to_owned())),
        "Cannot read from backfilling global secondary index" => {
            Some(TableError::IndexNotFilled(index.to_owned()))
        }
        _ => None,
    }
}

/// An error in the words that a log may hold. Where DynamoDB finds a request invalid, its message quotes the value.
fn reason<E: Error + ProvideErrorMetadata + 'static>(error: &SdkError<E>) -> String {
    match error.code() {
        Some(code @ "ValidationException") => code.to_owned(),
        Some(_) | None => log::chain(error),
    }
}
