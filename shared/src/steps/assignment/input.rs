//! `access_tokens` as it is sent: a list of objects, each of which has the fields that its `action` asks for.

use serde::Deserialize;
use serde_json::{Map, Value};

/// In one request. Each takes up to twelve writes of the hundred that one commit may have.
pub(super) const MOST: usize = 8;
pub(super) const FIELD: &str = "access_tokens";

pub(crate) type Input = Option<Vec<Map<String, Value>>>;

/// What shall happen with a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum Action {
    /// Make one, with the fields of create.
    AddNew,
    /// Attach one that is EFFECTIVE.
    AddExisting,
    /// Let go of one; only in an update.
    Remove,
}
