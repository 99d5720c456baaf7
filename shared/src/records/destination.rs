//! A destination: how often an address or a phone number was written to lately.
//!
//! Without it a resend is a way to flood somebody's mailbox, or an owner's SMS bill. It belongs to the
//! destination, not to a token: registering again does not start it afresh.

use serde::{Deserialize, Serialize};

use crate::{
    base::{
        id::Id,
        identifier::NormalisedIdentifier,
        timestamp::{DAY, HOUR, Timestamp},
        window::Window,
    },
    keyring::{Keyring, KeyringError, Purpose},
    table::{Key, Row},
};

const PER_HOUR: u32 = 5;
const PER_DAY: u32 = 10;

/// The row of a destination, under a keyed digest of its address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Destination {
    last: Option<Timestamp>,
    hour: Window,
    day: Window,
}

impl Row for Destination {
    const ENTITY: &'static str = "counter";
}

impl Destination {
    /// Where the row of an address stands.
    pub(crate) fn key(identifier: &NormalisedIdentifier, keyring: &Keyring) -> Result<Key, KeyringError> {
        Self::keyed(identifier.as_str(), keyring)
    }

    /// Where the row of an account's owner stands, by whatever address they are written to: it can be read
    /// together with the account.
    pub(crate) fn key_of_account(account: &Id, keyring: &Keyring) -> Result<Key, KeyringError> {
        Self::keyed(&format!("accounts_receivable\n{account}"), keyring)
    }

    fn keyed(subject: &str, keyring: &Keyring) -> Result<Key, KeyringError> {
        let digest = keyring.digest(keyring.newest(), Purpose::Subject, subject)?;
        Ok(Key::new(format!("COUNTER#DESTINATION#{digest}"), "COUNTER"))
    }

    /// When the row is of no more use.
    pub(crate) const fn expires(now: Timestamp) -> Timestamp {
        now.plus(DAY)
    }

    /// Whether one more message may go there now: `pause` seconds after the last, 5 an hour, 10 a day.
    pub(crate) fn may_receive(&self, now: Timestamp, pause: i64) -> bool {
        self.last.is_none_or(|last| now >= last.plus(pause))
            && self.hour.within(now, HOUR) < PER_HOUR
            && self.day.within(now, DAY) < PER_DAY
    }

    /// With one more message counted.
    pub(crate) fn received(&self, now: Timestamp) -> Self {
        Self { last: Some(now), hour: self.hour.counted(now, HOUR), day: self.day.counted(now, DAY) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_destination_rests_a_minute_and_has_five_an_hour_and_ten_a_day() {
        let mut destination = Destination::default();
        let mut sent = Vec::new();
        for second in (0..DAY).step_by(30) {
            let now = Timestamp::from_seconds(second);
            if destination.may_receive(now, 60) {
                destination = destination.received(now);
                sent.push(second);
            }
        }
        assert_eq!(sent, [0, 60, 120, 180, 240, 3600, 3660, 3720, 3780, 3840]);
    }
}
