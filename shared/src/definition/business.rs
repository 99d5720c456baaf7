//! Who runs the service, as answers name them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A user: who did something, or the one who runs the service, as the definition names it.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct User {
    pub id: Option<String>,
    pub username: Option<String>,
    pub person_name: Option<String>,
    pub email: Option<String>,
}

/// A unit of the business, as the definition names it.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Unit {
    pub id: Option<String>,
    pub name: Option<String>,
    pub group_name: Option<String>,
    pub community_name: Option<String>,
    pub alternative_code: Option<String>,
    pub description: Option<String>,
}

impl Unit {
    /// Whether a caller who names a unit means this one.
    pub(crate) fn is_named(&self, text: &str) -> bool {
        let names = [&self.id, &self.name, &self.alternative_code];
        names.into_iter().flatten().any(|name| name == text)
    }
}
