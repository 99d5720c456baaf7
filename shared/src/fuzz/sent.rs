//! What is sent in the place of something else: texts, JSON of any kind, and a value that is known again.

use proptest::{
    collection::vec,
    prelude::*,
    sample::{Index, select},
};
use serde_json::{Map, Value, json};

/// It stands in every text that is sent, and in no text of ours.
const MARK: &str = "q7zx5kw";
/// The same of a number.
const MARKED_NUMBER: u64 = 918_273_645;

/// Whether a text of ours quotes what was sent.
pub(super) fn is_quoted_in(text: &str) -> bool {
    text.to_lowercase().contains(MARK) || text.contains(&MARKED_NUMBER.to_string())
}

/// Any text, of letters, of what means something to some parser, or of any Unicode.
pub(super) fn text() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "\\PC{0,40}", "[ -~]{0,40}", "[\"'`\\\\{}\\[\\]:,.#<>&;|=$@+\r\n\t]{0,12}",]
}

/// A text that is known again.
pub(super) fn marked() -> impl Strategy<Value = String> {
    let before = prop_oneof![text(), Just("expected ".to_owned()), Just("unknown field `".to_owned())];
    (before, text()).prop_map(|(before, after)| format!("{before}{MARK}{after}"))
}

/// A number that is known again, or one at the end of what some type can hold.
fn number() -> impl Strategy<Value = Value> {
    let ends = [
        json!(0),
        json!(-1),
        json!(u8::MAX),
        json!(u16::MAX),
        json!(u64::MAX),
        json!(i64::MIN),
        json!(1e308),
    ];
    let marked = [json!(MARKED_NUMBER), json!(-918_273_645), json!(918_273_645.5)];
    prop_oneof![select(ends.to_vec()), select(marked.to_vec())]
}

/// JSON of any kind, whose texts and numbers are known again.
pub(super) fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        number(),
        marked().prop_map(Value::String),
        Just(json!("")),
    ];
    leaf.prop_recursive(4, 16, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::Array),
            vec((text(), inner), 0..4).prop_map(|fields| Value::Object(Map::from_iter(fields))),
        ]
    })
}

/// The paths to everything that stands in a value, itself left out.
fn pointers(value: &Value) -> Vec<String> {
    let mut pointers = Vec::new();
    let below: Vec<(String, &Value)> = match value {
        Value::Object(fields) => {
            let name = |name: &str| name.replace('~', "~0").replace('/', "~1");
            fields.iter().map(|(field, value)| (name(field), value)).collect()
        }
        Value::Array(items) => {
            items.iter().enumerate().map(|(index, item)| (index.to_string(), item)).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    };
    for (name, value) in below {
        pointers.push(format!("/{name}"));
        pointers.extend(self::pointers(value).iter().map(|rest| format!("/{name}{rest}")));
    }
    pointers
}

/// A change to something that stands in a value.
#[derive(Clone, Debug)]
pub(super) enum Change {
    Put(Value),
    Remove,
    /// Beside it, or in it.
    Add(String, Value),
    /// In so many lists.
    Wrap(usize),
}

/// A place in a value, and the change to what stands there. `names` are those of new fields, `values` what is
/// put or added.
pub(super) fn change(
    names: Vec<String>,
    values: impl Strategy<Value = Value> + Clone,
) -> impl Strategy<Value = (Index, Change)> {
    let name = prop_oneof![8 => select(names), 1 => text()];
    let change = prop_oneof![
        6 => values.clone().prop_map(Change::Put),
        2 => Just(Change::Remove),
        4 => (name, values).prop_map(|(name, value)| Change::Add(name, value)),
        1 => prop_oneof![4 => 1..3_usize, 1 => 12..20_usize].prop_map(Change::Wrap),
    ];
    (any::<Index>(), change)
}

impl Change {
    pub(super) fn apply(self, place: Index, value: &mut Value) {
        let pointers = pointers(value);
        if pointers.is_empty() {
            return;
        }
        let pointer = place.get(&pointers);
        let (above, name) = pointer.rsplit_once('/').unwrap_or_default();
        match self {
            Self::Put(put) => put_at(value, pointer, |_| put),
            Self::Wrap(times) => {
                put_at(value, pointer, |value| (0..times).fold(value, |value, _| Value::Array(vec![value])));
            }
            Self::Remove => {
                if let Some(Value::Object(fields)) = value.pointer_mut(above) {
                    fields.shift_remove(&name.replace("~1", "/").replace("~0", "~"));
                }
            }
            Self::Add(name, added) => {
                let is_object = value.pointer(pointer).is_some_and(Value::is_object);
                let into = value.pointer_mut(if is_object { pointer } else { above });
                if let Some(Value::Object(fields)) = into {
                    fields.insert(name, added);
                }
            }
        }
    }
}

fn put_at(value: &mut Value, pointer: &str, with: impl FnOnce(Value) -> Value) {
    if let Some(place) = value.pointer_mut(pointer) {
        *place = with(place.take());
    }
}
