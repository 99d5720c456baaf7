//! The access token: the stored record that identifies and authenticates one customer.
//!
//! Its life cycle is an enum (`life_cycle.rs`); a change of state is a method that consumes the token, so that what is
//! not drawn in the life cycle cannot be written.

mod pending;

use serde::{Deserialize, Serialize};

use super::{
    found::Beginning,
    history::History,
    life_cycle::LifeCycle,
    links::{Links, Owned},
    place::Place,
    refusal::Refusal,
    user_defined_fields::UserDefinedFields,
};
use crate::{
    base::{
        doer::{Doer, Done},
        id::{Id, Number, Numbered},
        identifier::Identifier,
        language::Language,
        secret::Secret,
        state::State,
        timestamp::Timestamp,
    },
    codes::{pass_code::PassCodeHash, reset_ticket::ResetTicket},
    keyring::{Keyring, KeyringError, Sealed},
    table::{Index, Key, Row},
};

/// The index of the tokens that belong to no customer record: by state, then by number. It is spread by the last digit
/// of their ids, which are drawn at random: one partition takes a thousand writes a second.
const SPREAD: Index = Index {
    name: "NotAssociatedSpread",
    spread_by: "not_associated_in",
    ordered_by: "not_associated_as",
    partitions: Id::LAST_DIGITS,
};
/// The one before it, not spread. Rows that were written by then stand in it until they are written again.
const NOT_SPREAD: Index = Index {
    name: "NotAssociated",
    spread_by: "entity",
    ordered_by: "not_associated",
    partitions: &[AccessToken::ENTITY],
};
/// Where all tokens stand that belong to no customer record.
pub(crate) const NOT_ASSOCIATED: [Index; 2] = [SPREAD, NOT_SPREAD];

/// A token's row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AccessToken {
    pub id: Id,
    pub number: Number,
    pub life_cycle: LifeCycle,
    pub identifier: Option<Identifier>,
    pub pass_code: Option<PassCodeHash>,
    /// How often it was replaced. What is only kept in another way is the same one.
    #[serde(default)]
    pub pass_codes: u32,
    pub authentication_code: Option<Sealed>,
    pub card_masked_number: Option<String>,
    pub classification: Option<Id>,
    /// The one that the customer reads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    #[serde(default)]
    pub user_defined_fields: UserDefinedFields,
    #[serde(default)]
    pub links: Links,
    /// What was sent to somebody who forgot the pass code.
    pub reset_ticket: Option<ResetTicket>,
    /// How often all its sessions were ended.
    #[serde(default)]
    pub generation: u32,
    /// How often all its devices were forgotten with them.
    #[serde(default)]
    pub devices: u32,
    /// Who verified it, in a session.
    pub verified_by: Option<Doer>,
    #[serde(flatten)]
    pub history: History,
}

impl Row for AccessToken {
    const ENTITY: &'static str = "token";

    fn indexed(&self) -> Vec<(&'static str, String)> {
        let identifier = self.identifier.as_ref().map(Identifier::normalised);
        let found = identifier.map(|text| Beginning::Identifier.indexed(text.as_str(), &self.id));
        let mut indexed = found.unwrap_or_default();
        if self.links.is_empty() {
            let place = not_associated_as(self.state().as_str(), &self.number);
            indexed.push((SPREAD.spread_by, self.id.last_digit().to_owned()));
            indexed.push((SPREAD.ordered_by, place));
        }
        indexed
    }

    fn expires(&self) -> Option<Timestamp> {
        match &self.life_cycle {
            LifeCycle::PendingVerification(verification) => verification.expires,
            LifeCycle::Effective { .. } | LifeCycle::NotEffective { .. } => None,
        }
    }
}

fn not_associated_as(state: &str, number: &Number) -> String {
    format!("{state}#{number}")
}

impl AccessToken {
    /// Where the row of that id stands.
    pub fn key_of(id: &Id) -> Key {
        Key::new(format!("TOKEN#{id}"), "TOKEN")
    }

    pub fn key(&self) -> Key {
        Self::key_of(&self.id)
    }

    /// A place in the index of tokens that belong to nothing, as the index has it.
    pub fn indexed_at(place: &Place) -> (Key, String) {
        (Self::key_of(&place.id), not_associated_as(&place.group, &place.number))
    }

    /// The place that an entry of that index stands for.
    pub fn place_of((key, value): &(Key, String)) -> Option<Place> {
        let id = key.partition().strip_prefix("TOKEN#")?.to_owned();
        let (group, number) = value.split_once('#')?;
        Some(Place {
            group: group.to_owned(),
            number: Number::parse(Numbered::AccessToken, number)?,
            id: Id::try_from(id).ok()?,
        })
    }

    pub const fn state(&self) -> State {
        match self.life_cycle {
            LifeCycle::Effective { .. } => State::Effective,
            LifeCycle::NotEffective { .. } => State::NotEffective,
            LifeCycle::PendingVerification(_) => State::PendingVerification,
        }
    }

    pub const fn verified(&self) -> Option<Timestamp> {
        match self.life_cycle {
            LifeCycle::Effective { verified, .. } | LifeCycle::NotEffective { verified } => verified,
            LifeCycle::PendingVerification(_) => None,
        }
    }

    /// The authentication code in clear, if there is one, or will be once the token is verified.
    pub fn open_authentication_code(&self, keyring: &Keyring) -> Result<Option<Secret>, KeyringError> {
        let open = |sealed| keyring.open(sealed, self.id.as_str());
        self.sealed_authentication_code().map(open).transpose()
    }

    /// The same as the row keeps it.
    pub fn sealed_authentication_code(&self) -> Option<&Sealed> {
        self.authentication_code.as_ref().or_else(|| self.unclaimed_code().map(|code| &code.sealed))
    }

    /// A new pass code in the place of the old; only of an EFFECTIVE token that has an identifier. A reset ticket
    /// dies with the old one.
    pub fn reset_pass_code(self, pass_code: PassCodeHash, done: &Done) -> Result<Self, Refusal> {
        let effective = self.effective()?;
        if effective.identifier.is_none() {
            return Err(Refusal::NoIdentifier);
        }
        let changed = effective.with_another_pass_code(Some(pass_code));
        let history = changed.history.updated(done);
        Ok(Self { reset_ticket: None, history, ..changed }.without_sessions())
    }

    /// With another pass code than it had, or without one. Not where the same one is hashed anew.
    pub fn with_another_pass_code(self, pass_code: Option<PassCodeHash>) -> Self {
        Self { pass_code, pass_codes: self.pass_codes + 1, ..self }
    }

    /// Remembers the ticket that is sent to somebody who forgot the pass code; the one before it dies.
    pub fn forgot_pass_code(self, ticket: ResetTicket) -> Result<Self, Refusal> {
        let effective = self.effective()?;
        if effective.identifier.is_none() {
            return Err(Refusal::NoIdentifier);
        }
        Ok(Self { reset_ticket: Some(ticket), ..effective })
    }

    /// Ends all sessions: what proved who opened them proves nothing any more.
    pub const fn without_sessions(mut self) -> Self {
        self.generation += 1;
        self
    }

    /// The same, and forgets all devices that its customer logged in on.
    pub const fn signed_out(mut self) -> Self {
        self.devices += 1;
        self.without_sessions()
    }

    /// NOT_EFFECTIVE to EFFECTIVE.
    pub fn set_as_effective(self, done: &Done) -> Result<Self, Refusal> {
        match self.life_cycle {
            LifeCycle::NotEffective { verified } => {
                let life_cycle = LifeCycle::Effective { verified, code: None };
                Ok(Self { life_cycle, history: self.history.updated(done), ..self })
            }
            LifeCycle::Effective { .. } | LifeCycle::PendingVerification(_) => Err(self.not_allowed()),
        }
    }

    /// EFFECTIVE to NOT_EFFECTIVE. It takes no reset ticket along.
    pub fn set_as_not_effective(self, done: &Done) -> Result<Self, Refusal> {
        match self.life_cycle {
            LifeCycle::Effective { verified, .. } => {
                let life_cycle = LifeCycle::NotEffective { verified };
                Ok(Self { life_cycle, reset_ticket: None, history: self.history.updated(done), ..self }
                    .signed_out())
            }
            LifeCycle::NotEffective { .. } | LifeCycle::PendingVerification(_) => Err(self.not_allowed()),
        }
    }

    /// The token, if it may be deleted: only a NOT_EFFECTIVE one.
    pub fn deletable(self) -> Result<Self, Refusal> {
        match self.life_cycle {
            LifeCycle::NotEffective { .. } => Ok(self),
            LifeCycle::Effective { .. } | LifeCycle::PendingVerification(_) => Err(self.not_allowed()),
        }
    }

    /// The token, if it is EFFECTIVE: only then it identifies somebody.
    pub fn effective(self) -> Result<Self, Refusal> {
        match self.life_cycle {
            LifeCycle::Effective { .. } => Ok(self),
            LifeCycle::NotEffective { .. } | LifeCycle::PendingVerification(_) => Err(self.not_allowed()),
        }
    }

    /// Attached to an accounts receivable. It may belong to one only, and to no stranger's rewards participant.
    pub fn attach_to_account(self, account: &Id, done: &Done) -> Result<Self, Refusal> {
        let owner = self.links.rewards_participant.as_ref().map(|owned| &owned.accounts_receivable);
        if self.links.accounts_receivable.is_some() || owner.is_some_and(|owner| owner != account) {
            return Err(Refusal::AlreadyAssociated);
        }
        let links = Links { accounts_receivable: Some(account.clone()), ..self.links };
        Ok(Self { links, history: self.history.updated(done), ..self })
    }

    /// Attached to a rewards participant. It may belong to one only, and to no accounts receivable but its owner.
    pub fn attach_to_participant(self, participant: Owned, done: &Done) -> Result<Self, Refusal> {
        let account = self.links.accounts_receivable.as_ref();
        if self.links.rewards_participant.is_some()
            || account.is_some_and(|account| *account != participant.accounts_receivable)
        {
            return Err(Refusal::AlreadyAssociated);
        }
        let links = Links { rewards_participant: Some(participant), ..self.links };
        Ok(Self { links, history: self.history.updated(done), ..self })
    }

    /// With fewer links. An EFFECTIVE token that belongs to nothing then becomes NOT_EFFECTIVE where the definition
    /// says so: `ends_with_last_link`.
    pub fn detached(self, links: Links, ends_with_last_link: bool, done: &Done) -> Self {
        let ended = match self.life_cycle {
            LifeCycle::Effective { verified, .. } if ends_with_last_link && links.is_empty() => {
                Some(LifeCycle::NotEffective { verified })
            }
            LifeCycle::Effective { .. }
            | LifeCycle::NotEffective { .. }
            | LifeCycle::PendingVerification(_) => None,
        };
        match ended {
            Some(life_cycle) => {
                Self { links, life_cycle, reset_ticket: None, history: self.history.updated(done), ..self }
                    .signed_out()
            }
            None => Self { links, history: self.history.updated(done), ..self },
        }
    }

    /// The refusal of an operation that the state does not allow.
    pub const fn not_allowed(&self) -> Refusal {
        Refusal::LifeCycleState(self.state())
    }
}
