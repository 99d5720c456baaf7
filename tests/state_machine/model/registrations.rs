//! What becomes of a new access token.

use shared::State;

use super::{
    CALLER_NOT_KNOWN, CODE_TAKEN, Granted, IDENTIFIER_TAKEN, INVALID_FIELD, Kind, Model, Outcome, Refused,
    Subject, TOO_MANY_ATTEMPTS, Token, Verification,
    limits::mailbox,
    tokens::{ByItself, PENDING},
};
use crate::state_machine::step::{Fields, Text};

/// A token that met the rules by itself.
#[derive(Clone, Copy)]
pub struct Candidate {
    pub fields: Fields,
    pub pending: bool,
    /// Whether it belongs to nothing.
    pub by_itself: bool,
}

impl Model {
    /// The fields of a new token against each other.
    pub fn candidate(
        &self,
        fields: Fields,
        for_participant: bool,
        by_itself: bool,
    ) -> Result<Candidate, Refused> {
        let Fields { identifier, pass_code, code } = fields;
        let pending = self.settings.verifies(for_participant);
        // A pending token of a customer gives way to nobody.
        if pending && !by_itself && !self.known {
            return Err(CALLER_NOT_KNOWN);
        }
        let refused = match (identifier, pass_code) {
            (None, Some(_)) => true,
            (None, None) => code.is_none() || (pending && by_itself),
            // Who verifies chooses the pass code, unless a stranger could have planted the code.
            (Some(_), None) => !pending || (code.is_some() && !self.known),
            (Some(_), Some(_)) => false,
        };
        if refused { Err(INVALID_FIELD) } else { Ok(Candidate { fields, pending, by_itself }) }
    }

    /// Whether another token than the identifier's own has the authentication code that a new one brings.
    pub fn code_is_taken(&self, fields: Fields) -> bool {
        let holder = fields.code.and_then(|code| self.holder_of_code(code));
        let same = fields.identifier.and_then(|identifier| self.holder(identifier));
        holder.is_some_and(|holder| same.is_none_or(|same| same.serial != holder.serial))
    }

    /// The token that holds the identifier of a new one, unless it gives way to it.
    pub fn in_the_way(&self, fields: Fields) -> Option<&Token> {
        let holder = fields.identifier.and_then(|identifier| self.holder(identifier))?;
        (!holder.gives_way()).then_some(holder)
    }

    /// To be told that something is taken is to have guessed it; of a stranger that is counted.
    pub fn told_whether(&mut self, is_taken: bool, refused: Refused) -> Result<(), Refused> {
        if !self.known && self.limits.used_up(&Subject::Codes, self.now) {
            return Err(TOO_MANY_ATTEMPTS);
        }
        if !is_taken {
            return Ok(());
        }
        if !self.known {
            self.limits.told(&Subject::Codes, self.now);
        }
        Err(refused)
    }

    pub fn told_whether_code_is_taken(&mut self, fields: Fields) -> Result<(), Refused> {
        match fields.code {
            Some(_) => self.told_whether(self.code_is_taken(fields), CODE_TAKEN),
            None => Ok(()),
        }
    }

    /// Makes a token, in the place of one that was registered with its identifier before.
    pub fn add(&mut self, candidate: Candidate) -> usize {
        let Candidate { fields: Fields { identifier, pass_code, code }, pending, by_itself } = candidate;
        let before = identifier.and_then(|identifier| self.holder(identifier)).cloned();
        let serial_before = before.as_ref().map(|before| before.serial);
        // Anybody may have made it: so its authentication code is nobody's yet, and it does not wait for ever.
        let bare = (pending && by_itself).then_some(ByItself { waits: code, expires: self.now + PENDING });
        let verification = pending.then(|| match before.and_then(|before| before.verification) {
            Some(mut verification) => {
                verification.sent_again(self.now);
                Verification { by_itself: bare, ..verification }
            }
            None => Verification::new(self.now, bare),
        });
        self.tokens.retain(|token| Some(token.serial) != serial_before);
        self.serials += 1;
        self.tokens.push(Token {
            serial: self.serials,
            number: String::new(),
            state: if pending { State::PendingVerification } else { State::Effective },
            identifier,
            pass_code: pass_code.map(str::to_owned),
            code: code.filter(|_| bare.is_none()),
            account: None,
            participant: None,
            verification,
            verified_by: None,
            ticket: None,
        });
        self.serials
    }

    /// A registration by itself, by whomever.
    pub fn create_by_itself(&mut self, candidate: Candidate) -> Outcome {
        let fields = candidate.fields;
        match fields.identifier {
            Some(identifier) if candidate.pending => self.register(candidate, identifier),
            Some(_) | None => {
                self.told_whether_code_is_taken(fields)?;
                self.told_whether(self.in_the_way(fields).is_some(), IDENTIFIER_TAKEN)?;
                self.ask()?;
                Ok(Granted::Token(self.add(candidate)))
            }
        }
    }

    /// Whether the identifier is somebody's, its owner alone is told. What cannot be sent changes nothing.
    fn register(&mut self, candidate: Candidate, identifier: Text) -> Outcome {
        self.ask()?;
        let pretended = Granted::Pretended { identifier, code: candidate.fields.code };
        if self.may_go(mailbox(identifier), Kind::VerificationCode).is_err() {
            return Ok(pretended);
        }
        if let Some(owner) = self.in_the_way(candidate.fields).map(|owner| owner.serial) {
            self.send(owner, Kind::Taken);
            return Ok(pretended);
        }
        // Who registers again has the first registration's number, and is answered one that was drawn.
        let before = self.holder(identifier).map(|before| before.number.clone());
        let serial = self.add(candidate);
        if let Some(number) = &before {
            self.token_mut(serial).number.clone_from(number);
        }
        self.send(serial, Kind::VerificationCode);
        Ok(if before.is_some() { pretended } else { Granted::Token(serial) })
    }
}
