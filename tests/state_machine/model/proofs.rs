//! Who proves to know an access token.

use super::{
    Model, NOT_FOUND, Refused, Token,
    limits::{Subject, spelling},
};
use crate::state_machine::step::{PassCode, TOO_SHORT, Text, Typed, WRONG_PASS_CODES, Who};

impl Model {
    /// Who has the identifier, in any spelling.
    pub fn holder(&self, identifier: &str) -> Option<&Token> {
        let has = |its: Text| spelling(its) == spelling(identifier);
        self.tokens.iter().find(|token| token.identifier.is_some_and(has))
    }

    pub fn holder_of_code(&self, code: Text) -> Option<&Token> {
        self.tokens.iter().find(|token| token.code == Some(code))
    }

    /// The token that is meant, whether or not the caller proves to know it.
    pub fn meant(&self, who: &Who) -> Option<&Token> {
        match who {
            Who::Code(code) => self.holder_of_code(code),
            Who::Identifier(identifier, _) => self.holder(identifier),
            Who::Made { .. } => None,
        }
    }

    /// The token of which the caller has what proves it: its authentication code, or its pass code.
    pub fn right(&self, who: &Who) -> Option<&Token> {
        self.right_with(who, self.beside(who).as_ref())
    }

    /// The same, with that pass code.
    pub fn right_with(&self, who: &Who, pass_code: Option<&String>) -> Option<&Token> {
        let proves = |token: &&Token| match who {
            Who::Code(_) => true,
            Who::Identifier(..) => token.pass_code.is_some() && pass_code == token.pass_code.as_ref(),
            Who::Made { .. } => false,
        };
        let used_up_of_all = matches!(who, Who::Identifier(..)) && self.limits.used_up_of_all(self.now);
        let used_up = self.limits.used_up(&Subject::of(who), self.now) || (!self.known && used_up_of_all);
        self.meant(who).filter(proves).filter(|_| !used_up)
    }

    /// The token that the caller proves to know; a try that proves nothing is counted.
    pub fn prove(&mut self, who: &Who) -> Result<usize, Refused> {
        // A pending token may be anybody's: it proves nothing to strangers.
        let proves = |token: &&Token| self.known || !token.is_pending();
        let proved = self.right(who).filter(proves).map(|token| token.serial);
        let offers = self.beside(who).is_some();
        self.judged(who, proved, offers).ok_or(NOT_FOUND)
    }

    /// Who offers no pass code guesses at none, and makes no longer row of wrong ones.
    pub fn judged(&mut self, who: &Who, proved: Option<usize>, offers: bool) -> Option<usize> {
        let subject = Subject::of(who);
        if proved.is_some() {
            self.proved_by.push(subject);
        } else if offers {
            self.limits.wrong(&subject, self.now);
        } else {
            self.limits.told(&subject, self.now);
        }
        proved
    }

    /// The pass code that is sent beside an identifier.
    pub fn beside(&self, who: &Who) -> Option<String> {
        let Who::Identifier(identifier, pass_code) = who else { return None };
        let its = self.holder(identifier).and_then(|token| token.pass_code.clone());
        let [wrong, other] = WRONG_PASS_CODES;
        match pass_code {
            PassCode::Right => its.or_else(|| Some(wrong.to_owned())),
            PassCode::Wrong if its.as_deref() == Some(wrong) => Some(other.to_owned()),
            PassCode::Wrong => Some(wrong.to_owned()),
            PassCode::TooShort => Some(TOO_SHORT.to_owned()),
            PassCode::Missing => None,
        }
    }

    /// The verification code that is typed in; where there is none, any.
    pub fn typed(&self, who: &Who, typed: Typed) -> String {
        const ANY: &str = "000000";
        let of_token = |token: &'_ Token| token.verification.clone().or_else(|| token.verified_by.clone());
        let verification = self.meant(who).and_then(of_token);
        let verification = verification.as_ref();
        let right = verification.map_or(ANY, |verification| &verification.code);
        let last = if right.ends_with('0') { '1' } else { '0' };
        let wrong = format!("{}{last}", &right[..right.len() - 1]);
        match typed {
            Typed::Right => right.to_owned(),
            Typed::Wrong => wrong,
            Typed::Dead => verification
                .and_then(|verification| verification.dead.clone())
                .filter(|dead| dead != right)
                .unwrap_or(wrong),
        }
    }
}
