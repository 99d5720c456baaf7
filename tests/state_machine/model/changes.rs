//! What the operations that change or show one access token are to do.

use shared::State;

use super::{
    CALLER_NOT_KNOWN, CODE_TAKEN, Granted, IDENTIFIER_TAKEN, INVALID_FIELD, Kind, Model, Outcome, Refused,
    Subject, TOO_MANY_ATTEMPTS, Token, WRONG_STATE,
};
use crate::state_machine::step::{PassCode, Patch, Text, Who};

/// What a field holds after a patch.
fn patched(patch: Patch, before: Option<Text>) -> Option<Text> {
    match patch {
        Patch::Absent => before,
        Patch::Null => None,
        Patch::Given(text) => Some(text),
    }
}

impl Model {
    pub fn show(&mut self, who: &Who) -> Outcome {
        self.prove(who).map(Granted::Token)
    }

    pub fn set_as_effective(&mut self, who: &Who) -> Outcome {
        let serial = self.prove(who)?;
        let token = self.token_mut(serial);
        if token.state != State::NotEffective {
            return Err(WRONG_STATE);
        }
        token.state = State::Effective;
        Ok(Granted::Token(serial))
    }

    pub fn set_as_not_effective(&mut self, who: &Who) -> Outcome {
        let serial = self.prove(who)?;
        let token = self.token(serial);
        let participant = token.participant.map(|index| &self.participants[index]);
        if token.state != State::Effective || participant.is_some_and(|participant| !participant.terminated) {
            return Err(WRONG_STATE);
        }
        self.sink(serial);
        Ok(Granted::Token(serial))
    }

    /// EFFECTIVE to NOT_EFFECTIVE.
    pub fn sink(&mut self, serial: usize) {
        let token = self.token_mut(serial);
        token.state = State::NotEffective;
        token.verified_by = None;
        token.ticket = None;
    }

    pub fn delete(&mut self, who: &Who) -> Outcome {
        let serial = self.prove(who)?;
        let token = self.token(serial).clone();
        if token.state != State::NotEffective {
            return Err(WRONG_STATE);
        }
        if token.account.is_some_and(|account| self.tokens_of(account) == 1) && self.settings.at_least_one {
            return Err(Refused(409, "AT_LEAST_ONE_ACCESS_TOKEN"));
        }
        self.tokens.retain(|token| token.serial != serial);
        Ok(Granted::Gone(Box::new(token)))
    }

    pub fn update(&mut self, who: &Who, identifier: Patch, pass_code: Patch, code: Patch) -> Outcome {
        let serial = self.prove(who)?;
        let token = self.token(serial).clone();
        if token.state != State::Effective {
            return Err(WRONG_STATE);
        }
        let names_identifier = !matches!(identifier, Patch::Absent);
        let names_pass_code = !matches!(pass_code, Patch::Absent);
        // Nobody would have verified it.
        if names_identifier && self.settings.verifies(token.participant.is_some()) && !self.known {
            return Err(CALLER_NOT_KNOWN);
        }
        let mut after = token.clone();
        after.identifier = patched(identifier, token.identifier);
        after.code = patched(code, token.code);
        if names_pass_code {
            after.pass_code = patched(pass_code, None).map(str::to_owned);
        }
        // A ticket was sent to the old address, and is to replace the old pass code.
        if names_identifier || names_pass_code {
            after.ticket = None;
        }
        if after.identifier.is_some() != after.pass_code.is_some()
            || after.identifier.is_none() && after.code.is_none()
        {
            return Err(INVALID_FIELD);
        }
        let guesses = matches!(identifier, Patch::Given(_)) || matches!(code, Patch::Given(_));
        if guesses && !self.known && self.limits.used_up(&Subject::Codes, self.now) {
            return Err(TOO_MANY_ATTEMPTS);
        }
        let others_identifier = after.identifier.filter(|_| names_identifier);
        let holder = others_identifier.and_then(|identifier| self.holder(identifier));
        let holder_of_code = after.code.and_then(|code| self.holder_of_code(code));
        let is_others = |holder: Option<&Token>| holder.is_some_and(|holder| holder.serial != serial);
        let taken = match (is_others(holder), is_others(holder_of_code)) {
            (true, _) => IDENTIFIER_TAKEN,
            (false, true) => CODE_TAKEN,
            (false, false) => {
                let news = news(&token, &after, names_pass_code, !matches!(code, Patch::Absent));
                return self.atomically(|model, _| {
                    if !news.is_empty() {
                        model.ask()?;
                    }
                    model.tell(&news)?;
                    if let (Patch::Given(_), Some(identifier)) = (pass_code, after.identifier) {
                        model.limits.over(&Subject::of(&Who::Identifier(identifier, PassCode::Missing)));
                    }
                    *model.token_mut(serial) = after;
                    Ok(Granted::Token(serial))
                });
            }
        };
        // To be told so is to have guessed one.
        if !self.known {
            self.limits.told(&Subject::Codes, self.now);
        }
        Err(taken)
    }

    pub fn not_associated(&self, state: Option<State>) -> Granted {
        let wanted =
            |token: &&Token| token.belongs_to_nothing() && state.is_none_or(|state| token.state == state);
        let mut listed: Vec<_> = self.tokens.iter().filter(wanted).collect();
        listed.sort_by_key(|token| (token.state.as_str(), token.number.clone()));
        Granted::List(listed.into_iter().map(|token| token.serial).collect())
    }
}

/// What the owner is told, who may not have done it: where they were until now, and of a new address there too.
fn news(before: &Token, after: &Token, pass_code: bool, code: bool) -> Vec<(Token, Kind)> {
    let is_renamed = before.identifier != after.identifier;
    let news = [
        (pass_code, before, Kind::Changed),
        (code, before, Kind::NewCode),
        (is_renamed, before, Kind::Renamed),
        (is_renamed, after, Kind::Renamed),
    ];
    news.into_iter().filter(|(told, ..)| *told).map(|(_, token, kind)| (token.clone(), kind)).collect()
}
