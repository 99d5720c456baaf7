//! Why something is not done with the keys of applications and back offices.

use crate::{
    base::{id::Id, rule::Rule, timestamp::Timestamp, variables::VariableError},
    codes::application_key::KeyClass,
    table::TableError,
};

/// Why something is not done with a key.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    #[error(transparent)]
    Variable(#[from] VariableError),
    #[error(transparent)]
    Table(#[from] TableError),
    #[error("the name {0}")]
    Name(Rule),
    #[error("a CONSUMER_APPLICATION_KEY has no scopes: an app's customers may what is theirs")]
    ScopesOfAnApp,
    #[error("a SYSTEMIC_KEY needs scopes: read, write, clear_codes, delete")]
    NoScopes,
    #[error("a CONSUMER_APPLICATION_KEY is bound to no networks: an app's customers are everywhere")]
    NetworksOfAnApp,
    #[error("a key is bound to {most} networks at most")]
    TooManyNetworks { most: usize },
    #[error("a SYSTEMIC_KEY must have an end")]
    NoEnd,
    #[error("the end, {ends}, is not in the future: in UTC it is {now} now")]
    EndsInThePast { ends: Timestamp, now: Timestamp },
    #[error("no {} is of an application `{application}`", class.as_str())]
    NoSuchApplication { application: Id, class: KeyClass },
    #[error("there is no key `{0}`")]
    NoSuchKey(String),
    #[error("the key `{0}` is revoked already")]
    RevokedAlready(String),
    #[error("there are {most} keys already that are not revoked")]
    TooMany { most: usize },
    #[error("somebody else changed the key at the same time; nothing was done")]
    Busy,
}
