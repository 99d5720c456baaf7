//! Routes: what the Web API has, and who may ask for it.

use serde_json::json;

use crate::{app::App, template::template};

/// What anybody's app may ask, with what it can prove.
const FOR_CUSTOMERS: [&str; 12] = [
    "GET /access_tokens/configuration/classifications/list",
    "POST /access_tokens/change_pass_code",
    "POST /access_tokens/create",
    "POST /access_tokens/delete",
    "POST /access_tokens/forgot_pass_code",
    "POST /access_tokens/reset_pass_code",
    "POST /access_tokens/reset_verification_code",
    "POST /access_tokens/set_as_effective",
    "POST /access_tokens/set_as_not_effective",
    "POST /access_tokens/show",
    "POST /access_tokens/update",
    "POST /access_tokens/verify",
];

/// What shows or changes customers in general.
const FOR_KNOWN_CALLERS: [&str; 10] = [
    "GET /access_tokens/get_not_associated",
    "GET /access_tokens/list",
    "POST /accounts_receivable/create",
    "POST /accounts_receivable/show",
    "POST /accounts_receivable/terminate",
    "POST /accounts_receivable/update",
    "POST /rewards_participants/create",
    "POST /rewards_participants/show",
    "POST /rewards_participants/terminate",
    "POST /rewards_participants/update",
];

/// The declared routes that sign with the keys of an AWS account, or that do not.
fn routes(needs_iam: bool) -> Vec<String> {
    let routes = template().functions.into_iter().flat_map(|function| function.routes);
    let wanted = routes.filter(|route| route.needs_iam == needs_iam);
    let mut routes: Vec<_> = wanted.map(|route| format!("{} {}", route.method, route.path)).collect();
    routes.sort_unstable();
    routes
}

/// Each with and without the version that the Web API has in its paths.
fn both(operations: &[&str]) -> Vec<String> {
    let versioned = operations.iter().map(|route| route.replacen(" /", " /crmapi/rest/{version}/", 1));
    let mut routes: Vec<_> = operations.iter().map(ToString::to_string).chain(versioned).collect();
    routes.sort_unstable();
    routes
}

#[test]
fn the_routes_are_those_of_the_web_api_with_and_without_its_version() {
    assert_eq!(routes(false), both(&FOR_CUSTOMERS));
}

#[test]
fn what_shows_or_changes_customers_in_general_needs_the_keys_of_the_aws_account() {
    assert_eq!(routes(true), both(&FOR_KNOWN_CALLERS));
}

#[tokio::test]
async fn paths_that_no_route_declares_are_refused_as_api_gateway_does_it() {
    let app = App::start().await;
    let answer = app.post("nothing", json!({})).await;
    assert_eq!((answer.status, answer.body), (404, json!({ "message": "Not Found" })));
}
