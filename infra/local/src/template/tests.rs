//! What is read of a small template.

use super::*;

/// The template beside this file.
pub fn small() -> Template {
    Template::parse(include_str!("small.yaml"), &BTreeMap::new()).expect("a template")
}

#[test]
fn a_route_needs_iam_where_its_event_says_so() {
    let routes = small().functions.remove(0).routes;
    let read: Vec<_> =
        routes.iter().map(|route| (route.method.as_str(), route.path.as_str(), route.needs_iam)).collect();
    assert_eq!(
        read,
        [
            ("GET", "/access_tokens/configuration/classifications/list", false),
            ("POST", "/crmapi/rest/{version}/access_tokens/show", false),
            ("GET", "/access_tokens/show", true),
        ]
    );
}

#[test]
fn a_table_has_as_many_indexes_as_are_declared() {
    let read = |text: &str| {
        let template = Template::parse(text, &BTreeMap::new()).expect("a template");
        template.table.global_secondary_indexes.into_iter().map(|index| index.index_name).collect::<Vec<_>>()
    };
    let small = include_str!("small.yaml");
    assert_eq!(read(small), ["Keys", "Some", "All"]);
    assert!(read(&small.replace("GlobalSecondaryIndexes:", "Others:")).is_empty());
}

#[test]
fn a_function_that_nobody_calls_but_a_rotation_knows_its_secrets() {
    let rotates: Vec<_> =
        small().functions.into_iter().map(|function| (function.binary, function.rotates)).collect();
    assert_eq!(rotates, [("show".to_owned(), Vec::new()), ("rotate".to_owned(), vec!["Keyring".to_owned()])]);
}

#[test]
fn what_is_not_served_is_refused_with_its_place() {
    let refused = |old: &str, new: &str| {
        let text = include_str!("small.yaml").replacen(old, new, 1);
        Template::parse(&text, &BTreeMap::new()).expect_err("an error")
    };
    assert_eq!(
        refused("Type: HttpApi", "Type: Schedule"),
        "Show: the event Open is of type Some(\"Schedule\"), which the local stack does not serve"
    );
    assert_eq!(refused("Method: GET", "Methods: GET"), "Show: the event Open: missing field `Method`");
    assert_eq!(
        refused("ProjectionType: KEYS_ONLY", "Type: KEYS_ONLY"),
        "Table: missing field `ProjectionType`"
    );
    assert_eq!(
        refused("!GetAtt Rotate.Arn", "!GetAtt Other.Arn"),
        "Rotate: it has no events, and no secret's rotation calls it"
    );
    assert_eq!(
        refused("RotationLambdaARN:", "HostedRotationLambda:"),
        "KeyringRotation: missing field `RotationLambdaARN`"
    );
}
