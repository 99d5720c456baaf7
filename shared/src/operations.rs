//! Operations: a file each, with its declaration and what it does.

pub(crate) mod access_tokens;
pub(crate) mod accounts_receivable;
pub(crate) mod authentication;
pub(crate) mod customers;
pub(crate) mod rewards_participants;
pub(crate) mod routes;
