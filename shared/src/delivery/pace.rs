//! The pace: messages leave no faster than their provider takes them from this account. The clock shows whole seconds,
//! so twice as many may leave in one of them.
//!
//! One row per medium says from when on the next message may leave. Each takes its slot there and waits for it; where
//! that would take too long for a function, it takes none, and the stream brings it back.

use std::time::Duration;

use crate::{
    base::{
        timestamp::Timestamp,
        variables::{
            EMAILS_PER_SECOND, EXTERNAL_MESSAGES_PER_SECOND, TEXT_MESSAGES_PER_SECOND, VariableError,
            Variables,
        },
    },
    definition::template::Medium,
    steps::service::Service,
    table::{Key, Slot, TableError},
};

const MICROSECONDS: i64 = 1_000_000;
/// No account sends more; and a slot is a microsecond at least.
const MOST_PER_SECOND: u32 = 99_999;

/// Why nothing leaves for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rest {
    /// The provider says that it was too much.
    Busy,
    /// It says that it takes no more for now: its owner has to do something, or the day has to pass.
    Stopped,
}

impl Rest {
    const fn length(self) -> Duration {
        match self {
            Self::Busy => Duration::from_millis(250),
            Self::Stopped => Duration::from_secs(30),
        }
    }
}

/// How many leave in a second.
#[derive(Debug)]
pub(super) struct Pace {
    emails: u32,
    text_messages: u32,
    external: u32,
    /// How long a message waits for its slot.
    longest_wait: Duration,
}

impl Pace {
    pub(super) fn new(variables: &Variables, longest_wait: Duration) -> Result<Self, VariableError> {
        let number = |name| variables.number(name, 1..=MOST_PER_SECOND);
        Ok(Self {
            emails: number(EMAILS_PER_SECOND)?,
            text_messages: number(TEXT_MESSAGES_PER_SECOND)?,
            external: number(EXTERNAL_MESSAGES_PER_SECOND)?,
            longest_wait,
        })
    }

    /// Waits until one more may leave, and tells how long; none where it would have to wait for too long.
    pub(super) async fn wait(
        &self,
        medium: Medium,
        service: &Service,
    ) -> Result<Option<Duration>, TableError> {
        let now = microseconds((service.clock)());
        let slot = Slot {
            key: key(medium),
            earliest: now,
            latest: now + length(self.longest_wait),
            length: MICROSECONDS / i64::from(self.per_second(medium)),
        };
        let Some(begins) = service.table.take_slot(&slot).await? else { return Ok(None) };
        let wait = Duration::from_micros(u64::try_from(begins - now).unwrap_or_default());
        tokio::time::sleep(wait).await;
        Ok(Some(wait))
    }

    /// Lets nothing take a slot for a while. Where others wait for theirs already, they are as good as that.
    pub(super) async fn rest(&self, medium: Medium, rest: Rest, service: &Service) -> Result<(), TableError> {
        let until = microseconds((service.clock)()) + length(rest.length());
        let slot = Slot { key: key(medium), earliest: until, latest: until, length: 0 };
        service.table.take_slot(&slot).await.map(|_| ())
    }

    const fn per_second(&self, medium: Medium) -> u32 {
        match medium {
            Medium::Email => self.emails,
            Medium::Sms => self.text_messages,
            Medium::External => self.external,
        }
    }
}

fn key(medium: Medium) -> Key {
    Key::new(format!("PACE#{}", medium.as_str()), "PACE")
}

const fn microseconds(moment: Timestamp) -> i64 {
    moment.seconds().saturating_mul(MICROSECONDS)
}

fn length(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}
