//! The pass code: chosen by the customer or generated, kept as argon2id with a pepper.

mod clear;
mod generated;
mod hash;
mod rules;

pub use clear::PassCode;
pub use generated::GeneratedPassCode;
pub use hash::PassCodeHash;
pub use rules::{MAXIMUM_BYTES, PassCodeCreation, PassCodeRules};
