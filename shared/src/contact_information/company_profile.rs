//! What is known of a company: its size, its registrations, its country and trade.

use serde::{Deserialize, Serialize};

use super::{Country, LONGEST_TEXT, check};
use crate::{id::Id, refusal::Refusal, rules::Problem};

const PROFILE_YEARS: (u16, u16) = (1850, 2200);

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CompanyProfile {
    pub profile_year: Option<u16>,
    pub annual_turnover: Option<f64>,
    pub established_date: Option<String>,
    pub number_of_employees: Option<u32>,
    pub registration_number: Option<String>,
    pub vat_registration_number: Option<String>,
    pub vat_registered_by: Option<String>,
    pub vat_registration_date: Option<String>,
    pub tax_reference_number: Option<String>,
    pub country_of_residence: Option<Country>,
    /// An industry of the definition.
    pub industry: Option<Id>,
    /// An industry sector of the definition.
    pub industry_sector: Option<Id>,
}

impl CompanyProfile {
    pub(super) fn check(&self, within: &str) -> Result<(), Refusal> {
        let (least, most) = PROFILE_YEARS;
        check::between(within, "profile_year", self.profile_year, least, most)?;
        if self.annual_turnover.is_some_and(|turnover| !is_amount(turnover)) {
            return Err(Refusal::value(format!("{within}.annual_turnover"))(Problem::NotAnAmount));
        }
        let texts = [
            ("registration_number", &self.registration_number),
            ("vat_registration_number", &self.vat_registration_number),
            ("vat_registered_by", &self.vat_registered_by),
            ("tax_reference_number", &self.tax_reference_number),
        ];
        check::texts(within, LONGEST_TEXT, texts)?;
        let dates = [
            ("established_date", &self.established_date),
            ("vat_registration_date", &self.vat_registration_date),
        ];
        check::dates(within, dates)
    }
}

/// Numbers of the table have 38 digits: one that is huge, or all but nothing, would be refused there, too
/// late to say which.
fn is_amount(number: f64) -> bool {
    number == 0.0 || (0.001..=1e15).contains(&number)
}
