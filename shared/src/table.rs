//! The table: rows in, writes out, all of them or none.
//!
//! This floor alone knows DynamoDB, and no record by name. Every item has `pk`, `sk`, `entity`, `version` and, where
//! it may go, `expires`. A read is consistent and treats what has expired as gone: TTL is a broom, not a lock. A
//! commit is one call: a single write as an item call, several as one TransactWriteItems.

mod client;
mod commit;
mod error;
mod item;
mod key;
mod mark;
mod query;
mod read;
mod row;
mod write;

pub use client::Table;
pub use commit::Committed;
pub use error::TableError;
pub use key::Key;
pub use mark::Begun;
pub use query::{Index, Part};
pub use read::{Rows, Stored};
pub use row::{Claim, Row};
pub use write::Write;
