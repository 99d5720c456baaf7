//! What the operations on one access token are to do.

use shared::State;

use super::{
    CODE_TAKEN, CODES, Granted, IDENTIFIER_TAKEN, INVALID_FIELD, Kind, Model, NOT_FOUND, Outcome, Refused,
    Ticket, Token, Verification, WRONG_STATE, limits::DAY, subject,
};
use crate::state_machine::step::{self, Fields, PassCode, TOO_SHORT, Text, Typed, Who};

const LIFE: i64 = 15 * 60;
const TICKET_LIFE: i64 = 10 * 60;
const VERIFICATION_REFUSED: Refused = Refused(422, "VERIFICATION_REFUSED");

/// A token that met the rules by itself.
pub struct Candidate<'a> {
    pub fields: &'a Fields,
    pub pending: bool,
}

impl Model {
    /// The fields of a new token against each other.
    pub fn candidate<'a>(
        &self,
        fields: &'a Fields,
        for_participant: bool,
        for_nothing: bool,
        known: bool,
    ) -> Result<Candidate<'a>, Refused> {
        let Fields { identifier, pass_code, code } = fields;
        let pending = match self.settings.required {
            "ALWAYS" => true,
            "NEVER" => false,
            _ => for_participant,
        };
        // A pending token of a customer gives way to nobody.
        if pending && !for_nothing && !known {
            return Err(Refused(401, "CALLER_NOT_KNOWN"));
        }
        let refused = match (identifier, pass_code) {
            (None, Some(_)) => true,
            (None, None) => code.is_none() || (pending && for_nothing),
            // Who verifies chooses the pass code, unless a stranger could have planted the code.
            (Some(_), None) => !pending || (code.is_some() && !known),
            (Some(_), Some(_)) => false,
        };
        if refused { Err(INVALID_FIELD) } else { Ok(Candidate { fields, pending }) }
    }

    /// Whether the authentication code that a new token brings is free, and may be asked for.
    pub fn code_free(&self, fields: &Fields) -> Result<(), Refused> {
        let Some(code) = fields.code else { return Ok(()) };
        if self.limits.used_up(CODES, self.now) {
            return Err(Refused(429, "TOO_MANY_ATTEMPTS"));
        }
        let of_same = |token: &Token| {
            let same = fields.identifier.and_then(|identifier| self.holder(identifier));
            same.is_some_and(|same| same.serial == token.serial)
        };
        match self.holder_of_code(code) {
            Some(token) if !of_same(token) => Err(CODE_TAKEN),
            Some(_) | None => Ok(()),
        }
    }

    /// The token that holds the identifier of a new one, unless it gives way to it.
    pub fn in_the_way(&self, fields: &Fields) -> Option<&Token> {
        let holder = fields.identifier.and_then(|identifier| self.holder(identifier))?;
        let gives_way = holder.state == State::PendingVerification && holder.belongs_to_nothing();
        (!gives_way).then_some(holder)
    }

    /// Makes a token, in the place of one that was registered with its identifier before.
    pub fn add(&mut self, candidate: &Candidate<'_>) -> usize {
        let Fields { identifier, pass_code, code } = candidate.fields.clone();
        let before = identifier.and_then(|identifier| self.holder(identifier)).cloned();
        let tries_of_day = before.as_ref().and_then(|before| before.verification.clone());
        let verification = Verification {
            code: String::new(),
            expires: self.now + LIFE,
            tries: 0,
            tries_of_day: tries_of_day.map(|before| before.tries_of_day).unwrap_or_default(),
        };
        self.tokens.retain(|token| Some(token.serial) != before.as_ref().map(|before| before.serial));
        self.serials += 1;
        self.tokens.push(Token {
            serial: self.serials,
            number: String::new(),
            state: if candidate.pending { State::PendingVerification } else { State::Effective },
            identifier,
            pass_code: pass_code.map(str::to_owned),
            code,
            account: None,
            participant: None,
            verification: candidate.pending.then_some(verification),
            ticket: None,
        });
        self.serials
    }

    /// A registration by itself, by whomever.
    pub fn create_by_itself(&mut self, candidate: &Candidate<'_>) -> Outcome {
        let fields = candidate.fields;
        if let Err(refused) = self.code_free(fields) {
            if refused == CODE_TAKEN {
                self.code_attempt();
            }
            return Err(refused);
        }
        let rests = |identifier: Text| !self.limits.may_receive(&identifier.to_lowercase(), self.now);
        let resting = candidate.pending && fields.identifier.is_some_and(rests);
        if fields.identifier.is_some_and(|identifier| self.holder(identifier).is_some()) {
            if self.settings.required != "ALWAYS" {
                return Err(IDENTIFIER_TAKEN);
            }
            if resting {
                return Ok(Granted::Pretended);
            }
            if let Some(owner) = self.in_the_way(fields).map(|owner| owner.serial) {
                self.send(owner, Kind::Taken);
                return Ok(Granted::Pretended);
            }
        }
        let serial = self.add(candidate);
        // Its code is not sent while the destination rests: it can be reset later.
        if candidate.pending && !resting {
            self.send(serial, Kind::VerificationCode);
        }
        Ok(Granted::Token(serial))
    }

    pub fn verify(&mut self, who: &Who, typed: Typed, pass_code: Option<Text>) -> Outcome {
        let none_yet = |token: &&Token| {
            matches!(who, Who::Identifier(_, PassCode::Missing))
                && token.pass_code.is_none()
                && !self.limits.used_up(&subject(who), self.now)
        };
        let proved = self.proved(who).or_else(|| self.meant(who).filter(none_yet)).cloned();
        let Some(token) = proved else {
            self.limits.attempt(&subject(who), self.now);
            return Err(VERIFICATION_REFUSED);
        };
        let Some(verification) = &token.verification else {
            self.limits.attempt(&subject(who), self.now);
            return Err(WRONG_STATE);
        };
        let now = self.now;
        if now >= verification.expires
            || verification.tries >= 5
            || verification.tries_of_day.within(now, DAY) >= 10
        {
            self.limits.attempt(&subject(who), now);
            return Err(VERIFICATION_REFUSED);
        }
        let of_token = self.token_mut(token.serial);
        // A code that was never sent cannot be typed in.
        if matches!(typed, Typed::WrongCode) || verification.code.is_empty() {
            let verification = of_token.verification.as_mut().expect("it is pending");
            verification.tries += 1;
            verification.tries_of_day.count(now, DAY);
            return Err(VERIFICATION_REFUSED);
        }
        match (pass_code, token.identifier, &token.pass_code) {
            (None, Some(_), None) => return Err(Refused(422, "PASS_CODE_NEEDED")),
            (Some(_), None, _) => return Err(INVALID_FIELD),
            (Some(chosen), Some(_), _) => of_token.pass_code = Some(chosen.to_owned()),
            (None, _, _) => {}
        }
        of_token.state = State::Effective;
        of_token.verification = None;
        Ok(Granted::Token(token.serial))
    }

    /// A reset says nothing to who types a bare identifier.
    pub fn reset(
        &mut self,
        who: &Who,
        change: fn(&mut Self, Option<usize>) -> Result<usize, Refused>,
    ) -> Outcome {
        let hidden = matches!(who, Who::Code(_)) && self.limits.used_up(CODES, self.now);
        let meant = self.meant(who).filter(|_| !hidden).map(|token| token.serial);
        let changed = change(self, meant);
        match who {
            Who::Identifier(identifier, _) => Ok(Granted::ToAStranger(identifier)),
            Who::Code(_) | Who::Made { .. } => {
                if changed == Err(NOT_FOUND) {
                    self.code_attempt();
                }
                changed.map(Granted::Reset)
            }
        }
    }

    pub fn reset_verification_code(&mut self, serial: Option<usize>) -> Result<usize, Refused> {
        let serial = self.may_be_reset(serial, State::PendingVerification)?;
        let expires = self.now + LIFE;
        let verification = self.token_mut(serial).verification.as_mut().expect("it is pending");
        verification.code = String::new();
        verification.expires = expires;
        verification.tries = 0;
        self.send(serial, Kind::VerificationCode);
        Ok(serial)
    }

    pub fn reset_pass_code(&mut self, serial: Option<usize>) -> Result<usize, Refused> {
        let serial = self.may_be_reset(serial, State::Effective)?;
        let token = self.token_mut(serial);
        token.pass_code = Some(String::new());
        token.ticket = None;
        self.send(serial, Kind::PassCode);
        Ok(serial)
    }

    fn may_be_reset(&self, serial: Option<usize>, state: State) -> Result<usize, Refused> {
        let token = self.token(serial.ok_or(NOT_FOUND)?);
        if token.state != state {
            return Err(WRONG_STATE);
        }
        // Without an identifier there is no pass code to reset.
        if state == State::Effective && token.identifier.is_none() {
            return Err(Refused(409, "NO_IDENTIFIER"));
        }
        if !self.may_receive(token)? {
            return Err(Refused(429, "TOO_MANY_MESSAGES"));
        }
        Ok(token.serial)
    }

    pub fn forgot_pass_code(&mut self, identifier: &str) {
        let effective = |token: &&Token| token.state == State::Effective;
        let expires = self.now + TICKET_LIFE;
        let token = self.holder(identifier).filter(effective).cloned();
        if let Some(token) = token
            && self.may_receive(&token) == Ok(true)
        {
            self.token_mut(token.serial).ticket = Some(Ticket { text: String::new(), expires });
            self.send(token.serial, Kind::Ticket);
        }
    }

    pub fn change_pass_code(&mut self, ticket: step::Ticket, pass_code: Text) -> Outcome {
        let sent = self.ticket(ticket);
        let is_its = |token: &&Token| {
            let its = token.ticket.as_ref().filter(|its| self.now < its.expires);
            its.is_some_and(|its| its.text == sent)
        };
        let used_up = self.limits.used_up(CODES, self.now);
        let token = self.tokens.iter().find(is_its).filter(|_| !used_up).map(|token| token.serial);
        let Some(serial) = token else {
            self.code_attempt();
            return Err(Refused(401, "RESET_TICKET_REFUSED"));
        };
        if pass_code == TOO_SHORT {
            return Err(Refused(422, "INVALID_VALUE"));
        }
        let token = self.token_mut(serial);
        token.pass_code = Some(pass_code.to_owned());
        token.ticket = None;
        self.send(serial, Kind::Changed);
        Ok(Granted::Nothing)
    }
}
