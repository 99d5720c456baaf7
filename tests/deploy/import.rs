//! infra/import: a table and secrets that are there become a stack, as the template has them.

use std::{fs, process::Output};

use serde_yaml_ng::Value;

use super::{NOT_THERE, Owner};

const SECRET: &str = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:Keyring-000000";

impl Owner {
    fn imports(&self) -> Output {
        self.runs("import", &["again", "Table-1", SECRET, SECRET])
    }

    /// The template that the stack was made of.
    fn imported(&self) -> Value {
        let text = fs::read_to_string(self.path("imported")).expect("a template");
        serde_yaml_ng::from_str(&text).expect("a template")
    }
}

/// CloudFormation takes over what is there only by a template that has nothing else, and compares nothing: what is said
/// there must be what the stack says later.
#[test]
fn a_table_and_secrets_that_are_there_become_a_stack_as_the_template_has_them() {
    let owner = Owner::new(NOT_THERE);
    let output = owner.imports();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let imported = owner.imported();
    let whole: Value =
        serde_yaml_ng::from_str(include_str!("../../infra/template.yaml")).expect("the template");
    let resources = imported["Resources"].as_mapping().expect("resources");
    assert_eq!(resources.len(), 3);
    for (name, resource) in resources {
        assert_eq!(resource, &whole["Resources"][name], "{name:?}");
        assert_eq!(resource["DeletionPolicy"], "Retain", "{name:?}");
    }
    for section in ["Parameters", "Conditions"] {
        for (name, declared) in imported[section].as_mapping().expect(section) {
            assert_eq!(declared, &whole[section][name], "{name:?}");
        }
    }
    assert!(owner.calls().contains("--change-set-type IMPORT"));
    for arguments in [&["again"][..], &["again", "Table-1", "Keyring", SECRET]] {
        assert!(!owner.runs("import", arguments).status.success(), "{arguments:?}");
    }
}

/// Else CloudFormation takes no template.
#[test]
fn what_becomes_a_stack_names_nothing_that_is_not_declared_with_it() {
    let owner = Owner::new(NOT_THERE);
    assert!(owner.imports().status.success());
    let imported = owner.imported();
    let mut named = Vec::new();
    names(&imported["Resources"], &mut named);
    names(&imported["Conditions"], &mut named);
    assert!(named.contains(&("Conditions", "FindsBeginnings".to_owned())), "{named:?}");
    for (section, name) in named {
        assert!(!imported[section][&name].is_null(), "{section} {name}");
    }
}

/// Every condition and parameter that is named in there, with the section that declares it.
fn names(value: &Value, named: &mut Vec<(&'static str, String)>) {
    match value {
        Value::Tagged(tagged) => {
            let first = tagged.value.as_sequence().and_then(|items| items.first()).unwrap_or(&tagged.value);
            let section = match tagged.tag.to_string().as_str() {
                "!If" | "!Condition" => Some("Conditions"),
                "!Ref" => Some("Parameters"),
                _ => None,
            };
            let name = first.as_str().filter(|name| !name.starts_with("AWS::"));
            named.extend(section.zip(name.map(ToOwned::to_owned)));
            names(&tagged.value, named);
        }
        Value::Mapping(items) => items.values().for_each(|item| names(item, named)),
        Value::Sequence(items) => items.iter().for_each(|item| names(item, named)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The next deployment would make the index once more, or take it away.
#[test]
fn a_table_with_the_index_of_beginnings_becomes_a_stack_that_has_it() {
    for (indexes, value) in [("NotAssociated\tFound\n", "BEGINNINGS"), ("NotAssociated\n", "EXACT")] {
        let owner = Owner::new(NOT_THERE);
        fs::write(owner.path("indexes"), indexes).expect("indexes");
        assert!(owner.imports().status.success());
        let said = format!("ParameterKey=FindBy,ParameterValue={value} ");
        assert!(owner.calls().contains(&said), "{}", owner.calls());
    }
}

#[test]
fn an_import_that_is_refused_says_why_and_leaves_no_change_set() {
    let owner = Owner::new(NOT_THERE);
    fs::write(owner.path("reason"), "Unresolved condition").expect("a reason");
    let output = owner.imports();
    let said = String::from_utf8(output.stderr).expect("text");
    assert!(!output.status.success() && said.contains("Unresolved condition"), "{said}");
    let calls = owner.calls();
    let name = |call: &str| {
        let line = calls.lines().find(|line| line.contains(call)).expect(call);
        let (_, rest) = line.split_once("--change-set-name ").expect("a name");
        rest.split(' ').next().expect("its end").to_owned()
    };
    assert_eq!(name("delete-change-set"), name("create-change-set"));
    assert!(name("create-change-set") != "import" && !calls.contains("execute-change-set"), "{calls}");
}
