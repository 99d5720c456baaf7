//! The fields of a call of SNS, as a form has them.

use std::collections::BTreeMap;

use super::endpoint::Refusal;

pub(super) const INVALID: &str = "InvalidParameter";
pub(super) const INVALID_ATTRIBUTE: &str = "ParameterValueInvalid";

pub(super) type Fields = BTreeMap<String, String>;

/// The text of what is published, which is never empty.
pub(super) fn text(fields: &Fields) -> Result<&str, Refusal> {
    match fields.get("Message").map(String::as_str) {
        None => {
            let message = "1 validation error detected: Value null at 'message' failed to satisfy constraint: \
                           Member must not be null";
            Err(Refusal::bad("ValidationError", message))
        }
        Some("") => Err(Refusal::bad(INVALID, "Invalid parameter: Empty message")),
        Some(text) => Ok(text),
    }
}

/// The message's text attributes: `MessageAttributes.entry.1.Name`, `….1.Value.DataType`, `….1.Value.StringValue`.
pub(super) fn attributes(fields: &Fields) -> Result<BTreeMap<&str, &str>, Refusal> {
    let named = fields.iter().filter_map(|(key, name)| {
        let entry = key.strip_prefix("MessageAttributes.entry.")?.strip_suffix(".Name")?;
        Some((entry, name.as_str()))
    });
    let with_value = named.map(|(entry, name)| {
        let part = |part: &str| fields.get(&format!("MessageAttributes.entry.{entry}.Value.{part}"));
        let value = part("StringValue").filter(|value| !value.is_empty());
        match (part("DataType"), value) {
            (Some(_), Some(value)) => Ok((name, value.as_str())),
            (None, _) => {
                let message = format!("The message attribute '{name}' must contain non-empty message attribute type.");
                Err(Refusal::bad(INVALID_ATTRIBUTE, message))
            }
            (Some(_), None) => {
                let message = format!(
                    "The message attribute '{name}' must contain non-empty message attribute value for message \
                     attribute type 'String'."
                );
                Err(Refusal::bad(INVALID_ATTRIBUTE, message))
            }
        }
    });
    with_value.collect()
}
