//! When a record was created and last updated, and by whom.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    base::{doer::Doer, timestamp::DATE},
    definition::{Definition, Unit, User},
    records::history::History,
};

/// When a record was created and last updated, and by whom.
#[derive(Clone, Default, Serialize, JsonSchema)]
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
    /// The unit is the definition's, whoever did it.
    pub(crate) fn of(history: &History, definition: &Definition) -> Self {
        Self {
            created_date: history.created.to_string(),
            updated_date: history.updated.to_string(),
            created_by_unit: definition.unit().cloned(),
            updated_by_unit: definition.unit().cloned(),
            created_by_business_unit: None,
            updated_by_business_unit: None,
            created_by_user: User::who(history.created_by.as_ref(), definition),
            updated_by_user: User::who(history.updated_by.as_ref(), definition),
        }
    }
}

impl User {
    /// Who did something: a back office by its key's name, a customer by the access token's number, so
    /// nobody's address or own name. For whoever was in no session stands the definition's user.
    pub(super) fn who(by: Option<&Doer>, definition: &Definition) -> Option<Self> {
        let Some(by) = by else { return definition.user().cloned() };
        Some(match by {
            Doer::BackOffice { application_key, name } => Self {
                id: Some(application_key.clone()),
                username: Some(name.clone()),
                person_name: Some(name.clone()),
                email: None,
            },
            Doer::Customer { access_token, number } => Self {
                id: Some(access_token.to_string()),
                username: Some(number.to_string()),
                person_name: None,
                email: None,
            },
        })
    }
}

#[derive(Clone, Serialize, JsonSchema)]
pub(crate) struct BusinessUnit {
    pub id: Option<String>,
    pub name: Option<String>,
    pub code: Option<String>,
    pub unified_code: Option<String>,
    pub description: Option<String>,
    pub parent_business_unit_name: Option<String>,
}
