//! What an app is told of the rules while a customer types: it is what `create` and `verify` then hold to.

mod identifiers;
mod pass_codes;
mod verification;

use serde_json::{Value, json};

use crate::support::{
    app::{Answer, App, DEFINITION},
    records::with,
};

const SHOW: &str = "access_tokens/configuration/show";

/// Each kind of tokens that the shipped definition has: how it is named, and an identifier for each number.
const KINDS: [Kind; 2] = [
    Kind { named: "", identifier: |number| format!("ada{number}@example.com") },
    Kind { named: "{\"alternative_code\":\"PHONE\"}", identifier: |number| format!("+357991{number:05}") },
];

struct Kind {
    named: &'static str,
    identifier: fn(usize) -> String,
}

impl Kind {
    /// The rules that an app is told.
    async fn rules(&self, app: &App) -> Value {
        let query = [("classification_identifier", self.named)];
        let shown = app.get(SHOW, if self.named.is_empty() { &[] } else { &query }).await;
        assert_eq!(shown.status, 200, "{shown:?}");
        shown.data().clone()
    }

    /// Registers as a stranger does.
    async fn create(&self, app: &App, fields: &Value) -> Answer {
        let named = serde_json::from_str::<Value>(self.named).ok();
        app.post("create", with(json!({ "classification_identifier": named }), fields)).await
    }
}

/// What is wrong with a request, as programs read it; nothing where it is granted.
fn broken(answer: &Answer) -> Value {
    let mut errors = answer.body["errors"].clone();
    for error in errors.as_array_mut().into_iter().flatten() {
        error.as_object_mut().expect("an error").remove("message");
    }
    assert_eq!(errors.is_null(), answer.status == 200, "{answer:?}");
    errors
}

fn number(rules: &Value, path: &str) -> usize {
    let number = rules.pointer(path).and_then(Value::as_u64).unwrap_or_else(|| panic!("{path} in {rules}"));
    number.try_into().expect("a length")
}

/// So many letters, digits and specials, of which nobody would think first.
fn text(letters: usize, digits: usize, specials: usize) -> String {
    let of = |characters: &'static str, count| characters.chars().cycle().take(count);
    of("kzqvmxwhtjrbgp", letters).chain(of("7305826194", digits)).chain(of("!?%+", specials)).collect()
}

const NEVER: (&str, &str) = ("required = \"ALWAYS\"", "required = \"NEVER\"");

/// A definition with other settings, wherever they stand.
fn changed(definition: &str, changes: &[(&str, &str)]) -> String {
    changes.iter().fold(definition.to_owned(), |definition, (from, to)| {
        assert!(definition.contains(from), "{from}");
        definition.replace(from, to)
    })
}

#[tokio::test]
async fn an_app_is_told_the_rules_of_the_definition_or_of_a_classification() {
    let app = App::start().await;
    let minimum = json!({ "length": 8, "letters": 1, "digits": 1, "specials": 0 });
    let refused =
        ["COMMON", "REPEATED", "SEQUENCE", "SAME_AS_IDENTIFIER", "AROUND_IDENTIFIER", "AROUND_CONTEXT_WORD"];
    let of_definition = json!({
        "identifier": {
            "creation": "NONE",
            "format": "EMAIL",
            "minimum": { "length": 1, "letters": 0, "digits": 0, "specials": 0 },
            "maximum_length": 254,
            "countries": null,
        },
        "pass_code": {
            "creation": "NONE",
            "minimum": minimum,
            "maximum_length": 128,
            "maximum_bytes": 256,
            "refused": refused,
        },
        "authentication_code": {
            "creation": "NONE",
            "format": "FREE_TEXT",
            "length": 20,
            "maximum_length": 254,
        },
        "verification": {
            "required": "ALWAYS",
            "code_length": 6,
            "code_life_minutes": 15,
            "attempts": 5,
            "resend_pause_seconds": 60,
        },
    });
    let mut of_phones = of_definition.clone();
    of_phones["identifier"]["format"] = json!("PHONE");
    of_phones["identifier"]["countries"] = json!(["CY", "GR", "GB"]);
    of_phones["verification"]["code_life_minutes"] = json!(10);
    let [definition, phones] = KINDS;
    assert_eq!(definition.rules(&app).await, of_definition);
    assert_eq!(phones.rules(&app).await, of_phones);
    for named in ["{\"id\":\"5B1DF1D3C0A84F0F9A6E3C2B7D401E77\"}", "{\"name\":\"Phone\"}"] {
        let shown = app.get(SHOW, &[("classification_identifier", named)]).await;
        assert_eq!(shown.data(), &of_phones, "{named}");
    }
    let some = app.get(SHOW, &[("fields_set", "verification")]).await;
    assert_eq!(some.data(), &json!({ "verification": of_definition["verification"] }));
}

#[tokio::test]
async fn nobody_is_told_the_name_of_a_template_a_word_of_the_business_or_a_budget() {
    let named = changed(
        DEFINITION,
        &[
            ("template = \"", "template = \"named_"),
            ("[template.", "[template.named_"),
            ("name = \"Company ZX\"\ngroup", "name = \"Zebras Ltd\"\ngroup"),
        ],
    );
    let app = App::start_with(&named).await;
    for kind in KINDS {
        let told = kind.rules(&app).await.to_string().to_lowercase();
        for kept_back in ["template", "named_", "company", "zebra", "per_", "hour", "day"] {
            assert!(!told.contains(kept_back), "{kept_back} in {told}");
        }
    }
}
