//! What is known of a company: its size, its registrations, its country and trade.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    check::{self, LONGEST_TEXT},
    country::{Country, CountryIdentifier},
};
use crate::{
    base::{field_errors::FieldErrors, id::Id, rule::Rule, text_rules::PLAIN, timestamp::DATE},
    definition::{IndustryIdentifier, IndustrySectorIdentifier},
};

const PROFILE_YEARS: (u16, u16) = (1850, 2200);
const LARGEST_AMOUNT: f64 = 1e15;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CompanyProfile {
    #[schemars(range(min = PROFILE_YEARS.0, max = PROFILE_YEARS.1))]
    pub profile_year: Option<u16>,
    #[schemars(range(min = 0, max = LARGEST_AMOUNT))]
    pub annual_turnover: Option<f64>,
    #[schemars(regex(pattern = DATE))]
    pub established_date: Option<String>,
    pub number_of_employees: Option<u32>,
    #[schemars(length(min = 1, max = LONGEST_TEXT), regex(pattern = PLAIN))]
    pub registration_number: Option<String>,
    #[schemars(length(min = 1, max = LONGEST_TEXT), regex(pattern = PLAIN))]
    pub vat_registration_number: Option<String>,
    #[schemars(length(min = 1, max = LONGEST_TEXT), regex(pattern = PLAIN))]
    pub vat_registered_by: Option<String>,
    #[schemars(regex(pattern = DATE))]
    pub vat_registration_date: Option<String>,
    #[schemars(length(min = 1, max = LONGEST_TEXT), regex(pattern = PLAIN))]
    pub tax_reference_number: Option<String>,
    #[schemars(with = "Option<CountryIdentifier>")]
    pub country_of_residence: Option<Country>,
    /// An industry of the definition.
    #[schemars(with = "Option<IndustryIdentifier>")]
    pub industry: Option<Id>,
    /// An industry sector of the definition.
    #[schemars(with = "Option<IndustrySectorIdentifier>")]
    pub industry_sector: Option<Id>,
}

impl CompanyProfile {
    pub(super) fn check(&self, within: &str) -> Result<(), FieldErrors> {
        let (least, most) = PROFILE_YEARS;
        let mut errors = FieldErrors::default();
        errors.collect(check::between(within, "profile_year", self.profile_year, least, most));
        if self.annual_turnover.is_some_and(|turnover| !is_amount(turnover)) {
            errors.collect(check::broken(within, "annual_turnover", Rule::NotAnAmount));
        }
        let texts = [
            ("registration_number", &self.registration_number),
            ("vat_registration_number", &self.vat_registration_number),
            ("vat_registered_by", &self.vat_registered_by),
            ("tax_reference_number", &self.tax_reference_number),
        ];
        errors.collect(check::texts(within, LONGEST_TEXT, texts));
        let dates = [
            ("established_date", &self.established_date),
            ("vat_registration_date", &self.vat_registration_date),
        ];
        errors.collect(check::dates(within, dates));
        errors.none()
    }
}

/// Numbers of the table have 38 digits: one that is huge, or all but nothing, would be refused there, too
/// late to say which.
fn is_amount(number: f64) -> bool {
    number == 0.0 || (0.001..=LARGEST_AMOUNT).contains(&number)
}
