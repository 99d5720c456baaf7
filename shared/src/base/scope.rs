//! Scopes: what a back office may, by its key.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// See all customers.
    Read,
    /// Change all customers.
    Write,
    /// See pass codes that are made for customers.
    ClearCodes,
    /// Delete access tokens.
    Delete,
}

impl Scope {
    pub const ALL: [Self; 4] = [Self::Read, Self::Write, Self::ClearCodes, Self::Delete];

    /// As session tokens name it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::ClearCodes => "clear_codes",
            Self::Delete => "delete",
        }
    }
}
