//! What proves that a caller may name an access token.

use super::TokenLookup;
use crate::{
    base::{context::Context, state::State},
    codes::pass_code::{ForeignKind, PassCode, PassCodeHash},
    keyring::{Keyring, KeyringError},
    records::{access_token::AccessToken, refusal::Refusal},
    steps::credentials::Credentials,
    table::{Rows, Stored},
};

/// What proves that a caller may name a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Proof {
    /// An authentication code, a reset ticket, an identifier with its pass code, or what is shown to a back office. A
    /// token that is PENDING_VERIFICATION proves nothing but to a back office: anybody may have registered
    /// it, and would learn that nobody else had.
    Full,
    /// The same; but a registration by itself is proved by the verification code alone: who reads the mailbox has it.
    /// So is a token whose pass code is yet to be chosen.
    OrVerificationCode,
    /// The same as in full, of an EFFECTIVE token: no other logs in, whoever asks. A state is told to nobody.
    ToLogIn,
    /// Both: as to log in, or as with a verification code.
    ToLogInOrVerificationCode,
    /// Nothing, where a bare identifier is sent, which anybody can type: what is done goes to the owner.
    OrBareIdentifier,
}

/// How far a proof has come. What belongs to a token is read for nobody who has not proved to know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Proved {
    NotYet,
    /// By something that nobody guesses.
    Yes,
    /// By something that could be guessed: only while few wrong ones were counted.
    WithinLimits,
}

impl Proof {
    /// Whether the verification code is the proof of a registration by itself.
    pub(super) const fn is_by_verification_code(self) -> bool {
        match self {
            Self::OrVerificationCode | Self::ToLogInOrVerificationCode => true,
            Self::Full | Self::ToLogIn | Self::OrBareIdentifier => false,
        }
    }
}

impl TokenLookup {
    /// The same, where a pass code is chosen with a verification code.
    pub(crate) fn choosing(self, chosen: Option<PassCode>) -> Self {
        Self { chosen, ..self }
    }

    /// An authentication code is its own proof; an identifier needs its pass code, which is hashed even where
    /// there is no token to compare with: the time of an answer shall say nothing. A one-time password is in its place,
    /// and hashed for nobody.
    pub(super) fn proof_of(
        &mut self,
        token: Option<&AccessToken>,
        rows: &Rows,
        imported: &[ForeignKind],
        keyring: &Keyring,
        context: &mut Context,
    ) -> Result<Proved, Refusal> {
        let state = token.map(AccessToken::state);
        let is_pending = state == Some(State::PendingVerification);
        let proves_nothing = match self.proof {
            Proof::ToLogIn => state != Some(State::Effective),
            Proof::Full | Proof::OrBareIdentifier => is_pending && self.by_stranger,
            Proof::OrVerificationCode => false,
            Proof::ToLogInOrVerificationCode => state == Some(State::NotEffective),
        };
        match &self.credentials {
            Credentials::Identifier { .. } if self.proof == Proof::OrBareIdentifier => {
                return Ok(Proved::Yes);
            }
            Credentials::AuthenticationCode(_) if token.is_none() || proves_nothing => {
                return Ok(Proved::NotYet);
            }
            Credentials::AuthenticationCode(_) if self.attempts.is_none() => return Ok(Proved::Yes),
            Credentials::AuthenticationCode(_) => return Ok(Proved::WithinLimits),
            Credentials::ResetTicket(sent) => {
                let ticket = token.and_then(|token| token.reset_ticket.as_ref());
                let is_its = ticket.map_or(Ok(false), |ticket| ticket.is(sent, context.now, keyring))?;
                return Ok(if is_its { Proved::Yes } else { Proved::NotYet });
            }
            Credentials::OneTimePassword { password, .. } => {
                let lets_in = self.request(rows)?.map_or(Ok(false), |(_, Stored { row: request, .. })| {
                    request.lets_in(token, password, context.now, keyring)
                })?;
                return Ok(if lets_in && !proves_nothing { Proved::WithinLimits } else { Proved::NotYet });
            }
            Credentials::IdentifyingCode { shown, .. } => {
                let is_its = match (token, self.live_code(rows)?) {
                    (Some(token), Some((_, Stored { row: live, .. }))) => {
                        live.identifies(token, shown, context.now, keyring)?
                    }
                    (Some(_), None) | (None, _) => false,
                };
                return Ok(if is_its { Proved::WithinLimits } else { Proved::NotYet });
            }
            // Whose it is, and that it is not over, was checked with the caller. So was that who names a
            // number is a back office.
            Credentials::Session(_) | Credentials::Number(_) if token.is_some() => return Ok(Proved::Yes),
            Credentials::Session(_) | Credentials::Number(_) => return Ok(Proved::NotYet),
            Credentials::SessionAndPassCode { .. } | Credentials::Identifier { .. } => {}
        }
        let pass_code = self.offered(is_pending);
        let kept = token.and_then(|token| token.pass_code.as_ref());
        let is_right = match &pass_code {
            Some(pass_code) => self.compare(pass_code, kept, imported, keyring, context)?,
            None => false,
        };
        if self.proof.is_by_verification_code()
            && token.is_some_and(|token| token.is_of_who_reads_its_mail() || (is_pending && kept.is_none()))
        {
            return Ok(Proved::Yes);
        }
        Ok(if is_right && !proves_nothing { Proved::WithinLimits } else { Proved::NotYet })
    }

    /// The pass code that is compared, if one was sent.
    fn offered(&self, is_pending: bool) -> Option<PassCode> {
        match &self.credentials {
            Credentials::SessionAndPassCode { pass_code, .. } => Some(pass_code.clone()),
            // A verification is sent again when it has set the chosen one: that is the token's then, not the
            // other. Where one alone is sent, it is the one.
            Credentials::Identifier { pass_code: named, .. } => {
                let (before, after) = (named.as_ref(), self.chosen.as_ref());
                if is_pending { before.or(after) } else { after.or(before) }.cloned()
            }
            Credentials::AuthenticationCode(_)
            | Credentials::ResetTicket(_)
            | Credentials::OneTimePassword { .. }
            | Credentials::IdentifyingCode { .. }
            | Credentials::Session(_)
            | Credentials::Number(_) => None,
        }
    }

    /// Hashes a pass code anew that was right, where its hash is outdated. Never before its caller is told so: the time
    /// that it takes would tell it to who guesses on after the limit.
    pub(super) fn hash_anew(
        &mut self,
        token: Option<&AccessToken>,
        keyring: &Keyring,
        context: &mut Context,
    ) -> Result<(), KeyringError> {
        let is_right = self.compared().is_some_and(|compared| compared.is_right);
        let kept = token.and_then(|token| token.pass_code.as_ref()).filter(|kept| kept.is_outdated(keyring));
        let is_pending = token.is_some_and(|token| token.state() == State::PendingVerification);
        if let (true, Some(_), None, Some(offered)) =
            (is_right, kept, &self.rehashed, self.offered(is_pending))
        {
            self.rehashed = Some(PassCodeHash::new(&offered, keyring, &mut context.rng)?);
        }
        Ok(())
    }

    /// One hash, and one of each kind that may have been imported, whether or not there is anything to compare with.
    fn compare(
        &mut self,
        offered: &PassCode,
        kept: Option<&PassCodeHash>,
        imported: &[ForeignKind],
        keyring: &Keyring,
        context: &mut Context,
    ) -> Result<bool, KeyringError> {
        if let Some((beside, compared)) = &self.compared
            && beside.as_ref() == kept
        {
            return Ok(compared.is_right);
        }
        let compared = PassCodeHash::compare(kept, offered, imported, keyring, &mut context.rng)?;
        let is_right = compared.is_right;
        self.compared = Some((kept.cloned(), compared));
        Ok(is_right)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::{id::Id, secret::Secret},
        keyring::tests::keyring,
    };

    /// An operation that is run afresh may find another hash than before: somebody changed the pass code meanwhile.
    #[test]
    fn a_verdict_is_kept_for_the_hash_that_it_was_made_beside_and_for_no_other() {
        let (keyring, mut context) = (keyring(), Context::fixed(0));
        let [old, new] = ["correct horse 1", "another horse 2"]
            .map(|text| PassCode::offered(&Secret::new(text)).expect("a pass code"));
        let [before, after] =
            [&old, &new].map(|code| PassCodeHash::new(code, &keyring, &mut context.rng).expect("a hash"));
        let mut lookup = TokenLookup {
            credentials: Credentials::Session(Id::nobody()),
            proof: Proof::Full,
            by_stranger: true,
            chosen: None,
            attempts: None,
            device: None,
            claims: Vec::new(),
            compared: None,
            rehashed: None,
            proved: Proved::NotYet,
        };
        let mut is_right = |kept: Option<&PassCodeHash>| {
            lookup.compare(&old, kept, &[], &keyring, &mut context).expect("a key")
        };
        assert!(is_right(Some(&before)));
        assert!(is_right(Some(&before)));
        assert!(!is_right(Some(&after)));
        assert!(!is_right(None));
    }
}
