//! An access token that waits for its verification code: what it is meanwhile, and how that ends.

use super::AccessToken;
use crate::{
    base::{doer::Done, timestamp::Timestamp},
    codes::pass_code::GeneratedPassCode,
    keyring::Sealed,
    records::{
        life_cycle::{LifeCycle, SentCode, UnclaimedCode, Verification},
        refusal::Refusal,
        tries::Source,
    },
    table::Row as _,
};

impl AccessToken {
    /// The authentication code that waits for the token to be verified.
    pub fn unclaimed_code(&self) -> Option<&UnclaimedCode> {
        match &self.life_cycle {
            LifeCycle::PendingVerification(verification) => verification.authentication_code.as_ref(),
            LifeCycle::Effective { .. } | LifeCycle::NotEffective { .. } => None,
        }
    }

    /// The pass code that the message with the code brings too, where it is generated.
    pub fn generated_pass_code(&self) -> Option<&GeneratedPassCode> {
        match &self.life_cycle {
            LifeCycle::PendingVerification(verification) => verification.generated_pass_code.as_ref(),
            LifeCycle::Effective { .. } | LifeCycle::NotEffective { .. } => None,
        }
    }

    /// Whether it is a registration by itself that waits for its code. Anybody may have made it, for any address: it
    /// proves nothing, and whoever reads the mailbox has it.
    pub const fn is_bare_registration(&self) -> bool {
        matches!(self.life_cycle, LifeCycle::PendingVerification(_)) && self.links.is_empty()
    }

    /// Whether who reads the mailbox has it by the code alone: what somebody registered by themselves, which ends by
    /// itself. What a back office made for a customer record stays as it was made, also where that has let go of it: it
    /// may have no identifier, and nothing but its authentication code to be known by.
    pub fn is_of_who_reads_its_mail(&self) -> bool {
        self.is_bare_registration() && self.expires().is_some()
    }

    /// PENDING_VERIFICATION to EFFECTIVE.
    pub fn verify(self, done: &Done) -> Result<Self, Refusal> {
        let code = self.pending()?.sent.clone();
        let life_cycle = LifeCycle::Effective { verified: Some(done.at), code: Some(code) };
        let history = self.history.updated(done);
        Ok(Self { life_cycle, verified_by: done.by.clone(), history, ..self })
    }

    /// The code that it was verified by, while that lives.
    pub fn verified_with(&self, now: Timestamp) -> Option<&SentCode> {
        match &self.life_cycle {
            LifeCycle::Effective { code, .. } => code.as_ref().filter(|code| now < code.expires),
            LifeCycle::NotEffective { .. } | LifeCycle::PendingVerification(_) => None,
        }
    }

    /// Counts a wrong try of the code.
    pub fn wrong_try(self, source: Source, now: Timestamp) -> Result<Self, Refusal> {
        let verification = self.pending()?.tried(source, now);
        Ok(Self { life_cycle: LifeCycle::PendingVerification(Box::new(verification)), ..self })
    }

    /// The code is sent again, or a new one in the place of the old, which dies; the day's tries stay counted.
    pub fn reset_verification_code(self, new: SentCode, attempts: u32, done: &Done) -> Result<Self, Refusal> {
        let verification = self.pending()?.resent(new, done.at, attempts);
        let life_cycle = LifeCycle::PendingVerification(Box::new(verification));
        Ok(Self { life_cycle, history: self.history.updated(done), ..self })
    }

    /// Registered anew before it was verified: the code is sent again, as if it had been asked for again.
    pub fn in_place_of(mut self, before: &Self, attempts: u32) -> Self {
        if let (LifeCycle::PendingVerification(new), LifeCycle::PendingVerification(old)) =
            (&mut self.life_cycle, &before.life_cycle)
        {
            let Verification { sent, tries, .. } =
                old.resent(new.sent.clone(), self.history.created, attempts);
            new.sent = sent;
            new.tries = tries;
        }
        self
    }

    /// With another sealing of the authentication code that waits for it.
    pub fn with_unclaimed_code(mut self, sealed: Option<Sealed>) -> Self {
        if let LifeCycle::PendingVerification(verification) = &mut self.life_cycle
            && let (Some(code), Some(sealed)) = (&mut verification.authentication_code, sealed)
        {
            code.sealed = sealed;
        }
        self
    }

    fn pending(&self) -> Result<&Verification, Refusal> {
        match &self.life_cycle {
            LifeCycle::PendingVerification(verification) => Ok(verification),
            LifeCycle::Effective { .. } | LifeCycle::NotEffective { .. } => Err(self.not_allowed()),
        }
    }
}
