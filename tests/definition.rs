//! The definition: what could not work is refused when it is loaded.

mod one_time_passwords;
mod reference;

use shared::Definition;

use crate::support::{app::DEFINITION, records::at_once};

/// What a definition is refused with: `old` of the shipped one replaced by `new`.
fn refused(old: &str, new: &str) -> String {
    assert!(DEFINITION.contains(old), "{old}");
    let text = DEFINITION.replacen(old, new, 1);
    Definition::parse(&text, "definition.toml").expect_err("an error").to_string()
}

#[test]
fn settings_that_cannot_work_are_refused_by_file_key_and_reason() {
    let cases = [
        (
            "code_length = 6 ",
            "code_length = 5 ",
            "definition.verification.code_length: is 5; it must be 6 to 10",
        ),
        (
            "code_life_minutes = 15",
            "code_life_minutes = 1441",
            "definition.verification.code_life_minutes: is 1441; it must be 1 to 1440",
        ),
        (
            "code_life_minutes = 10",
            "code_life_minutes = 11",
            "classification[0].settings.verification.code_life_minutes: is 11; it must be 1 to 10",
        ),
        ("attempts = 5", "attempts = 6", "definition.verification.attempts: is 6; it must be 1 to 5"),
        (
            "resend_pause_seconds = 60",
            "resend_pause_seconds = 59",
            "definition.verification.resend_pause_seconds: is 59; it must be 60 to 3600",
        ),
        (
            "maximum_length = 128",
            "maximum_length = 63",
            "definition.pass_code.maximum_length: is 63; it must be at least 64",
        ),
        (
            "length = 8, letters = 1",
            "length = 8, letters = 130",
            "definition.pass_code.minimum: asks for more characters than pass_code.maximum_length allows",
        ),
        (
            "length = 8, letters = 1",
            "length = 7, letters = 1",
            "definition.pass_code.minimum.length: is 7; it must be at least 8",
        ),
        (
            "context_words = [\"company\", \"company zx\"]",
            "context_words = [\"company\", \"z-x\"]",
            "definition.pass_code.context_words: `z-x` has fewer than 3 letters and digits",
        ),
        (
            "context_words = [\"company\", \"company zx\"]\ntemplate = \"pass_code_sms\"",
            "context_words = [\"\"]\ntemplate = \"pass_code_sms\"",
            "classification[0].settings.pass_code.context_words: `` has fewer than 3 letters and digits",
        ),
    ];
    for (old, new, reason) in cases {
        assert_eq!(refused(old, new), format!("definition.toml: {reason}"));
    }
}

#[test]
fn at_most_fifty_context_words_are_taken() {
    let words = |count: usize| format!("context_words = {:?}\n#", vec!["company"; count]);
    let fifty = DEFINITION.replacen("context_words = ", &words(50), 1);
    assert!(Definition::parse(&fifty, "definition.toml").is_ok());
    let expected = "definition.toml: definition.pass_code.context_words: holds 51; it may hold at most 50";
    assert_eq!(refused("context_words = ", &words(51)), expected);
}

#[test]
fn templates_and_lists_that_cannot_work_are_refused_by_file_key_and_reason() {
    let cases = [
        (
            "template = \"welcome\"",
            "template = \"welcom\"",
            "definition.verification.template: there is no template `welcom`",
        ),
        (
            "template = \"welcome\"",
            "template = \"welcome_sms\"",
            "definition.verification.template: template `welcome_sms` is Sms, but the identifier is Email",
        ),
        (
            "template = \"welcome\"",
            "template = \"taken\"",
            "definition.verification.template: template `taken` does not hold the code it is there to bring",
        ),
        (
            "taken_template = \"taken\"",
            "taken_template = \"welcome\"",
            "definition.identifier.taken_template: template `welcome` holds a code that there is none of then",
        ),
        (
            "format = \"EMAIL\"",
            "format = \"NUMBER\"",
            "definition.verification.required: ALWAYS needs an identifier that a code can be sent to: EMAIL or PHONE, or by a template that is EXTERNAL any that is not generated",
        ),
        (
            "creation = \"NONE\"",
            "creation = \"GENERATED_NUMBER\"",
            "definition.identifier.format: is Email, but what identifier.creation generates is Number",
        ),
        (
            "at_most_tokens = 20",
            "at_most_tokens = 0",
            "definition.accounts_receivable.at_most_tokens: is 0; leave it out, or allow one at least",
        ),
        (
            "assigning_template = \"assigned\"",
            "assigning_template = \"welcome\"",
            "definition.accounts_receivable.assigning_template: template `welcome` holds a code that there is none of then",
        ),
        (
            "forgot_template = \"forgot\"",
            "forgot_template = \"changed\"",
            "definition.pass_code.forgot_template: template `changed` does not hold the code it is there to bring",
        ),
        (
            "forgot_template = \"forgot\"",
            "# forgot_template = \"forgot\"",
            "definition.pass_code.forgot_template: is missing: pass_code.reset = TICKET sends it",
        ),
        (
            "reset = \"TICKET\"  ",
            "reset = \"AT_ONCE\"  ",
            "definition.pass_code.reset: is TICKET for some tokens and AT_ONCE for others: the time of an answer would tell whose is whose",
        ),
        (
            "changed_template = \"renamed\"",
            "changed_template = \"welcome\"",
            "definition.identifier.changed_template: template `welcome` holds a code that there is none of then",
        ),
        (
            "countries = [\"CY\", \"GR\", \"GB\"]",
            "countries = []",
            "sms.countries: is empty, but classification[0].settings sends text messages",
        ),
        (
            "countries = [\"CY\", \"GR\", \"GB\"]",
            "countries = [\"Cyprus\"]",
            "sms.countries: `Cyprus` is no country that has phone numbers, in two capital letters like CY",
        ),
        (
            "subject = \"You already",
            "# subject = \"You already",
            "template.taken.subject: an e-mail needs one",
        ),
        (
            "# [countries]\n# flag_url = \"https:",
            "[countries]\nflag_url = \"http:",
            "countries.flag_url: must be a URL like https://example.com/flags/{two_character_code}.svg",
        ),
        (
            "name = \"Software\"",
            "name = \"Hotels\"",
            "industry_sector[1].name: `Hotels` names another industry_sector already",
        ),
        ("content = \"Your new", "content = \"\"\n# \"Your new", "template.pass_code_sms.content: is empty"),
    ];
    for (old, new, reason) in cases {
        assert_eq!(refused(old, new), format!("definition.toml: {reason}"));
    }
}

#[test]
fn budgets_that_are_out_of_bounds_or_contradict_each_other_are_refused_by_key_and_reason() {
    let cases = [
        (
            "pending_days = 7  ",
            "pending_days = 31  ",
            "definition.verification.pending_days: is 31; it must be 1 to 30",
        ),
        (
            "per_destination = { hour = 5, day = 10 }",
            "per_destination = { hour = 5, day = 21 }",
            "messages.per_destination.day: is 21; it must be 1 to 20",
        ),
        (
            "per_destination = { hour = 5, day = 10 }",
            "per_destination = { hour = 10, day = 9 }",
            "messages.per_destination: allows more in an hour than in a day",
        ),
        (
            "per_source_and_destination = { hour = 3, day = 5 }",
            "per_source_and_destination = { hour = 5, day = 5 }",
            "messages.per_source_and_destination: must be less than per_destination: one source could use all of it up, and keep the owner of an address from theirs",
        ),
        (
            "per_source = { hour = 60, day = 300 }",
            "per_source = { hour = 2, day = 300 }",
            "messages.per_source: allows less than per_source_and_destination",
        ),
        (
            "per_day = 20000",
            "per_day = 59",
            "messages.per_day: is less than one source or one country may have by itself",
        ),
    ];
    for (old, new, reason) in cases {
        assert_eq!(refused(old, new), format!("definition.toml: {reason}"));
    }
}

/// It may be all that proves an access token.
#[test]
fn a_generated_authentication_code_is_no_short_one() {
    let (kept, code) = DEFINITION.split_once("[definition.authentication_code]").expect("its section");
    let of_length = |length: &str| {
        let code = code.replacen("\"NONE\"", "\"GENERATED\"", 1).replacen("length = 20", length, 1);
        let text = format!("{kept}[definition.authentication_code]{code}");
        Definition::parse(&text, "definition.toml").map(|_| ()).map_err(|error| error.to_string())
    };
    let reason = "is 15; where codes are GENERATED it must be 16 at least";
    let refused = format!("definition.toml: definition.authentication_code.length: {reason}");
    assert_eq!((of_length("length = 15"), of_length("length = 16")), (Err(refused), Ok(())));
}

#[test]
fn a_ticket_is_offered_to_all_or_to_nobody() {
    let at_once = at_once(DEFINITION).replace("forgot_template = \"forgot\"", "# none");
    let error = Definition::parse(&at_once, "definition.toml").expect_err("refused").to_string();
    let reason = "is there for some tokens and not for others: an answer would tell whose is whose";
    assert_eq!(error, format!("definition.toml: definition.pass_code.forgot_template: {reason}"));
}

#[test]
fn an_unknown_tag_is_refused_when_the_definition_is_loaded() {
    let error = refused("#access_token.verification_code is your", "#access_token.verification is your");
    assert!(
        error.starts_with(
            "definition.toml: template.welcome.subject: holds the unknown tag `#access_token.verification`"
        ),
        "{error}"
    );
}

#[test]
fn an_unknown_key_is_refused_with_its_line() {
    let error = refused("attempts = 5", "atempts = 5");
    assert!(error.contains("atempts") && error.contains("line 38"), "{error}");
}

#[test]
fn a_classification_that_would_tell_who_another_keeps_quiet_about_is_refused() {
    let two_formats = DEFINITION.replacen("required = \"ALWAYS\"", "required = \"NEVER\"", 1);
    assert!(Definition::parse(&two_formats, "definition.toml").is_ok());
    let one_format = two_formats.replacen("format = \"EMAIL\"", "format = \"FREE_TEXT\"", 1);
    let error = Definition::parse(&one_format, "definition.toml").expect_err("an error").to_string();
    let expected = "definition.toml: definition.verification.required: is ALWAYS for some and not";
    assert!(error.starts_with(expected), "{error}");
}

#[test]
fn two_classifications_of_one_name_are_refused() {
    let classification = DEFINITION.split("[[classification]]").nth(1).expect("a classification");
    let classification = classification.split("# Text messages").next().expect("its end");
    let text = format!("{DEFINITION}\n[[classification]]{classification}");
    let error = Definition::parse(&text, "definition.toml").expect_err("an error").to_string();
    assert!(
        error.starts_with(
            "definition.toml: classification[1]: `5B1DF1D3C0A84F0F9A6E3C2B7D401E77` names another"
        ),
        "{error}"
    );
}
