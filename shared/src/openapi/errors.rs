//! docs/ERRORS.md: every code with its status, when it is answered, what an application does then, and which operations
//! answer it.

use std::{collections::BTreeMap, fmt::Write as _};

use schemars::schema_for;
use serde_json::Value;

use super::{document::operations, examples::rules};
use crate::http::code::Code;

const HEAD: &str = "\
# Errors

Printed from the code: `cargo run -- --errors > docs/ERRORS.md`. A test holds that it is current.

A request that is refused gets the envelope without `data`, a code for programs, which never changes, a message for
people, and an honest HTTP status:

```json
{\"status\":{\"message\":\"pass_code: must have at least 8 characters\",\"description\":\"\",\"code\":\"INVALID_VALUE\"},
 \"errors\":[{\"field\":\"pass_code\",\"rule\":\"TOO_SHORT\",\"minimum\":8,\"message\":\"must have at least 8 characters\"}]}
```

`errors` is there with `INVALID_FIELD` and `INVALID_VALUE`. It names every rule that the request breaks: the path of the
field, the name of the rule, its numbers, and a text for people. What cannot be read as its type comes alone.

API Gateway answers some requests by itself, without the envelope, as `{\"message\":\"Too Many Requests\"}`: 403 to who
may not call the API, 404 to a path that there is none of, 413 to a body of more than 10 MB, 429 where it throttles, 500
and 503 where a function fails or takes too long.

The OpenAPI description ([openapi.json](openapi.json)) says of each operation which codes it can answer.

## Codes
";

const RULES: &str = "
## Rules of fields

An app that marks fields, or says things in its own words, compares `rule`. The texts are examples.

| rule | what stands beside it | text |
|---|---|---|
";

/// The page, in Markdown.
pub fn errors() -> String {
    let operations = operations();
    let texts = texts();
    let mut page = HEAD.to_owned();
    for code in Code::ALL {
        let (when, what_then) = texts.get(code.as_str()).cloned().unwrap_or_default();
        let answering = operations.iter().filter(|operation| operation.declaration.codes().contains(&code));
        let paths: Vec<_> =
            answering.map(|operation| operation.declaration.path.trim_start_matches('/')).collect();
        let with_body = operations.iter().filter(|operation| operation.takes_a_body()).count();
        let by = match paths.len() {
            0 => "no operation that is described".to_owned(),
            count if count == operations.len() => "all operations".to_owned(),
            count if count == with_body && code.is_of_a_body() => {
                "all operations that take a body".to_owned()
            }
            _ => paths.iter().map(|path| format!("`{path}`")).collect::<Vec<_>>().join(", "),
        };
        let _ = write!(
            page,
            "\n### {code}\n\n{}. {when}\n\n**What the app does:** {what_then}\n\n**Answered by:** {by}.\n",
            code.status(),
        );
    }
    page.push_str(RULES);
    for rule in rules() {
        let told = serde_json::to_value(&rule).unwrap_or_default();
        let more = told.as_object().into_iter().flatten().filter(|(name, _)| *name != "rule");
        let more: Vec<_> = more.map(|(name, _)| format!("`{name}`")).collect();
        let _ = writeln!(page, "| `{}` | {} | {rule} |", rule.name(), more.join(", "));
    }
    page
}

/// When each code is answered, and what an application does then: the two paragraphs that stand at the code.
fn texts() -> BTreeMap<String, (String, String)> {
    let schema = schema_for!(Code).to_value();
    let codes = schema["oneOf"].as_array().into_iter().flatten();
    let text = |code: &Value| {
        let name = code["const"].as_str()?.to_owned();
        let (when, then) = code["description"].as_str()?.split_once("\n\n")?;
        Some((name, (when.replace('\n', " "), then.replace('\n', " "))))
    };
    codes.filter_map(text).collect()
}
