//! `cargo owner keys`: made, listed, revoked.

use std::{
    io::{Write as _, stdout},
    sync::Arc,
};

use shared::{ApplicationKeys, Clock, system_clock};

use crate::{
    advice::{Advised, of_keys},
    arguments::keys::{Create, Keys},
    place::Place,
    printed::keys,
    show::show,
};

pub async fn run(keys: Keys) -> Result<(), Advised> {
    match keys {
        Keys::Create(new) => create(new).await,
        Keys::List { place, json } => list(&place, json).await,
        Keys::Revoke { place, id } => revoke(&place, &id).await,
    }
}

async fn create(create: Create) -> Result<(), Advised> {
    let (place, new) = create.new_key(system_clock());
    let (key, clear) = reached(&place)?.make(new).await.map_err(of_keys(&place))?;
    // The key stands alone on standard output, so that a script can take it.
    eprintln!("{}", keys::made(&key, &place));
    let shown = writeln!(stdout(), "{}", clear.reveal()).and_then(|()| stdout().flush());
    shown.map_err(|error| Advised::not_shown(&key, &error))
}

async fn list(place: &Place, json: bool) -> Result<(), Advised> {
    let listed = reached(place)?.list().await.map_err(of_keys(place))?;
    if listed.is_empty() {
        eprintln!("There are no keys in {place}; `keys create` makes one.");
    }
    let text = if json { keys::json(&listed) } else { keys::table(&listed) };
    show(&text);
    Ok(())
}

async fn revoke(place: &Place, id: &str) -> Result<(), Advised> {
    let key = reached(place)?.revoke(id).await.map_err(of_keys(place))?;
    eprintln!("{}", keys::revoked(&key, place));
    Ok(())
}

fn reached(place: &Place) -> Result<ApplicationKeys, Advised> {
    let clock: Clock = Arc::new(system_clock);
    ApplicationKeys::new(&place.variables(), clock).map_err(of_keys(place))
}
