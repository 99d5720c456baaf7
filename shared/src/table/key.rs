//! Keys: every place a row can stand, each from a function with a name.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;

use super::Item;
use crate::{
    id::{Id, Number, Numbered},
    identifier::NormalisedIdentifier,
};

/// The attribute that puts an access token which belongs to nothing into the index of those.
pub const NOT_ASSOCIATED: &str = "not_associated";

/// Its value: by state, then by number, so that both can be asked for.
pub fn not_associated(state: &str, number: &Number) -> String {
    format!("{state}#{number}")
}

/// Where an item stands.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    pk: String,
    sk: String,
}

impl Key {
    fn new(pk: String, sk: impl Into<String>) -> Self {
        Self { pk, sk: sk.into() }
    }

    pub fn token(id: &Id) -> Self {
        Self::new(format!("TOKEN#{id}"), "TOKEN")
    }

    pub fn message(token: &Id, message: &Id) -> Self {
        Self::new(format!("TOKEN#{token}"), format!("MESSAGE#{message}"))
    }

    pub fn accounts_receivable(id: &Id) -> Self {
        Self::new(format!("ACCOUNTS_RECEIVABLE#{id}"), "ACCOUNTS_RECEIVABLE")
    }

    pub fn rewards_participant(id: &Id) -> Self {
        Self::new(format!("REWARDS_PARTICIPANT#{id}"), "REWARDS_PARTICIPANT")
    }

    /// The row beside a customer record that leads to one of its access tokens: by classification, then by
    /// number, so that both can be asked for.
    pub fn link(customer: &Self, classification: &str, number: &Number) -> Self {
        Self::new(customer.pk.clone(), format!("{}{number}", Self::links(Some(classification))))
    }

    /// How the sort keys of such rows begin: of all, or of one classification.
    pub(super) fn links(classification: Option<&str>) -> String {
        classification.map_or("TOKEN#".to_owned(), |id| format!("TOKEN#{id}#"))
    }

    pub(super) fn partition(&self) -> &str {
        &self.pk
    }

    /// The claim of an accounts receivable's name.
    pub fn name(normalised: &str) -> Self {
        Self::new(format!("NAME#{normalised}"), "CLAIM")
    }

    /// The claim of a reset ticket.
    pub fn reset_ticket(digest: &str) -> Self {
        Self::new(format!("RESET_TICKET#{digest}"), "CLAIM")
    }

    /// The claim of a number.
    pub fn number(number: &Number) -> Self {
        Self::new(format!("NUMBER#{number}"), "CLAIM")
    }

    /// The claim of an identifier.
    pub fn identifier(identifier: &NormalisedIdentifier) -> Self {
        Self::new(format!("IDENTIFIER#{}", identifier.as_str()), "CLAIM")
    }

    /// The claim of an authentication code.
    pub fn authentication_code(digest: &str) -> Self {
        Self::new(format!("AUTHENTICATION_CODE#{digest}"), "CLAIM")
    }

    /// The counter that the numbers of one kind of records come from.
    pub fn numbers(kind: Numbered) -> Self {
        Self::new(format!("COUNTER#NUMBER#{}", kind.prefix()), "COUNTER")
    }

    /// Wrong proofs of one subject from one source, in one hour.
    pub fn attempts(subject_and_source: &str, hour: i64) -> Self {
        Self::new(format!("COUNTER#ATTEMPTS#{subject_and_source}#{hour}"), "COUNTER")
    }

    /// What one destination received lately.
    pub fn destination(digest: &str) -> Self {
        Self::new(format!("COUNTER#DESTINATION#{digest}"), "COUNTER")
    }

    /// A row that stands for nothing.
    pub fn cover(id: &Id) -> Self {
        Self::new(format!("COVER#{id}"), "COVER")
    }

    pub(super) fn attributes(&self) -> Item {
        HashMap::from([
            ("pk".to_owned(), AttributeValue::S(self.pk.clone())),
            ("sk".to_owned(), AttributeValue::S(self.sk.clone())),
        ])
    }

    /// The key of an item that was read.
    pub(super) fn of(item: &Item) -> Option<Self> {
        let text = |name: &str| item.get(name)?.as_s().ok().cloned();
        Some(Self { pk: text("pk")?, sk: text("sk")? })
    }
}
