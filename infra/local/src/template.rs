//! Reads infra/template.yaml: what the cloud would make of it, the local stack does.
//!
//! It understands the intrinsics and events that file uses (`!Ref`, `!GetAtt`, `!Sub` without parts; HttpApi,
//! DynamoDB) and refuses others by name. What has no meaning on a laptop it does not look at: permissions,
//! throttling, memory, and how many batches run in parallel.

use std::{collections::BTreeMap, path::Path};

use serde::Deserialize;
use serde_json::{Value, json};

/// What the stack needs of the template.
#[derive(Debug)]
pub struct Template {
    pub table: TableDeclaration,
    pub functions: Vec<FunctionDeclaration>,
    /// How the keyring's first key is generated.
    pub keyring: GenerateSecretString,
}

/// The table, as CreateTable and UpdateTimeToLive want it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct TableDeclaration {
    pub attribute_definitions: Vec<AttributeDefinition>,
    pub key_schema: Vec<KeyElement>,
    pub stream_specification: StreamSpecification,
    pub time_to_live_specification: TimeToLive,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct AttributeDefinition {
    pub attribute_name: String,
    pub attribute_type: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct KeyElement {
    pub attribute_name: String,
    pub key_type: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct StreamSpecification {
    pub stream_view_type: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct TimeToLive {
    pub attribute_name: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GenerateSecretString {
    pub secret_string_template: String,
    pub generate_string_key: String,
    pub password_length: usize,
}

/// A function: its binary, its variables and what calls it.
#[derive(Debug)]
pub struct FunctionDeclaration {
    pub binary: String,
    pub variables: BTreeMap<String, String>,
    pub timeout_seconds: u64,
    pub routes: Vec<Route>,
    pub stream: Option<StreamSource>,
}

/// `POST /access_tokens/create`; a part in braces takes any value.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "PascalCase")]
pub struct Route {
    pub method: String,
    pub path: String,
}

/// The event source mapping of the table's stream.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct StreamSource {
    pub batch_size: usize,
    pub filter_criteria: FilterCriteria,
    #[serde(default)]
    pub function_response_types: Vec<String>,
    #[serde(default)]
    pub bisect_batch_on_function_error: bool,
    pub maximum_retry_attempts: u32,
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
        let error = |reason: String| TemplateError { file: file.display().to_string(), reason };
        let text = std::fs::read_to_string(file).map_err(|source| error(source.to_string()))?;
        let yaml: serde_yaml_ng::Value =
            serde_yaml_ng::from_str(&text).map_err(|source| error(source.to_string()))?;
        let template = resolve(&yaml, parameters).map_err(error)?;
        Self::read(&template).map_err(error)
    }

    fn read(template: &Value) -> Result<Self, String> {
        let resources = template["Resources"].as_object().ok_or("it has no Resources")?;
        let common = &template["Globals"]["Function"];
        let mut functions = Vec::new();
        for (name, resource) in resources {
            if resource["Type"] == "AWS::Serverless::Function" {
                functions.push(function(resource, common).map_err(|reason| format!("{name}: {reason}"))?);
            }
        }
        Ok(Self {
            table: only(resources, "AWS::DynamoDB::Table", "")?,
            keyring: only(resources, "AWS::SecretsManager::Secret", "GenerateSecretString")?,
            functions,
        })
    }
}

/// The properties (or one of them) of the only resource of a type.
fn only<T: for<'de> Deserialize<'de>>(
    resources: &serde_json::Map<String, Value>,
    kind: &str,
    property: &str,
) -> Result<T, String> {
    let mut found = resources.iter().filter(|(_, resource)| resource["Type"] == kind);
    let (Some((name, resource)), None) = (found.next(), found.next()) else {
        return Err(format!("the local stack serves exactly one {kind}"));
    };
    let properties = &resource["Properties"];
    let value = if property.is_empty() { properties } else { &properties[property] };
    T::deserialize(value).map_err(|error| format!("{name}: {error}"))
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
    let mut stream = None;
    for (name, event) in properties["Events"].as_object().into_iter().flatten() {
        let wrong = |error: serde_json::Error| format!("the event {name}: {error}");
        match event["Type"].as_str() {
            Some("HttpApi") => routes.push(Route::deserialize(&event["Properties"]).map_err(wrong)?),
            Some("DynamoDB") => {
                stream = Some(StreamSource::deserialize(&event["Properties"]).map_err(wrong)?);
            }
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
    })
}

/// The template with every intrinsic replaced: a reference by the parameter or by the resource's own name.
fn resolve(yaml: &serde_yaml_ng::Value, parameters: &BTreeMap<&str, String>) -> Result<Value, String> {
    use serde_yaml_ng::Value as Yaml;
    let named = |name: &str| parameters.get(name).cloned().unwrap_or_else(|| name.to_owned());
    Ok(match yaml {
        Yaml::Null => Value::Null,
        Yaml::Bool(value) => json!(value),
        Yaml::Number(value) => serde_json::to_value(value).map_err(|error| error.to_string())?,
        Yaml::String(text) => json!(text),
        Yaml::Sequence(items) => {
            items.iter().map(|item| resolve(item, parameters)).collect::<Result<Vec<_>, _>>()?.into()
        }
        Yaml::Mapping(fields) => {
            let mut object = serde_json::Map::new();
            for (key, value) in fields {
                let key = key.as_str().ok_or("a key is not a text")?;
                object.insert(key.to_owned(), resolve(value, parameters)?);
            }
            Value::Object(object)
        }
        Yaml::Tagged(tagged) => match (tagged.tag.to_string().as_str(), &tagged.value) {
            ("!Ref" | "!GetAtt", Yaml::String(name)) => json!(named(name)),
            ("!Sub", Yaml::String(text)) => json!(substitute(text, named)),
            (tag, _) => return Err(format!("{tag} is not understood by the local stack")),
        },
    })
}

/// `!Sub`: each `${Name}` replaced.
fn substitute(text: &str, named: impl Fn(&str) -> String) -> String {
    let mut parts = text.split("${");
    let mut result = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once('}').unwrap_or((part, ""));
        result += &named(name);
        result += rest;
    }
    result
}

impl Route {
    /// The path parameters, if a path is this route's.
    pub fn matches(&self, method: &str, path: &str) -> Option<BTreeMap<String, String>> {
        let (mine, theirs): (Vec<_>, Vec<_>) = (self.path.split('/').collect(), path.split('/').collect());
        if !self.method.eq_ignore_ascii_case(method) || mine.len() != theirs.len() {
            return None;
        }
        let mut parameters = BTreeMap::new();
        for (part, value) in mine.into_iter().zip(theirs) {
            match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
                Some(name) if !value.is_empty() => {
                    parameters.insert(name.to_owned(), value.to_owned());
                }
                None if part == value => {}
                Some(_) | None => return None,
            }
        }
        Some(parameters)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_route_takes_any_value_where_it_has_braces() {
        let route = Route { method: "POST".to_owned(), path: "/crmapi/rest/{version}/verify".to_owned() };
        let version = BTreeMap::from([("version".to_owned(), "v4".to_owned())]);
        assert_eq!(route.matches("POST", "/crmapi/rest/v4/verify"), Some(version));
        assert_eq!(route.matches("GET", "/crmapi/rest/v4/verify"), None);
        assert_eq!(route.matches("POST", "/crmapi/rest//verify"), None);
        assert_eq!(route.matches("POST", "/crmapi/rest/v4/verify/x"), None);
    }

    #[test]
    fn references_become_names_and_unknown_intrinsics_are_refused() {
        let resolved = |yaml: &str| {
            let yaml = serde_yaml_ng::from_str(yaml).expect("YAML");
            resolve(&yaml, &BTreeMap::from([("AWS::Region", "eu-west-1".to_owned())]))
        };
        assert_eq!(resolved("!Ref Table"), Ok(json!("Table")));
        assert_eq!(resolved("!Sub a:${AWS::Region}:b"), Ok(json!("a:eu-west-1:b")));
        assert_eq!(
            resolved("!ImportValue x"),
            Err("!ImportValue is not understood by the local stack".to_owned())
        );
    }
}
