//! Paging: which part of a list a caller asks for, and what to send for the next one.

use std::fmt;

use data_encoding::BASE64URL_NOPAD;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, de};

use crate::{
    id::{Id, Number, Numbered},
    refusal::Refusal,
    table::{Part, Place},
};

/// How many results a part has where the caller does not say.
const RESULTS: usize = 20;
/// With them, their customer records are read in the one call that takes a hundred rows.
pub const MOST_RESULTS: usize = 40;
/// What is left out is read all the same, and paid for; `next` goes as deep as the list.
pub const MOST_OFFSET: usize = 1000;

/// A whole number, as JSON has it or as a query has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema)]
#[schemars(inline, with = "u32")]
pub struct Count(pub usize);

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(CountVisitor)
    }
}

struct CountVisitor;

impl de::Visitor<'_> for CountVisitor {
    type Value = Count;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number")
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Count, E> {
        usize::try_from(value).map(Count).map_err(E::custom)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Count, E> {
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let count = digits.then(|| text.parse().ok()).flatten();
        count.map(Count).ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
    }
}

/// The part of a list that is asked for; `how_many` is the field that says how many results it has, and what it
/// says, and `is_group` what groups there are in the list, of which `next` has to name one.
pub fn part(
    (how_many, number_of_results): (&'static str, Option<Count>),
    offset: Option<Count>,
    next: Option<&str>,
    is_group: impl Fn(&str) -> bool,
) -> Result<Part, Refusal> {
    let number_of_results = number_of_results.map_or(RESULTS, |Count(count)| count);
    if !(1..=MOST_RESULTS).contains(&number_of_results) {
        return Err(Refusal::field(how_many, format!("must be 1 to {MOST_RESULTS}; send `next` for more")));
    }
    let offset = offset.map_or(0, |Count(count)| count);
    if offset > MOST_OFFSET {
        return Err(Refusal::field(
            "offset",
            format!("must be 0 to {MOST_OFFSET}; send `next` to go deeper"),
        ));
    }
    let after = next.map(|next| {
        let place = place(next).filter(|place| is_group(&place.group));
        place.ok_or_else(|| Refusal::field("next", "is not what an answer to the same question gave"))
    });
    Ok(Part { offset, number_of_results, after: after.transpose()? })
}

/// What a caller sends as `next` to go on after a place.
pub fn next(place: &Place) -> String {
    let Place { group, number, id } = place;
    BASE64URL_NOPAD.encode(format!("{group}#{number}#{id}").as_bytes())
}

fn place(next: &str) -> Option<Place> {
    let text = String::from_utf8(BASE64URL_NOPAD.decode(next.as_bytes()).ok()?).ok()?;
    let mut parts = text.split('#');
    let place = Place {
        group: parts.next()?.to_owned(),
        number: Number::parse(Numbered::AccessToken, parts.next()?)?,
        id: Id::try_from(parts.next()?.to_owned()).ok()?,
    };
    parts.next().is_none().then_some(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn next_leads_back_to_its_place() {
        let here = Place {
            group: "EFFECTIVE".to_owned(),
            number: Number::new(Numbered::AccessToken, 7),
            id: Id::nobody(),
        };
        assert_eq!(place(&next(&here)), Some(here));
    }

    #[test]
    fn what_is_no_next_is_no_place() {
        for text in ["", "x", "QUNUAAAA", "RUZGRUNUSVZFI0FDVDAwMDAwMDAwMDc"] {
            assert_eq!(place(text), None, "{text}");
        }
    }
}
