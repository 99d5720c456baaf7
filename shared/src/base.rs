//! The ground: what uses nothing else of the service.

pub(crate) mod at_most;
pub mod aws;
pub(crate) mod context;
pub(crate) mod doer;
pub(crate) mod exactly_one;
pub(crate) mod field_errors;
pub(crate) mod id;
pub(crate) mod identifier;
pub(crate) mod language;
pub mod log;
pub(crate) mod network;
pub(crate) mod rule;
pub(crate) mod sampling;
pub(crate) mod schema;
pub(crate) mod scope;
pub(crate) mod secret;
pub(crate) mod serde_text;
pub(crate) mod state;
pub(crate) mod text_rules;
pub(crate) mod timestamp;
pub(crate) mod typed;
pub mod variables;
pub(crate) mod window;
