//! The floors of the domain crate, from the ground up, and that water runs down only.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use super::{
    ROOT,
    imports::{House, Module},
};

/// What stands on one floor does not import each other's modules where it says several.
const FLOORS: [&[&str]; 10] = [
    &["base"],
    &["keyring"],
    &["table"],
    &["codes"],
    &["definition"],
    &["records"],
    &["http"],
    &["steps"],
    &["operations", "delivery", "upkeep"],
    &["openapi"],
];

fn house(crate_folder: &str) -> BTreeMap<Module, BTreeSet<Module>> {
    let arrows = House::read(&Path::new(ROOT).join(crate_folder).join("src")).arrows();
    let count: usize = arrows.values().map(BTreeSet::len).sum();
    assert!(arrows.len() > 15 && count > 30, "{crate_folder}: {} modules, {count} arrows", arrows.len());
    arrows
}

/// The floor of a module; the crate's root is above all.
fn floor(module: &Module) -> usize {
    match module.first() {
        Some(room) => FLOORS
            .iter()
            .position(|floor| floor.contains(&room.as_str()))
            .unwrap_or_else(|| panic!("{room} stands on no floor")),
        None => FLOORS.len(),
    }
}

#[test]
fn no_module_imports_from_a_higher_floor() {
    let mut climbing = Vec::new();
    for (module, imports) in house("shared") {
        for import in imports {
            let (from, to) = (floor(&module), floor(&import));
            if to > from || (to == from && module.first() != import.first()) {
                climbing.push(format!("{} -> {}", module.join("::"), import.join("::")));
            }
        }
    }
    assert!(climbing.is_empty(), "{}", climbing.join("\n"));
}

#[test]
fn no_modules_import_each_other_in_a_circle() {
    for crate_folder in ["shared", "infra/local"] {
        let arrows = house(crate_folder);
        let mut left: BTreeMap<_, _> = arrows.iter().collect();
        // Whoever imports nobody that is left is in no circle.
        while let Some(free) = left
            .iter()
            .find(|(_, imports)| !imports.iter().any(|import| left.contains_key(import)))
            .map(|(module, _)| *module)
        {
            left.remove(free);
        }
        let circle: Vec<_> = left
            .iter()
            .map(|(module, imports)| {
                let around = imports.iter().filter(|import| left.contains_key(import));
                let around: Vec<_> = around.map(|import| import.join("::")).collect();
                format!("{} -> {}", module.join("::"), around.join(", "))
            })
            .collect();
        assert!(circle.is_empty(), "{crate_folder}:\n{}", circle.join("\n"));
    }
}
