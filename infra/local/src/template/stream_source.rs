//! The event source mapping of the table's stream.

use serde::Deserialize;

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct StreamSource {
    pub batch_size: usize,
    pub filter_criteria: FilterCriteria,
    #[serde(default)]
    pub function_response_types: Vec<String>,
    #[serde(default)]
    pub bisect_batch_on_function_error: bool,
    /// Negative: as often as there is time.
    pub maximum_retry_attempts: i64,
    /// Negative: any.
    pub maximum_record_age_in_seconds: i64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct FilterCriteria {
    pub filters: Vec<Filter>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Filter {
    /// JSON text.
    pub pattern: String,
}
