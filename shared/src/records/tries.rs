//! Tries: wrong verification codes of one access token, by where they came from.
//!
//! They stand in the token's own row, whose version makes them exact. One source cannot use up what the owner, who is
//! somewhere else, needs: there are four shares of everything.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    base::timestamp::{DAY, Timestamp},
    keyring::{Keyring, KeyringError, Purpose},
};

/// Shares of all sources together, of each source's.
const SHARES: u32 = 4;
/// Wrong tries of any codes of one token in a day, and how many of them from one source.
const PER_DAY: u32 = 40;
const PER_SOURCE_AND_DAY: u32 = 20;

/// Where a try comes from, as the row keeps it: 64 bits of a keyed digest tell sources apart, and say nothing of them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Source(String);

impl Source {
    pub(crate) fn of(source: &str, keyring: &Keyring) -> Result<Self, KeyringError> {
        let digest = keyring.digest(keyring.oldest(), Purpose::Subject, &format!("source\n{source}"))?;
        Ok(Self(digest.chars().take(16).collect()))
    }
}

/// Wrong tries of one token's codes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tries {
    /// When the day began that `day` counts in.
    since: Option<Timestamp>,
    by_source: BTreeMap<Source, Counts>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Counts {
    /// Of the code that is out now.
    code: u32,
    /// Of any code, in this day: a resend does not reset them.
    day: u32,
}

impl Tries {
    /// Whether a try from there may be looked at. `attempts` is how many wrong ones a code stands from one source.
    pub fn may_try(&self, source: &Source, now: Timestamp, attempts: u32) -> bool {
        let its = self.by_source.get(source).copied().unwrap_or_default();
        let all = |count: fn(&Counts) -> u32| self.by_source.values().map(count).sum::<u32>();
        let within_day = || its.day < PER_SOURCE_AND_DAY && all(|counts| counts.day) < PER_DAY;
        its.code < attempts && self.of_code_left(attempts) && (!self.in_day(now) || within_day())
    }

    /// Whether the code that is out now stands any more wrong tries, from wherever.
    pub fn of_code_left(&self, attempts: u32) -> bool {
        self.by_source.values().map(|counts| counts.code).sum::<u32>() < SHARES * attempts
    }

    /// With one more wrong try.
    pub fn wrong(&self, source: Source, now: Timestamp) -> Self {
        let mut tries = self.clone();
        if !tries.in_day(now) {
            tries.since = Some(now);
            tries.by_source.values_mut().for_each(|counts| counts.day = 0);
        }
        let counts = tries.by_source.entry(source).or_default();
        counts.code += 1;
        counts.day += 1;
        tries.without_empty()
    }

    /// A new code is out, of which there are none yet.
    pub fn of_new_code(&self) -> Self {
        let mut tries = self.clone();
        tries.by_source.values_mut().for_each(|counts| counts.code = 0);
        tries.without_empty()
    }

    fn in_day(&self, now: Timestamp) -> bool {
        self.since.is_some_and(|since| now < since.plus(DAY))
    }

    fn without_empty(mut self) -> Self {
        self.by_source.retain(|_, counts| *counts != Counts::default());
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(name: &str) -> Source {
        Source(name.to_owned())
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_seconds(seconds)
    }

    /// Guesses from a source until nothing more is looked at; how many were.
    fn guessed(tries: &mut Tries, from: &str, now: Timestamp) -> u32 {
        let mut looked_at = 0;
        while tries.may_try(&source(from), now, 5) {
            *tries = tries.wrong(source(from), now);
            looked_at += 1;
        }
        looked_at
    }

    #[test]
    fn a_code_stands_five_wrong_tries_from_a_source_and_twenty_in_all() {
        let mut tries = Tries::default();
        let looked_at: Vec<u32> = (0..5).map(|from| guessed(&mut tries, &from.to_string(), at(0))).collect();
        assert_eq!(looked_at, [5, 5, 5, 5, 0]);
    }

    #[test]
    fn a_day_stands_twenty_from_a_source_and_forty_in_all_whatever_is_resent() {
        let mut tries = Tries::default();
        let mut day = |now| {
            let mut looked_at = Vec::new();
            for from in ["a", "b", "c"] {
                looked_at.push(
                    (0..6)
                        .map(|_| {
                            tries = tries.of_new_code();
                            guessed(&mut tries, from, now)
                        })
                        .sum::<u32>(),
                );
            }
            looked_at
        };
        assert_eq!(day(at(0)), [20, 20, 0]);
        assert_eq!(day(at(DAY - 1)), [0, 0, 0]);
        assert_eq!(day(at(DAY)), [20, 20, 0]);
    }
}
