//! The rules that fields of several levels share. `within` is the path of the level.

use crate::{
    refusal::Refusal,
    rules::{Problem, plain_text},
    timestamp,
};

/// Some text without control characters: what is unknown is null, not empty.
pub fn texts<const N: usize>(
    within: &str,
    maximum: usize,
    texts: [(&str, &Option<String>); N],
) -> Result<(), Refusal> {
    for (name, text) in texts {
        let Some(text) = text else { continue };
        let filled = if text.trim().is_empty() { Err(Problem::TooShort(1)) } else { Ok(()) };
        filled
            .and_then(|()| plain_text(text, maximum))
            .map_err(|problem| Refusal::value(format!("{within}.{name}"))(problem))?;
    }
    Ok(())
}

/// Dates as `yyyy-MM-ddTHH:mm:ss`.
pub fn dates<const N: usize>(within: &str, dates: [(&str, &Option<String>); N]) -> Result<(), Refusal> {
    for (name, date) in dates {
        if date.as_deref().is_some_and(|date| !timestamp::is_date(date)) {
            return Err(Refusal::value(format!("{within}.{name}"))(Problem::NotADate));
        }
    }
    Ok(())
}

pub fn between(within: &str, name: &str, number: Option<u16>, least: u16, most: u16) -> Result<(), Refusal> {
    match number {
        Some(number) if !(least..=most).contains(&number) => {
            Err(Refusal::value(format!("{within}.{name}"))(Problem::NotBetween(least, most)))
        }
        Some(_) | None => Ok(()),
    }
}
