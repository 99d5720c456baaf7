//! Numbers of tokens: taken from one counter in blocks, so that the counter is never a hot row.

use std::ops::Range;

use tokio::sync::Mutex;

use crate::{
    id::Number,
    table::{Key, Table, TableError},
};

/// How many an environment takes at a time. What it does not use is lost: numbers are unique, not gapless.
const BLOCK: u64 = 100;

#[derive(Debug, Default)]
pub struct Numbers(Mutex<Range<u64>>);

impl Numbers {
    /// The next number; one call of the table in a hundred.
    pub async fn next(&self, table: &Table) -> Result<Number, TableError> {
        let mut block = self.0.lock().await;
        if block.is_empty() {
            let last = table.take(Key::numbers(), BLOCK).await?;
            *block = last + 1 - BLOCK..last + 1;
        }
        Ok(Number::new(block.next().unwrap_or_default()))
    }
}
