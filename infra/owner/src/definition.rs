//! `cargo owner definition`: checked before it is deployed.

use std::path::Path;

use shared::{DefinitionError, check_definition};

use crate::{
    advice::{Advised, of_definition},
    arguments::Definition,
    printed,
    show::show,
};

pub fn run(definition: Definition) -> Result<(), Advised> {
    match definition {
        Definition::Check { file, json } => check(&file, json),
    }
}

fn check(file: &Path, json: bool) -> Result<(), Advised> {
    let checked = check_definition(file);
    if let (true, Err(DefinitionError::Refused { faults, .. })) = (json, &checked) {
        show(&printed::definition::json_of_faults(faults));
    }
    let report = checked.map_err(|error| of_definition(&error))?;
    show(&if json { printed::definition::json(&report) } else { printed::definition::text(&report) });
    Ok(())
}
