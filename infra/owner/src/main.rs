//! `cargo owner`: what an owner does with the keys of apps and back offices.

mod advice;
mod arguments;
mod place;
mod printed;

use std::{
    io::{Write as _, stdout},
    process::ExitCode,
    sync::Arc,
};

use clap::Parser as _;
use shared::{ApplicationKeys, Clock, system_clock};

use crate::{
    advice::{Advised, advised},
    arguments::{Arguments, Create, Keys, What},
    place::Place,
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let What::Keys(keys) = Arguments::parse().what;
    match run(keys).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failed) => {
            eprintln!("{failed}");
            ExitCode::FAILURE
        }
    }
}

async fn run(keys: Keys) -> Result<(), Advised> {
    match keys {
        Keys::Create(new) => create(new).await,
        Keys::List { place, json } => list(&place, json).await,
        Keys::Revoke { place, id } => revoke(&place, &id).await,
    }
}

async fn create(create: Create) -> Result<(), Advised> {
    let (place, new) = create.new_key(system_clock());
    let (key, clear) = keys(&place)?.make(new).await.map_err(advised(&place))?;
    // The key stands alone on standard output, so that a script can take it.
    eprintln!("{}", printed::made(&key, &place));
    let shown = writeln!(stdout(), "{}", clear.reveal()).and_then(|()| stdout().flush());
    shown.map_err(|error| Advised::not_shown(&key, &error))
}

async fn list(place: &Place, json: bool) -> Result<(), Advised> {
    let keys = keys(place)?.list().await.map_err(advised(place))?;
    if keys.is_empty() {
        eprintln!("There are no keys in {place}; `keys create` makes one.");
    }
    let text = if json { printed::json(&keys) } else { printed::table(&keys) };
    // Whoever stops reading has seen enough.
    let _ = stdout().write_all(text.as_bytes());
    Ok(())
}

async fn revoke(place: &Place, id: &str) -> Result<(), Advised> {
    let key = keys(place)?.revoke(id).await.map_err(advised(place))?;
    eprintln!("{}", printed::revoked(&key, place));
    Ok(())
}

fn keys(place: &Place) -> Result<ApplicationKeys, Advised> {
    let clock: Clock = Arc::new(system_clock);
    ApplicationKeys::new(&place.variables(), clock).map_err(advised(place))
}
