//! What a definition is refused with that offers log-in by a one-time password in a way that could not work.

use shared::Definition;

use super::refused;
use crate::support::records::unverified;

/// How the shipped one has log-in by a one-time password switched off.
const ONE_TIME_PASSWORDS: &str = "# [definition.one_time_password]\n# template = \"one_time_password\"";

#[test]
fn a_one_time_password_is_brought_by_its_own_template_alone() {
    let cases = [
        (
            ONE_TIME_PASSWORDS,
            "[definition.one_time_password]\ntemplate = \"welcome\"",
            "definition.one_time_password.template: template `welcome` does not hold the code it is there to bring",
        ),
        (
            ONE_TIME_PASSWORDS,
            "[definition.one_time_password]\ntemplate = \"one_time_password_sms\"",
            "definition.one_time_password.template: template `one_time_password_sms` is Sms, but the identifier is Email",
        ),
        (
            "taken_template = \"taken\"",
            "taken_template = \"one_time_password\"",
            "definition.identifier.taken_template: template `one_time_password` holds a code that there is none of then",
        ),
        (
            "changed_template = \"changed\"",
            "changed_template = \"one_time_password\"",
            "definition.pass_code.changed_template: template `one_time_password` holds a code that there is none of then",
        ),
    ];
    for (old, new, reason) in cases {
        assert_eq!(refused(old, new), format!("definition.toml: {reason}"));
    }
}

#[test]
fn a_one_time_password_needs_an_identifier_that_it_can_be_sent_to() {
    let on = "[definition.one_time_password]\ntemplate = \"one_time_password\"";
    let number = unverified().replacen("format = \"EMAIL\"", "format = \"NUMBER\"", 1).replacen(
        ONE_TIME_PASSWORDS,
        on,
        1,
    );
    let error = Definition::parse(&number, "definition.toml").expect_err("refused").to_string();
    let reason = "needs an identifier that a code can be sent to: EMAIL or PHONE, or by a template that is EXTERNAL any that is not generated";
    assert_eq!(error, format!("definition.toml: definition.one_time_password.template: {reason}"));
}
