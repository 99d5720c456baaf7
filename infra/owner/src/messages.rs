//! `cargo owner message` and `redrive`: what became of messages, and those sent again that never went.

use std::{
    collections::BTreeMap,
    fs,
    io::{self, Read as _, stdin},
    path::Path,
    sync::Arc,
};

use shared::{Addresses, Clock, Id, Messages, Outcome, Redrive, logged_messages, system_clock};

use crate::{
    advice::{Advised, of_messages},
    arguments,
    place::{MESSAGE, Place, REDRIVE},
    printed,
    show::show,
};

pub async fn message(asked: arguments::Message) -> Result<(), Advised> {
    let arguments::Message { place, token, show_address, json } = asked;
    let advised = of_messages(&place, &MESSAGE);
    let reached = messages(&place).map_err(&advised)?;
    let shown = if show_address { Addresses::All } else { Addresses::Typed(token.clone()) };
    let token = reached.token(&token).await.map_err(&advised)?;
    let found = reached.of(&token, &shown).await.map_err(&advised)?;
    if found.is_empty() {
        eprintln!(
            "The access token {token} has no messages in {place}. They are kept for 30 days, and a day where NOT_SENT."
        );
    }
    let text = if json { printed::messages::json(&token, &found) } else { printed::messages::table(&found) };
    show(&text);
    Ok(())
}

pub async fn redrive(asked: arguments::Redrive) -> Result<(), Advised> {
    let arguments::Redrive { place, which, yes } = asked;
    let advised = of_messages(&place, &REDRIVE);
    let reached = messages(&place).map_err(&advised)?;
    let wanted: BTreeMap<Id, Option<Vec<Id>>> = match (which.token, which.messages) {
        (Some(token), _) => [(reached.token(&token).await.map_err(&advised)?, None)].into(),
        (None, Some(file)) => {
            let log = read(&file).map_err(|error| Advised::unread(&file, &error))?;
            let logged = logged_messages(&log).map_err(&advised)?;
            logged.into_iter().map(|(token, messages)| (token, Some(messages))).collect()
        }
        // clap asks for one of them.
        (None, None) => BTreeMap::new(),
    };
    let mode = if yes { Redrive::ForReal } else { Redrive::DryRun };
    let (mut go, mut would_go) = (0, 0);
    for (token, asked_for) in wanted {
        // Shown as it is done: whoever breaks it off has seen how far it came.
        for report in reached.redrive(&token, asked_for.as_deref(), mode).await.map_err(&advised)? {
            match &report.outcome {
                Outcome::GoesAgain(_) => go += 1,
                Outcome::WouldGo => would_go += 1,
                Outcome::LeftAlone(_) => {}
            }
            show(&printed::messages::redriven(&report));
        }
    }
    match (go, would_go) {
        (0, 0) => Err(Advised::nothing_to_redrive()),
        (0, would_go) => {
            eprintln!("Nothing was done in {place}. Give --yes to send them again: {would_go} in all.");
            Ok(())
        }
        (go, _) => {
            eprintln!("Sent again in {place}: {go} in all. `message` shows what becomes of them.");
            Ok(())
        }
    }
}

/// A file, or standard input.
fn read(file: &Path) -> io::Result<String> {
    if file != Path::new("-") {
        return fs::read_to_string(file);
    }
    let mut text = String::new();
    stdin().read_to_string(&mut text)?;
    Ok(text)
}

fn messages(place: &Place) -> Result<Messages, shared::MessagesError> {
    let clock: Clock = Arc::new(system_clock);
    Messages::new(&place.variables(), clock)
}
