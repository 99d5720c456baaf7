//! The limits as the model counts them. All requests come from one source, to whose limits those of all sources
//! together come second; a back office's messages are not counted as its.

use std::collections::BTreeMap;

use crate::state_machine::step::Who;

pub const HOUR: i64 = 60 * 60;
pub const DAY: i64 = 24 * HOUR;
const PAUSE: i64 = 60;
const MONTH: i64 = 30 * DAY;

/// Why a message is not sent.
pub type Reason = &'static str;

/// A count in a window that opens with the first event.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    since: i64,
    pub counted: u32,
}

impl Window {
    pub const NEVER: Self = Self { since: 0, counted: 0 };

    pub const fn within(&self, now: i64, seconds: i64) -> u32 {
        if now < self.since + seconds { self.counted } else { 0 }
    }

    pub const fn count(&mut self, now: i64, seconds: i64) {
        if self.within(now, seconds) == 0 {
            *self = Self { since: now, counted: 0 };
        }
        self.counted += 1;
    }
}

/// An hour's and a day's.
#[derive(Clone, Copy, Debug)]
pub struct Windows {
    hour: Window,
    day: Window,
}

impl Windows {
    const NEVER: Self = Self { hour: Window::NEVER, day: Window::NEVER };

    const fn count(&mut self, now: i64) {
        self.hour.count(now, HOUR);
        self.day.count(now, DAY);
    }

    const fn has_room(&self, (hour, day): (u32, u32), now: i64) -> bool {
        self.hour.within(now, HOUR) < hour && self.day.within(now, DAY) < day
    }

    pub const fn counts(&self, now: i64) -> [u32; 2] {
        [self.hour.within(now, HOUR), self.day.within(now, DAY)]
    }
}

/// What a mailbox receives for one purpose.
#[derive(Clone, Copy, Debug)]
pub struct Destination {
    pub last: i64,
    pub all: Windows,
    /// What of it strangers caused, all of whom are one source.
    pub by_source: Windows,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    Registration,
    Reset,
    News,
}

/// What is guessed at.
#[derive(Clone, Debug)]
pub enum Subject {
    /// The pass code of an identifier.
    PassCode(String),
    /// An authentication code, whichever.
    Codes,
}

impl Subject {
    pub fn of(who: &Who) -> Self {
        match who {
            Who::Identifier(identifier, _) => Self::PassCode(spelling(identifier)),
            Who::Code(_) | Who::Made { .. } => Self::Codes,
        }
    }
}

/// The one spelling of an e-mail address.
pub fn spelling(identifier: &str) -> String {
    identifier.to_lowercase()
}

/// What may be written to together: `eve+1@` is `eve@`.
pub fn mailbox(identifier: &str) -> String {
    let spelled = spelling(identifier);
    let (local, domain) = spelled.split_once('@').expect("an e-mail address");
    format!("{}@{domain}", local.split('+').next().unwrap_or(local))
}

#[derive(Clone, Debug, Default)]
pub struct Limits {
    /// Wrong pass codes, by identifier and clock hour.
    pub pass_codes: BTreeMap<(String, i64), u32>,
    /// The same of strangers, whomever they are about, by clock hour.
    pub of_all: BTreeMap<i64, u32>,
    /// The same in a row, and when the last was.
    pub in_a_row: BTreeMap<String, (u32, i64)>,
    /// Wrong authentication codes, by clock hour.
    pub codes: BTreeMap<i64, u32>,
    /// What strangers asked for, by clock hour.
    pub asked: BTreeMap<i64, u32>,
    pub destinations: BTreeMap<(Purpose, String), Destination>,
    /// What left, by day, and when the last did.
    pub left: BTreeMap<i64, (u32, i64)>,
}

impl Limits {
    pub fn used_up(&self, subject: &Subject, now: i64) -> bool {
        match subject {
            Subject::PassCode(of) => {
                let of_source = self.pass_codes.get(&(of.clone(), now / HOUR));
                of_source.is_some_and(|count| *count >= 10) || self.in_a_row(of, now) >= 100
            }
            Subject::Codes => self.codes.get(&(now / HOUR)).is_some_and(|count| *count >= 100),
        }
    }

    /// Whether strangers got too many pass codes wrong in this clock hour.
    pub fn used_up_of_all(&self, now: i64) -> bool {
        self.of_all.get(&(now / HOUR)).is_some_and(|count| *count >= 100)
    }

    pub fn in_a_row(&self, of: &str, now: i64) -> u32 {
        self.in_a_row.get(of).filter(|(_, last)| now < last + MONTH).map_or(0, |(count, _)| *count)
    }

    /// A try that proved nothing.
    pub fn wrong(&mut self, subject: &Subject, now: i64) {
        if let Subject::PassCode(of) = subject
            && !self.used_up(subject, now)
        {
            self.in_a_row.insert(of.clone(), (self.in_a_row(of, now) + 1, now));
        }
        self.told(subject, now);
    }

    /// A try of which something was told that only a guess would find out.
    pub fn told(&mut self, subject: &Subject, now: i64) {
        match subject {
            Subject::PassCode(of) => *self.pass_codes.entry((of.clone(), now / HOUR)).or_default() += 1,
            Subject::Codes => *self.codes.entry(now / HOUR).or_default() += 1,
        }
    }

    /// Whoever proves to be the owner ends the row.
    pub fn over(&mut self, subject: &Subject) {
        if let Subject::PassCode(of) = subject {
            self.in_a_row.remove(of);
        }
    }

    /// In this clock hour, and in this day.
    pub fn asked(&self, now: i64) -> (u32, u32) {
        let of_day = self.asked.iter().filter(|(hour, _)| **hour / 24 == now / DAY);
        (self.asked.get(&(now / HOUR)).copied().unwrap_or_default(), of_day.map(|(_, count)| count).sum())
    }

    pub fn may_go(&self, to: &(Purpose, String), by_stranger: bool, now: i64) -> Result<(), Reason> {
        let Some(destination) = self.destinations.get(to) else { return Ok(()) };
        if now < destination.last + PAUSE {
            return Err("PAUSE");
        }
        self.has_room(to, by_stranger, now)
    }

    /// The same, where nothing has to rest.
    pub fn has_room(&self, to: &(Purpose, String), by_stranger: bool, now: i64) -> Result<(), Reason> {
        let Some(destination) = self.destinations.get(to) else { return Ok(()) };
        if !destination.all.has_room((5, 10), now) {
            return Err("DESTINATION_BUDGET");
        }
        let within_source = !by_stranger || destination.by_source.has_room((3, 5), now);
        if within_source { Ok(()) } else { Err("SOURCE_BUDGET") }
    }

    pub fn received(&mut self, to: (Purpose, String), by_stranger: bool, now: i64) {
        let never = Destination { last: 0, all: Windows::NEVER, by_source: Windows::NEVER };
        let destination = self.destinations.entry(to).or_insert(never);
        destination.last = now;
        destination.all.count(now);
        if by_stranger {
            destination.by_source.count(now);
        }
    }
}
