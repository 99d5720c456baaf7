//! The intrinsics of a template, replaced by what they stand for.

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// The template with every intrinsic replaced: a reference by the parameter or by the resource's own name.
pub(super) fn resolve(
    yaml: &serde_yaml_ng::Value,
    parameters: &BTreeMap<&str, String>,
) -> Result<Value, String> {
    use serde_yaml_ng::Value as Yaml;
    let named = |name: &str| parameters.get(name).cloned().unwrap_or_else(|| name.to_owned());
    Ok(match yaml {
        Yaml::Null => Value::Null,
        Yaml::Bool(value) => json!(value),
        Yaml::Number(value) => serde_json::to_value(value).map_err(|error| error.to_string())?,
        Yaml::String(text) => json!(text),
        Yaml::Sequence(items) => {
            items.iter().map(|item| resolve(item, parameters)).collect::<Result<Vec<_>, _>>()?.into()
        }
        Yaml::Mapping(fields) => {
            let mut object = serde_json::Map::new();
            for (key, value) in fields {
                let key = key.as_str().ok_or("a key is not a text")?;
                object.insert(key.to_owned(), resolve(value, parameters)?);
            }
            Value::Object(object)
        }
        Yaml::Tagged(tagged) => match (tagged.tag.to_string().as_str(), &tagged.value) {
            ("!Ref" | "!GetAtt", Yaml::String(name)) => json!(named(name)),
            ("!Sub", Yaml::String(text)) => json!(substitute(text, named)),
            (tag, _) => return Err(format!("{tag} is not understood by the local stack")),
        },
    })
}

/// `!Sub`: each `${Name}` replaced.
fn substitute(text: &str, named: impl Fn(&str) -> String) -> String {
    let mut parts = text.split("${");
    let mut result = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once('}').unwrap_or((part, ""));
        result += &named(name);
        result += rest;
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_become_names_and_unknown_intrinsics_are_refused() {
        let resolved = |yaml: &str| {
            let yaml = serde_yaml_ng::from_str(yaml).expect("YAML");
            resolve(&yaml, &BTreeMap::from([("AWS::Region", "eu-west-1".to_owned())]))
        };
        assert_eq!(resolved("!Ref Table"), Ok(json!("Table")));
        assert_eq!(resolved("!Sub a:${AWS::Region}:b"), Ok(json!("a:eu-west-1:b")));
        assert_eq!(
            resolved("!ImportValue x"),
            Err("!ImportValue is not understood by the local stack".to_owned())
        );
    }
}
