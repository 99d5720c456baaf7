//! What one source asked for: messages, whether they were sent or not.
//!
//! What is asked for is counted and not what is sent: else a source could tell by its own limit whether an address that
//! is not its own was written to. So the refusal is told, with the time to wait, and is the same for whomever.

use crate::{
    base::timestamp::{DAY, HOUR, Timestamp},
    definition::MessageBudgets,
    keyring::{Keyring, KeyringError, Purpose},
    records::refusal::Refusal,
    table::{Counted, Key, Rows, Write},
};

/// The counter of a source, a row a day.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    key: Key,
    now: Timestamp,
    hour: Counted,
    day: Counted,
}

impl Asked {
    pub(crate) fn by(
        source: &str,
        budgets: &MessageBudgets,
        now: Timestamp,
        keyring: &Keyring,
    ) -> Result<Self, KeyringError> {
        let digest = keyring.digest(keyring.oldest(), Purpose::Subject, &format!("asked\n{source}"))?;
        let day = now.seconds().div_euclid(DAY);
        let hour = now.seconds().rem_euclid(DAY) / HOUR;
        let counted = |value: String, limit| Counted { value, limit: Some(limit) };
        Ok(Self {
            key: Key::new(format!("COUNTER#ASKED#{digest}#{day}"), "COUNTER"),
            now,
            hour: counted(format!("hour_{hour}"), budgets.per_source.hour),
            day: counted("day".to_owned(), budgets.per_source.day),
        })
    }

    pub(crate) fn key(&self) -> Key {
        self.key.clone()
    }

    /// Refuses a source that asked too often.
    pub(crate) fn within_limit(&self, rows: &Rows) -> Result<(), Refusal> {
        let used_up = |counted: &Counted| {
            counted.limit.is_some_and(|limit| rows.count_of(&self.key, &counted.value) >= limit)
        };
        let until_next = |seconds: i64| seconds - self.now.seconds().rem_euclid(seconds);
        if used_up(&self.day) {
            return Err(Refusal::TooManyMessages { retry_after_seconds: until_next(DAY) });
        }
        if used_up(&self.hour) {
            return Err(Refusal::TooManyMessages { retry_after_seconds: until_next(HOUR) });
        }
        Ok(())
    }

    /// Takes one more; at the limit it is a conflict, and is decided again.
    pub(crate) fn count(&self) -> Write {
        let end_of_day = self.now.plus(DAY - self.now.seconds().rem_euclid(DAY));
        Write::count(self.key.clone(), vec![self.hour.clone(), self.day.clone()], end_of_day)
    }
}
