//! A country of ISO 3166-1: what it is sent as, kept as, and known by.

use rust_iso3166::CountryCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::base::{
    exactly_one::{NotOne, exactly_one},
    schema::one_of,
};

/// A line for each dialing code, with its countries: as `phonenumber` has them, whose database takes some
/// 60 ms to unpack, too long for an answer that merely shows a country. A test compares the two.
const DIALING_CODES: &str = include_str!("dialing_codes.txt");

/// A country by its two letters, as a row keeps it. Rows are read for longer than countries last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Country(String);

/// A country as it is sent: exactly one of the four.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(try_from = "Sent")]
pub(crate) enum CountryIdentifier {
    Id(String),
    Name(String),
    TwoCharacterCode(String),
    ThreeCharacterCode(String),
}

/// A country as it is sent: exactly one of the four.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "CountryIdentifier")]
#[schemars(transform = one_of(&["id", "name", "two_character_code", "three_character_code"]))]
#[schemars(example = json!({ "two_character_code": "CY" }))]
struct Sent {
    /// The three digits of ISO 3166-1.
    id: Option<String>,
    /// In English, as ISO 3166-1 and our answers have it.
    name: Option<String>,
    two_character_code: Option<String>,
    three_character_code: Option<String>,
}

impl TryFrom<Sent> for CountryIdentifier {
    type Error = NotOne;

    fn try_from(sent: Sent) -> Result<Self, NotOne> {
        exactly_one([
            ("id", sent.id.map(Self::Id)),
            ("name", sent.name.map(Self::Name)),
            ("two_character_code", sent.two_character_code.map(Self::TwoCharacterCode)),
            ("three_character_code", sent.three_character_code.map(Self::ThreeCharacterCode)),
        ])
    }
}

impl Country {
    /// The country that has the name or code that was sent, in capitals or not.
    pub(crate) fn named(sent: &CountryIdentifier) -> Option<Self> {
        let same = |sent: &str, known: &str| sent.to_uppercase() == known.to_uppercase();
        let found = rust_iso3166::ALL.iter().find(|known| match sent {
            CountryIdentifier::Id(id) => *id == known.numeric_str(),
            CountryIdentifier::Name(name) => same(name, known.name),
            CountryIdentifier::TwoCharacterCode(code) => same(code, known.alpha2),
            CountryIdentifier::ThreeCharacterCode(code) => same(code, known.alpha3),
        })?;
        Some(Self(found.alpha2.to_owned()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Its codes and its name, if it is still one.
    pub(crate) fn code(&self) -> Option<CountryCode> {
        rust_iso3166::from_alpha2(&self.0)
    }

    /// `+357`: with the plus sign, a phone number in E.164 begins with it. None where nobody has a phone.
    pub(crate) fn dialing_code(&self) -> Option<String> {
        let mut lines = DIALING_CODES.lines().filter_map(|line| line.split_once(' '));
        let (code, _) = lines.find(|(_, countries)| countries.split(' ').any(|country| country == self.0))?;
        Some(format!("+{code}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dialing_codes_are_those_of_the_phone_numbers() {
        for known in rust_iso3166::ALL {
            let plan = phonenumber::metadata::DATABASE.by_id(known.alpha2);
            let expected = plan.map(|plan| format!("+{}", plan.country_code()));
            assert_eq!(Country(known.alpha2.to_owned()).dialing_code(), expected, "{}", known.name);
        }
    }

    #[test]
    fn a_country_is_found_by_any_of_its_names() {
        let text = str::to_owned;
        for sent in [
            CountryIdentifier::Id(text("196")),
            CountryIdentifier::Name(text("CYPRUS")),
            CountryIdentifier::Name(text("Cyprus")),
            CountryIdentifier::TwoCharacterCode(text("CY")),
            CountryIdentifier::ThreeCharacterCode(text("cyp")),
        ] {
            assert_eq!(Country::named(&sent), Some(Country("CY".to_owned())), "{sent:?}");
        }
        for sent in [
            CountryIdentifier::Id(text("CY")),
            CountryIdentifier::Name(text("")),
            CountryIdentifier::TwoCharacterCode(text("XX")),
        ] {
            assert_eq!(Country::named(&sent), None, "{sent:?}");
        }
    }
}
