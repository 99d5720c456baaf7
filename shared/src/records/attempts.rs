//! Attempts: wrong proofs, counted per subject and source, so that nobody guesses for long and no
//! stranger locks an owner out.
//!
//! The subject is what is guessed at (an identifier; for authentication codes, all of them together),
//! the source is the address the request came from. Known and unknown subjects are counted alike.

use crate::{
    base::{
        identifier::NormalisedIdentifier,
        timestamp::{HOUR, Timestamp},
    },
    keyring::{Keyring, KeyringError, Purpose},
    table::{Key, Write},
};

/// Wrong pass codes of one identifier from one source in an hour.
const PER_IDENTIFIER: u32 = 10;
/// Wrong authentication codes from one source in an hour; many customers may share an address.
const PER_SOURCE: u32 = 100;

/// The counter that one request's proof falls under.
#[derive(Clone, Debug)]
pub(crate) struct Attempts {
    key: Key,
    limit: u32,
    expires: Timestamp,
}

impl Attempts {
    /// At one identifier.
    pub(crate) fn at_identifier(
        identifier: &NormalisedIdentifier,
        source: &str,
        now: Timestamp,
        keyring: &Keyring,
    ) -> Result<Self, KeyringError> {
        Self::at(identifier.as_str(), PER_IDENTIFIER, source, now, keyring)
    }

    /// At authentication codes, all of them together: who guesses tries another each time.
    pub(crate) fn at_authentication_codes(
        source: &str,
        now: Timestamp,
        keyring: &Keyring,
    ) -> Result<Self, KeyringError> {
        Self::at("", PER_SOURCE, source, now, keyring)
    }

    fn at(
        subject: &str,
        limit: u32,
        source: &str,
        now: Timestamp,
        keyring: &Keyring,
    ) -> Result<Self, KeyringError> {
        let digest = keyring.digest(keyring.newest(), Purpose::Subject, &format!("{subject}\n{source}"))?;
        let hour = now.seconds().div_euclid(HOUR);
        Ok(Self {
            key: Key::new(format!("COUNTER#ATTEMPTS#{digest}#{hour}"), "COUNTER"),
            limit,
            expires: Timestamp::from_seconds((hour + 1) * HOUR),
        })
    }

    pub(crate) fn key(&self) -> Key {
        self.key.clone()
    }

    pub(crate) const fn used_up(&self, counted: u32) -> bool {
        counted >= self.limit
    }

    /// Counts an attempt that is told nothing.
    pub(crate) fn count(&self) -> Write {
        Write::count(self.key.clone(), None, self.expires)
    }

    /// Counts an attempt that is told something: only while the limit allows it.
    pub(crate) fn count_within_limit(&self) -> Write {
        Write::count(self.key.clone(), Some(self.limit), self.expires)
    }
}
