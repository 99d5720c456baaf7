//! The pass code: chosen by the customer or generated, kept as argon2id with a pepper.

mod carried;
mod chosen_hash;
mod clear;
mod common;
mod context;
mod foreign;
mod generated;
mod generated_hash;
mod hash;
mod rules;
mod runs;
mod spelling;

pub(crate) use chosen_hash::ChosenHash;
pub(crate) use clear::PassCode;
pub(crate) use context::is_context_word;
pub(crate) use foreign::{FirebaseKey, ForeignHash, ForeignKind};
pub(crate) use generated::GeneratedPassCode;
pub(crate) use generated_hash::{Generated, GeneratedHash};
pub(crate) use hash::{Compared, PassCodeHash};
pub(crate) use rules::{MAXIMUM_BYTES, PassCodeCreation, PassCodeReset, PassCodeRules};
