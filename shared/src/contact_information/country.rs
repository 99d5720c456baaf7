//! A country of ISO 3166-1: what it is sent as, kept as, and known by.

use rust_iso3166::CountryCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::openapi::exactly_one;

/// A line for each dialing code, with its countries: as `phonenumber` has them, whose database takes some
/// 70 ms to unpack, too long for an answer that merely shows a country. A test compares the two.
const DIALING_CODES: &str = include_str!("dialing_codes.txt");

/// A country by its two letters, as a row keeps it. Rows are read for longer than countries last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Country(String);

/// A country as it is sent: exactly one of the four.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = exactly_one(&["id", "name", "two_character_code", "three_character_code"]))]
#[schemars(example = json!({ "two_character_code": "CY" }))]
pub struct CountryIdentifier {
    /// The three digits of ISO 3166-1.
    pub id: Option<String>,
    /// In English, as ISO 3166-1 and our answers have it.
    pub name: Option<String>,
    pub two_character_code: Option<String>,
    pub three_character_code: Option<String>,
}

impl Country {
    /// The country that has the name or code that was sent, in capitals or not.
    pub fn named(sent: &CountryIdentifier) -> Option<Self> {
        let same = |sent: &Option<String>, known: &str| {
            sent.as_ref().is_some_and(|sent| sent.to_uppercase() == known.to_uppercase())
        };
        let found = rust_iso3166::ALL.iter().find(|known| {
            same(&sent.id, &known.numeric_str())
                || same(&sent.name, known.name)
                || same(&sent.two_character_code, known.alpha2)
                || same(&sent.three_character_code, known.alpha3)
        })?;
        Some(Self(found.alpha2.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its codes and its name, if it is still one.
    pub fn code(&self) -> Option<CountryCode> {
        rust_iso3166::from_alpha2(&self.0)
    }

    /// `+357`: with the plus sign, a phone number in E.164 begins with it. None where nobody has a phone.
    pub fn dialing_code(&self) -> Option<String> {
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
        let none = || CountryIdentifier {
            id: None,
            name: None,
            two_character_code: None,
            three_character_code: None,
        };
        let text = |text: &str| Some(text.to_owned());
        for sent in [
            CountryIdentifier { id: text("196"), ..none() },
            CountryIdentifier { name: text("CYPRUS"), ..none() },
            CountryIdentifier { name: text("Cyprus"), ..none() },
            CountryIdentifier { two_character_code: text("CY"), ..none() },
            CountryIdentifier { three_character_code: text("cyp"), ..none() },
        ] {
            assert_eq!(Country::named(&sent), Some(Country("CY".to_owned())), "{sent:?}");
        }
        for sent in [
            CountryIdentifier { id: text("CY"), ..none() },
            CountryIdentifier { name: text(""), ..none() },
            CountryIdentifier { two_character_code: text("XX"), ..none() },
            none(),
        ] {
            assert_eq!(Country::named(&sent), None, "{sent:?}");
        }
    }
}
