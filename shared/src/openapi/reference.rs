//! References: what stands once among the components.

use serde_json::{Value, json};

pub(super) fn refer(kind: &str, name: &str) -> Value {
    json!({ "$ref": format!("#/components/{kind}/{name}") })
}
