//! Days of a life that may be known in part: the date of birth, the name day.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use time::Month;

use super::check::between;
use crate::base::{field_errors::FieldErrors, rule::Rule};

/// Nobody alive was born before, and no clock is asked whether somebody is born yet.
const YEARS_OF_BIRTH: (u16, u16) = (1850, 2100);
/// Where the year is not known, there may be a 29 February.
const LEAP_YEAR: u16 = 2000;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(inline)]
pub(crate) struct DateOfBirth {
    #[schemars(range(min = 1, max = 31))]
    pub day: Option<u8>,
    #[schemars(range(min = 1, max = 12))]
    pub month: Option<u8>,
    #[schemars(range(min = YEARS_OF_BIRTH.0, max = YEARS_OF_BIRTH.1))]
    pub year: Option<u16>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(inline)]
pub(crate) struct NameDay {
    #[schemars(range(min = 1, max = 31))]
    pub day: Option<u8>,
    #[schemars(range(min = 1, max = 12))]
    pub month: Option<u8>,
}

impl DateOfBirth {
    pub(super) fn check(&self, within: &str) -> Result<(), FieldErrors> {
        let (least, most) = YEARS_OF_BIRTH;
        let mut errors = FieldErrors::default();
        errors.collect(between(within, "year", self.year, least, most));
        errors.collect(in_the_calendar(within, self.day, self.month, self.year.unwrap_or(LEAP_YEAR)));
        errors.none()
    }
}

impl NameDay {
    pub(super) fn check(&self, within: &str) -> Result<(), FieldErrors> {
        in_the_calendar(within, self.day, self.month, LEAP_YEAR)
    }
}

/// A month stands alone; a day needs its month, and has to be one of it.
fn in_the_calendar(within: &str, day: Option<u8>, month: Option<u8>, year: u16) -> Result<(), FieldErrors> {
    let mut errors = FieldErrors::default();
    errors.collect(between(within, "month", month.map(u16::from), 1, 12));
    let days = match month {
        Some(month) => Month::try_from(month).map_or(31, |month| month.length(i32::from(year))),
        None => 31,
    };
    errors.collect(between(within, "day", day.map(u16::from), 1, u16::from(days)));
    if day.is_some() && month.is_none() {
        let needed = FieldErrors::field(format!("{within}.month"), Rule::Needed { why: " with a day" });
        errors.push(needed);
    }
    errors.none()
}
