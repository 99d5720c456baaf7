//! `cargo owner tell` and `erase`: what is kept of one customer.

use std::sync::Arc;

use shared::{Clock, CustomerError, OneCustomer, system_clock};

use crate::{
    advice::{Advised, of_customer},
    arguments::{Erase, Tell},
    place::{ERASE, TELL, WithKeyring},
    printed,
    show::show,
};

pub async fn tell(asked: Tell) -> Result<(), Advised> {
    let Tell { place, token, json } = asked;
    let advised = of_customer(&place.place, &TELL);
    let reached = reached(&place).await.map_err(&advised)?;
    let told = reached.tell(&token).await.map_err(&advised)?;
    show(&if json { printed::customer::json_of_told(&told) } else { printed::customer::told(&told) });
    Ok(())
}

pub async fn erase(asked: Erase) -> Result<(), Advised> {
    let Erase { place, token, yes, json } = asked;
    let advised = of_customer(&place.place, &ERASE);
    let reached = reached(&place).await.map_err(&advised)?;
    let erased = if yes { reached.erase(&token).await } else { reached.would_erase(&token).await };
    let erased = erased.map_err(&advised)?;
    show(&if json {
        printed::customer::json_of_erased(&erased, yes)
    } else {
        printed::customer::erased(&erased)
    });
    let (count, place) = (erased.rows.len(), &place.place);
    if yes {
        eprintln!("Erased {count} rows of the access token {} in {place}.", erased.access_token);
    } else {
        eprintln!(
            "Nothing was done in {place}. Give --yes to erase the access token {}: {count} rows in all.",
            erased.access_token
        );
    }
    Ok(())
}

async fn reached(place: &WithKeyring) -> Result<OneCustomer, CustomerError> {
    let clock: Clock = Arc::new(system_clock);
    OneCustomer::new(&place.variables(), clock).await
}
