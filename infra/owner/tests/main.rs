//! The owner's command as a process.

mod customer;
mod definition;
mod export;
mod find;
mod import;
mod keys;
mod messages;
mod support;
mod suppressions;
