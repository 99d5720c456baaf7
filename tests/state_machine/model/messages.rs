//! The messages that the steps have to send.

use super::{Model, Refused, Token};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    VerificationCode,
    Taken,
    PassCode,
    Ticket,
    Changed,
    Assigned,
}

/// A message that a step has to send.
#[derive(Clone, Debug)]
pub struct Message {
    pub to: String,
    pub kind: Kind,
    /// The token it is about.
    pub serial: usize,
}

impl Model {
    /// The account behind a token, its own or its rewards participant's.
    pub fn account_behind(&self, token: &Token) -> Option<usize> {
        token.account.or_else(|| token.participant.map(|index| self.participants[index].owner))
    }

    /// Where messages about a token are counted, and where they go.
    pub fn destination(&self, token: &Token) -> Option<(String, Option<String>)> {
        if let Some(identifier) = token.identifier {
            let identifier = identifier.to_lowercase();
            return Some((identifier.clone(), Some(identifier)));
        }
        let account = self.account_behind(token)?;
        Some((format!("account {account}"), self.accounts[account].address.map(str::to_owned)))
    }

    /// Whether a token can be written to, and may be by now.
    pub fn may_receive(&self, token: &Token) -> Result<bool, Refused> {
        match self.destination(token) {
            Some((destination, Some(_))) => Ok(self.limits.may_receive(&destination, self.now)),
            Some((_, None)) | None => Err(Refused(422, "NO_DESTINATION")),
        }
    }

    /// Writes to a token's owner, if there is an address.
    pub fn send(&mut self, serial: usize, kind: Kind) {
        if let Some((destination, Some(to))) = self.destination(self.token(serial)) {
            self.limits.received(&destination, self.now);
            self.messages.push(Message { to, kind, serial });
        }
    }
}
