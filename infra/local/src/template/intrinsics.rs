//! The intrinsics of a template, replaced by what they stand for.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use serde_yaml_ng::Value as Yaml;

/// What is this is left out.
const NO_VALUE: &str = "AWS::NoValue";

/// What the names in a template stand for.
struct Names {
    parameters: BTreeMap<String, String>,
    conditions: BTreeMap<String, bool>,
}

/// The template with every intrinsic replaced: a reference by the parameter, as it is given or by default, or by the
/// resource's own name. A resource whose condition does not hold is left out.
pub(super) fn resolve(yaml: &Yaml, given: &BTreeMap<&str, String>) -> Result<Value, String> {
    let given = given.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
    let mut names = Names { parameters: given.collect(), conditions: BTreeMap::new() };
    for (name, parameter) in fields(&yaml["Parameters"])? {
        if let Some(default) = scalar(&parameter["Default"]) {
            names.parameters.entry(name).or_insert(default);
        }
    }
    for (name, condition) in fields(&yaml["Conditions"])? {
        let holds = names.holds(condition)?;
        names.conditions.insert(name, holds);
    }
    let mut template = names.resolve(yaml)?.unwrap_or_default();
    if let Some(resources) = template.get_mut("Resources").and_then(Value::as_object_mut) {
        for (name, resource) in std::mem::take(resources) {
            let condition = resource["Condition"].as_str();
            if condition.map_or(Ok(true), |condition| names.condition(condition))? {
                resources.insert(name, resource);
            }
        }
    }
    Ok(template)
}

impl Names {
    /// None where it stands for nothing.
    fn resolve(&self, yaml: &Yaml) -> Result<Option<Value>, String> {
        Ok(Some(match yaml {
            Yaml::Null => Value::Null,
            Yaml::Bool(value) => json!(value),
            Yaml::Number(value) => serde_json::to_value(value).map_err(|error| error.to_string())?,
            Yaml::String(text) => json!(text),
            Yaml::Sequence(items) => {
                let items = items.iter().filter_map(|item| self.resolve(item).transpose());
                items.collect::<Result<Vec<_>, _>>()?.into()
            }
            Yaml::Mapping(_) => {
                let mut object = Map::new();
                for (name, value) in fields(yaml)? {
                    object.extend(self.resolve(value)?.map(|value| (name, value)));
                }
                Value::Object(object)
            }
            Yaml::Tagged(tagged) => match (tagged.tag.to_string().as_str(), &tagged.value) {
                ("!Ref", Yaml::String(name)) if name == NO_VALUE => return Ok(None),
                ("!Ref" | "!GetAtt", Yaml::String(name)) => json!(self.named(name)),
                ("!Sub", Yaml::String(text)) => json!(self.substitute(text)),
                ("!Split", Yaml::Sequence(parts)) => match parts.as_slice() {
                    [Yaml::String(between), text] => self.split(between, text)?,
                    _ => return Err("!Split takes what stands between, and a text".to_owned()),
                },
                ("!If", Yaml::Sequence(parts)) => match parts.as_slice() {
                    [Yaml::String(name), then, or_else] => {
                        return self.resolve(if self.condition(name)? { then } else { or_else });
                    }
                    _ => return Err("!If takes a condition and two values".to_owned()),
                },
                _ => json!(self.holds(yaml)?),
            },
        }))
    }

    fn split(&self, between: &str, text: &Yaml) -> Result<Value, String> {
        let text = self.resolve(text)?;
        let text = text.as_ref().and_then(Value::as_str).ok_or("!Split takes a text")?;
        Ok(text.split(between).collect())
    }

    fn named(&self, name: &str) -> String {
        self.parameters.get(name).cloned().unwrap_or_else(|| name.to_owned())
    }

    fn condition(&self, name: &str) -> Result<bool, String> {
        self.conditions.get(name).copied().ok_or_else(|| format!("there is no condition {name}"))
    }

    /// Whether a condition holds, which is about nothing but parameters.
    fn holds(&self, condition: &Yaml) -> Result<bool, String> {
        let Yaml::Tagged(tagged) = condition else { return Err("a condition is no text".to_owned()) };
        match (tagged.tag.to_string().as_str(), &tagged.value) {
            ("!Equals", Yaml::Sequence(sides)) => match sides.as_slice() {
                [one, other] => Ok(self.resolve(one)? == self.resolve(other)?),
                _ => Err("!Equals takes two values".to_owned()),
            },
            ("!Not", Yaml::Sequence(conditions)) => match conditions.as_slice() {
                [condition] => Ok(!self.holds(condition)?),
                _ => Err("!Not takes one condition".to_owned()),
            },
            ("!And", Yaml::Sequence(conditions)) => {
                let all = conditions.iter().map(|condition| self.holds(condition));
                Ok(all.collect::<Result<Vec<_>, _>>()?.into_iter().all(|holds| holds))
            }
            // One that stands before it.
            ("!Condition", Yaml::String(name)) => self.condition(name),
            (tag, _) => Err(format!("{tag} is not understood by the local stack")),
        }
    }

    /// `!Sub`: each `${Name}` replaced.
    fn substitute(&self, text: &str) -> String {
        let mut parts = text.split("${");
        let mut result = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (name, rest) = part.split_once('}').unwrap_or((part, ""));
            result += &self.named(name);
            result += rest;
        }
        result
    }
}

/// What a mapping has by name; nothing where there is none.
fn fields(yaml: &Yaml) -> Result<Vec<(String, &Yaml)>, String> {
    let fields = yaml.as_mapping().into_iter().flatten();
    let named = |(name, value): (&Yaml, _)| {
        let name = name.as_str().ok_or("a key is not a text")?;
        Ok((name.to_owned(), value))
    };
    fields.map(named).collect()
}

/// A parameter's default, as a reference has it: a text.
fn scalar(yaml: &Yaml) -> Option<String> {
    match yaml {
        Yaml::String(text) => Some(text.clone()),
        Yaml::Number(number) => Some(number.to_string()),
        Yaml::Null | Yaml::Bool(_) | Yaml::Sequence(_) | Yaml::Mapping(_) | Yaml::Tagged(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolved(yaml: &str) -> Result<Value, String> {
        let yaml = serde_yaml_ng::from_str(yaml).expect("YAML");
        resolve(&yaml, &BTreeMap::from([("AWS::Region", "eu-west-1".to_owned())]))
    }

    #[test]
    fn references_become_names_and_unknown_intrinsics_are_refused() {
        assert_eq!(resolved("!Ref Table"), Ok(json!("Table")));
        assert_eq!(resolved("!Sub a:${AWS::Region}:b"), Ok(json!("a:eu-west-1:b")));
        assert_eq!(resolved("!Split ['-', !Ref AWS::Region]"), Ok(json!(["eu", "west", "1"])));
        assert_eq!(
            resolved("!ImportValue x"),
            Err("!ImportValue is not understood by the local stack".to_owned())
        );
    }

    /// A template with a parameter of this value, on which a resource and two values depend.
    fn depending(on: &str) -> String {
        format!(
            "
Parameters: {{ Domain: {{ Default: {on} }}, Rate: {{ Default: 20 }} }}
Conditions: {{ HasDomain: !Not [!Equals [!Ref Domain, '']], IsBoth: !And [!Condition HasDomain, !Equals [1, 1]] }}
Resources:
  Always: {{ name: !If [HasDomain, !Ref Domain, own], also: !If [HasDomain, 1, !Ref AWS::NoValue], rate: !Ref Rate }}
  Name: {{ Condition: IsBoth }}
"
        )
    }

    #[test]
    fn what_depends_on_a_parameter_is_there_or_not() {
        let resources = |on: &str| resolved(&depending(on)).expect("a template")["Resources"].take();
        assert_eq!(resources("''"), json!({ "Always": { "name": "own", "rate": "20" } }));
        assert_eq!(
            resources("a.example"),
            json!({
                "Always": { "name": "a.example", "also": 1, "rate": "20" },
                "Name": { "Condition": "IsBoth" },
            })
        );
    }

    #[test]
    fn a_condition_that_is_not_there_or_not_understood_is_refused_by_name() {
        for (old, new, reason) in [
            ("!If [HasDomain, !Ref", "!If [HasName, !Ref", "there is no condition HasName"),
            ("Condition: IsBoth", "Condition: HasName", "there is no condition HasName"),
            ("!Condition HasDomain", "!Condition HasName", "there is no condition HasName"),
            ("!Not [!Equals", "!Or [!Equals", "!Or is not understood by the local stack"),
        ] {
            assert_eq!(resolved(&depending("''").replacen(old, new, 1)), Err(reason.to_owned()));
        }
    }
}
