//! What the tests share: a stack of one's own, a proxy before its table, records to begin with.

pub mod alarms;
pub mod app;
pub mod expression;
pub mod filter;
pub mod finding;
pub mod hashes;
pub mod identifying_codes;
pub mod languages;
pub mod lines;
pub mod one_time_passwords;
pub mod proxy;
pub mod records;
pub mod refreshing;
pub mod roles;
pub mod rotating;
pub mod sessions;
pub mod signer;
pub mod template;
pub mod tls;
pub mod writing;
