//! An access token of the model.

use shared::State;

use super::{DAY, Window};
use crate::state_machine::step::Text;

/// How long a code is of use.
const LIFE: i64 = 15 * 60;
/// For so long a registration waits for its code.
pub const PENDING: i64 = 7 * DAY;
const TICKET_LIFE: i64 = 10 * 60;
/// Wrong tries of a code, and in a day, from the one source that there is. All sources together have four times as many
/// of the one, twice as many of the other.
const TRIES: u32 = 5;
const TRIES_OF_DAY: u32 = 20;

/// An access token. What is empty is not known yet: an answer or a message brings it.
#[derive(Clone, Debug)]
pub struct Token {
    /// Tells tokens apart before they have a number.
    pub serial: usize,
    pub number: String,
    pub state: State,
    pub identifier: Option<Text>,
    pub pass_code: Option<String>,
    /// The authentication code that is claimed for it.
    pub code: Option<Text>,
    pub account: Option<usize>,
    pub participant: Option<usize>,
    /// While it is PENDING_VERIFICATION.
    pub verification: Option<Verification>,
    /// The one that it became EFFECTIVE by, until its state changes.
    pub verified_by: Option<Verification>,
    pub ticket: Option<Ticket>,
}

#[derive(Clone, Debug)]
pub struct Verification {
    pub code: String,
    /// The one before it.
    pub dead: Option<String>,
    pub made: i64,
    pub tries: u32,
    pub tries_of_day: Window,
    /// What was registered by itself: it may be anybody's.
    pub by_itself: Option<ByItself>,
}

/// A registration that nobody vouched for.
#[derive(Clone, Copy, Debug)]
pub struct ByItself {
    /// The authentication code that it was brought, which is not claimed.
    pub waits: Option<Text>,
    pub expires: i64,
}

#[derive(Clone, Debug)]
pub struct Ticket {
    pub text: String,
    pub made: i64,
}

impl Token {
    pub const fn belongs_to_nothing(&self) -> bool {
        self.account.is_none() && self.participant.is_none()
    }

    pub fn is_pending(&self) -> bool {
        self.state == State::PendingVerification
    }

    /// Whether the next one to register with its identifier takes its place.
    pub fn gives_way(&self) -> bool {
        self.is_pending() && self.belongs_to_nothing()
    }

    pub fn by_itself(&self) -> Option<ByItself> {
        self.verification.as_ref().and_then(|verification| verification.by_itself)
    }

    pub fn expires(&self) -> Option<i64> {
        self.by_itself().map(|by_itself| by_itself.expires)
    }

    /// The authentication code that answers show: the one that it has, or that it may get.
    pub fn shown_code(&self) -> Option<Text> {
        self.code.or_else(|| self.by_itself().and_then(|by_itself| by_itself.waits))
    }
}

impl Verification {
    pub const fn new(now: i64, by_itself: Option<ByItself>) -> Self {
        Self { code: String::new(), dead: None, made: now, tries: 0, tries_of_day: Window::NEVER, by_itself }
    }

    /// Whether its code is of use.
    pub const fn is_alive(&self, now: i64) -> bool {
        now < self.made + LIFE
    }

    /// Whether a try is looked at.
    pub fn open(&self, now: i64) -> bool {
        self.is_alive(now) && self.tries < TRIES && self.tries_of_day.within(now, DAY) < TRIES_OF_DAY
    }

    pub fn tried(&mut self, now: i64) {
        self.tries += 1;
        self.tries_of_day.count(now, DAY);
    }

    /// The code is sent again in the first half of its life, whoever asks for it; then a new one is.
    pub fn sent_again(&mut self, now: i64) {
        if now >= self.made + LIFE / 2 {
            self.dead = Some(std::mem::take(&mut self.code));
            self.made = now;
            self.tries = 0;
        }
    }
}

impl Ticket {
    pub const fn is_alive(&self, now: i64) -> bool {
        now < self.made + TICKET_LIFE
    }

    /// Likewise the one that is out, in the first half of its life; then a new one.
    pub fn sent_again(before: Option<&Self>, now: i64) -> Self {
        let young = before.filter(|ticket| now < ticket.made + TICKET_LIFE / 2);
        young.cloned().unwrap_or(Self { text: String::new(), made: now })
    }
}
