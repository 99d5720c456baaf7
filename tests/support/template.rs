//! infra/template.yaml, as the local stack reads it.

use std::{collections::BTreeMap, path::Path};

use local::template::Template;

pub const INFRA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../infra");

/// With all that an owner may ask for.
pub fn template() -> Template {
    let parameters = [("Sender", "tokens@example.com"), ("Events", "TOPIC"), ("ExternalMessages", "TOPIC")];
    let parameters: BTreeMap<_, _> = parameters.map(|(name, value)| (name, value.to_owned())).into();
    Template::load(&Path::new(INFRA).join("template.yaml"), &parameters).expect("the template")
}
