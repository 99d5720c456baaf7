//! The template of another API of an owner: its routes, and the JWT authorizer before all of them.

use std::{collections::BTreeMap, path::Path};

use axum::http::HeaderName;
use serde::Deserialize;
use serde_json::Value;

use super::{Route, TemplateError, intrinsics, only, read};

const IN_A_HEADER: &str = "$request.header.";

/// What a gateway needs of it.
#[derive(Debug)]
pub struct Protected {
    pub routes: Vec<Route>,
    /// Where the token comes.
    pub header: HeaderName,
    pub issuer: String,
    pub audiences: Vec<String>,
    /// A token must have one of them, if there are any.
    pub scopes: Vec<String>,
}

/// The properties of the API: of the authorizers, the one that every route has.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Api {
    auth: Auth,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Auth {
    default_authorizer: String,
    authorizers: BTreeMap<String, Authorizer>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Authorizer {
    jwt_configuration: JwtConfiguration,
    identity_source: String,
    #[serde(default)]
    authorization_scopes: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct JwtConfiguration {
    issuer: String,
    audience: Vec<String>,
}

impl Protected {
    /// Reads the file; a parameter that is not given has its default.
    pub fn load(file: &Path, parameters: &BTreeMap<&str, String>) -> Result<Self, TemplateError> {
        read(file, |text| Self::parse(text, parameters))
    }

    fn parse(text: &str, parameters: &BTreeMap<&str, String>) -> Result<Self, String> {
        let yaml: serde_yaml_ng::Value = serde_yaml_ng::from_str(text).map_err(|error| error.to_string())?;
        let template = intrinsics::resolve(&yaml, parameters)?;
        let resources = template["Resources"].as_object().ok_or("it has no Resources")?;
        let Api { auth: Auth { default_authorizer, mut authorizers } } =
            only(resources, "AWS::Serverless::HttpApi")?;
        let authorizer = authorizers
            .remove(&default_authorizer)
            .ok_or_else(|| format!("there is no authorizer {default_authorizer}"))?;
        let source = &authorizer.identity_source;
        let header = source.strip_prefix(IN_A_HEADER).and_then(|name| name.parse().ok());
        let mut routes = Vec::new();
        for resource in resources.values().filter(|resource| resource["Type"] == "AWS::Serverless::Function")
        {
            for (name, event) in resource["Properties"]["Events"].as_object().into_iter().flatten() {
                routes.push(route(event).map_err(|reason| format!("the event {name}: {reason}"))?);
            }
        }
        Ok(Self {
            routes,
            header: header.ok_or_else(|| format!("a token in {source} is not understood"))?,
            issuer: authorizer.jwt_configuration.issuer,
            audiences: authorizer.jwt_configuration.audience,
            scopes: authorizer.authorization_scopes,
        })
    }
}

fn route(event: &Value) -> Result<Route, String> {
    let properties = &event["Properties"];
    if event["Type"] != "HttpApi" || !properties["Auth"].is_null() {
        return Err("only routes of the API's own authorizer are served".to_owned());
    }
    Route::read(properties).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXAMPLE: &str = include_str!("../../../examples/protected-api.yaml");

    fn parse(text: &str) -> Result<Protected, String> {
        Protected::parse(text, &BTreeMap::from([("Issuer", "http://localhost".to_owned())]))
    }

    #[test]
    fn the_example_asks_for_sessions_of_customers() {
        let read = parse(EXAMPLE).expect("a template");
        assert_eq!(read.routes, [Route { method: "GET".to_owned(), path: "/me".to_owned() }]);
        assert_eq!((read.header.as_str(), read.issuer.as_str()), ("authorization", "http://localhost"));
        assert_eq!(
            (read.audiences, read.scopes),
            (vec!["company-zx".to_owned()], vec!["customer".to_owned()])
        );
    }

    #[test]
    fn what_is_not_served_is_refused_with_its_place() {
        for (old, new, reason) in [
            ("DefaultAuthorizer: Sessions", "DefaultAuthorizer: Others", "there is no authorizer Others"),
            ("$request.header.", "$request.querystring.", "a token in $request.querystring.Authorization"),
            ("JwtConfiguration:", "FunctionArn: x # ", "Api: unknown field `FunctionArn`"),
            ("Path: /me", "Auth: { Authorizer: NONE }", "the event Me: only routes of"),
        ] {
            let refused = parse(&EXAMPLE.replacen(old, new, 1)).expect_err(new);
            assert!(refused.starts_with(reason), "{refused}");
        }
    }
}
