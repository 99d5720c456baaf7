//! Which function rotates which secret.

use serde::Deserialize;
use serde_json::{Map, Value};

/// The properties of a RotationSchedule.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct RotationSchedule {
    secret_id: String,
    #[serde(rename = "RotationLambdaARN")]
    function: String,
}

impl RotationSchedule {
    /// Reads those of the template.
    pub(super) fn all(resources: &Map<String, Value>) -> Result<Vec<Self>, String> {
        let mut schedules = Vec::new();
        for (name, resource) in resources {
            if resource["Type"] == "AWS::SecretsManager::RotationSchedule" {
                let wrong = |error: serde_json::Error| format!("{name}: {error}");
                schedules.push(Self::deserialize(&resource["Properties"]).map_err(wrong)?);
            }
        }
        Ok(schedules)
    }

    /// The secrets that the function of that name rotates.
    pub(super) fn of(function: &str, schedules: &[Self]) -> Vec<String> {
        let arn = format!("{function}.Arn");
        let own = schedules.iter().filter(|schedule| schedule.function == arn);
        own.map(|schedule| schedule.secret_id.clone()).collect()
    }
}
