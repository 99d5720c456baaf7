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

/// The counters that one message falls under.
#[derive(Debug)]
pub(crate) struct Departures {
    all: Key,
    /// The rows of its country, of today and of the days before.
    country: Vec<Key>,
    now: Timestamp,
}

impl Departures {
    /// Of an e-mail, or of a text message to that country.
    pub(crate) fn of(country: Option<&str>, now: Timestamp) -> Self {
        let today = now.seconds().div_euclid(DAY);
        let days = |country| (0..DAYS).map(move |ago| of_country(country, today - ago)).collect();
        Self {
            all: Key::new(format!("COUNTER#SENT#{today}"), "COUNTER"),
            country: country.map(days).unwrap_or_default(),
            now,
        }
    }

    pub(crate) fn keys(&self) -> Vec<Key> {
        std::iter::once(&self.all).chain(&self.country).cloned().collect()
    }

    /// What counts one more, or why it may not leave. First its country's, which is used up sooner than all of the day:
    /// each is counted by itself, and where one is at its limit those before it stay counted.
    pub(crate) fn one_more(&self, budgets: &MessageBudgets, rows: &Rows) -> Result<Vec<Write>, NotSent> {
        if rows.count_of(&self.all, SENT) >= budgets.per_day {
            return Err(NotSent::TotalBudget);
        }
        let mut writes = Vec::new();
        if let Some(today) = self.country.first() {
            let verified = |key: &Key| rows.count_of(key, VERIFIED);
            let best = self.country.iter().map(verified).max().unwrap_or_default();
            let unverified = budgets.per_country_and_day.max(best.saturating_mul(PART.0) / PART.1);
            let limit = verified(today).saturating_add(unverified);
            if rows.count_of(today, SENT) >= limit {
                return Err(NotSent::CountryBudget);
            }
            writes.push(self.count(today, SENT, Some(limit)));
        }
        writes.push(self.count(&self.all, SENT, Some(budgets.per_day)));
        Ok(writes)
    }

    /// What counts a customer who verified a phone number.
    pub(crate) fn verified(phone: &Identifier, now: Timestamp) -> Option<Write> {
        let departures = Self::of(Some(&phone.country()?), now);
        departures.country.first().map(|today| departures.count(today, VERIFIED, None))
    }

    fn count(&self, key: &Key, value: &str, limit: Option<u32>) -> Write {
        let counted = Counted { value: value.to_owned(), limit };
        Write::count(key.clone(), vec![counted], self.now.plus((DAYS + 1) * DAY))
    }
}

fn of_country(country: &str, day: i64) -> Key {
    Key::new(format!("COUNTER#COUNTRY#{country}#{day}"), "COUNTER")
}
