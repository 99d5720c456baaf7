//! The life cycle of an access token: its three states, and what belongs to each.

use serde::{Deserialize, Serialize};

use crate::{
    base::{
        timestamp::{DAY, Timestamp},
        window::Window,
    },
    codes::{pass_code::GeneratedPassCode, verification_code::VerificationCode},
};

/// Wrong tries that one token may see in a day, whatever is resent meanwhile.
const TRIES_PER_DAY: u32 = 10;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum LifeCycle {
    Effective { verified: Option<Timestamp> },
    NotEffective { verified: Option<Timestamp> },
    PendingVerification(Verification),
}

/// A verification that waits for its code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verification {
    pub code: VerificationCode,
    pub code_expires: Timestamp,
    /// Wrong tries of this code.
    pub tries: u32,
    /// Wrong tries of any code of this token; a resend does not reset them.
    pub tries_of_day: Window,
    /// The pass code that the message brings too, where it is generated.
    pub generated_pass_code: Option<GeneratedPassCode>,
}

impl Verification {
    pub fn new(
        code: VerificationCode,
        code_expires: Timestamp,
        generated_pass_code: Option<GeneratedPassCode>,
    ) -> Self {
        Self { code, code_expires, tries: 0, tries_of_day: Window::default(), generated_pass_code }
    }

    /// Whether a try may be looked at: the code lives, and neither it nor the day is used up.
    pub fn open(&self, now: Timestamp, attempts: u32) -> bool {
        now < self.code_expires && self.tries < attempts && self.tries_of_day.within(now, DAY) < TRIES_PER_DAY
    }

    /// With one more wrong try, of this code and of the day.
    pub fn tried(&self, now: Timestamp) -> Self {
        let tries_of_day = self.tries_of_day.counted(now, DAY);
        Self { tries: self.tries + 1, tries_of_day, ..self.clone() }
    }
}
