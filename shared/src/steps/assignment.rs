//! Assigning access tokens to a customer record: `access_tokens` of the operations on customer records.

mod assign;
mod input;
pub(crate) mod schema;

pub(crate) use assign::{Assignments, REFUSES, REMOVING, added};
pub(crate) use input::Input;
