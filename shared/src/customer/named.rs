//! By what a request names one customer record, and how that leads to its id.

use crate::{
    access_token::AccessToken,
    caller::Caller,
    id::{Id, Number, Numbered},
    look_up::Sought,
    refusal::Refusal,
    table::{Claim, Key, Rows, TableError},
};

/// By what a customer record is named.
pub enum Named {
    Id(Id),
    /// Its number or its name; nothing where no number is spelled like that.
    Claim(Option<Key>),
    /// One of its access tokens, which proves that the caller is that customer.
    Token(Box<Sought>),
}

impl Named {
    /// The one that was given. A stranger knows a customer by nothing but an access token of theirs.
    pub fn one(given: Vec<Self>, one_of: &str, caller: &Caller) -> Result<Self, Refusal> {
        let mut given = given.into_iter();
        match (given.next(), given.next()) {
            (Some(Self::Id(_) | Self::Claim(_)), None) if !caller.known => Err(Refusal::CallerNotKnown),
            (Some(named), None) => Ok(named),
            (Some(_), Some(_)) | (None, _) => {
                Err(Refusal::field(".", format!("give exactly one of {one_of}")))
            }
        }
    }

    pub fn number(kind: Numbered, text: &str) -> Self {
        Self::Claim(Number::parse(kind, text).map(|number| Key::number(&number)))
    }

    pub fn token(&mut self) -> Option<&mut Sought> {
        match self {
            Self::Token(sought) => Some(sought),
            Self::Id(_) | Self::Claim(_) => None,
        }
    }

    /// What leads to the record's id.
    pub fn wants(&self, rows: &Rows) -> Result<Vec<Key>, TableError> {
        match self {
            Self::Id(_) => Ok(Vec::new()),
            Self::Claim(key) => Ok(key.iter().cloned().collect()),
            Self::Token(sought) => sought.lead(rows),
        }
    }

    /// The record's id, once it is known; `of` takes it from a token.
    pub fn id(&self, rows: &Rows, of: fn(&AccessToken) -> Option<&Id>) -> Result<Option<Id>, TableError> {
        match self {
            Self::Id(id) => Ok(Some(id.clone())),
            Self::Claim(None) => Ok(None),
            Self::Claim(Some(key)) => Ok(rows.row::<Claim>(key)?.map(|claim| claim.row.holder)),
            Self::Token(sought) => Ok(sought.proved_token(rows)?.and_then(|token| of(&token).cloned())),
        }
    }

    /// Only an EFFECTIVE token identifies a customer record.
    pub fn identifies(&self, rows: &Rows) -> Result<(), Refusal> {
        if let Self::Token(sought) = self
            && let Some(token) = sought.proved_token(rows)?
        {
            token.effective()?;
        }
        Ok(())
    }
}
