//! The definition as it is printed: what it says in short, or what is wrong with it.

use serde::Serialize;
use serde_json::{Value, json};
use shared::{DefinitionReport, Fault, KindReport};

use super::columns::columns;

/// For programs, on one line.
pub fn json(report: &DefinitionReport) -> String {
    format!("{}\n", json!({ "faults": [], "definition": report }))
}

pub fn json_of_faults(faults: &[Fault]) -> String {
    let listed: Vec<Value> =
        faults.iter().map(|fault| json!({ "key": fault.key, "reason": fault.reason })).collect();
    format!("{}\n", json!({ "faults": listed, "definition": null }))
}

const COLUMNS: [&str; 6] =
    ["CLASSIFICATION", "IDENTIFIER", "VERIFIED", "CODE", "PASS CODE", "ONE-TIME PASSWORD"];

pub fn text(report: &DefinitionReport) -> String {
    let DefinitionReport {
        kinds,
        emails,
        text_messages,
        external,
        countries,
        audience,
        application_key_required,
    } = report;
    let external = match external {
        0 => String::new(),
        external => format!("{external} for another system: deploy with ExternalMessages=TOPIC.\n"),
    };
    let countries = if countries.is_empty() { "nowhere".to_owned() } else { countries.join(", ") };
    let key = if *application_key_required { "for whatever anybody asks for" } else { "to log in alone" };
    format!(
        "{}\n{emails} templates for e-mails, {text_messages} for text messages, which go to {countries}.\n{external}\
         Session tokens are for `{audience}`. An app's key is needed {key}.\n",
        columns(COLUMNS, kinds.iter().map(row).collect())
    )
}

fn row(kind: &KindReport) -> [String; 6] {
    [
        kind.classification.clone().unwrap_or_else(|| "none".to_owned()),
        as_written(&kind.identifier),
        as_written(&kind.verified),
        format!("{} digits, {} minutes", kind.code_length, kind.code_life_minutes),
        if kind.pass_code_generated { "generated" } else { "chosen" }.to_owned(),
        if kind.one_time_password { "logs in" } else { "not offered" }.to_owned(),
    ]
}

/// As the definition has it.
fn as_written(value: &impl Serialize) -> String {
    json!(value).as_str().unwrap_or_default().to_owned()
}
