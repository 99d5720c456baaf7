//! Which definitions can work with the medium EXTERNAL.

use shared::Definition;

use super::by_another_system;

/// What a definition is refused with, after a change.
fn refused(definition: &str, old: &str, new: &str) -> String {
    assert!(definition.contains(old), "{old}");
    let changed = definition.replacen(old, new, 1);
    Definition::parse(&changed, "definition.toml").expect_err("an error").to_string()
}

#[test]
fn an_identifier_of_any_format_can_be_reached_by_it() {
    for format in ["EMAIL", "PHONE", "NUMBER", "FREE_TEXT"] {
        Definition::parse(&by_another_system(format), "definition.toml").expect(format);
    }
    // Another system takes some of the messages to an address, and the others go by mail.
    let some = crate::support::app::DEFINITION.replacen(
        "[template.welcome]\nmedium = \"EMAIL\"",
        "[template.welcome]\nmedium = \"EXTERNAL\"",
        1,
    );
    Definition::parse(&some, "definition.toml").expect("some");
}

#[test]
fn what_cannot_work_with_it_is_refused_by_key_and_reason() {
    let number = by_another_system("NUMBER");
    for (old, new, reason) in [
        (
            "[template.changed]\nmedium = \"EXTERNAL\"",
            "[template.changed]\nmedium = \"EMAIL\"",
            "definition.pass_code.changed_template: template `changed` is Email, but the identifier is Number",
        ),
        (
            "[definition.identifier]\ncreation = \"NONE\"",
            "[definition.identifier]\ncreation = \"GENERATED_NUMBER\"",
            "definition.verification.required: ALWAYS needs an identifier that a code can be sent to: EMAIL or PHONE, or by a template that is EXTERNAL any that is not generated",
        ),
        (
            "subject = \"You already have a Company ZX account\"",
            "subject = \"\"\"You\nalready\"\"\"",
            "template.taken.subject: must be one line",
        ),
    ] {
        assert_eq!(refused(&number, old, new), format!("definition.toml: {reason}"));
    }
}

/// It may be any other's: an answer would tell who is known.
#[test]
fn free_text_that_is_kept_quiet_about_shares_no_table_with_what_is_told() {
    let free = by_another_system("FREE_TEXT");
    let (before, classification) = free.split_once("[[classification]]").expect("a classification");
    let told = format!(
        "{before}[[classification]]{}",
        classification.replacen("required = \"ALWAYS\"", "required = \"NEVER\"", 1)
    );
    let error = Definition::parse(&told, "definition.toml").expect_err("refused").to_string();
    assert!(
        error.contains("is ALWAYS for some and not for other tokens that may share an identifier"),
        "{error}"
    );
}
