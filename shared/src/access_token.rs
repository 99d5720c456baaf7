//! The access token: the stored record that identifies and authenticates one customer.
//!
//! Its life cycle is an enum; a change of state is a method that consumes the token, so that what is
//! not drawn in the life cycle cannot be written.

use serde::{Deserialize, Serialize};

use crate::{
    id::{Id, Number},
    identifier::Identifier,
    keyring::{Keyring, KeyringError, Sealed},
    pass_code::{GeneratedPassCode, PassCodeHash},
    refusal::Refusal,
    secret::Secret,
    tally::Tally,
    timestamp::Timestamp,
    user_defined_fields::UserDefinedFields,
    verification_code::VerificationCode,
};

/// Wrong tries that one token may see in a day, whatever is resent meanwhile.
const TRIES_PER_DAY: u32 = 10;
const DAY: i64 = 24 * 60 * 60;

/// A token's row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AccessToken {
    pub id: Id,
    pub number: Number,
    pub life_cycle: LifeCycle,
    pub identifier: Option<Identifier>,
    pub pass_code: Option<PassCodeHash>,
    pub authentication_code: Option<Sealed>,
    pub card_masked_number: Option<String>,
    pub classification: Option<Id>,
    #[serde(default)]
    pub user_defined_fields: UserDefinedFields,
    pub created: Timestamp,
    pub updated: Timestamp,
}

/// The three states, and what belongs to each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum LifeCycle {
    Effective { verified: Option<Timestamp> },
    NotEffective { verified: Option<Timestamp> },
    PendingVerification(Verification),
}

/// The names that answers and errors use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum State {
    Effective,
    NotEffective,
    PendingVerification,
}

impl std::fmt::Display for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Effective => "EFFECTIVE",
            Self::NotEffective => "NOT_EFFECTIVE",
            Self::PendingVerification => "PENDING_VERIFICATION",
        })
    }
}

/// A verification that waits for its code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verification {
    pub code: VerificationCode,
    pub code_expires: Timestamp,
    /// Wrong tries of this code.
    pub tries: u32,
    /// Wrong tries of any code of this token; a resend does not reset them.
    pub tries_of_day: Tally,
    /// The pass code that the message brings too, where it is generated.
    pub generated_pass_code: Option<GeneratedPassCode>,
}

impl Verification {
    pub fn new(
        code: VerificationCode,
        code_expires: Timestamp,
        generated_pass_code: Option<GeneratedPassCode>,
    ) -> Self {
        Self { code, code_expires, tries: 0, tries_of_day: Tally::default(), generated_pass_code }
    }

    /// Whether a try may be looked at: the code lives, and neither it nor the day is used up.
    pub fn open(&self, now: Timestamp, attempts: u32) -> bool {
        now < self.code_expires && self.tries < attempts && self.tries_of_day.within(now, DAY) < TRIES_PER_DAY
    }
}

impl AccessToken {
    pub const fn state(&self) -> State {
        match self.life_cycle {
            LifeCycle::Effective { .. } => State::Effective,
            LifeCycle::NotEffective { .. } => State::NotEffective,
            LifeCycle::PendingVerification(_) => State::PendingVerification,
        }
    }

    pub const fn verified(&self) -> Option<Timestamp> {
        match self.life_cycle {
            LifeCycle::Effective { verified } | LifeCycle::NotEffective { verified } => verified,
            LifeCycle::PendingVerification(_) => None,
        }
    }

    /// The authentication code in clear, if there is one.
    pub fn open_authentication_code(&self, keyring: &Keyring) -> Result<Option<Secret>, KeyringError> {
        let open = |sealed| keyring.open(sealed, self.id.as_str());
        self.authentication_code.as_ref().map(open).transpose()
    }

    /// PENDING_VERIFICATION to EFFECTIVE; `pass_code` is the one chosen meanwhile, if any.
    pub fn verify(self, pass_code: Option<PassCodeHash>, now: Timestamp) -> Result<Self, Refusal> {
        self.pending()?;
        Ok(Self {
            life_cycle: LifeCycle::Effective { verified: Some(now) },
            pass_code: pass_code.or(self.pass_code),
            updated: now,
            ..self
        })
    }

    /// Counts a wrong try of the code.
    pub fn wrong_try(self, now: Timestamp) -> Result<Self, Refusal> {
        let verification = self.pending()?;
        let verification = Verification {
            tries: verification.tries + 1,
            tries_of_day: verification.tries_of_day.counted(now, DAY),
            ..verification.clone()
        };
        Ok(Self { life_cycle: LifeCycle::PendingVerification(verification), ..self })
    }

    /// A new code in the place of the old, which dies; the day's tries stay counted.
    pub fn reset_verification_code(
        self,
        code: VerificationCode,
        code_expires: Timestamp,
        now: Timestamp,
    ) -> Result<Self, Refusal> {
        let before = self.pending()?.clone();
        let verification = Verification { code, code_expires, tries: 0, ..before };
        Ok(Self { life_cycle: LifeCycle::PendingVerification(verification), updated: now, ..self })
    }

    /// A new pass code in the place of the old; only of an EFFECTIVE token.
    pub fn reset_pass_code(self, pass_code: PassCodeHash, now: Timestamp) -> Result<Self, Refusal> {
        match self.life_cycle {
            LifeCycle::Effective { .. } => Ok(Self { pass_code: Some(pass_code), updated: now, ..self }),
            LifeCycle::NotEffective { .. } | LifeCycle::PendingVerification(_) => Err(self.not_allowed()),
        }
    }

    /// Registered anew before it was verified: the day's tries stay counted.
    pub fn in_place_of(mut self, before: &Self) -> Self {
        if let (LifeCycle::PendingVerification(new), LifeCycle::PendingVerification(old)) =
            (&mut self.life_cycle, &before.life_cycle)
        {
            new.tries_of_day = old.tries_of_day.clone();
        }
        self
    }

    fn pending(&self) -> Result<&Verification, Refusal> {
        match &self.life_cycle {
            LifeCycle::PendingVerification(verification) => Ok(verification),
            LifeCycle::Effective { .. } | LifeCycle::NotEffective { .. } => Err(self.not_allowed()),
        }
    }

    /// The refusal of an operation that the state does not allow.
    pub const fn not_allowed(&self) -> Refusal {
        Refusal::LifeCycleState(self.state())
    }
}
