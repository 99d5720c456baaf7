//! A destination: how often a mailbox or a phone was written to lately, for one purpose.
//!
//! Without it a resend is a way to flood somebody's mailbox, or an owner's SMS bill. It belongs to the destination, not
//! to a token: registering again does not start it afresh. Each purpose has a budget of its own, so that a stranger who
//! registers an address again and again does not keep its owner from a reset ticket; and one source gets a part of it
//! only, so that the owner, who asks from somewhere else, is left some.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::tries::Source;
use crate::{
    base::{
        id::Id,
        identifier::NormalisedIdentifier,
        timestamp::{DAY, HOUR, Timestamp},
        window::Window,
    },
    definition::{Budget, MessageBudgets},
    keyring::{Keyring, KeyringError, Purpose as KeyPurpose},
    table::{Key, Row},
};

/// What messages to a destination are for; each is counted by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// A verification code, or the news that an address is registered already.
    Registration,
    /// A reset ticket, or a new pass code.
    Reset,
    /// A one-time password.
    LogIn,
    /// News of what a customer did, who may do it to flood somebody.
    News,
    /// That two held one refresh token. By itself: who causes it with a pass code that they know does not keep the
    /// owner from changing that.
    Copies,
}

impl Purpose {
    pub(crate) const ALL: [Self; 5] =
        [Self::Registration, Self::Reset, Self::LogIn, Self::News, Self::Copies];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Registration => "registration",
            Self::Reset => "reset",
            Self::LogIn => "log_in",
            Self::News => "news",
            Self::Copies => "copies",
        }
    }
}

/// Why a message is not sent, in the one word that the log, the metric and the row have for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotSent {
    /// The last one was sent less than a pause ago.
    Pause,
    /// The destination had all that it may get in an hour or a day.
    DestinationBudget,
    /// It had all of that which one source may cause.
    SourceBudget,
    /// All destinations of the country had theirs.
    CountryBudget,
    /// All destinations had theirs.
    TotalBudget,
    /// Mail to this address came back for good, or its reader complained.
    Suppressed,
}

impl NotSent {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Pause => "PAUSE",
            Self::DestinationBudget => "DESTINATION_BUDGET",
            Self::SourceBudget => "SOURCE_BUDGET",
            Self::CountryBudget => "COUNTRY_BUDGET",
            Self::TotalBudget => "TOTAL_BUDGET",
            Self::Suppressed => "SUPPRESSED",
        }
    }
}

/// What was received in the hour and in the day that are open.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Received {
    hour: Window,
    day: Window,
}

impl Received {
    fn within(&self, budget: Budget, now: Timestamp) -> bool {
        self.hour.within(now, HOUR) < budget.hour && self.day.within(now, DAY) < budget.day
    }

    fn one_more(&self, now: Timestamp) -> Self {
        Self { hour: self.hour.counted(now, HOUR), day: self.day.counted(now, DAY) }
    }

    /// When there is room again.
    fn again(&self, budget: Budget, now: Timestamp) -> Timestamp {
        if self.day.within(now, DAY) >= budget.day {
            self.day.closes(now, DAY)
        } else {
            self.hour.closes(now, HOUR)
        }
    }
}

/// The row of a destination, under a keyed digest of its address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Destination {
    last: Option<Timestamp>,
    all: Received,
    /// What of it each source caused; a day's budget bounds how many there are.
    by_source: BTreeMap<Source, Received>,
}

impl Row for Destination {
    const ENTITY: &'static str = "counter";

    /// When it is of no more use.
    fn expires(&self) -> Option<Timestamp> {
        self.last.map(|last| last.plus(DAY))
    }
}

impl Destination {
    /// Where the row of an address stands.
    pub(crate) fn key(
        identifier: &NormalisedIdentifier,
        purpose: Purpose,
        keyring: &Keyring,
    ) -> Result<Key, KeyringError> {
        Self::keyed(&identifier.mailbox(), purpose, keyring)
    }

    /// Where the row of an account's owner stands, by whatever address they are written to: it can be read
    /// together with the account.
    pub(crate) fn key_of_account(
        account: &Id,
        purpose: Purpose,
        keyring: &Keyring,
    ) -> Result<Key, KeyringError> {
        Self::keyed(&format!("accounts_receivable\n{account}"), purpose, keyring)
    }

    fn keyed(subject: &str, purpose: Purpose, keyring: &Keyring) -> Result<Key, KeyringError> {
        let subject = format!("{}\n{subject}", purpose.as_str());
        let digest = keyring.digest(keyring.oldest(), KeyPurpose::Subject, &subject)?;
        Ok(Key::new(format!("COUNTER#DESTINATION#{digest}"), "COUNTER"))
    }

    /// Whether one more message may go there now, `pause_seconds` after the last; else why not, and from when on. A
    /// back office has no source.
    pub(crate) fn may_receive(
        &self,
        source: Option<&Source>,
        budgets: &MessageBudgets,
        pause_seconds: i64,
        now: Timestamp,
    ) -> Result<(), (NotSent, Timestamp)> {
        if let Some(rests) = self.last.map(|last| last.plus(pause_seconds)).filter(|rests| now < *rests) {
            return Err((NotSent::Pause, rests));
        }
        if !self.all.within(budgets.per_destination, now) {
            return Err((NotSent::DestinationBudget, self.all.again(budgets.per_destination, now)));
        }
        let budget = budgets.per_source_and_destination;
        match source.and_then(|source| self.by_source.get(source)) {
            Some(caused) if !caused.within(budget, now) => {
                Err((NotSent::SourceBudget, caused.again(budget, now)))
            }
            Some(_) | None => Ok(()),
        }
    }

    /// With one more message counted.
    pub(crate) fn received(&self, source: Option<&Source>, now: Timestamp) -> Self {
        let mut by_source = self.by_source.clone();
        by_source.retain(|_, caused| caused.day.within(now, DAY) > 0);
        if let Some(source) = source {
            let caused = by_source.entry(source.clone()).or_default();
            *caused = caused.one_more(now);
        }
        Self { last: Some(now), all: self.all.one_more(now), by_source }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keyring::tests::keyring;

    fn source(name: &str) -> Source {
        Source::of(name, &keyring()).expect("a key")
    }

    /// When messages go, asked for every half minute of a day by the sources in turn.
    fn sent(sources: &[Source]) -> Vec<i64> {
        let mut destination = Destination::default();
        let mut sent = Vec::new();
        for (second, source) in (0..DAY).step_by(30).zip(sources.iter().cycle()) {
            let now = Timestamp::from_seconds(second);
            if destination.may_receive(Some(source), &MessageBudgets::default(), 60, now).is_ok() {
                destination = destination.received(Some(source), now);
                sent.push(second);
            }
        }
        sent
    }

    #[test]
    fn a_destination_rests_a_minute_and_has_five_an_hour_and_ten_a_day() {
        let all: Vec<Source> = ["a", "b", "c"].map(source).into();
        assert_eq!(sent(&all), [0, 60, 120, 180, 240, 3600, 3660, 3720, 3780, 3840]);
    }

    #[test]
    fn one_source_causes_three_of_them_an_hour_and_five_a_day() {
        assert_eq!(sent(&[source("a")]), [0, 60, 120, 3600, 3660]);
    }

    #[test]
    fn what_a_source_caused_is_kept_for_as_long_as_it_counts() {
        let at = Timestamp::from_seconds;
        let destination = Destination::default().received(Some(&source("a")), at(0));
        let later = destination.received(Some(&source("b")), at(DAY - 1));
        assert_eq!(later.by_source.len(), 2);
        let days_later = later.received(Some(&source("b")), at(3 * DAY));
        assert_eq!(days_later.by_source.len(), 1);
        assert_eq!(days_later.expires(), Some(at(4 * DAY)));
    }

    #[test]
    fn each_purpose_and_each_reason_has_a_word_of_its_own() {
        let address = NormalisedIdentifier::of("ada@example.com");
        let key = |purpose| Destination::key(&address, purpose, &keyring()).expect("a key");
        let keys = [Purpose::Registration, Purpose::Reset, Purpose::LogIn, Purpose::News].map(key);
        for (index, one) in keys.iter().enumerate() {
            assert!(!keys[index + 1..].contains(one), "{one:?}");
        }
        assert_eq!(NotSent::Pause.as_str(), "PAUSE");
    }

    #[test]
    fn who_has_to_wait_is_told_until_when() {
        let at = Timestamp::from_seconds;
        let (budgets, a) = (MessageBudgets::default(), source("a"));
        let mut destination = Destination::default();
        for second in [0, 60, 120] {
            destination = destination.received(Some(&a), at(second));
        }
        let asked = |second| destination.may_receive(Some(&a), &budgets, 60, at(second));
        assert_eq!(asked(130), Err((NotSent::Pause, at(180))));
        assert_eq!(asked(200), Err((NotSent::SourceBudget, at(3600))));
        assert_eq!(asked(3600), Ok(()));
    }
}
