//! Attempts: wrong proofs, counted so that nobody guesses for long and no stranger locks an owner out.
//!
//! A wrong pass code is counted three times: by identifier and source, by identifier over all sources, and by source
//! whomever it is about. Known and unknown identifiers are counted alike. Wrong authentication codes are counted by
//! their source alone, for who guesses tries another each time. A device that its customer logged in on before is
//! counted by itself, in rows that nobody else writes: strangers who guess lock no owner out of it. Those in a
//! row all devices of a customer have together, for who knew a pass code once had as many devices named as they
//! liked. By itself is counted, too, a session in which the pass code is typed in once more. Wrong one-time
//! passwords are counted as pass codes are, in rows of their own and by the day; each request counts its own
//! besides (`one_time_password.rs`). Wrong identifying codes are counted by the key of the back office that
//! they are shown to.
//!
//! Counters are read with the token's claim. Wrong proofs are counted before they are answered, and a right one is told
//! only after the counters were read once more. So of many guesses side by side no more are told anything than of as
//! many one after another: a right one that is told came before the limit was reached.

use crate::{
    base::{
        id::Id,
        identifier::NormalisedIdentifier,
        timestamp::{DAY, HOUR, Timestamp},
    },
    codes::device_token::DeviceToken,
    keyring::{Keyring, KeyringError, Purpose},
    records::refusal::Refusal,
    table::{Counted, Key, Rows, Write},
};

/// Wrong pass codes of one identifier from one source in an hour.
const PER_IDENTIFIER_AND_SOURCE: u32 = 10;
/// Wrong pass codes of one identifier in a row, from wherever (NIST SP 800-63B-4, 3.2.2).
const IN_A_ROW: u32 = 100;
/// How long these count where a ticket can be sent: until the owner proves to be one, by the pass code or by that.
const WHERE_REACHED: i64 = 30 * DAY;
/// And where nobody can have a ticket sent: whoever stopped guessing may go on then. That is less than NIST asks.
const ELSEWHERE: i64 = HOUR;
/// Wrong pass codes from one source in an hour, whomever they are about; many customers may share an address.
const PASS_CODES_PER_SOURCE: u32 = 100;
/// Wrong one-time passwords of one identifier in a day, and how many of them from one source.
const ONE_TIME_PASSWORDS: u32 = 40;
const ONE_TIME_PASSWORDS_PER_SOURCE: u32 = 20;
/// Wrong pass codes on one device, or in one session, in an hour; in a row on all devices, or in one session.
const PER_HOUR_APART: u32 = 10;
const IN_A_ROW_APART: u32 = 100;
/// Wrong authentication codes from one source in an hour; many customers may share an address.
const CODES_PER_SOURCE: u32 = 100;
/// Wrong identifying codes that the key of one back office shows in an hour. Who types them in may slip; who guesses
/// needs millions.
const IDENTIFYING_CODES_PER_KEY: u32 = 20;

/// The counters that one request's proof falls under.
#[derive(Clone, Debug)]
pub(crate) struct Attempts {
    /// From one source, or on one device: of an hour, or of a day.
    from_here: Counter,
    /// From wherever: those in a row, or of a day.
    from_wherever: Option<Counter>,
    /// Whomever they are about.
    by_source: Option<Counter>,
}

#[derive(Clone, Debug)]
struct Counter {
    key: Key,
    limit: u32,
    expires: Timestamp,
    /// Whether it counts those in a row, which a right one ends.
    is_in_a_row: bool,
}

impl Counter {
    fn used_up(&self, rows: &Rows) -> bool {
        rows.count(&self.key) >= self.limit
    }

    /// Counts one, and more if it must be.
    fn count(&self) -> Write {
        Write::count(self.key.clone(), Counted::one(None), self.expires)
    }

    /// Counts one, only while the limit allows it.
    fn count_within_limit(&self) -> Write {
        Write::count(self.key.clone(), Counted::one(Some(self.limit)), self.expires)
    }
}

impl Attempts {
    /// How many rows a wrong pass code writes, but for the counter of its source.
    pub(crate) const WRITES: usize = 2;

    /// At the pass code of an identifier; `reached` says whether a ticket can be sent to whatever is spelled like it,
    /// for a known one may not count longer than an unknown. What a back office gets wrong is not counted together:
    /// many people work there.
    pub(crate) fn at_pass_code(
        identifier: &NormalisedIdentifier,
        reached: bool,
        source: &str,
        by_stranger: bool,
        now: Timestamp,
        keyring: &Keyring,
    ) -> Result<Self, KeyringError> {
        let at = format!("{}\n{source}", identifier.as_str());
        let lasts = if reached { WHERE_REACHED } else { ELSEWHERE };
        let key = Self::in_a_row(identifier, keyring)?;
        let in_a_row = Counter { key, limit: IN_A_ROW, expires: now.plus(lasts), is_in_a_row: true };
        let by_source = Self::by_source(source, by_stranger, now, keyring)?;
        let from_here = within("ATTEMPTS", &at, PER_IDENTIFIER_AND_SOURCE, HOUR, now, keyring)?;
        Ok(Self { from_here, from_wherever: Some(in_a_row), by_source })
    }

    /// At one-time passwords of an identifier. A right one ends nothing: else whoever logs in often would be guessed at
    /// more often.
    pub(crate) fn at_one_time_password(
        identifier: &NormalisedIdentifier,
        source: &str,
        by_stranger: bool,
        now: Timestamp,
        keyring: &Keyring,
    ) -> Result<Self, KeyringError> {
        let (what, at) = ("ONE_TIME_PASSWORDS", format!("{}\n{source}", identifier.as_str()));
        let from_here = within(what, &at, ONE_TIME_PASSWORDS_PER_SOURCE, DAY, now, keyring)?;
        let of_day = within(what, identifier.as_str(), ONE_TIME_PASSWORDS, DAY, now, keyring)?;
        let by_source = Self::by_source(source, by_stranger, now, keyring)?;
        Ok(Self { from_here, from_wherever: Some(of_day), by_source })
    }

    /// Whomever they are about.
    fn by_source(
        source: &str,
        by_stranger: bool,
        now: Timestamp,
        keyring: &Keyring,
    ) -> Result<Option<Counter>, KeyringError> {
        let by_source = || within("PASS_CODES", source, PASS_CODES_PER_SOURCE, HOUR, now, keyring);
        by_stranger.then(by_source).transpose()
    }

    /// At the pass code of a customer, on a device of theirs.
    pub(crate) fn on_device(
        token: &DeviceToken,
        now: Timestamp,
        keyring: &Keyring,
    ) -> Result<Self, KeyringError> {
        let DeviceToken { access_token, device, generation, .. } = token;
        let all = format!("devices\n{access_token}\n{generation}");
        Self::apart(["DEVICE", "DEVICE_FAILURES"], device, &all, now, keyring)
    }

    /// At the pass code of a customer, in a session of theirs.
    pub(crate) fn in_session(session: &Id, now: Timestamp, keyring: &Keyring) -> Result<Self, KeyringError> {
        Self::apart(["SESSION", "SESSION_FAILURES"], session, &format!("session\n{session}"), now, keyring)
    }

    /// In rows of their own: within the hour at one, and in a row at all that are counted together.
    fn apart(
        [within_hour, in_a_row]: [&str; 2],
        one: &Id,
        all: &str,
        now: Timestamp,
        keyring: &Keyring,
    ) -> Result<Self, KeyringError> {
        let key = counter_in_a_row(in_a_row, all, keyring)?;
        let (limit, expires) = (IN_A_ROW_APART, now.plus(WHERE_REACHED));
        let in_a_row = Counter { key, limit, expires, is_in_a_row: true };
        let from_here = within(within_hour, one.as_str(), PER_HOUR_APART, HOUR, now, keyring)?;
        Ok(Self { from_here, from_wherever: Some(in_a_row), by_source: None })
    }

    /// At authentication codes, all of them together.
    pub(crate) fn at_authentication_codes(
        source: &str,
        now: Timestamp,
        keyring: &Keyring,
    ) -> Result<Self, KeyringError> {
        let from_here = within("CODES", source, CODES_PER_SOURCE, HOUR, now, keyring)?;
        Ok(Self { from_here, from_wherever: None, by_source: None })
    }

    /// At identifying codes, all of them together, by the key of a back office.
    pub(crate) fn at_identifying_codes(
        application_key: &str,
        now: Timestamp,
        keyring: &Keyring,
    ) -> Result<Self, KeyringError> {
        let limit = IDENTIFYING_CODES_PER_KEY;
        let from_here = within("IDENTIFYING_CODES", application_key, limit, HOUR, now, keyring)?;
        Ok(Self { from_here, from_wherever: None, by_source: None })
    }

    fn in_a_row(identifier: &NormalisedIdentifier, keyring: &Keyring) -> Result<Key, KeyringError> {
        counter_in_a_row("FAILURES", identifier.as_str(), keyring)
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = Key> {
        let counters = std::iter::once(&self.from_here).chain(&self.from_wherever).chain(&self.by_source);
        counters.map(|counter| counter.key.clone())
    }

    pub(crate) fn used_up(&self, rows: &Rows) -> bool {
        let others = self.from_wherever.iter().chain(&self.by_source);
        self.from_here.used_up(rows) || others.into_iter().any(|counter| counter.used_up(rows))
    }

    /// Whether too many were wrong in a row.
    pub(crate) fn used_up_in_a_row(&self, rows: &Rows) -> bool {
        self.from_wherever.as_ref().is_some_and(|counter| counter.is_in_a_row && counter.used_up(rows))
    }

    /// What an attempt writes that is told nothing, one after the other. Once the limit of its source is reached it is
    /// not looked at any more, and so not counted over all sources: one source alone does not use that up. Nor is one
    /// that guessed at nothing.
    pub(crate) fn wrong(&self, rows: &Rows, guessed: bool) -> Vec<Write> {
        match &self.from_wherever {
            Some(counter) if guessed && !self.used_up(rows) => {
                vec![self.from_here.count_within_limit(), counter.count_within_limit()]
            }
            Some(_) | None => vec![self.from_here.count()],
        }
    }

    /// What such an attempt writes in the end, before anything is told.
    pub(crate) fn wrong_from_source(&self) -> Option<Write> {
        self.by_source.as_ref().map(Counter::count)
    }

    /// What a right one writes that is granted something: those in a row are over, while they are under the limit.
    pub(crate) fn right(&self, rows: &Rows) -> Option<Write> {
        let counter = self.counted_in_a_row(rows);
        counter.map(|counter| Write::end_under(counter.key.clone(), counter.limit))
    }

    /// What the owner writes who was granted something by a proof that nobody guesses.
    pub(crate) fn over_now(&self, rows: &Rows) -> Option<Write> {
        self.counted_in_a_row(rows).map(|counter| Write::clear(counter.key.clone()))
    }

    fn counted_in_a_row(&self, rows: &Rows) -> Option<&Counter> {
        self.from_wherever.as_ref().filter(|counter| counter.is_in_a_row && rows.count(&counter.key) > 0)
    }

    /// What the owner of an identifier writes who chose a new pass code by another proof.
    pub(crate) fn over(identifier: &NormalisedIdentifier, keyring: &Keyring) -> Result<Write, KeyringError> {
        Ok(Write::clear(Self::in_a_row(identifier, keyring)?))
    }

    /// What an attempt writes that is told something; refused once there were too many.
    pub(crate) fn told(&self, rows: &Rows, now: Timestamp) -> Result<Write, Refusal> {
        if self.from_here.used_up(rows) {
            let retry_after_seconds = self.from_here.expires.seconds() - now.seconds();
            return Err(Refusal::TooManyAttempts { retry_after_seconds });
        }
        Ok(self.from_here.count_within_limit())
    }
}

/// Where something is counted in a row.
fn counter_in_a_row(what: &str, at: &str, keyring: &Keyring) -> Result<Key, KeyringError> {
    let digest = keyring.digest(keyring.oldest(), Purpose::Subject, at)?;
    Ok(Key::new(format!("COUNTER#{what}#{digest}"), "COUNTER"))
}

/// What is counted within an hour or a day of the clock.
fn within(
    what: &str,
    at: &str,
    limit: u32,
    seconds: i64,
    now: Timestamp,
    keyring: &Keyring,
) -> Result<Counter, KeyringError> {
    let digest = keyring.digest(keyring.oldest(), Purpose::Subject, at)?;
    let window = now.seconds().div_euclid(seconds);
    Ok(Counter {
        key: Key::new(format!("COUNTER#{what}#{digest}#{window}"), "COUNTER"),
        limit,
        expires: Timestamp::from_seconds((window + 1) * seconds),
        is_in_a_row: false,
    })
}
