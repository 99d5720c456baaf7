//! Suppressions, as an owner sees and lifts them: the addresses that no more mail is sent to.

use super::messages_error::MessagesError;
use crate::{
    base::{
        aws,
        context::Context,
        id::Id,
        identifier::NormalisedIdentifier,
        timestamp::{Clock, Timestamp},
        variables::{self, Variables},
    },
    records::suppression::Suppression,
    table::{Committed, Rows, Table, Write},
};

const LISTED_AT_ONCE: usize = 1000;

/// The suppressions of one table.
pub struct Suppressions {
    table: Table,
    clock: Clock,
}

/// An address that is suppressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SuppressionReport {
    pub address: String,
    pub since: Timestamp,
    /// BOUNCED or COMPLAINED.
    pub why: &'static str,
    /// What the provider said, in its own words for it.
    pub reason: String,
    pub message: Id,
}

impl From<Suppression> for SuppressionReport {
    fn from(suppression: Suppression) -> Self {
        let Suppression { address, why, reason, message, since } = suppression;
        Self { address: address.to_string(), since, why: why.as_str(), reason, message }
    }
}

impl Suppressions {
    /// By the variables that functions have, as far as they are needed: the table, and how AWS is reached.
    pub fn new(variables: &Variables, clock: Clock) -> Result<Self, MessagesError> {
        let table = Table::new(&aws::config(variables)?, variables.required(variables::TABLE)?);
        Ok(Self { table, clock })
    }

    /// All of them, in the order of their addresses.
    pub async fn list(&self) -> Result<Vec<SuppressionReport>, MessagesError> {
        let (beside, begin) = Suppression::all();
        let listed = self.table.all_beside(&beside, begin, Suppression::key, LISTED_AT_ONCE).await?;
        Ok(listed.into_iter().map(SuppressionReport::from).collect())
    }

    /// Lifts the one of an address, however it is spelled: the next message goes there.
    pub async fn lift(&self, address: &str) -> Result<SuppressionReport, MessagesError> {
        let mut context = Context::fresh(&self.clock);
        let key = Suppression::key_of(&NormalisedIdentifier::of(address));
        let mut rows = Rows::at(context.now);
        self.table.step(&mut rows, vec![key.clone()]).await?;
        let stored = rows.row::<Suppression>(&key)?;
        let stored = stored.ok_or_else(|| MessagesError::NotSuppressed(address.to_owned()))?;
        let write = Write::delete(key, stored.version);
        match self.table.commit(vec![write], &mut context).await? {
            Committed::Yes => Ok(stored.row.into()),
            Committed::Conflict => Err(MessagesError::Busy),
        }
    }
}
