//! The owner's command as a process.

mod keys;
mod messages;
mod support;
mod suppressions;
