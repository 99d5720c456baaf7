//! The secrets of the template, and how each begins.

use serde::Deserialize;
use serde_json::{Map, Value};

#[derive(Debug)]
pub struct SecretDeclaration {
    /// The resource's name.
    pub name: String,
    pub value: SecretValue,
}

/// The value that a secret has before it was ever rotated.
#[derive(Debug)]
pub enum SecretValue {
    Written(String),
    Generated(GenerateSecretString),
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GenerateSecretString {
    pub secret_string_template: String,
    pub generate_string_key: String,
    pub password_length: usize,
}

impl SecretDeclaration {
    /// Reads those of the template.
    pub(super) fn all(resources: &Map<String, Value>) -> Result<Vec<Self>, String> {
        let secrets =
            resources.iter().filter(|(_, resource)| resource["Type"] == "AWS::SecretsManager::Secret");
        let read = |(name, resource): (&String, &Value)| {
            let properties = &resource["Properties"];
            let value = match properties["SecretString"].as_str() {
                Some(written) => SecretValue::Written(written.to_owned()),
                None => SecretValue::Generated(
                    GenerateSecretString::deserialize(&properties["GenerateSecretString"])
                        .map_err(|error| format!("{name}: {error}"))?,
                ),
            };
            Ok(Self { name: name.clone(), value })
        };
        secrets.map(read).collect()
    }
}
