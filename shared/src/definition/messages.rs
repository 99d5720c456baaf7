//! Message budgets: how many messages may leave, so that nobody floods a mailbox or an owner's bill.

use serde::Deserialize;

use super::fault::{Fault, Faults, fault};

/// How many in an hour and in a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Budget {
    pub hour: u32,
    pub day: u32,
}

/// The budgets of messages that strangers can cause.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MessageBudgets {
    /// To one mailbox or phone, for one purpose.
    pub per_destination: Budget,
    /// Of these, those that one source causes: fewer, so that it cannot keep the owner from theirs.
    pub per_source_and_destination: Budget,
    /// What one source asks for, to all destinations. Many customers may share an address.
    pub per_source: Budget,
    /// Text messages to one country in a day that nobody verified: so many, or 30 % of those that were verified on the
    /// best day of the last fourteen, if that is more.
    pub per_country_and_day: u32,
    /// All messages of a day.
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
        for (name, budget, most_hour, most_day) in [
            ("per_destination", self.per_destination, 10, 20),
            ("per_source_and_destination", self.per_source_and_destination, 10, 20),
            ("per_source", self.per_source, 10_000, 100_000),
        ] {
            faults.collect(within(&format!("{name}.hour"), budget.hour, 1, most_hour));
            faults.collect(within(&format!("{name}.day"), budget.day, 1, most_day));
            if budget.hour > budget.day {
                faults.collect(fault::<()>("messages", name, "allows more in an hour than in a day"));
            }
        }
        faults.collect(within("per_country_and_day", self.per_country_and_day, 1, 1_000_000));
        faults.collect(within("per_day", self.per_day, 1, 100_000_000));
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

fn within(name: &str, value: u32, least: u32, most: u32) -> Result<(), Fault> {
    if (least..=most).contains(&value) {
        return Ok(());
    }
    fault("messages", name, format!("is {value}; it must be {least} to {most}"))
}
