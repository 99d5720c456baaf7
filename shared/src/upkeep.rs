//! Upkeep: what no request and no message asks for, and has to be done all the same.

mod kind;
mod rotation;
mod rotation_error;
mod secret_versions;

pub use rotation::{Rotate, RotationEvent};
pub use rotation_error::RotationError;
