//! infra/template.yaml, as the local stack reads it.

use std::{collections::BTreeMap, path::Path};

use local::template::Template;

pub const INFRA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../infra");

pub fn template() -> Template {
    let parameters = BTreeMap::from([("Sender", "tokens@example.com".to_owned())]);
    Template::load(&Path::new(INFRA).join("template.yaml"), &parameters).expect("the template")
}
