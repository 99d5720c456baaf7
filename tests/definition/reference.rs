//! The reference of the definition: complete, true of what is checked, and its examples are a definition.

use std::collections::BTreeSet;

use serde_json::Value;
use shared::Definition;

use crate::support::app::DEFINITION;

/// The examples of the page as one file. A classification has the same settings again, and the templates that the page
/// does not show are the shipped ones.
fn example() -> String {
    let page = shared::settings();
    let blocks: Vec<_> =
        page.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(blocks.len() > 15, "{page}");
    let of_definition: String =
        blocks.iter().filter(|block| block.starts_with("[definition.")).copied().collect();
    let of_classification = of_definition.replace("[definition.", "[classification.settings.");
    let (_, shipped) = DEFINITION.split_once("[template.taken]").expect("the other templates");
    let whole: String = blocks.concat() + "[template.taken]" + shipped;
    let (before, after) = whole.split_once("[sms]").expect("what follows the classifications");
    format!("{before}{of_classification}[sms]{after}")
}

/// The tables of the file with what they hold, by where they stand in the example.
fn tables(schema: &Value, at: &str, found: &mut Vec<(String, Value)>) {
    let Some(fields) = schema["properties"].as_object() else { return };
    found.push((at.to_owned(), schema.clone()));
    for (field, below) in fields {
        let at = if at.is_empty() { field.clone() } else { format!("{at}.{field}") };
        let named = if field == "languages" { "el" } else { "welcome" };
        tables(below, &at, found);
        tables(&below["items"], &at, found);
        tables(&below["additionalProperties"], &format!("{at}.{named}"), found);
    }
}

fn all_tables() -> Vec<(String, Value)> {
    let mut found = Vec::new();
    tables(&shared::definition_file(), "", &mut found);
    assert!(found.len() > 30, "{}", found.len());
    found
}

/// The example with another line in a table.
fn with_line(at: &str, line: &str) -> String {
    let text = example();
    if at.is_empty() {
        return format!("{line}\n{text}");
    }
    for head in [format!("[{at}]\n"), format!("[[{at}]]\n")] {
        if text.contains(&head) {
            return text.replacen(&head, &format!("{head}{line}\n"), 1);
        }
    }
    if let Some((before, after)) = split_at_value(&text, at) {
        return format!("{before}{}", after.replacen("{ ", &format!("{{ {line}, "), 1));
    }
    // Only tables stand in it.
    let first = text.find(&format!("[{at}.")).expect(at);
    format!("{}[{at}]\n{line}\n{}", &text[..first], &text[first..])
}

/// The example with a number in the place of another.
fn with_number(path: &str, number: i64) -> String {
    let text = example();
    let (before, after) = split_at_value(&text, path).expect(path);
    let digits = after.find(|c: char| !c.is_ascii_digit()).expect("what follows a number");
    format!("{before}{number}{}", &after[digits..])
}

/// A text before and from the value of a setting, which may stand in braces.
fn split_at_value<'a>(text: &'a str, path: &str) -> Option<(&'a str, &'a str)> {
    let (table, field) = path.rsplit_once('.')?;
    let from = if let Some(head) = text.find(&format!("[{table}]\n")) {
        head + text[head..].find(&format!("\n{field} = "))? + 1
    } else {
        let braces = split_at_value(text, table)?.0.len();
        braces + text[braces..].find(&format!("{field} = "))?
    };
    Some(text.split_at(from + format!("{field} = ").len()))
}

fn refusal(text: &str) -> String {
    Definition::parse(text, "definition.toml").map_or_else(|error| error.to_string(), |_| String::new())
}

#[test]
fn the_examples_of_the_reference_are_a_definition() {
    assert_eq!(refusal(&example()), "", "{}", example());
}

#[test]
fn the_reference_has_every_setting_that_is_read_and_no_other() {
    for (at, table) in all_tables() {
        let refused = refusal(&with_line(&at, "no_setting = 1"));
        let (_, expected) = refused.split_once("unknown field `no_setting`, expected ").expect(&refused);
        let expected = expected.lines().next().unwrap_or_default();
        let read: BTreeSet<_> = expected.split('`').skip(1).step_by(2).collect();
        let described: BTreeSet<_> =
            table["properties"].as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect();
        assert_eq!(read, described, "{at}");
    }
}

#[test]
fn every_setting_has_a_sentence_and_an_example() {
    for (at, table) in all_tables() {
        for (name, setting) in table["properties"].as_object().into_iter().flatten() {
            let said = setting["description"].as_str().unwrap_or_default();
            assert!(said.ends_with('.'), "{at}.{name}: {said}");
        }
    }
    let page = shared::settings();
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` | "));
    let example = example();
    for (setting, _) in rows.filter(|(setting, _)| !setting.contains(['#', '.']) && *setting != "settings") {
        assert!(example.contains(&format!("\n{setting} = ")), "{setting}");
    }
}

#[test]
fn the_bounds_of_the_reference_are_those_that_are_checked() {
    let mut count = 0;
    for (at, table) in all_tables().into_iter().filter(|(at, _)| !at.starts_with("classification")) {
        for (name, setting) in table["properties"].as_object().into_iter().flatten() {
            let path = format!("{at}.{name}");
            let least = setting["minimum"].as_i64().filter(|least| *least > 0);
            let most = setting["maximum"].as_i64();
            for (bound, beyond) in
                least.map(|least| (least, least - 1)).into_iter().chain(most.map(|most| (most, most + 1)))
            {
                let told = |number| format!("definition.toml: {path}: is {number};");
                let refused = refusal(&with_number(&path, beyond));
                assert!(refused.contains(&told(beyond)), "{path} = {beyond}: {refused}");
                let refused = refusal(&with_number(&path, bound));
                assert!(!refused.contains(&told(bound)), "{path} = {bound}: {refused}");
                count += 1;
            }
        }
    }
    assert!(count > 20, "{count}");
}
