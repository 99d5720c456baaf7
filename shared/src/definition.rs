//! The definition: the business settings that an owner writes in `definition.toml`.
//!
//! One set of settings is active; a classification carries the same settings and wins for its tokens. Everything is
//! checked when it is loaded: nothing is found wrong later, while a customer waits.

mod business;
mod callers;
mod check;
mod checked;
mod classification;
mod contact_information;
mod fault;
mod file;
mod log_in;
mod messages;
mod settings;
pub(crate) mod tag;
pub(crate) mod template;
pub(crate) mod text;
mod words;

pub(crate) use business::{Unit, User};
pub(crate) use callers::KeyOfAnApp;
pub use checked::Definition;
pub(crate) use classification::{Classification, ClassificationIdentifier};
pub(crate) use contact_information::{
    Industry, IndustryIdentifier, IndustrySector, IndustrySectorIdentifier,
};
pub use fault::{DefinitionError, Fault};
pub(crate) use file::File;
pub(crate) use messages::{Budget, MessageBudgets};
pub(crate) use settings::{AccountsReceivableRules, BelongsTo, Required, Settings, VerificationRules};
pub(crate) use words::Words;
