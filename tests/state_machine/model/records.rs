//! What joins access tokens and customer records.

use shared::State;

use super::{
    AT_MOST, CALLER_NOT_KNOWN, CODE_TAKEN, Granted, IDENTIFIER_TAKEN, INVALID_FIELD, Kind, Model, Outcome,
    Participant, Refused, Token, WRONG_STATE, registrations::Candidate,
};
use crate::state_machine::step::{Assignment, Fields, Named};

pub const NO_ACCOUNT: Refused = Refused(404, "ACCOUNTS_RECEIVABLE_NOT_FOUND");
pub const NO_PARTICIPANT: Refused = Refused(404, "REWARDS_PARTICIPANT_NOT_FOUND");

/// What tokens belong to, or are to belong to.
#[derive(Clone, Copy)]
pub struct Customer {
    pub account: usize,
    pub participant: Option<usize>,
    /// Whether they belong to the account itself.
    pub direct: bool,
}

impl Model {
    pub fn tokens_of(&self, account: usize) -> usize {
        self.tokens.iter().filter(|token| token.account == Some(account)).count()
    }

    pub fn participants_of(&self, account: usize) -> usize {
        let effective = |participant: &&Participant| participant.owner == account && !participant.terminated;
        self.participants.iter().filter(effective).count()
    }

    pub fn prove_named(&mut self, named: Option<&Named>) -> Result<(), Refused> {
        match named {
            Some(Named::Token(who)) => self.prove(who).map(|_| ()),
            Some(Named::Made(_) | Named::Called(_) | Named::Nobody) | None => Ok(()),
        }
    }

    /// Only an EFFECTIVE token identifies a customer record.
    fn identifies(&self, named: Option<&Named>) -> Result<(), Refused> {
        match named {
            Some(Named::Token(who))
                if self.meant(who).is_some_and(|token| token.state != State::Effective) =>
            {
                Err(WRONG_STATE)
            }
            Some(_) | None => Ok(()),
        }
    }

    fn account(&self, named: &Named) -> Result<usize, Refused> {
        let found = match named {
            Named::Made(index) => index.checked_rem(self.accounts.len()),
            Named::Called(name) => self.accounts.iter().position(|account| account.name == Some(name)),
            Named::Nobody => None,
            Named::Token(who) => self.meant(who).and_then(|token| self.account_behind(token)),
        };
        found.ok_or(NO_ACCOUNT)
    }

    fn participant(&self, named: &Named) -> Result<usize, Refused> {
        let found = match named {
            Named::Made(index) => index.checked_rem(self.participants.len()),
            Named::Called(_) | Named::Nobody => None,
            Named::Token(who) => self.meant(who).and_then(|token| token.participant),
        };
        found.ok_or(NO_PARTICIPANT)
    }

    /// What is named, and proved.
    pub fn found(&self, account: Option<&Named>, participant: Option<&Named>) -> Result<Customer, Refused> {
        self.identifies(account)?;
        self.identifies(participant)?;
        let account = account.map(|named| self.account(named)).transpose()?;
        let participant = participant.map(|named| self.participant(named)).transpose()?;
        let owner = participant.map(|index| self.participants[index].owner);
        match (account, owner) {
            (Some(account), Some(owner)) if account != owner => {
                Err(Refused(409, "REWARDS_PARTICIPANT_NOT_OWNED"))
            }
            (Some(account), _) => Ok(Customer { account, participant, direct: true }),
            (None, owner) => Ok(Customer { account: owner.ok_or(NO_ACCOUNT)?, participant, direct: false }),
        }
    }

    pub fn changeable(&self, customer: Customer) -> Result<(), Refused> {
        let account = customer.direct && self.accounts[customer.account].terminated;
        let participant = customer.participant.is_some_and(|index| self.participants[index].terminated);
        if account || participant { Err(WRONG_STATE) } else { Ok(()) }
    }

    /// How many tokens an account may have, and must where it is new or some are taken from it.
    fn counted(&self, customer: Customer, added: usize, must_have_one: bool) -> Result<(), Refused> {
        let tokens = self.tokens_of(customer.account);
        match customer.direct {
            true if self.settings.at_least_one && must_have_one && tokens == 0 => {
                Err(Refused(409, "AT_LEAST_ONE_ACCESS_TOKEN"))
            }
            true if added > 0 && tokens > AT_MOST => Err(Refused(409, "TOO_MANY_ACCESS_TOKENS")),
            true | false => Ok(()),
        }
    }

    pub fn create(
        &mut self,
        fields: &Fields,
        account: Option<&Named>,
        participant: Option<&Named>,
    ) -> Outcome {
        let by_token = |named: &&Named| matches!(named, Named::Token(_));
        if !self.known && [account, participant].into_iter().flatten().any(|named| !by_token(&named)) {
            return Err(CALLER_NOT_KNOWN);
        }
        let by_itself = account.is_none() && participant.is_none();
        let candidate = self.candidate(*fields, participant.is_some(), by_itself)?;
        if by_itself {
            return self.create_by_itself(candidate);
        }
        self.prove_named(account)?;
        self.prove_named(participant)?;
        let customer = self.found(account, participant)?;
        self.changeable(customer)?;
        self.told_whether_code_is_taken(*fields)?;
        self.told_whether(self.in_the_way(*fields).is_some(), IDENTIFIER_TAKEN)?;
        self.atomically(|model, before| {
            model.ask()?;
            let serial = model.added(before, candidate, customer)?;
            model.counted(customer, 1, false)?;
            Ok(Granted::Token(serial))
        })
    }

    /// A new token of a customer; `before` is what the request found.
    fn added(&mut self, before: &Self, new: Candidate, customer: Customer) -> Result<usize, Refused> {
        if before.code_is_taken(new.fields) {
            return Err(CODE_TAKEN);
        }
        if before.in_the_way(new.fields).is_some() {
            return Err(IDENTIFIER_TAKEN);
        }
        let serial = self.add(new);
        self.attach(serial, customer)?;
        if new.pending {
            self.counted_at(self.token(serial))?;
        }
        let token = self.token(serial).clone();
        if new.pending || token.identifier.is_none() {
            self.send(serial, if new.pending { Kind::VerificationCode } else { Kind::Assigned });
        } else {
            self.tell(&[(token, Kind::Assigned)])?;
        }
        Ok(serial)
    }

    fn attach(&mut self, serial: usize, customer: Customer) -> Result<(), Refused> {
        let token = self.token(serial);
        let others = self.account_behind(token).is_some_and(|account| account != customer.account);
        let has_account = customer.direct && token.account.is_some();
        let has_participant = customer.participant.is_some() && token.participant.is_some();
        if others || has_account || has_participant {
            return Err(Refused(409, "ALREADY_ASSOCIATED"));
        }
        let token = self.token_mut(serial);
        token.account = token.account.or(customer.direct.then_some(customer.account));
        token.participant = token.participant.or(customer.participant);
        Ok(())
    }

    fn detach(&mut self, before: &Token, customer: Customer) -> Result<usize, Refused> {
        let (of_account, of_participant) = match customer.participant {
            Some(participant) => (false, before.participant == Some(participant)),
            None => (before.account == Some(customer.account), false),
        };
        if !of_account && !of_participant {
            return Err(Refused(409, "NOT_ASSOCIATED"));
        }
        let token = self.token_mut(before.serial);
        token.account = token.account.filter(|_| !of_account);
        token.participant = token.participant.filter(|_| !of_participant);
        if token.belongs_to_nothing() && token.state == State::Effective && self.settings.sinks {
            self.sink(before.serial);
        }
        Ok(before.serial)
    }

    /// The fields of all new tokens of a request are looked at first.
    pub fn candidates(&self, tokens: &[Assignment], for_participant: bool) -> Result<(), Refused> {
        for token in tokens {
            if let Assignment::AddNew(fields) = token {
                self.candidate(*fields, for_participant, false)?;
            }
        }
        Ok(())
    }

    pub fn prove_all(&mut self, tokens: &[Assignment]) -> Result<(), Refused> {
        for token in tokens {
            if let Assignment::AddExisting(who) | Assignment::Remove(who) = token {
                self.prove(who)?;
            }
        }
        Ok(())
    }

    /// The tokens of a request, all or none.
    pub fn assigned(
        &mut self,
        before: &Self,
        tokens: &[Assignment],
        customer: Customer,
    ) -> Result<Vec<usize>, Refused> {
        let mut serials = Vec::new();
        let mut added = 0;
        let mut named = Vec::new();
        for token in tokens {
            for name in before.names(token) {
                if named.contains(&name) {
                    return Err(INVALID_FIELD);
                }
                named.push(name);
            }
            serials.push(match token {
                Assignment::AddNew(fields) => {
                    let candidate = self.candidate(*fields, customer.participant.is_some(), false)?;
                    self.added(before, candidate, customer)?
                }
                Assignment::AddExisting(who) => {
                    let token = before.meant(who).expect("a token that was proved");
                    if token.state != State::Effective {
                        return Err(WRONG_STATE);
                    }
                    self.attach(token.serial, customer)?;
                    self.send(token.serial, Kind::Assigned);
                    token.serial
                }
                Assignment::Remove(who) => {
                    self.detach(before.meant(who).expect("a token that was proved"), customer)?
                }
            });
            added += usize::from(!matches!(token, Assignment::Remove(_)));
        }
        let is_new = before.accounts.len() <= customer.account;
        self.counted(customer, added, is_new || added < tokens.len())?;
        Ok(serials)
    }

    /// What of a request may be there but once.
    fn names(&self, token: &Assignment) -> Vec<String> {
        match token {
            Assignment::AddNew(Fields { identifier, code, .. }) => {
                let identifier = identifier.map(str::to_lowercase);
                identifier.into_iter().chain(code.map(str::to_owned)).collect()
            }
            Assignment::AddExisting(who) | Assignment::Remove(who) => {
                self.meant(who).map(|token| token.serial.to_string()).into_iter().collect()
            }
        }
    }
}
