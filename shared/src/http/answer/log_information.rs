//! When a record was created and last updated, and by whom.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    base::timestamp::{DATE, Timestamp},
    definition::{Definition, Unit, User},
};

/// When a record was created and last updated, and by whom.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub(crate) struct LogInformation {
    #[schemars(regex(pattern = DATE))]
    pub created_date: String,
    #[schemars(regex(pattern = DATE))]
    pub updated_date: String,
    pub created_by_unit: Option<Unit>,
    pub updated_by_unit: Option<Unit>,
    pub created_by_business_unit: Option<BusinessUnit>,
    pub updated_by_business_unit: Option<BusinessUnit>,
    pub created_by_user: Option<User>,
    pub updated_by_user: Option<User>,
}

impl LogInformation {
    /// Who did it is the definition's unit and user: a caller is not asked by name.
    pub(crate) fn of(created: Timestamp, updated: Timestamp, definition: &Definition) -> Self {
        Self {
            created_date: created.to_string(),
            updated_date: updated.to_string(),
            created_by_unit: definition.unit().cloned(),
            updated_by_unit: definition.unit().cloned(),
            created_by_business_unit: None,
            updated_by_business_unit: None,
            created_by_user: definition.user().cloned(),
            updated_by_user: definition.user().cloned(),
        }
    }
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct BusinessUnit {
    pub id: Option<String>,
    pub name: Option<String>,
    pub code: Option<String>,
    pub unified_code: Option<String>,
    pub description: Option<String>,
    pub parent_business_unit_name: Option<String>,
}
