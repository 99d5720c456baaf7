//! The owner's command as a process.

mod customer;
mod definition;
mod keys;
mod messages;
mod support;
mod suppressions;
