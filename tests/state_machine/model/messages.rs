//! The messages that the steps have to send, and those that they may not.

use super::{
    Model, Refused, Token,
    limits::{DAY, HOUR, Purpose, Reason, mailbox, spelling},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    VerificationCode,
    Taken,
    PassCode,
    Ticket,
    Changed,
    Renamed,
    NewCode,
    Assigned,
}

impl Kind {
    pub const fn brings_a_secret(self) -> bool {
        matches!(self, Self::VerificationCode | Self::PassCode | Self::Ticket)
    }

    /// What it is counted as, whoever causes it.
    pub const fn purpose(self) -> Option<Purpose> {
        match self {
            Self::VerificationCode | Self::Taken => Some(Purpose::Registration),
            Self::PassCode | Self::Ticket => Some(Purpose::Reset),
            Self::Changed | Self::Renamed | Self::NewCode | Self::Assigned => None,
        }
    }
}

/// A message that a step has to send.
#[derive(Clone, Debug)]
pub struct Message {
    pub to: String,
    pub kind: Kind,
    /// The token it is about.
    pub serial: usize,
}

/// The row of a message.
#[derive(Clone, Debug)]
pub struct MessageRow {
    /// Why it was not sent, if it was not.
    pub reason: Option<Reason>,
    pub expires: i64,
}

const NO_DESTINATION: Refused = Refused(422, "NO_DESTINATION");
const TOO_MANY_MESSAGES: Refused = Refused(429, "TOO_MANY_MESSAGES");

impl Model {
    /// The account behind a token, its own or its rewards participant's.
    pub fn account_behind(&self, token: &Token) -> Option<usize> {
        token.account.or_else(|| token.participant.map(|index| self.participants[index].owner))
    }

    /// Where messages about a token are counted, and where they go.
    fn destination(&self, token: &Token) -> Option<(String, String)> {
        if let Some(identifier) = token.identifier {
            return Some((mailbox(identifier), spelling(identifier)));
        }
        let account = self.account_behind(token)?;
        let address = self.accounts[account].address?;
        Some((format!("account {account}"), address.to_owned()))
    }

    /// Where messages about a token are counted, if they can be sent.
    pub fn counted_at(&self, token: &Token) -> Result<String, Refused> {
        self.destination(token).map(|(counted_at, _)| counted_at).ok_or(NO_DESTINATION)
    }

    /// Whether a message may leave; where it may not, its row says why.
    pub fn may_go(&mut self, counted_at: String, kind: Kind) -> Result<(), Refused> {
        let Some(purpose) = kind.purpose() else { return Ok(()) };
        let may = self.limits.may_go(&(purpose, counted_at), !self.known, self.now);
        may.map_err(|reason| {
            self.rows.push(MessageRow { reason: Some(reason), expires: self.now + DAY });
            TOO_MANY_MESSAGES
        })
    }

    /// Writes to a token's owner, if there is an address.
    pub fn send(&mut self, serial: usize, kind: Kind) {
        let token = self.token(serial).clone();
        self.send_to(&token, kind);
    }

    /// News of what was done. What a customer does is counted where it is told, and not done where it cannot be.
    pub fn tell(&mut self, news: &[(Token, Kind)]) -> Result<(), Refused> {
        let counted = |token: &Token| self.destination(token).map(|(at, _)| (Purpose::News, at));
        let counted: Vec<_> =
            news.iter().filter(|_| !self.known).filter_map(|(token, _)| counted(token)).collect();
        if counted.iter().any(|to| self.limits.has_room(to, true, self.now).is_err()) {
            return Err(TOO_MANY_MESSAGES);
        }
        for to in counted {
            self.limits.received(to, true, self.now);
        }
        for (token, kind) in news {
            self.send_to(token, *kind);
        }
        Ok(())
    }

    /// The same to where it is written to as it was, or will be.
    pub fn send_to(&mut self, token: &Token, kind: Kind) {
        let Some((counted_at, to)) = self.destination(token) else { return };
        if let Some(purpose) = kind.purpose() {
            // A stranger has no token made for a customer record: what is sent then is nobody's part of the budget.
            self.limits.received((purpose, counted_at), !self.known, self.now);
        }
        self.messages.push(Message { to, kind, serial: token.serial });
        self.rows.push(MessageRow { reason: None, expires: self.now + 30 * DAY });
        let left = self.limits.left.entry(self.now / DAY).or_default();
        *left = (left.0 + 1, self.now);
    }

    /// Counts what a stranger asks for, whether or not it is sent; or refuses one who asked too often.
    pub fn ask(&mut self) -> Result<(), Refused> {
        if self.known {
            return Ok(());
        }
        let ((hour, day), (most_hour, most_day)) = (self.limits.asked(self.now), self.settings.asked);
        if hour >= most_hour || day >= most_day {
            return Err(TOO_MANY_MESSAGES);
        }
        *self.limits.asked.entry(self.now / HOUR).or_default() += 1;
        Ok(())
    }
}
