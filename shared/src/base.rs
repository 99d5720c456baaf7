//! The ground: what knows nothing of the service.

pub mod aws;
pub mod context;
pub mod exactly_one;
pub mod field_errors;
pub mod id;
pub mod identifier;
pub mod log;
pub mod rule;
pub mod sampling;
pub mod schema;
pub mod secret;
pub mod state;
pub mod text_rules;
pub mod timestamp;
pub mod typed;
pub mod variables;
pub mod window;
