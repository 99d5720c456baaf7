//! Classifications as answers show them.

use schemars::JsonSchema;
use serde::Serialize;

use super::log_information::LogInformation;
use crate::{base::id::Id, definition::Classification};

#[derive(Clone, Serialize, JsonSchema)]
pub(crate) struct ClassificationAnswer {
    pub id: Id,
    pub name: String,
    pub alternative_code: String,
}

impl ClassificationAnswer {
    pub(crate) fn of(classification: &Classification) -> Self {
        Self {
            id: classification.id.clone(),
            name: classification.name.clone(),
            alternative_code: classification.alternative_code.clone(),
        }
    }
}

/// A classification as its list shows it.
#[derive(Clone, Default, Serialize, JsonSchema)]
pub(crate) struct ListedClassification {
    pub id: Id,
    pub name: String,
    pub alternative_code: String,
    pub description: String,
    /// Null: the definition is a file, and does not say when it was written.
    pub log_information: Option<LogInformation>,
}

impl ListedClassification {
    pub(crate) fn of(classification: &Classification) -> Self {
        Self {
            id: classification.id.clone(),
            name: classification.name.clone(),
            alternative_code: classification.alternative_code.clone(),
            description: classification.description.clone(),
            log_information: None,
        }
    }
}
