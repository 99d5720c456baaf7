//! The routes of the HTTP API: method and path. Everybody is let through; the functions check who it is.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

/// `POST /access_tokens/create`; a part in braces takes any value, and one with a `+` all that follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    pub method: String,
    pub path: String,
}

/// The properties of an event of type HttpApi.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Declared {
    method: String,
    path: String,
}

impl Route {
    /// Reads the properties of an event of type HttpApi.
    pub(super) fn read(event: &Value) -> serde_json::Result<Self> {
        let Declared { method, path } = Declared::deserialize(event)?;
        Ok(Self { method, path })
    }

    /// The path parameters, if a path is this route's.
    pub fn matches(&self, method: &str, path: &str) -> Option<BTreeMap<String, String>> {
        let mine: Vec<_> = self.path.split('/').collect();
        let takes_all = self.path.ends_with("+}");
        let most = if takes_all { mine.len() } else { usize::MAX };
        let theirs: Vec<_> = path.splitn(most, '/').collect();
        if !self.method.eq_ignore_ascii_case(method) || mine.len() != theirs.len() {
            return None;
        }
        let mut parameters = BTreeMap::new();
        for (part, value) in mine.into_iter().zip(theirs) {
            match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
                Some(name) if !value.is_empty() => {
                    parameters.insert(name.trim_end_matches('+').to_owned(), value.to_owned());
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
        Route::read(&json!({ "Method": method, "Path": path })).expect("a route")
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
    fn a_route_takes_all_that_follows_where_its_last_braces_have_a_plus() {
        let route = route("GET", "/console/{file+}");
        for file in ["main.js", "page/element.js"] {
            let parameters = BTreeMap::from([("file".to_owned(), file.to_owned())]);
            assert_eq!(route.matches("GET", &format!("/console/{file}")), Some(parameters));
        }
        assert_eq!(route.matches("GET", "/console/"), None);
        assert_eq!(route.matches("GET", "/console"), None);
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
}
