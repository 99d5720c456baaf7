//! How long a call waits that a busy partition refused: DynamoDB asks for more time, and gets it.

/// So many waits, in milliseconds, each twice as long as the one before.
pub(super) fn waits(count: u32) -> impl Iterator<Item = u64> {
    (0..count).map(|time| 25 << time)
}
