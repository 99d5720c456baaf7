//! What is read of a small template.

use super::*;

/// The template beside this file.
pub fn small() -> Template {
    Template::parse(include_str!("small.yaml"), &BTreeMap::new()).expect("a template")
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
    let keyring = Rotates { secret: "Keyring".to_owned(), at_once: true };
    assert_eq!(rotates, [("show".to_owned(), Vec::new()), ("rotate".to_owned(), vec![keyring])]);
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
