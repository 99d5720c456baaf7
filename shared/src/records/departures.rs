//! Departures: how many messages left in a day, in all and as text messages to one country.
//!
//! Whoever earns by text messages asks for many and verifies none. So a country may have some in a day that nobody
//! verified, and more only where customers verify: Authgear's formula, with days where it has hours.

use crate::{
    base::{
        identifier::Identifier,
        timestamp::{DAY, Timestamp},
    },
    definition::MessageBudgets,
    records::destination::NotSent,
    table::{Counted, Key, Rows, Write},
};

/// How many days a country's best day is looked for in, today included.
const DAYS: i64 = 14;
/// Of the verified ones of the best day, so many more may leave unverified: 30 %.
const PART: (u32, u32) = (3, 10);

const SENT: &str = "sent";
const VERIFIED: &str = "verified";

/// What is counted together in a day.
#[derive(Debug)]
pub(crate) struct Departures {
    today: Key,
    of: Of,
    now: Timestamp,
}

#[derive(Debug)]
enum Of {
    /// All that leave.
    All,
    /// Text messages to a country; with the rows of the days before.
    Country(Vec<Key>),
}

impl Departures {
    /// All of today.
    pub(crate) fn all(now: Timestamp) -> Self {
        Self { today: Key::new(format!("COUNTER#SENT#{}", day_of(now)), "COUNTER"), of: Of::All, now }
    }

    /// The text messages to that country.
    pub(crate) fn to(country: &str, now: Timestamp) -> Self {
        let key = |ago| Key::new(format!("COUNTER#COUNTRY#{country}#{}", day_of(now) - ago), "COUNTER");
        Self { today: key(0), of: Of::Country((1..DAYS).map(key).collect()), now }
    }

    pub(crate) fn keys(&self) -> Vec<Key> {
        let before: &[Key] = match &self.of {
            Of::All => &[],
            Of::Country(before) => before,
        };
        std::iter::once(&self.today).chain(before).cloned().collect()
    }

    /// What counts one more, or why it may not leave.
    pub(crate) fn one_more(&self, budgets: &MessageBudgets, rows: &Rows) -> Result<Write, NotSent> {
        let (limit, used_up) = match &self.of {
            Of::All => (budgets.per_day, NotSent::TotalBudget),
            Of::Country(before) => {
                let verified = |key: &Key| rows.count_of(key, VERIFIED);
                let today = verified(&self.today);
                let best = before.iter().map(verified).fold(today, u32::max);
                let unverified = budgets.per_country_and_day.max(best.saturating_mul(PART.0) / PART.1);
                (today.saturating_add(unverified), NotSent::CountryBudget)
            }
        };
        let left = rows.count_of(&self.today, SENT);
        if left < limit { Ok(self.count(SENT, Some(limit))) } else { Err(used_up) }
    }

    /// What counts a customer who verified a phone number.
    pub(crate) fn verified(phone: &Identifier, now: Timestamp) -> Option<Write> {
        Some(Self::to(&phone.country()?, now).count(VERIFIED, None))
    }

    fn count(&self, value: &str, limit: Option<u32>) -> Write {
        let counted = Counted { value: value.to_owned(), limit };
        Write::count(self.today.clone(), vec![counted], self.now.plus((DAYS + 1) * DAY))
    }
}

const fn day_of(now: Timestamp) -> i64 {
    now.seconds().div_euclid(DAY)
}
