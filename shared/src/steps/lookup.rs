//! What a request looks up, and in which order: what is wanted next follows from what was read.

use super::{service::Service, token_lookup::TokenLookup};
use crate::{
    records::refusal::Refusal,
    table::{Key, Rows},
};

/// What a request looks up.
pub(crate) trait Lookup {
    /// The access tokens that the request names, each to be proved.
    fn tokens(&mut self) -> Vec<&mut TokenLookup> {
        Vec::new()
    }

    /// The keys that are wanted, given what was read: again and again, until nothing new is wanted. What belongs to
    /// an access token is wanted once the token is proved.
    fn wants(&self, rows: &Rows, service: &Service) -> Result<Vec<Key>, Refusal>;
}

impl Lookup for TokenLookup {
    fn tokens(&mut self) -> Vec<&mut TokenLookup> {
        vec![self]
    }

    fn wants(&self, rows: &Rows, _: &Service) -> Result<Vec<Key>, Refusal> {
        Ok([self.way(rows)?, self.records(rows)?].concat())
    }
}

/// Keys that are known before anything is read.
impl Lookup for Vec<Key> {
    fn wants(&self, _: &Rows, _: &Service) -> Result<Vec<Key>, Refusal> {
        Ok(self.clone())
    }
}

/// One thing and another.
impl<A: Lookup, B: Lookup> Lookup for (A, B) {
    fn tokens(&mut self) -> Vec<&mut TokenLookup> {
        self.0.tokens().into_iter().chain(self.1.tokens()).collect()
    }

    fn wants(&self, rows: &Rows, service: &Service) -> Result<Vec<Key>, Refusal> {
        Ok([self.0.wants(rows, service)?, self.1.wants(rows, service)?].concat())
    }
}
