//! The table: rows in, writes out, all of them or none.
//!
//! This floor alone knows DynamoDB, and no record by name. Every item has `pk`, `sk`, `entity`, `version` and, where
//! it may go, `expires`. A read is consistent and treats what has expired as gone: TTL is a broom, not a lock. A
//! commit is one call: a single write as an item call, several as one TransactWriteItems. Counters are in no commit.

mod alone;
mod client;
mod commit;
mod count;
mod delete;
mod error;
mod item;
mod key;
mod mark;
mod query;
mod read;
mod row;
mod slot;
mod waits;
mod whole;
mod write;

pub(crate) use client::Table;
pub(crate) use commit::Committed;
pub(crate) use count::Counted;
pub use error::TableError;
pub(crate) use key::Key;
pub(crate) use mark::Begun;
pub(crate) use query::{Index, Part};
pub(crate) use read::{Rows, Stored};
pub(crate) use row::{Claim, Row};
pub(crate) use slot::Slot;
pub(crate) use whole::Whole;
pub(crate) use write::Write;
