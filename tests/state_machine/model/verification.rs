//! What a verification code is to do.

use shared::State;

use super::{
    Granted, INVALID_FIELD, INVALID_VALUE, Model, Outcome, Refused, Subject, Token, VERIFICATION_REFUSED,
    WRONG_STATE,
};
use crate::state_machine::step::{Sent, TOO_SHORT, Typed, Who};

const PASS_CODE_NEEDED: Refused = Refused(422, "PASS_CODE_NEEDED");

fn chosen(pass_code: &str) -> Result<String, Refused> {
    if pass_code == TOO_SHORT { Err(INVALID_VALUE) } else { Ok(pass_code.to_owned()) }
}

impl Model {
    pub fn verify(&mut self, who: &Who, typed: Typed, sent: Sent) -> Outcome {
        let proved = self.may_type(who, sent).map(|token| token.serial);
        let offers = self.offered(who, sent).is_some();
        let serial = self.judged(who, proved, offers).ok_or(VERIFICATION_REFUSED)?;
        let (now, is_right) = (self.now, matches!(typed, Typed::Right));
        let token = self.token(serial).clone();
        let is_again = token.verified_by.as_ref().is_some_and(|verified| verified.is_alive(now)) && is_right;
        let Some(verification) = &mut self.token_mut(serial).verification else {
            if is_again {
                return Ok(Granted::Token(serial));
            }
            self.limits.told(&Subject::of(who), now);
            return Err(WRONG_STATE);
        };
        if !verification.open(now) {
            return Err(VERIFICATION_REFUSED);
        }
        if !is_right {
            verification.tried(now);
            return Err(VERIFICATION_REFUSED);
        }
        let after = match token.by_itself() {
            Some(_) => self.taken_over(token, who, sent)?,
            None => added_to(token, self.beside(who), sent)?,
        };
        let verified_by = after.verification.clone();
        *self.token_mut(serial) = Token { state: State::Effective, verification: None, verified_by, ..after };
        Ok(Granted::Token(serial))
    }

    /// Whose code the caller may type in: the code alone proves whose a registration by itself is; so it does where the
    /// pass code is yet to be chosen.
    fn may_type(&self, who: &Who, sent: Sent) -> Option<&Token> {
        let by_code_alone = |token: &&Token| {
            let no_pass_code_yet = token.is_pending() && token.pass_code.is_none();
            matches!(who, Who::Identifier(..)) && (token.by_itself().is_some() || no_pass_code_yet)
        };
        let offered = self.offered(who, sent);
        self.meant(who).filter(by_code_alone).or_else(|| self.right_with(who, offered.as_ref()))
    }

    /// The pass code that is looked at: what names a token that is pending; then the one that was chosen, which is its.
    fn offered(&self, who: &Who, sent: Sent) -> Option<String> {
        let is_pending = self.meant(who).is_some_and(Token::is_pending);
        let (named, chosen) = (self.beside(who), sent.pass_code.map(str::to_owned));
        if is_pending { named.or(chosen) } else { chosen.or(named) }
    }

    /// Who reads the mailbox has the registration, with what they send. Of what was sent before them only the
    /// identifier stays, unless they know the pass code that was chosen then.
    fn taken_over(&self, token: Token, who: &Who, sent: Sent) -> Result<Token, Refused> {
        let beside = self.beside(who);
        let offered = self.offered(who, sent);
        let knows = offered.is_some() && offered == token.pass_code;
        let pass_code = match (sent.pass_code, beside) {
            (Some(pass_code), _) => chosen(pass_code)?,
            (None, Some(beside)) if knows => beside,
            (None, Some(beside)) => chosen(&beside)?,
            (None, None) => return Err(PASS_CODE_NEEDED),
        };
        let code = sent.code.or_else(|| token.shown_code().filter(|_| knows));
        // Whoever has it by now keeps it.
        let code = code.filter(|code| self.holder_of_code(code).is_none());
        Ok(Token { pass_code: Some(pass_code), code, ..token })
    }
}

/// A back office made it: nothing of it changes, but its pass code may be chosen, and is the one that names it where it
/// has none yet.
fn added_to(token: Token, beside: Option<String>, sent: Sent) -> Result<Token, Refused> {
    if sent.code.is_some() || (sent.pass_code.is_some() && token.identifier.is_none()) {
        return Err(INVALID_FIELD);
    }
    let needs_one = token.identifier.is_some() && token.pass_code.is_none();
    match sent.pass_code.map(str::to_owned).or(beside.filter(|_| needs_one)) {
        Some(pass_code) => Ok(Token { pass_code: Some(chosen(&pass_code)?), ..token }),
        None if needs_one => Err(PASS_CODE_NEEDED),
        None => Ok(token),
    }
}
