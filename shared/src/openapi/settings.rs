//! docs/DEFINITION.md: every setting of the definition, with what it may be, what holds where it is left out, and an
//! example, made of the types that the file is read into.

use std::fmt::Write as _;

use schemars::schema_for;
use serde_json::Value;

use super::published::definition;
use crate::definition::tag::Tag;

const HEAD: &str = "\
# Definition reference

Printed from the types that the file is read into: `cargo run -q -- --settings > docs/DEFINITION.md`. A test holds that
it is current.

The definition is one file in TOML: what your customers are called by, what proves them, which messages they get, and
every word of these. [infra/definition.toml](../infra/definition.toml) is the one that is deployed; read it first, it is
written to be changed. `cargo owner definition check infra/definition.toml` says all that is wrong with it, and
`cargo run -- --definition FILE` tries another one. What is not on this page is refused. Some settings are checked
against each other as well; the check says so, by key and reason.

An editor that knows JSON Schema completes the file by [schemas/definition.json](schemas/definition.json).

";

const TAGS: &str = "
## Tags

What a template may hold. Where there is nothing to show, nothing stands there.

| tag | what stands there |
|---|---|
";

/// A table of the file.
struct Section<'a> {
    /// As it stands between its brackets, with `NAME` or `LANGUAGE` where a name is yours to choose.
    name: String,
    /// The same with a name chosen.
    example: String,
    is_list: bool,
    is_needed: bool,
    text: String,
    table: &'a Value,
}

/// The page, in Markdown.
pub fn settings() -> String {
    let file = definition();
    let mut sections = Vec::new();
    collect(&file, "", "", &mut sections);
    let link = |section: &Section| {
        let anchor: String = section.name.to_lowercase().replace('.', "");
        format!("[{}](#{anchor})", section.name)
    };
    let links: Vec<_> = sections.iter().map(link).collect();
    let mut page = format!("{HEAD}{},\n[tags](#tags).\n", links.join(",\n"));
    for section in &sections {
        section.write(&mut page);
    }
    page.push_str(TAGS);
    let tags = schema_for!(Tag).to_value();
    for (name, tag) in Tag::ALL {
        let mut told = tags["oneOf"].as_array().into_iter().flatten();
        let told = told.find(|told| told["const"] == format!("{tag:?}"));
        let _ = writeln!(page, "| `#{name}` | {} |", told.map(text).unwrap_or_default());
    }
    page
}

/// The tables below one, in the order of the file. A table of tables alone is none that is written.
fn collect<'a>(table: &'a Value, name: &str, example: &str, sections: &mut Vec<Section<'a>>) {
    for (field, below) in fields(table) {
        let join = |before: &str| if before.is_empty() { field.clone() } else { format!("{before}.{field}") };
        let (mut name, mut example) = (join(name), join(example));
        let (inner, is_list) = match Kind::of(below) {
            Kind::Value => continue,
            // It is written in one line.
            Kind::Table if has_values(table) => continue,
            Kind::Table => (below, false),
            Kind::List => (&below["items"], true),
            Kind::Named => {
                let (any, one) = if field == "languages" { ("LANGUAGE", "el") } else { ("NAME", "welcome") };
                (name, example) = (format!("{name}.{any}"), format!("{example}.{one}"));
                (&below["additionalProperties"], false)
            }
        };
        if has_values(inner) {
            sections.push(Section {
                name: name.clone(),
                example: example.clone(),
                is_list,
                is_needed: is_needed(table, field),
                text: text(below),
                table: inner,
            });
        }
        collect(inner, &name, &example, sections);
    }
}

/// What stands at a key.
enum Kind {
    Value,
    Table,
    /// Tables, each below a name.
    Named,
    List,
}

impl Kind {
    fn of(schema: &Value) -> Self {
        if schema["properties"].is_object() {
            Self::Table
        } else if schema["additionalProperties"]["properties"].is_object() {
            Self::Named
        } else if schema["items"]["properties"].is_object() {
            Self::List
        } else {
            Self::Value
        }
    }
}

impl Section<'_> {
    fn write(&self, page: &mut String) {
        let left_out = if self.is_needed { "Needed." } else { "May be left out." };
        let head = |name: &str| if self.is_list { format!("[[{name}]]") } else { format!("[{name}]") };
        let _ = write!(
            page,
            "\n## {}\n\n{} {left_out}\n\n```toml\n{}\n",
            self.name,
            self.text,
            head(&self.example)
        );
        for (field, schema) in self.values() {
            if let Some(example) = example(schema) {
                let _ = writeln!(page, "{field} = {}", written(example));
            }
        }
        page.push_str("```\n\n| setting | what it may be | left out | what it says |\n|---|---|---|---|\n");
        for (field, schema) in self.values() {
            row(page, field, schema, is_needed(self.table, field));
            for (part, below) in fields(schema).filter(|_| has_values(schema)) {
                row(page, &format!("{field}.{part}"), below, is_needed(schema, part));
            }
        }
    }

    /// The fields that have no section of their own.
    fn values(&self) -> impl Iterator<Item = (&String, &Value)> {
        fields(self.table).filter(|(_, schema)| matches!(Kind::of(schema), Kind::Value | Kind::Table))
    }
}

fn row(page: &mut String, field: &str, schema: &Value, is_needed: bool) {
    let default = schema.get("default").filter(|default| !default.is_null() && !is_needed);
    let left_out = match default {
        Some(default) => format!("`{}`", written(default)),
        None if is_needed => "needed".to_owned(),
        None => "–".to_owned(),
    };
    let mut told = text(schema);
    for (value, text) in choices(schema).filter(|(_, text)| !text.is_empty()) {
        let _ = write!(told, " `{}`: {text}", written(value));
    }
    let _ = writeln!(page, "| `{field}` | {} | {left_out} | {told} |", may_be(schema));
}

/// What a setting may be, in words.
fn may_be(schema: &Value) -> String {
    let choices: Vec<_> = choices(schema).map(|(value, _)| format!("`{}`", written(value))).collect();
    if !choices.is_empty() {
        return choices.join(", ");
    }
    let within = |least: &str, most: &str, of: &str| match (schema[least].as_u64(), schema[most].as_u64()) {
        (None | Some(0), None) => String::new(),
        (Some(least), None) => format!(", {least} or more{of}"),
        (None | Some(0), Some(most)) => format!(", {most}{of} at most"),
        (Some(least), Some(most)) => format!(", {least} to {most}{of}"),
    };
    let is = |kind: &str| {
        schema["type"] == kind || schema["type"].as_array().is_some_and(|kinds| kinds.contains(&kind.into()))
    };
    if is("boolean") {
        "`true` or `false`".to_owned()
    } else if is("integer") {
        format!("a whole number{}", within("minimum", "maximum", ""))
    } else if is("array") {
        format!("a list of texts{}", within("minItems", "maxItems", ""))
    } else if is("string") {
        format!("a text{}", within("minLength", "maxLength", " characters"))
    } else if has_values(schema) {
        let parts: Vec<_> = fields(schema).map(|(part, _)| format!("`{part}`")).collect();
        format!("{} in braces", parts.join(", "))
    } else if schema["properties"].is_object() {
        "tables".to_owned()
    } else {
        "texts by names, in braces".to_owned()
    }
}

/// The values that a setting is one of, each with what it means, where that is said.
fn choices(schema: &Value) -> impl Iterator<Item = (&Value, String)> {
    let plain = schema["enum"].as_array().into_iter().flatten().map(|value| (value, String::new()));
    let one_of = schema["oneOf"].as_array().into_iter().flatten();
    plain.chain(one_of.flat_map(|one| {
        let plain = one["enum"].as_array().into_iter().flatten().map(|value| (value, String::new()));
        plain.chain(one.get("const").map(|value| (value, text(one))))
    }))
}

/// An example of a setting: its own, or what holds where it is left out.
fn example(schema: &Value) -> Option<&Value> {
    schema["examples"].get(0).or_else(|| schema.get("default")).filter(|value| !value.is_null())
}

/// A value as the file has it.
fn written(value: &Value) -> String {
    match value {
        Value::String(text) if text.contains('\n') => format!("\"\"\"\n{text}\"\"\""),
        Value::Array(all) => format!("[{}]", all.iter().map(written).collect::<Vec<_>>().join(", ")),
        Value::Object(all) if all.is_empty() => "{}".to_owned(),
        Value::Object(all) => {
            let all: Vec<_> =
                all.iter().map(|(name, value)| format!("{name} = {}", written(value))).collect();
            format!("{{ {} }}", all.join(", "))
        }
        // JSON writes these as TOML does.
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}

fn fields(table: &Value) -> impl Iterator<Item = (&String, &Value)> {
    table["properties"].as_object().into_iter().flatten()
}

fn has_values(table: &Value) -> bool {
    fields(table).any(|(_, field)| matches!(Kind::of(field), Kind::Value))
}

fn is_needed(table: &Value, field: &str) -> bool {
    table["required"].as_array().is_some_and(|needed| needed.contains(&field.into()))
}

/// What is said of it, on one line.
fn text(schema: &Value) -> String {
    schema["description"].as_str().unwrap_or_default().replace('\n', " ")
}
