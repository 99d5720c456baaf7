//! The OpenAPI description: the kept file is what the code says, and it lists what is deployed.

use std::{fs, path::Path};

use crate::support::app::App;

#[test]
fn the_kept_description_is_that_of_the_code() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/openapi.json");
    let kept = fs::read_to_string(file).expect("docs/openapi.json");
    let made = format!("{:#}\n", shared::document());
    assert!(
        kept == made,
        "docs/openapi.json is not what the code says; renew it: cargo run -- --openapi > docs/openapi.json"
    );
}

#[test]
fn the_kept_list_of_errors_is_that_of_the_code() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/ERRORS.md");
    let kept = fs::read_to_string(file).expect("docs/ERRORS.md");
    assert!(
        kept == shared::errors(),
        "docs/ERRORS.md is not what the code says; renew it: cargo run -- --errors > docs/ERRORS.md"
    );
}

#[test]
fn the_kept_reference_of_the_definition_is_that_of_the_code() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/DEFINITION.md");
    let kept = fs::read_to_string(file).expect("docs/DEFINITION.md");
    assert!(
        kept == shared::settings(),
        "docs/DEFINITION.md is not what the code says; renew it: cargo run -- --settings > docs/DEFINITION.md"
    );
}

#[test]
fn the_kept_schemas_of_what_is_published_and_of_the_definition_are_those_of_the_code() {
    kept("message", &shared::external_message());
    kept("event", &shared::announcement());
    kept("definition", &shared::definition_file());
}

fn kept(what: &str, made: &serde_json::Value) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../docs/schemas/{what}.json"));
    let kept = fs::read_to_string(file).unwrap_or_default();
    let renew = format!("cargo run -- --schema {what} > docs/schemas/{what}.json");
    assert!(
        kept == format!("{made:#}\n"),
        "docs/schemas/{what}.json is not what the code says; renew it: {renew}"
    );
}

#[test]
fn the_paths_are_the_declared_operations_and_each_says_whether_a_caller_has_to_show_something() {
    let operations = shared::described_operations();
    let mut declared: Vec<_> = operations
        .iter()
        .map(|one| (one.route(), one.needs_a_session() || one.key_class().is_some()))
        .collect();
    let document = shared::document();
    let mut described = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        described.extend(item.as_object().expect("an item").iter().map(|(method, operation)| {
            let security = operation["security"].as_array().expect("what a caller may show");
            let has_to = !security.is_empty() && !security.contains(&serde_json::json!({}));
            (format!("{} {path}", method.to_uppercase()), has_to)
        }));
    }
    declared.sort_unstable();
    described.sort_unstable();
    assert_eq!(described, declared);
}

#[tokio::test]
async fn the_local_stack_serves_the_description_and_its_page_by_itself() {
    let app = App::start().await;
    let at = |path: &str| format!("http://{}{path}", app.stack.api);
    let served = reqwest::get(at("/openapi.json")).await.expect("an answer");
    assert_eq!(served.json::<serde_json::Value>().await.expect("JSON"), shared::document());
    let page = reqwest::get(at("/docs/")).await.expect("an answer").text().await.expect("a page");
    assert!(page.contains("swagger-ui") && !page.contains("https://"), "{page}");
    let files = page.split('"').filter(|text| text.starts_with("/docs/")).collect::<Vec<_>>();
    assert_eq!(files.len(), 6, "{page}");
    for file in files {
        assert_eq!(reqwest::get(at(file)).await.expect("an answer").status(), 200, "{file}");
    }
}
