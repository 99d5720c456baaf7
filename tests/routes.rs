//! Routes: the template deploys what the operations declare.

use serde_json::json;

use crate::support::{app::App, template::template};

/// Each path is served as it is declared, and as older applications have it.
const CRM: &str = "/crmapi/rest/{version}";

#[test]
fn the_template_has_each_declared_operation_under_both_its_paths_and_no_others() {
    let mut declared = Vec::new();
    for operation in shared::described_operations() {
        let older = operation.route().replacen(" /", &format!(" {CRM}/"), 1);
        declared.extend([operation.route(), older]);
    }
    let functions = template().functions.into_iter();
    let mut routes: Vec<_> = functions
        .flat_map(|function| function.routes)
        .map(|route| format!("{} {}", route.method, route.path))
        .collect();
    declared.sort_unstable();
    routes.sort_unstable();
    assert_eq!(routes, declared);
}

#[tokio::test]
async fn an_operation_answers_under_both_its_paths() {
    let app = App::start().await;
    for (path, expected) in [
        ("/access_tokens/configuration/classifications/list", "OK"),
        ("/access_tokens/configuration/show", "OK"),
        ("/access_tokens/show", "INVALID_FIELD"),
    ] {
        for before in ["", "/crmapi/rest/v4"] {
            let url = format!("http://{}{before}{path}", app.stack.api);
            let client = reqwest::Client::new();
            let request = if expected == "OK" { client.get(url) } else { client.post(url).json(&json!({})) };
            let body: serde_json::Value =
                request.send().await.expect("an answer").json().await.expect("a body");
            assert_eq!(body["status"]["code"], expected, "{before}{path}");
        }
    }
}

#[tokio::test]
async fn paths_that_no_route_declares_are_refused_as_api_gateway_does_it() {
    let app = App::start().await;
    let answer = app.post("nothing", json!({})).await;
    assert_eq!((answer.status, answer.body), (404, json!({ "message": "Not Found" })));
}
