//! The pages of other origins that may ask the API from a browser.

use serde::Deserialize;
use serde_json::{Map, Value};

/// `CorsConfiguration` of the HTTP API.
#[derive(Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "PascalCase")]
pub struct Cors {
    pub allow_origins: Vec<String>,
    pub allow_methods: Vec<String>,
    pub allow_headers: Vec<String>,
    pub expose_headers: Vec<String>,
    /// For how many seconds a browser need not ask again.
    pub max_age: u64,
}

impl Cors {
    /// That of the only HTTP API; none where no page may.
    pub(super) fn read(resources: &Map<String, Value>) -> Result<Option<Self>, String> {
        let mut apis =
            resources.iter().filter(|(_, resource)| resource["Type"] == "AWS::Serverless::HttpApi");
        let (Some((name, api)), None) = (apis.next(), apis.next()) else {
            return Err("the local stack serves exactly one AWS::Serverless::HttpApi".to_owned());
        };
        Option::deserialize(&api["Properties"]["CorsConfiguration"])
            .map_err(|error| format!("{name}: CorsConfiguration: {error}"))
    }
}
