//! Operations: a file each, with its declaration and what it does.

pub mod access_tokens;
pub mod accounts_receivable;
pub mod rewards_participants;
pub mod routes;
