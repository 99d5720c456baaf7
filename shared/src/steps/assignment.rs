//! Assigning access tokens to a customer record: `access_tokens` of the operations on customer records.

mod assign;
mod input;
pub mod schema;

pub use assign::{Assignments, REFUSES, REMOVING, added};
pub use input::Input;
