//! `cargo owner suppression`: listed, lifted.

use std::sync::Arc;

use shared::{Clock, Suppressions, system_clock};

use crate::{
    advice::{Advised, of_messages},
    arguments::Suppression,
    place::{Place, SUPPRESSION},
    printed,
    show::show,
};

pub async fn run(suppression: Suppression) -> Result<(), Advised> {
    match suppression {
        Suppression::List { place, json } => list(&place, json).await,
        Suppression::Lift { place, address } => lift(&place, &address).await,
    }
}

async fn list(place: &Place, json: bool) -> Result<(), Advised> {
    let listed = reached(place)?.list().await.map_err(of_messages(place, &SUPPRESSION))?;
    if listed.is_empty() {
        eprintln!("No address is suppressed in {place}.");
    }
    let text =
        if json { printed::suppressions::json(&listed) } else { printed::suppressions::table(&listed) };
    show(&text);
    Ok(())
}

async fn lift(place: &Place, address: &str) -> Result<(), Advised> {
    let lifted = reached(place)?.lift(address).await.map_err(of_messages(place, &SUPPRESSION))?;
    eprintln!("{}", printed::suppressions::lifted(&lifted, place));
    Ok(())
}

fn reached(place: &Place) -> Result<Suppressions, Advised> {
    let clock: Clock = Arc::new(system_clock);
    Suppressions::new(&place.variables(), clock).map_err(of_messages(place, &SUPPRESSION))
}
