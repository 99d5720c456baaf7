//! What the operations that replace a secret are to do.

use shared::State;

use super::{
    Granted, INVALID_VALUE, Kind, Model, NOT_FOUND, Outcome, Refused, Subject, Ticket, Token, WRONG_STATE,
    limits::mailbox,
};
use crate::state_machine::step::{self, PassCode, TOO_SHORT, Text, Who};

impl Model {
    pub fn reset_verification_code(&mut self, who: &Who) -> Outcome {
        self.reset(who, Kind::VerificationCode, |model, mut token| {
            let verification = token.verification.as_mut().ok_or(WRONG_STATE)?;
            verification.sent_again(model.now);
            Ok(token)
        })
    }

    pub fn reset_pass_code(&mut self, who: &Who) -> Outcome {
        if !self.known && !self.settings.at_once {
            return self.reset(who, Kind::Ticket, Self::with_ticket);
        }
        let identifier = self.meant(who).and_then(|token| token.identifier);
        let mailed = self.messages.len();
        let outcome = self.reset(who, Kind::PassCode, |_, token| {
            Ok(Token { pass_code: Some(String::new()), ticket: None, ..has_pass_code(token)? })
        });
        if let Some(identifier) = identifier.filter(|_| self.messages.len() > mailed) {
            self.limits.over(&Subject::of(&Who::Identifier(identifier, PassCode::Missing)));
        }
        outcome
    }

    pub fn forgot_pass_code(&mut self, identifier: Text) -> Outcome {
        let who = Who::Identifier(identifier, PassCode::Missing);
        self.reset(&who, Kind::Ticket, Self::with_ticket).map(|_| Granted::Nothing)
    }

    fn with_ticket(&self, token: Token) -> Result<Token, Refused> {
        let token = has_pass_code(token)?;
        Ok(Token { ticket: Some(Ticket::sent_again(token.ticket.as_ref(), self.now)), ..token })
    }

    /// A reset says nothing to who types a bare identifier, but that they ask too often.
    fn reset(
        &mut self,
        who: &Who,
        kind: Kind,
        change: impl FnOnce(&Self, Token) -> Result<Token, Refused>,
    ) -> Outcome {
        let meant = match who {
            Who::Identifier(identifier, _) => self.holder(identifier).map(|token| token.serial),
            Who::Code(_) | Who::Made { .. } => Some(self.prove(who)?),
        };
        self.ask()?;
        let kept_back = self.rows.len();
        let changed = self.changed(meant, kind, change);
        if let (Err(_), Who::Identifier(identifier, _)) = (&changed, who)
            && self.rows.len() == kept_back
        {
            self.pretend(identifier, kind);
        }
        match who {
            Who::Identifier(identifier, _) => Ok(Granted::ToAStranger(identifier)),
            Who::Code(_) | Who::Made { .. } => changed.map(Granted::Reset),
        }
    }

    /// Whoever is asked about has a budget of their own, customer or not.
    fn pretend(&mut self, identifier: Text, kind: Kind) {
        let Some(purpose) = kind.purpose() else { return };
        let to = (purpose, mailbox(identifier));
        if self.limits.may_go(&to, !self.known, self.now).is_ok() {
            self.limits.received(to, !self.known, self.now);
        }
    }

    fn changed(
        &mut self,
        meant: Option<usize>,
        kind: Kind,
        change: impl FnOnce(&Self, Token) -> Result<Token, Refused>,
    ) -> Result<usize, Refused> {
        let serial = meant.ok_or(NOT_FOUND)?;
        let token = change(self, self.token(serial).clone())?;
        self.may_go(self.counted_at(&token)?, kind)?;
        *self.token_mut(serial) = token;
        self.send(serial, kind);
        Ok(serial)
    }

    pub fn change_pass_code(&mut self, ticket: step::Ticket, pass_code: Text) -> Outcome {
        let sent = self.ticket(ticket);
        let is_its = |token: &&Token| {
            let its = token.ticket.as_ref().filter(|its| its.is_alive(self.now));
            its.is_some_and(|its| its.text == sent)
        };
        let serial = self.tokens.iter().find(is_its).map(|token| token.serial);
        let serial = serial.ok_or(Refused(401, "RESET_TICKET_REFUSED"))?;
        if pass_code == TOO_SHORT {
            return Err(INVALID_VALUE);
        }
        let token = self.token_mut(serial);
        token.pass_code = Some(pass_code.to_owned());
        token.ticket = None;
        let identifier = token.identifier.expect("it was sent a ticket");
        self.limits.over(&Subject::of(&Who::Identifier(identifier, PassCode::Missing)));
        self.send(serial, Kind::Changed);
        Ok(Granted::Nothing)
    }
}

/// Without an identifier there is no pass code to reset.
fn has_pass_code(token: Token) -> Result<Token, Refused> {
    match (token.state, token.identifier) {
        (State::Effective, Some(_)) => Ok(token),
        (State::Effective, None) => Err(Refused(409, "NO_IDENTIFIER")),
        (State::NotEffective | State::PendingVerification, _) => Err(WRONG_STATE),
    }
}
