//! The local stack: everything the cloud gives the service, in one process.
//!
//! ```text
//! app, curl -> gateway -> functions -> dynamodb -> stream -> functions (communicate) -> aws (SES, SNS) -> inbox
//!                                                     stream -> functions (announce) -> aws (SNS) -> events
//!                         rotation -> functions (rotate) -> aws (Secrets Manager)
//! curl -> protected_api: another API, whose gateway reads the public keys from the first one
//! ```
//!
//! infra/template.yaml says which tables, routes, filters and retries there are; [`template`] reads it.
//! infra/examples/protected-api.yaml says what the other API asks for.

// What is public is used outside; so the compiler sees what nobody uses.
#![warn(unreachable_pub)]

mod app;
mod application_keys;
pub mod aws;
mod dynamodb;
mod error;
mod events;
mod filter;
mod folder;
mod functions;
mod gateway;
pub mod inbox;
mod loopback;
mod openapi;
mod options;
mod ports;
mod protected_api;
mod pump;
mod rotation;
mod secrets;
mod stack;
mod stream;
pub mod template;
mod topic;

pub use application_keys::Keys;
pub use error::StackError;
pub use events::Events;
pub use options::{Functions, Options};
pub use rotation::RotateError;
pub use stack::Stack;
