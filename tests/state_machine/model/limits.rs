//! The limits as the model counts them: tries that proved nothing, and messages to a destination.

use std::collections::BTreeMap;

use crate::state_machine::step::Who;

pub const HOUR: i64 = 60 * 60;
pub const DAY: i64 = 24 * HOUR;
const PAUSE: i64 = 60;

/// A count in a window that opens with the first event.
#[derive(Clone, Debug, Default)]
pub struct Window {
    since: i64,
    count: u32,
}

impl Window {
    pub fn within(&self, now: i64, seconds: i64) -> u32 {
        if now < self.since + seconds { self.count } else { 0 }
    }

    pub fn count(&mut self, now: i64, seconds: i64) {
        if self.within(now, seconds) == 0 {
            *self = Self { since: now, count: 0 };
        }
        self.count += 1;
    }
}

#[derive(Clone, Debug, Default)]
struct Destination {
    last: i64,
    hour: Window,
    day: Window,
}

#[derive(Clone, Debug, Default)]
pub struct Limits {
    /// By subject and hour. All authentication codes are one subject, which is called nothing.
    attempts: BTreeMap<(String, i64), u32>,
    destinations: BTreeMap<String, Destination>,
}

/// What is guessed at by authentication codes, tickets included.
pub const CODES: &str = "";

pub fn subject(who: &Who) -> String {
    match who {
        Who::Code(_) | Who::Made { .. } => CODES.to_owned(),
        Who::Identifier(identifier, _) => identifier.to_lowercase(),
    }
}

impl Limits {
    pub fn used_up(&self, subject: &str, now: i64) -> bool {
        let most = if subject == CODES { 100 } else { 10 };
        self.attempts.get(&(subject.to_owned(), now / HOUR)).is_some_and(|count| *count >= most)
    }

    pub fn attempt(&mut self, subject: &str, now: i64) {
        *self.attempts.entry((subject.to_owned(), now / HOUR)).or_default() += 1;
    }

    pub fn may_receive(&self, destination: &str, now: i64) -> bool {
        self.destinations.get(destination).is_none_or(|Destination { last, hour, day }| {
            now >= last + PAUSE && hour.within(now, HOUR) < 5 && day.within(now, DAY) < 10
        })
    }

    pub fn received(&mut self, destination: &str, now: i64) {
        let counted = self.destinations.entry(destination.to_owned()).or_default();
        counted.last = now;
        counted.hour.count(now, HOUR);
        counted.day.count(now, DAY);
    }
}
