//! What is known of a person: gender, documents, days, countries, work.

use serde::{Deserialize, Serialize};

use super::{Country, DateOfBirth, LONGEST_TEXT, NameDay, check};
use crate::{id::Id, refusal::Refusal};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Demographics {
    pub gender: Option<Gender>,
    pub id_number: Option<String>,
    pub id_number_expiration_date: Option<String>,
    pub passport_number: Option<String>,
    pub passport_number_expiration_date: Option<String>,
    pub social_security_number: Option<String>,
    pub date_of_birth: Option<DateOfBirth>,
    pub name_day: Option<NameDay>,
    pub country_of_residence: Option<Country>,
    pub id_issued_by_country: Option<Country>,
    pub passport_issued_by_country: Option<Country>,
    /// An industry of the definition.
    pub industry: Option<Id>,
    /// An industry sector of the definition.
    pub industry_sector: Option<Id>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Gender {
    Male,
    Female,
}

impl Demographics {
    pub(super) fn check(&self, within: &str) -> Result<(), Refusal> {
        let texts = [
            ("id_number", &self.id_number),
            ("passport_number", &self.passport_number),
            ("social_security_number", &self.social_security_number),
        ];
        check::texts(within, LONGEST_TEXT, texts)?;
        let dates = [
            ("id_number_expiration_date", &self.id_number_expiration_date),
            ("passport_number_expiration_date", &self.passport_number_expiration_date),
        ];
        check::dates(within, dates)?;
        if let Some(date_of_birth) = &self.date_of_birth {
            date_of_birth.check(&format!("{within}.date_of_birth"))?;
        }
        if let Some(name_day) = &self.name_day {
            name_day.check(&format!("{within}.name_day"))?;
        }
        Ok(())
    }
}
