//! The rules that fields of several levels share. `within` is the path of the level.

use crate::base::{
    field_errors::FieldErrors,
    rule::{Broken, Rule},
    text_rules::plain_text,
    timestamp,
};

/// The field of a request that contact information stands in, with which the path of every error begins.
pub(super) const FIELD: &str = "account_owner";
/// Of a company's name, a number or a code.
pub(super) const LONGEST_TEXT: usize = 255;

/// Some text without control characters: what is unknown is null, not empty.
pub(super) fn texts<const N: usize>(
    within: &str,
    maximum: usize,
    texts: [(&str, &Option<String>); N],
) -> Result<(), FieldErrors> {
    let mut errors = FieldErrors::default();
    for (name, text) in texts {
        let Some(text) = text else { continue };
        let checked = if text.trim().is_empty() {
            Err(Rule::TooShort { minimum: 1 })
        } else {
            plain_text(text, maximum)
        };
        errors.collect(checked.map_err(FieldErrors::value(&format!("{within}.{name}"))));
    }
    errors.none()
}

/// Dates as `yyyy-MM-ddTHH:mm:ss`.
pub(super) fn dates<const N: usize>(
    within: &str,
    dates: [(&str, &Option<String>); N],
) -> Result<(), FieldErrors> {
    let mut errors = FieldErrors::default();
    for (name, date) in dates {
        if date.as_deref().is_some_and(|date| !timestamp::is_date(date)) {
            errors.collect(broken(within, name, Rule::NotADate));
        }
    }
    errors.none()
}

pub(super) fn between(
    within: &str,
    name: &str,
    number: Option<u16>,
    minimum: u16,
    maximum: u16,
) -> Result<(), FieldErrors> {
    match number {
        Some(number) if !(minimum..=maximum).contains(&number) => {
            broken(within, name, Rule::NotBetween { minimum, maximum })
        }
        Some(_) | None => Ok(()),
    }
}

/// A rule that the value of a field breaks.
pub(super) fn broken(within: &str, name: &str, rule: Rule) -> Result<(), FieldErrors> {
    Err(FieldErrors::value(&format!("{within}.{name}"))(Broken::from(rule)))
}
