//! Numbers of records: taken from one counter of each kind in blocks, so that no counter is a hot row.

use std::ops::Range;

use tokio::sync::Mutex;

use crate::{
    id::{Number, Numbered},
    table::{Key, Table, TableError},
};

/// How many an environment takes at a time. What it does not use is lost: numbers are unique, not gapless.
const BLOCK: u64 = 100;

#[derive(Debug, Default)]
pub struct Numbers {
    access_tokens: Mutex<Range<u64>>,
    accounts_receivable: Mutex<Range<u64>>,
    rewards_participants: Mutex<Range<u64>>,
}

impl Numbers {
    /// The next number of a kind; one call of the table in a hundred.
    pub async fn next(&self, kind: Numbered, table: &Table) -> Result<Number, TableError> {
        let block = match kind {
            Numbered::AccessToken => &self.access_tokens,
            Numbered::AccountsReceivable => &self.accounts_receivable,
            Numbered::RewardsParticipant => &self.rewards_participants,
        };
        let mut block = block.lock().await;
        if block.is_empty() {
            let last = table.take(Key::numbers(kind), BLOCK).await?;
            *block = last + 1 - BLOCK..last + 1;
        }
        Ok(Number::new(kind, block.next().unwrap_or_default()))
    }
}
