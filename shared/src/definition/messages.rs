//! Message budgets: how many messages may leave, so that nobody floods a mailbox or an owner's bill.

use schemars::{JsonSchema, Schema};
use serde::{Deserialize, Serialize};

use super::fault::{Fault, Faults, fault};

/// How many in an hour and in a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Budget {
    /// So many in an hour.
    pub hour: u32,
    /// So many in a day, and no fewer than in an hour.
    pub day: u32,
}

/// What a budget may be at most.
#[derive(Clone, Copy)]
struct Most {
    hour: u32,
    day: u32,
}

const TO_ONE: Most = Most { hour: 10, day: 20 };
const OF_ONE: Most = Most { hour: 10_000, day: 100_000 };
const MOST_PER_COUNTRY: u32 = 1_000_000;
const MOST_PER_DAY: u32 = 100_000_000;

/// Says of a budget in the schema what it may be.
fn up_to(most: Most) -> impl FnMut(&mut Schema) {
    move |schema| {
        for (name, most) in [("hour", most.hour), ("day", most.day)] {
            if let Some(number) = schema.pointer_mut(&format!("/properties/{name}")) {
                number["minimum"] = 1.into();
                number["maximum"] = most.into();
            }
        }
    }
}

/// The budgets of messages that strangers can cause.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct MessageBudgets {
    /// To one mailbox or phone, for one purpose: codes, tickets, news.
    #[schemars(transform = up_to(TO_ONE))]
    pub per_destination: Budget,
    /// Of these, those that one source causes: always fewer, so that it cannot keep the owner of an address
    /// from theirs.
    #[schemars(transform = up_to(TO_ONE))]
    pub per_source_and_destination: Budget,
    /// What one source asks for, to all destinations. A source is an address on the Internet; many customers
    /// may share one.
    #[schemars(transform = up_to(OF_ONE))]
    pub per_source: Budget,
    /// Messages to phones of one country in a day that nobody verifies: so many, or 30 % of those that were
    /// verified on the best day of the last fourteen, if that is more.
    #[schemars(range(min = 1, max = MOST_PER_COUNTRY))]
    pub per_country_and_day: u32,
    /// All messages of a day; no fewer than one source or one country may have by itself.
    #[schemars(range(min = 1, max = MOST_PER_DAY))]
    pub per_day: u32,
}

impl Default for MessageBudgets {
    fn default() -> Self {
        Self {
            per_destination: Budget { hour: 5, day: 10 },
            per_source_and_destination: Budget { hour: 3, day: 5 },
            per_source: Budget { hour: 60, day: 300 },
            per_country_and_day: 20,
            per_day: 20_000,
        }
    }
}

impl MessageBudgets {
    /// Finds budgets that are out of bounds, or of which one makes another worthless.
    pub(super) fn check(&self, faults: &mut Faults) {
        for (name, budget, most) in [
            ("per_destination", self.per_destination, TO_ONE),
            ("per_source_and_destination", self.per_source_and_destination, TO_ONE),
            ("per_source", self.per_source, OF_ONE),
        ] {
            faults.collect(within(&format!("{name}.hour"), budget.hour, most.hour));
            faults.collect(within(&format!("{name}.day"), budget.day, most.day));
            if budget.hour > budget.day {
                faults.collect(fault::<()>("messages", name, "allows more in an hour than in a day"));
            }
        }
        faults.collect(within("per_country_and_day", self.per_country_and_day, MOST_PER_COUNTRY));
        faults.collect(within("per_day", self.per_day, MOST_PER_DAY));
        let (part, whole) = (self.per_source_and_destination, self.per_destination);
        let could_use_all_up = "must be less than per_destination: one source could use all of it up, and keep the \
                                owner of an address from theirs";
        for (is_worthless, name, reason) in [
            (
                part.hour >= whole.hour || part.day >= whole.day,
                "per_source_and_destination",
                could_use_all_up,
            ),
            (
                self.per_source.hour < part.hour || self.per_source.day < part.day,
                "per_source",
                "allows less than per_source_and_destination",
            ),
            (
                self.per_day < self.per_source.hour || self.per_day < self.per_country_and_day,
                "per_day",
                "is less than one source or one country may have by itself",
            ),
        ] {
            if is_worthless {
                faults.collect(fault::<()>("messages", name, reason));
            }
        }
    }
}

fn within(name: &str, value: u32, most: u32) -> Result<(), Fault> {
    if (1..=most).contains(&value) {
        return Ok(());
    }
    fault("messages", name, format!("is {value}; it must be 1 to {most}"))
}
