//! The OpenAPI 3.1 description of the API, the list of its errors and the reference of the definition, made from the
//! declarations of the operations and from the types that requests and definitions are read into and answers
//! are written from. Nothing of it runs in a function.

mod describe;
mod document;
mod envelope;
mod errors;
mod examples;
mod links;
mod operation;
mod parameters;
mod published;
mod reference;
mod samples;
mod settings;
#[cfg(test)]
mod tests;

pub use document::{document, operations};
pub use errors::errors;
pub use published::{announcement, definition, external_message};
pub use settings::settings;
