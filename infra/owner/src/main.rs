//! `cargo owner`: what an owner does, and no caller of the API: the definition, keys, messages that were not read,
//! suppressions, and customers: found, and what is kept of one.

mod advice;
mod arguments;
mod customer;
mod definition;
mod export;
mod find;
mod import;
mod keys;
mod messages;
mod place;
mod printed;
mod show;
mod suppressions;

use std::process::ExitCode;

use clap::Parser as _;

use crate::arguments::{Arguments, What};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let done = match Arguments::parse().what {
        What::Definition(definition) => definition::run(definition),
        What::Keys(keys) => keys::run(keys).await,
        What::Message(message) => messages::message(message).await,
        What::Redrive(redrive) => messages::redrive(redrive).await,
        What::Suppression(suppression) => suppressions::run(suppression).await,
        What::Find(find) => find::run(find).await,
        What::Export(export) => export::run(export).await,
        What::Import(import) => import::run(import).await,
        What::Tell(tell) => customer::tell(tell).await,
        What::Erase(erase) => customer::erase(erase).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failed) => {
            eprintln!("{failed}");
            ExitCode::FAILURE
        }
    }
}
