//! By what a request names one customer record, and how that leads to its id.

use crate::{
    base::id::{Id, Number, Numbered},
    http::caller::Caller,
    records::{access_token::AccessToken, accounts_receivable::number_key, refusal::Refusal},
    steps::token_lookup::TokenLookup,
    table::{Claim, Key, Rows, TableError},
};

/// Who names a customer record.
#[derive(Clone, Copy)]
pub(super) enum By<'a> {
    /// Who may name any, or shows one of its access tokens.
    Caller(&'a Caller),
    /// A customer in a session, who is told of no record but their own.
    Owner,
}

/// By what a customer record is named.
pub(super) enum Named {
    Id(Id),
    /// Its number or its name; nothing where no number is spelled like that.
    Claim(Option<Key>),
    /// One of its access tokens, which proves that the caller is that customer.
    Token(Box<TokenLookup>),
}

impl Named {
    /// Refuses a stranger, who knows a customer by nothing but an access token of theirs.
    pub(super) fn by(self, by: By<'_>) -> Result<Self, Refusal> {
        match (&self, by) {
            (Self::Token(_), _) | (_, By::Owner) => Ok(self),
            (_, By::Caller(caller)) if caller.is_back_office() => Ok(self),
            (Self::Id(_) | Self::Claim(_), By::Caller(_)) => Err(Refusal::CallerNotKnown),
        }
    }

    pub(super) fn number(kind: Numbered, text: &str) -> Self {
        Self::Claim(Number::parse(kind, text).map(|number| number_key(&number)))
    }

    pub(super) fn token(&mut self) -> Option<&mut TokenLookup> {
        match self {
            Self::Token(lookup) => Some(lookup),
            Self::Id(_) | Self::Claim(_) => None,
        }
    }

    /// What leads to the record's id.
    pub(super) fn wants(&self, rows: &Rows) -> Result<Vec<Key>, TableError> {
        match self {
            Self::Id(_) => Ok(Vec::new()),
            Self::Claim(key) => Ok(key.iter().cloned().collect()),
            Self::Token(lookup) => lookup.way(rows),
        }
    }

    /// The record's id, once it is known; `of` takes it from a token.
    pub(super) fn id(
        &self,
        rows: &Rows,
        of: fn(&AccessToken) -> Option<&Id>,
    ) -> Result<Option<Id>, TableError> {
        match self {
            Self::Id(id) => Ok(Some(id.clone())),
            Self::Claim(None) => Ok(None),
            Self::Claim(Some(key)) => Ok(rows.row::<Claim>(key)?.map(|claim| claim.row.holder)),
            Self::Token(lookup) => Ok(lookup.proved_token(rows)?.and_then(|token| of(&token).cloned())),
        }
    }

    /// Whether nobody has the number or the name, as far as was read.
    pub(super) fn leads_nowhere(&self, rows: &Rows) -> bool {
        match self {
            Self::Claim(Some(key)) => rows.read(key) && !rows.stands(key),
            Self::Claim(None) | Self::Id(_) | Self::Token(_) => false,
        }
    }

    /// Only an EFFECTIVE token identifies a customer record.
    pub(super) fn identifies(&self, rows: &Rows) -> Result<(), Refusal> {
        if let Self::Token(lookup) = self
            && let Some(token) = lookup.proved_token(rows)?
        {
            token.effective()?;
        }
        Ok(())
    }
}
