//! `definition check`: what is wrong with a definition is said before it is deployed.

use std::{fs, path::Path};

use serde_json::{Value, json};

use crate::support::{owner, refused, stderr, stdout};

const SHIPPED: &str = include_str!("../../definition.toml");

/// The file of a definition in which texts are replaced by others.
fn file(name: &str, changes: &[(&str, &str)]) -> String {
    let mut text = SHIPPED.to_owned();
    for (old, new) in changes {
        assert!(text.contains(old), "{old}");
        text = text.replacen(old, new, 1);
    }
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&file, text).expect("a written file");
    file.display().to_string()
}

#[test]
fn a_good_definition_is_told_in_short() {
    let file = file("good.toml", &[]);
    let output = owner(&[], &["definition", "check", &file]);
    assert!(output.status.success() && stderr(&output).is_empty(), "{output:?}");
    for told in ["Phone", "PHONE", "ALWAYS", "6 digits, 15 minutes", "CY, GR, GB", "`company-zx`"] {
        assert!(stdout(&output).contains(told), "{told}: {output:?}");
    }
    let output = owner(&[], &["definition", "check", &file, "--json"]);
    let report: Value = serde_json::from_str(stdout(&output)).expect("JSON");
    assert_eq!(report["faults"], json!([]));
    assert_eq!(report["definition"]["kinds"][1]["identifier"], "PHONE");
}

#[test]
fn what_another_system_brings_is_told_with_what_it_needs() {
    let file = file("external.toml", &[("medium = \"EMAIL\"", "medium = \"EXTERNAL\"")]);
    let output = owner(&[], &["definition", "check", &file]);
    assert!(
        stdout(&output).contains("1 for another system: deploy with ExternalMessages=TOPIC."),
        "{output:?}"
    );
}

#[test]
fn all_that_is_wrong_with_a_definition_is_said_by_key_and_reason() {
    let file = file(
        "bad.toml",
        &[
            ("code_length = 6 ", "code_length = 5 "),
            ("attempts = 5", "attempts = 6"),
            ("template = \"welcome\"", "template = \"welcom\""),
            // Whatever names this one names one that there is.
            ("subject = \"You already", "# subject = \"You already"),
            ("per_day = 20000", "per_day = 59"),
        ],
    );
    let told = refused(&[], &["definition", "check", &file]);
    let faults = [
        ("template.taken.subject", "an e-mail needs one"),
        ("definition.verification.template", "there is no template `welcom`"),
        ("definition.verification.code_length", "is 5; it must be 6 to 10"),
        ("definition.verification.attempts", "is 6; it must be 1 to 5"),
        ("messages.per_day", "is less than one source or one country may have by itself"),
    ];
    let lines: Vec<_> = faults.iter().map(|(key, reason)| format!("{file}: {key}: {reason}")).collect();
    assert!(told.starts_with(&format!("error: {}\n  mend", lines.join("\n"))), "{told}");

    let output = owner(&[], &["definition", "check", &file, "--json"]);
    assert!(!output.status.success(), "{output:?}");
    let report: Value = serde_json::from_str(stdout(&output)).expect("JSON");
    let listed = faults.map(|(key, reason)| json!({ "key": key, "reason": reason }));
    assert_eq!(report, json!({ "faults": listed, "definition": null }));
}

#[test]
fn whoever_gives_no_definition_is_told_what_it_is_instead() {
    let nothing = refused(&[], &["definition", "check", "/nowhere/definition.toml"]);
    assert!(nothing.contains("/nowhere/definition.toml: cannot be read"), "{nothing}");
    let misspelled = file("misspelled.toml", &[("attempts = 5", "atempts = 5")]);
    let misspelled = refused(&[], &["definition", "check", &misspelled]);
    assert!(misspelled.contains("line 38") && misspelled.contains("`attempts`"), "{misspelled}");
}
