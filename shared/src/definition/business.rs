//! Who runs the service, as answers name them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A user: who did something, or the one who runs the service, as the definition names it.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct User {
    /// What names the user.
    #[schemars(example = "1")]
    pub id: Option<String>,
    /// What the user is called by.
    #[schemars(example = &"companyzx")]
    pub username: Option<String>,
    /// The name of the person, or of the business.
    #[schemars(example = "Company ZX")]
    pub person_name: Option<String>,
    /// The e-mail address of the user.
    #[schemars(example = "help@example.com")]
    pub email: Option<String>,
}

/// A unit of the business, as the definition names it.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Unit {
    /// What names the unit; `oun` of session tokens.
    #[schemars(example = "48305F8849E3C18B227C5BE3A27BA6DF")]
    pub id: Option<String>,
    /// The name of the unit.
    #[schemars(example = "Company ZX")]
    pub name: Option<String>,
    /// The group that the unit belongs to; `org` of session tokens.
    #[schemars(example = "Main Group")]
    pub group_name: Option<String>,
    /// The community that the unit belongs to.
    #[schemars(example = "Internal Community")]
    pub community_name: Option<String>,
    /// A short name of the unit.
    #[schemars(example = &"ZX")]
    pub alternative_code: Option<String>,
    /// What the unit is.
    #[schemars(example = "Company ZX, all of it")]
    pub description: Option<String>,
}

impl Unit {
    /// Whether a caller who names a unit means this one.
    pub(crate) fn is_named(&self, text: &str) -> bool {
        let names = [&self.id, &self.name, &self.alternative_code];
        names.into_iter().flatten().any(|name| name == text)
    }
}
