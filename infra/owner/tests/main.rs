//! The owner's command as a process.

mod definition;
mod keys;
mod messages;
mod support;
mod suppressions;
