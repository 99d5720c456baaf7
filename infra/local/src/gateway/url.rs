//! The URL of a request. The library of the functions makes one of every event, and panics where it cannot.

use axum::http::Uri;
use reqwest::Url;
use serde_json::Value;

/// The URL that `lambda_http` will make of an event's headers, path and query; nothing where it would panic.
pub(super) fn url(event: &Value) -> Option<Uri> {
    let header = |name: &str| event["headers"][name].as_str();
    let (path, query) = (event["rawPath"].as_str()?, event["rawQueryString"].as_str()?);
    let parts = Uri::builder()
        .scheme(header("x-forwarded-proto").unwrap_or("https"))
        .authority(header("host").or(event["requestContext"]["domainName"].as_str())?)
        .path_and_query(format!("{path}?{query}"))
        .build()
        .ok()?;
    // The library builds it with both, and either has texts that the other does not take.
    Uri::try_from(Url::parse(&parts.to_string()).ok()?.as_str()).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// A recorded event with this header.
    fn event(name: &str, value: &str) -> Value {
        let mut event: Value =
            serde_json::from_str(include_str!("../../../../events/show.json")).expect("an event");
        event["headers"][name] = json!(value);
        event
    }

    #[test]
    fn what_makes_a_url_is_read_as_that_url() {
        for (name, value) in [
            ("x-forwarded-proto", "http"),
            ("x-forwarded-proto", "HTTPS"),
            ("x-forwarded-proto", "git+ssh"),
            ("host", "127.0.0.1:8080"),
            ("host", "[::1]:8080"),
            ("host", "xn--bcher-kva.example"),
        ] {
            let event = event(name, value);
            let read = lambda_http::request::from_str(&event.to_string()).expect("a request");
            let url = url(&event).unwrap_or_else(|| panic!("no URL of {name}: {value}"));
            assert_eq!(url.to_string().trim_end_matches('?'), read.uri().to_string());
        }
    }

    #[test]
    fn what_makes_no_url_or_one_of_another_path_is_refused() {
        for value in ["ht tp", "", "://", "1", "https://elsewhere.example/?"] {
            assert_eq!(url(&event("x-forwarded-proto", value)), None, "{value}");
        }
        for value in ["a b", "", "[", "%", "localhost:99999", "localhost:80,localhost", "localhost/a?", "é"]
        {
            assert_eq!(url(&event("host", value)), None, "{value}");
        }
    }
}
