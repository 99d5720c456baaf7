//! Paging: which part of a list a caller asks for, and what to send for the next one.

use std::{borrow::Cow, fmt};

use data_encoding::BASE64URL_NOPAD;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, de};

use crate::{
    base::{field_errors::FieldErrors, rule::Rule},
    table::Part,
};

/// A part of a list, and what to send as `next` for the one after it.
#[derive(Debug)]
pub(crate) struct Page<R> {
    pub items: Vec<R>,
    pub next: Option<String>,
}

/// `data` of an answer with a list.
impl<R: JsonSchema> JsonSchema for Page<R> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        Vec::<R>::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Vec::<R>::json_schema(generator)
    }
}

/// How many results a part has where the caller does not say.
const RESULTS: usize = 20;
/// With them, their customer records are read in the one call that takes a hundred rows.
pub(crate) const MOST_RESULTS: usize = 40;
/// What is left out is read all the same, and paid for; `next` goes as deep as the list.
pub(crate) const MOST_OFFSET: usize = 1000;

/// A whole number, as JSON has it or as a query has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema)]
#[schemars(inline, with = "u32")]
pub(crate) struct Count(pub usize);

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

/// The part of a list that is asked for, and the place after which it begins; `how_many` is the field that says how
/// many results it has, and what it says, and `place` reads what `next` says, which has to be a place in the list.
pub(crate) fn part<P>(
    (how_many, number_of_results): (&'static str, Option<Count>),
    offset: Option<Count>,
    next: Option<&str>,
    place: impl Fn(&str) -> Option<P>,
) -> Result<(Part, Option<P>), FieldErrors> {
    let mut errors = FieldErrors::default();
    let number_of_results = number_of_results.map_or(RESULTS, |Count(count)| count);
    let offset = offset.map_or(0, |Count(count)| count);
    for (field, count, minimum, maximum) in
        [(how_many, number_of_results, 1, MOST_RESULTS), ("offset", offset, 0, MOST_OFFSET)]
    {
        if !(minimum..=maximum).contains(&count) {
            let rule = Rule::PageTooLarge { minimum, maximum };
            errors.push(FieldErrors::field(field, rule));
        }
    }
    let after = errors.optional(next, |next| {
        let said = decoded(next).and_then(|said| place(&said));
        said.ok_or_else(|| FieldErrors::field("next", Rule::NotANext))
    });
    errors.none().map(|()| (Part { offset, number_of_results }, after))
}

/// What a caller sends as `next` to go on after a place.
pub(crate) fn next(place: &impl fmt::Display) -> String {
    BASE64URL_NOPAD.encode(place.to_string().as_bytes())
}

fn decoded(next: &str) -> Option<String> {
    String::from_utf8(BASE64URL_NOPAD.decode(next.as_bytes()).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::id::{Id, Number, Numbered},
        records::place::Place,
    };

    #[test]
    fn next_leads_back_to_its_place() {
        let here = Place {
            group: "EFFECTIVE".to_owned(),
            number: Number::parse(Numbered::AccessToken, "ACT0000000007").expect("a number"),
            id: Id::nobody(),
        };
        let there = part(("number", None), None, Some(&next(&here)), Place::read).expect("a part").1;
        assert_eq!(there, Some(here));
    }

    #[test]
    fn what_is_no_next_is_no_place() {
        for text in ["", "x", "QUNUAAAA", "RUZGRUNUSVZFI0FDVDAwMDAwMDAwMDc"] {
            assert!(part(("number", None), None, Some(text), Place::read).is_err(), "{text}");
        }
    }
}
