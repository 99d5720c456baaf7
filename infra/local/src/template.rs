//! Reads infra/template.yaml: what the cloud would make of it, the local stack does.
//!
//! It understands the intrinsics and events that file uses (`!Ref`, `!GetAtt`, `!Sub` without parts,
//! `!Split`, `!If` with conditions about parameters; HttpApi, DynamoDB, SNS; the rotation of secrets) and
//! refuses others by name. What has no meaning on a laptop it does not look at: permissions, throttling,
//! memory, versions, how many batches run in parallel, and when a secret is due.

mod cors;
mod intrinsics;
mod protected;
mod rotation;
mod route;
mod secret;
mod stream_source;
mod table;
#[cfg(test)]
pub mod tests;

use std::{collections::BTreeMap, path::Path};

pub use cors::Cors;
pub use protected::Protected;
pub use rotation::Rotates;
use rotation::RotationSchedule;
pub use route::Route;
pub use secret::{GenerateSecretString, SecretDeclaration, SecretValue};
use serde::Deserialize;
use serde_json::{Map, Value};
pub use stream_source::{Filter, FilterCriteria, StreamSource};
pub use table::{
    AttributeDefinition, GlobalSecondaryIndex, KeyElement, Projection, StreamSpecification, TableDeclaration,
    TimeToLive,
};

/// What the stack needs of the template.
#[derive(Debug)]
pub struct Template {
    pub table: TableDeclaration,
    pub functions: Vec<FunctionDeclaration>,
    pub secrets: Vec<SecretDeclaration>,
    pub cors: Option<Cors>,
    /// The events of mails that SES tells of (`bounce`).
    pub told: Vec<String>,
}

/// A function: its binary, its variables and what calls it.
#[derive(Debug)]
pub struct FunctionDeclaration {
    pub binary: String,
    pub variables: BTreeMap<String, String>,
    pub timeout_seconds: u64,
    pub routes: Vec<Route>,
    pub stream: Option<StreamSource>,
    /// Whether a topic calls it: what SES tells of mails goes to the one that there is.
    pub is_told: bool,
    /// The secrets whose rotation calls it.
    pub rotates: Vec<Rotates>,
}

impl FunctionDeclaration {
    const fn is_called_by_nobody(&self) -> bool {
        self.routes.is_empty() && self.stream.is_none() && !self.is_told && self.rotates.is_empty()
    }
}

/// Why the template cannot be served: the file, where in it, and the reason.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {reason}")]
pub struct TemplateError {
    pub file: String,
    pub reason: String,
}

impl Template {
    /// Reads the file; `parameters` stand for the template's, `AWS::` ones included.
    pub fn load(file: &Path, parameters: &BTreeMap<&str, String>) -> Result<Self, TemplateError> {
        read(file, |text| Self::parse(text, parameters))
    }

    /// Reads the file's text; an error is the reason.
    fn parse(text: &str, parameters: &BTreeMap<&str, String>) -> Result<Self, String> {
        let yaml: serde_yaml_ng::Value = serde_yaml_ng::from_str(text).map_err(|error| error.to_string())?;
        let template = intrinsics::resolve(&yaml, parameters)?;
        let resources = template["Resources"].as_object().ok_or("it has no Resources")?;
        let common = &template["Globals"]["Function"];
        let schedules = RotationSchedule::all(resources)?;
        let mut functions = Vec::new();
        for (name, resource) in resources {
            if resource["Type"] == "AWS::Serverless::Function" {
                let declared = function(resource, common);
                let mut declared = declared.map_err(|reason| format!("{name}: {reason}"))?;
                declared.rotates = RotationSchedule::of(name, &schedules);
                if declared.is_called_by_nobody() {
                    return Err(format!("{name}: it has no events, and no secret's rotation calls it"));
                }
                functions.push(declared);
            }
        }
        Ok(Self {
            table: only(resources, "AWS::DynamoDB::Table")?,
            secrets: SecretDeclaration::all(resources)?,
            cors: Cors::read(resources)?,
            told: told(resources)?,
            functions,
        })
    }
}

/// Reads a file's text; `parse` says what it is.
fn read<T>(file: &Path, parse: impl FnOnce(&str) -> Result<T, String>) -> Result<T, TemplateError> {
    let error = |reason: String| TemplateError { file: file.display().to_string(), reason };
    let text = std::fs::read_to_string(file).map_err(|source| error(source.to_string()))?;
    parse(&text).map_err(error)
}

/// The properties of the only resource of a type.
fn only<T: for<'de> Deserialize<'de>>(resources: &Map<String, Value>, kind: &str) -> Result<T, String> {
    let mut found = resources.iter().filter(|(_, resource)| resource["Type"] == kind);
    let (Some((name, resource)), None) = (found.next(), found.next()) else {
        return Err(format!("the local stack serves exactly one {kind}"));
    };
    T::deserialize(&resource["Properties"]).map_err(|error| format!("{name}: {error}"))
}

/// The events that configuration sets publish.
fn told(resources: &Map<String, Value>) -> Result<Vec<String>, String> {
    let destinations = resources
        .iter()
        .filter(|(_, resource)| resource["Type"] == "AWS::SES::ConfigurationSetEventDestination");
    let mut told = Vec::new();
    for (name, destination) in destinations {
        let types = &destination["Properties"]["EventDestination"]["MatchingEventTypes"];
        told.extend(Vec::<String>::deserialize(types).map_err(|error| format!("{name}: {error}"))?);
    }
    Ok(told)
}

fn function(resource: &Value, common: &Value) -> Result<FunctionDeclaration, String> {
    let properties = &resource["Properties"];
    let binary = resource["Metadata"]["BuildProperties"]["Binary"].as_str();
    let mut variables = BTreeMap::new();
    for source in [common, properties] {
        for (name, value) in source["Environment"]["Variables"].as_object().into_iter().flatten() {
            let value = value.as_str().ok_or_else(|| format!("the variable {name} is not a text"))?;
            variables.insert(name.clone(), value.to_owned());
        }
    }
    let mut routes = Vec::new();
    let (mut stream, mut is_told) = (None, false);
    for (name, event) in properties["Events"].as_object().into_iter().flatten() {
        let wrong = |error: serde_json::Error| format!("the event {name}: {error}");
        let event_properties = &event["Properties"];
        match event["Type"].as_str() {
            Some("HttpApi") => {
                routes.push(Route::read(event_properties).map_err(wrong)?);
            }
            Some("DynamoDB") => {
                stream = Some(StreamSource::deserialize(event_properties).map_err(wrong)?);
            }
            Some("SNS") => is_told = true,
            other => {
                return Err(format!(
                    "the event {name} is of type {other:?}, which the local stack does not serve"
                ));
            }
        }
    }
    let timeout = [properties, common].into_iter().find_map(|source| source["Timeout"].as_u64());
    Ok(FunctionDeclaration {
        binary: binary.ok_or("Metadata.BuildProperties has no Binary")?.to_owned(),
        variables,
        timeout_seconds: timeout.ok_or("it has no Timeout")?,
        routes,
        stream,
        is_told,
        rotates: Vec::new(),
    })
}
