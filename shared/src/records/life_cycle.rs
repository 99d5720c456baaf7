//! The life cycle of an access token: its three states, and what belongs to each.

use serde::{Deserialize, Serialize};

use super::tries::{Source, Tries};
use crate::{
    base::timestamp::Timestamp,
    codes::{pass_code::GeneratedPassCode, verification_code::VerificationCode},
    keyring::Sealed,
};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum LifeCycle {
    Effective {
        verified: Option<Timestamp>,
        /// The code that it was verified by. Who sends it again, since the answer was lost, gets the same answer.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        code: Option<SentCode>,
    },
    NotEffective {
        verified: Option<Timestamp>,
    },
    PendingVerification(Box<Verification>),
}

/// A verification that waits for its code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verification {
    pub sent: SentCode,
    /// Wrong tries of this code and of those before it.
    #[serde(default)]
    pub tries: Tries,
    /// The pass code that the message brings too, where it is generated.
    pub generated_pass_code: Option<GeneratedPassCode>,
    /// The authentication code that the token gets when it is verified, if nobody has it by then. Until then it is
    /// claimed for nobody: who registers with somebody else's address plants nothing.
    pub authentication_code: Option<UnclaimedCode>,
    /// When the registration is over, if nobody verifies it.
    pub expires: Option<Timestamp>,
}

/// A code that is out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentCode {
    pub code: VerificationCode,
    pub made: Timestamp,
    pub expires: Timestamp,
}

/// An authentication code that waits for its token to be verified.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnclaimedCode {
    pub sealed: Sealed,
    /// Whether the service made it; else whoever registered brought it.
    pub generated: bool,
}

impl Verification {
    /// Whether a try from there may be looked at: the code lives, and its tries are not used up.
    pub fn open(&self, source: &Source, now: Timestamp, attempts: u32) -> bool {
        now < self.sent.expires && self.tries.may_try(source, now, attempts)
    }

    /// With one more wrong try.
    pub fn tried(&self, source: Source, now: Timestamp) -> Self {
        Self { tries: self.tries.wrong(source, now), ..self.clone() }
    }

    /// The code to send now: the one that is out, in the first half of its life, so that nobody makes the one in the
    /// customer's hand worthless by asking for another; the new one after that, or once its tries are used up.
    pub fn resent(&self, new: SentCode, now: Timestamp, attempts: u32) -> Self {
        let SentCode { made, expires, .. } = self.sent;
        let half = made.plus((expires.seconds() - made.seconds()) / 2);
        if now < half && self.tries.of_code_left(attempts) {
            return self.clone();
        }
        Self { sent: new, tries: self.tries.of_new_code(), ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{base::context::Context, keyring::tests::keyring};

    const ATTEMPTS: u32 = 5;
    const LIFE: i64 = 900;

    fn sent(made: i64) -> SentCode {
        let code = VerificationCode::new(6, &keyring(), &mut Context::fixed(made).rng);
        SentCode { code, made: at(made), expires: at(made + LIFE) }
    }

    fn verification() -> Verification {
        Verification {
            sent: sent(100),
            tries: Tries::default(),
            generated_pass_code: None,
            authentication_code: None,
            expires: None,
        }
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_seconds(seconds)
    }

    fn source(name: &str) -> Source {
        Source::of(name, &keyring()).expect("a key")
    }

    #[test]
    fn a_try_is_looked_at_while_the_code_lives_and_its_tries_are_not_used_up() {
        let mut verification = verification();
        assert!(verification.open(&source("a"), at(100 + LIFE - 1), ATTEMPTS));
        assert!(!verification.open(&source("a"), at(100 + LIFE), ATTEMPTS));
        for _ in 0..ATTEMPTS {
            assert!(verification.open(&source("a"), at(200), ATTEMPTS));
            verification = verification.tried(source("a"), at(200));
        }
        assert!(!verification.open(&source("a"), at(200), ATTEMPTS));
        assert!(verification.open(&source("b"), at(200), ATTEMPTS));
    }

    #[test]
    fn a_code_is_sent_again_in_the_first_half_of_its_life_and_another_one_after_it() {
        let verification = verification().tried(source("a"), at(101));
        let half = 100 + LIFE / 2;
        assert_eq!(verification.resent(sent(7), at(half - 1), ATTEMPTS), verification);
        let another = verification.resent(sent(7), at(half), ATTEMPTS);
        assert_eq!((&another.sent, another.tries), (&sent(7), verification.tries.of_new_code()));
    }

    #[test]
    fn a_code_whose_tries_are_used_up_is_not_sent_again() {
        let mut verification = verification();
        for from in ["a", "b", "c", "d"] {
            for _ in 0..ATTEMPTS {
                verification = verification.tried(source(from), at(101));
            }
        }
        assert_eq!(verification.resent(sent(7), at(102), ATTEMPTS).sent, sent(7));
    }
}
