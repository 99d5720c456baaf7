//! The state of an access token, in the names that rows, answers and errors use.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum State {
    Effective,
    NotEffective,
    #[default]
    PendingVerification,
}

impl State {
    pub const ALL: [Self; 3] = [Self::Effective, Self::NotEffective, Self::PendingVerification];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Effective => "EFFECTIVE",
            Self::NotEffective => "NOT_EFFECTIVE",
            Self::PendingVerification => "PENDING_VERIFICATION",
        }
    }
}

impl std::fmt::Display for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
