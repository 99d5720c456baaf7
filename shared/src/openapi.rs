//! The OpenAPI 3.1 description of the API and the list of its errors, made from the declarations of the operations and
//! from the types that requests are read into and answers are written from. Nothing of it runs in a function.

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
#[cfg(test)]
mod tests;

pub use document::{document, operations};
pub use errors::errors;
pub use published::{announcement, external_message};
