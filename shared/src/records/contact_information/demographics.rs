//! What is known of a person: gender, documents, days, countries, work.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    check::{self, LONGEST_TEXT},
    country::{Country, CountryIdentifier},
    dates::{DateOfBirth, NameDay},
};
use crate::{
    base::{field_errors::FieldErrors, id::Id, text_rules::PLAIN, timestamp::DATE},
    definition::{IndustryIdentifier, IndustrySectorIdentifier},
};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Demographics {
    pub gender: Option<Gender>,
    #[schemars(length(min = 1, max = LONGEST_TEXT), regex(pattern = PLAIN))]
    pub id_number: Option<String>,
    #[schemars(regex(pattern = DATE))]
    pub id_number_expiration_date: Option<String>,
    #[schemars(length(min = 1, max = LONGEST_TEXT), regex(pattern = PLAIN))]
    pub passport_number: Option<String>,
    #[schemars(regex(pattern = DATE))]
    pub passport_number_expiration_date: Option<String>,
    #[schemars(length(min = 1, max = LONGEST_TEXT), regex(pattern = PLAIN))]
    pub social_security_number: Option<String>,
    pub date_of_birth: Option<DateOfBirth>,
    pub name_day: Option<NameDay>,
    #[schemars(with = "Option<CountryIdentifier>")]
    pub country_of_residence: Option<Country>,
    #[schemars(with = "Option<CountryIdentifier>")]
    pub id_issued_by_country: Option<Country>,
    #[schemars(with = "Option<CountryIdentifier>")]
    pub passport_issued_by_country: Option<Country>,
    /// An industry of the definition.
    #[schemars(with = "Option<IndustryIdentifier>")]
    pub industry: Option<Id>,
    /// An industry sector of the definition.
    #[schemars(with = "Option<IndustrySectorIdentifier>")]
    pub industry_sector: Option<Id>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[schemars(inline)]
pub(crate) enum Gender {
    Male,
    Female,
}

impl Demographics {
    pub(super) fn check(&self, within: &str) -> Result<(), FieldErrors> {
        let texts = [
            ("id_number", &self.id_number),
            ("passport_number", &self.passport_number),
            ("social_security_number", &self.social_security_number),
        ];
        let mut errors = FieldErrors::default();
        errors.collect(check::texts(within, LONGEST_TEXT, texts));
        let dates = [
            ("id_number_expiration_date", &self.id_number_expiration_date),
            ("passport_number_expiration_date", &self.passport_number_expiration_date),
        ];
        errors.collect(check::dates(within, dates));
        if let Some(date_of_birth) = &self.date_of_birth {
            errors.collect(date_of_birth.check(&format!("{within}.date_of_birth")));
        }
        if let Some(name_day) = &self.name_day {
            errors.collect(name_day.check(&format!("{within}.name_day")));
        }
        errors.none()
    }
}
