//! `cargo owner find`: customers, by what is known of them.

use std::sync::Arc;

use shared::{Addresses, Clock, Find, FindReport, Typed, system_clock};

use crate::{
    advice::{Advised, of_find},
    arguments,
    place::FIND,
    printed,
    show::show,
};

pub async fn run(asked: arguments::Find) -> Result<(), Advised> {
    let arguments::Find { place, text, begins, at_most, show_address, json } = asked;
    let advised = of_find(&place, &FIND);
    let clock: Clock = Arc::new(system_clock);
    let reached = Find::new(&place.variables(), clock).map_err(&advised)?;
    let shown = if show_address { Addresses::All } else { Addresses::Typed(text.clone()) };
    let typed = if begins { Typed::Beginning(at_most.into()) } else { Typed::Whole };
    let report = reached.find(&text, typed, &shown).await.map_err(&advised)?;
    let FindReport { found, more } = &report;
    show(&if json { printed::found::json(&report) } else { printed::found::table(found) });
    if found.is_empty() {
        return Err(Advised::nobody_found(&text, begins, &place));
    }
    if *more {
        eprintln!("There are more in {place}: give more of it, or a larger --at-most.");
    }
    Ok(())
}
