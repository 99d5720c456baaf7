//! What is looked up where somebody asks for a message to the owner of an access token: perhaps a stranger, who names
//! it by a bare identifier.

use super::{
    asker::Asker,
    credentials::Credentials,
    lookup::Lookup,
    outbox,
    service::Service,
    token_lookup::{Proof, TokenLookup},
};
use crate::{
    base::{context::Context, id::Id, identifier::NormalisedIdentifier},
    http::caller::Caller,
    keyring::KeyringError,
    records::{
        accounts_receivable::AccountsReceivable,
        customer_records::Records,
        destination::{Destination, Purpose},
        refusal::Refusal,
    },
    table::{Key, Rows},
};

/// The token that is meant, with the destination of its messages and the account behind it; and what a stranger asked
/// for before.
pub(crate) struct MessageLookup {
    pub token: TokenLookup,
    purpose: Purpose,
    pub asker: Asker,
}

impl MessageLookup {
    pub(crate) fn new(
        credentials: Credentials,
        purpose: Purpose,
        caller: &Caller,
        service: &Service,
        context: &Context,
    ) -> Result<Self, KeyringError> {
        let proof = Proof::OrBareIdentifier;
        Ok(Self {
            token: TokenLookup::new(credentials, proof, caller, context, service)?,
            purpose,
            asker: Asker::of(caller, service, context)?,
        })
    }

    /// The account behind the token, if there are both.
    pub(crate) fn account(&self, rows: &Rows) -> Result<Option<AccountsReceivable>, Refusal> {
        match self.token.token(rows)? {
            Some(token) => Ok(Records::of(&token.row.links, rows)?.account),
            None => Ok(None),
        }
    }

    /// Where the message is counted: at the token's destination, or at the one that was named.
    pub(crate) fn counted_at(&self, rows: &Rows, service: &Service) -> Result<Key, Refusal> {
        let destination = match self.token.token(rows)? {
            Some(token) => {
                outbox::destination(&token.row, self.purpose, &service.definition, &service.keyring)?
            }
            None => None,
        };
        let as_sent = self.token.credentials.identifier().cloned();
        let as_sent = as_sent.unwrap_or_else(|| NormalisedIdentifier::of(""));
        Ok(destination.map_or_else(|| Destination::key(&as_sent, self.purpose, &service.keyring), Ok)?)
    }
}

impl Lookup for MessageLookup {
    fn tokens(&mut self) -> Vec<&mut TokenLookup> {
        vec![&mut self.token]
    }

    /// The way to the token; then two rows: its destination and its account, or nobody's in their place.
    fn wants(&self, rows: &Rows, service: &Service) -> Result<Vec<Key>, Refusal> {
        let mut keys = self.token.way(rows)?;
        keys.extend(self.asker.wants(rows, service)?);
        if self.token.is_read(rows) {
            keys.push(self.counted_at(rows, service)?);
            let token = self.token.token(rows)?.map(|token| token.row);
            let account = token.as_ref().and_then(|token| token.links.account()).cloned();
            keys.push(AccountsReceivable::key_of(&account.unwrap_or_else(Id::nobody)));
        }
        Ok(keys)
    }
}
