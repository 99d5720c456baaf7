//! Keys that take each other's place: each begins at a moment, and one that was replaced stays for as long as something
//! needs it.

use crate::base::timestamp::Timestamp;

/// When a new key begins: the first one at once, by whatever clock; a later one so many seconds from now.
pub(super) fn begins(is_first: bool, after: i64, now: Timestamp) -> Timestamp {
    if is_first { Timestamp::from_seconds(0) } else { now.plus(after) }
}

/// The id of a new key: the time, and in the same second the next number that is free.
pub(super) fn id(now: Timestamp, is_taken: impl Fn(&str) -> bool) -> String {
    let mut ids = (now.seconds()..).map(|seconds| seconds.to_string());
    ids.find(|id| !is_taken(id)).unwrap_or_default()
}

/// Whether another key took the place of one so many seconds ago that nothing needs it any more.
pub(super) fn is_over(
    begun: Timestamp,
    all: impl Iterator<Item = Timestamp>,
    kept: i64,
    now: Timestamp,
) -> bool {
    all.filter(|other| *other > begun).min().is_some_and(|next| next.plus(kept) <= now)
}
