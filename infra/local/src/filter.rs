//! The filter of an event source mapping: which records a function is called for.
//!
//! A pattern is JSON whose leaves are lists of allowed values, as AWS documents it; prefix, suffix,
//! exists and anything-but are served, other operators are refused when the template is read.

use serde_json::Value;

/// Patterns of which one has to match.
#[derive(Clone, Debug)]
pub(crate) struct Filters(Vec<Value>);

impl Filters {
    pub(crate) fn parse(patterns: impl IntoIterator<Item = String>) -> Result<Self, String> {
        let mut parsed = Vec::new();
        for text in patterns {
            let pattern =
                serde_json::from_str(&text).map_err(|error| format!("the filter {text}: {error}"))?;
            understood(&pattern).map_err(|reason| format!("the filter {text}: {reason}"))?;
            parsed.push(pattern);
        }
        Ok(Self(parsed))
    }

    /// Without any filter every record passes.
    pub(crate) fn pass(&self, record: &Value) -> bool {
        self.0.is_empty() || self.0.iter().any(|pattern| matches(pattern, Some(record)))
    }
}

fn understood(pattern: &Value) -> Result<(), String> {
    match pattern {
        Value::Object(fields) => fields.values().try_for_each(understood),
        Value::Array(allowed) => allowed.iter().try_for_each(|value| match value {
            Value::Object(operator) => match operator.keys().next().map(String::as_str) {
                Some("prefix" | "suffix" | "exists" | "anything-but") if operator.len() == 1 => Ok(()),
                other => Err(format!("the operator {other:?} is not served by the local stack")),
            },
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Ok(()),
            Value::Array(_) => Err("a list in a list".to_owned()),
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            Err("a value that stands in no list".to_owned())
        }
    }
}

fn matches(pattern: &Value, value: Option<&Value>) -> bool {
    match pattern {
        Value::Object(fields) => {
            fields.iter().all(|(field, pattern)| matches(pattern, value.and_then(|value| value.get(field))))
        }
        Value::Array(allowed) => allowed.iter().any(|allowed| allows(allowed, value)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

fn allows(allowed: &Value, value: Option<&Value>) -> bool {
    let text = value.and_then(Value::as_str);
    let Some((operator, operand)) = allowed.as_object().and_then(|operator| operator.iter().next()) else {
        return value == Some(allowed);
    };
    match (operator.as_str(), operand) {
        ("exists", Value::Bool(exists)) => value.is_some() == *exists,
        ("prefix", Value::String(prefix)) => text.is_some_and(|text| text.starts_with(prefix)),
        ("suffix", Value::String(suffix)) => text.is_some_and(|text| text.ends_with(suffix)),
        ("anything-but", Value::Array(not)) => value.is_some_and(|value| !not.contains(value)),
        ("anything-but", not) => value.is_some_and(|value| value != not),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn pass(pattern: &str, record: &Value) -> bool {
        Filters::parse([pattern.to_owned()]).expect("a filter").pass(record)
    }

    #[test]
    fn new_message_rows_pass_and_nothing_else() {
        let pattern = r#"{"eventName":["INSERT"],"dynamodb":{"NewImage":{"entity":{"S":["message"]}}}}"#;
        let record = |name: &str, entity: &str| json!({"eventName": name, "dynamodb": {"NewImage": {"entity": {"S": entity}}}});
        assert!(pass(pattern, &record("INSERT", "message")));
        assert!(!pass(pattern, &record("MODIFY", "message")));
        assert!(!pass(pattern, &record("INSERT", "token")));
        assert!(!pass(pattern, &json!({"eventName": "REMOVE", "dynamodb": {}})));
    }

    #[test]
    fn operators_do_as_aws_documents_them() {
        let record = json!({"a": "message", "n": 1});
        assert!(pass(r#"{"a":[{"prefix":"mess"}]}"#, &record));
        assert!(pass(r#"{"a":[{"suffix":"age"}]}"#, &record));
        assert!(pass(r#"{"b":[{"exists":false}]}"#, &record));
        assert!(!pass(r#"{"a":[{"exists":false}]}"#, &record));
        assert!(pass(r#"{"a":[{"anything-but":["token"]}],"n":[1,2]}"#, &record));
    }

    #[test]
    fn what_is_not_served_is_refused_by_name() {
        let refused = |pattern: &str| Filters::parse([pattern.to_owned()]).is_err();
        assert!(refused(r#"{"n":[{"numeric":[">",1]}]}"#));
        assert!(refused(r#"{"a":"message"}"#));
        assert!(refused("{"));
    }
}
