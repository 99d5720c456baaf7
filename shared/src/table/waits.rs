//! How long a call waits that a busy partition refused: DynamoDB asks for more time, and gets it.

use std::time::Duration;

use crate::base::{context::Context, sampling};

/// So many waits, in milliseconds, each twice as long as the one before.
pub(super) fn waits(count: u32) -> impl Iterator<Item = u64> {
    (0..count).map(|time| 25 << time)
}

/// Waits, and longer by chance: those who met shall not meet again.
pub(super) async fn wait(milliseconds: u64, context: &mut Context) {
    let milliseconds = milliseconds + sampling::below(milliseconds, &mut context.rng);
    tokio::time::sleep(Duration::from_millis(milliseconds)).await;
}
