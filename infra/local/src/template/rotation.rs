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
    /// AWS does, unless it is told not to.
    #[serde(default = "yes")]
    rotate_immediately_on_update: bool,
}

const fn yes() -> bool {
    true
}

/// A secret that a function rotates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rotates {
    pub secret: String,
    /// Whether it is rotated as soon as it is there.
    pub at_once: bool,
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
    pub(super) fn of(function: &str, schedules: &[Self]) -> Vec<Rotates> {
        let arn = format!("{function}.Arn");
        let own = schedules.iter().filter(|schedule| schedule.function == arn);
        own.map(|schedule| Rotates {
            secret: schedule.secret_id.clone(),
            at_once: schedule.rotate_immediately_on_update,
        })
        .collect()
    }
}
