//! The routes of the HTTP API: method, path, and who is let through.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

/// The name SAM has for API Gateway's own check of AWS signatures.
const IAM: &str = "AWS_IAM";

/// `POST /access_tokens/create`; a part in braces takes any value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    pub method: String,
    pub path: String,
    /// Whether callers sign with the keys of an AWS account. Any other authorizer is an owner's own.
    pub needs_iam: bool,
}

/// The properties of an event of type HttpApi.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Declared {
    method: String,
    path: String,
    #[serde(default)]
    auth: Auth,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Auth {
    authorizer: Option<String>,
}

impl Route {
    /// Reads the properties of an event of type HttpApi, and of the API it belongs to.
    pub(super) fn read(event: &Value, api: &Value) -> serde_json::Result<Self> {
        let Declared { method, path, auth } = Declared::deserialize(event)?;
        let authorizer = auth.authorizer.as_deref().or(api["Auth"]["DefaultAuthorizer"].as_str());
        Ok(Self { method, path, needs_iam: authorizer == Some(IAM) })
    }

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
    use serde_json::json;

    use super::*;

    fn route(method: &str, path: &str) -> Route {
        Route::read(&json!({ "Method": method, "Path": path }), &json!({})).expect("a route")
    }

    #[test]
    fn a_route_takes_any_value_where_it_has_braces() {
        let route = route("POST", "/crmapi/rest/{version}/verify");
        let version = BTreeMap::from([("version".to_owned(), "v4".to_owned())]);
        assert_eq!(route.matches("POST", "/crmapi/rest/v4/verify"), Some(version));
        assert_eq!(route.matches("POST", "/crmapi/rest//verify"), None);
        assert_eq!(route.matches("POST", "/crmapi/rest/v4/verify/x"), None);
    }

    #[test]
    fn a_route_is_of_one_method_and_of_all_its_parts() {
        let route = route("GET", "/access_tokens/configuration/classifications/list");
        let path = "/access_tokens/configuration/classifications/list";
        assert_eq!(route.matches("GET", path), Some(BTreeMap::new()));
        assert_eq!(route.matches("POST", path), None);
        assert_eq!(route.matches("GET", "/access_tokens/configuration/classifications"), None);
        assert_eq!(route.matches("GET", "/access_tokens/configuration/classifications/list/"), None);
    }

    #[test]
    fn the_authorizer_of_a_route_goes_before_that_of_its_api() {
        let needs_iam = |authorizer: Value, default: Value| {
            let event = json!({ "Method": "GET", "Path": "/x", "Auth": { "Authorizer": authorizer } });
            let api = json!({ "Auth": { "DefaultAuthorizer": default } });
            Route::read(&event, &api).expect("a route").needs_iam
        };
        assert!(needs_iam(json!("AWS_IAM"), Value::Null));
        assert!(needs_iam(json!("AWS_IAM"), json!("Own")));
        assert!(needs_iam(Value::Null, json!("AWS_IAM")));
        assert!(!needs_iam(Value::Null, Value::Null));
        assert!(!needs_iam(json!("Own"), json!("AWS_IAM")));
        assert!(!needs_iam(json!("NONE"), json!("AWS_IAM")));
    }
}
