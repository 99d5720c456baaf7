//! Moments: whole seconds in UTC, written the way the Web API writes dates.

use std::{fmt, str::FromStr, sync::Arc};

use serde::{Deserialize, Serialize};
use time::{
    OffsetDateTime, PrimitiveDateTime, format_description::BorrowedFormatItem, macros::format_description,
};

use super::rule::Rule;

/// `yyyy-MM-ddTHH:mm:ss`, the date format of the Web API.
const FORMAT: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]");

/// The same for the OpenAPI description, but for the lengths of months.
pub(crate) const DATE: &str =
    "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$";

/// A moment, in whole seconds since 1970 UTC. A number in the table, a date in an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Timestamp(i64);

/// A number of a row that is no date of four digits a year: it makes the row unreadable, instead of a panic.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("invalid value, expected a moment of the years 0 to 9999")]
pub struct NotAMoment;

/// 0000-01-01T00:00:00 and 9999-12-31T23:59:59.
const FIRST: i64 = -62_167_219_200;
const LAST: i64 = 253_402_300_799;

/// In seconds.
pub(crate) const MINUTE: i64 = 60;
pub(crate) const HOUR: i64 = 60 * MINUTE;
pub(crate) const DAY: i64 = 24 * HOUR;

/// Who is asked for the time: the machine's clock in a function, any clock in a test.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

impl Timestamp {
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds)
    }

    pub const fn seconds(self) -> i64 {
        self.0
    }

    /// Never later than the last moment that can be written.
    pub const fn plus(self, seconds: i64) -> Self {
        let seconds = self.0.saturating_add(seconds);
        Self(if seconds > LAST { LAST } else { seconds })
    }

    pub fn plus_days(self, days: u32) -> Self {
        self.plus(i64::from(days) * DAY)
    }
}

impl TryFrom<i64> for Timestamp {
    type Error = NotAMoment;

    fn try_from(seconds: i64) -> Result<Self, Self::Error> {
        if (FIRST..=LAST).contains(&seconds) { Ok(Self(seconds)) } else { Err(NotAMoment) }
    }
}

impl From<Timestamp> for i64 {
    fn from(timestamp: Timestamp) -> Self {
        timestamp.0
    }
}

/// A date of the Web API; like all of them, in UTC.
impl FromStr for Timestamp {
    type Err = Rule;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // The library also takes a sign before the year: then it is longer.
        if text.len() != "yyyy-MM-ddTHH:mm:ss".len() {
            return Err(Rule::NotADate);
        }
        let date = PrimitiveDateTime::parse(text, FORMAT).map_err(|_| Rule::NotADate)?;
        Ok(Self(date.assume_utc().unix_timestamp()))
    }
}

/// Whether a text is a date of the Web API.
pub(crate) fn is_date(text: &str) -> bool {
    text.parse::<Timestamp>().is_ok()
}

/// The machine's clock.
#[expect(clippy::disallowed_methods, reason = "the one function that asks the machine for the time")]
pub fn system_clock() -> Timestamp {
    Timestamp(OffsetDateTime::now_utc().unix_timestamp())
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = OffsetDateTime::from_unix_timestamp(self.0).map_err(|_| fmt::Error)?;
        f.write_str(&date.format(FORMAT).map_err(|_| fmt::Error)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_written_and_read_as_the_web_api_writes_it() {
        let (timestamp, date) = (Timestamp::from_seconds(1_448_640_536), "2015-11-27T16:08:56");
        assert_eq!((timestamp.to_string().as_str(), date.parse()), (date, Ok(timestamp)));
    }

    #[test]
    fn a_number_that_is_no_date_is_not_read_and_not_quoted() {
        for seconds in [FIRST, 0, LAST] {
            let date = Timestamp::try_from(seconds).expect("a moment").to_string();
            assert_eq!(date.parse(), Ok(Timestamp::from_seconds(seconds)));
        }
        for seconds in [i64::MIN, FIRST - 1, LAST + 1, i64::MAX] {
            let read = serde_json::from_value::<Timestamp>(seconds.into()).map_err(|error| error.to_string());
            assert_eq!(read, Err(NotAMoment.to_string()), "{seconds}");
        }
        assert_eq!(Timestamp::from_seconds(LAST).plus(1).to_string(), "9999-12-31T23:59:59");
    }

    #[test]
    fn what_is_no_date_of_the_web_api_is_refused() {
        assert!(is_date("2015-11-27T16:08:56"));
        for text in ["", "2015-11-27", "-2015-11-27T16:08:56", "+2015-11-27T16:08:56", "2015-11-31T16:08:56"]
        {
            assert!(!is_date(text), "{text}");
        }
    }
}
