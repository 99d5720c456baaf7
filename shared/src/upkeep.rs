//! Upkeep: what no request and no message asks for, and has to be done all the same.

mod application_keys;
mod keys_error;
mod kind;
mod new_key;
mod rotation;
mod rotation_error;
mod secret_versions;

pub use application_keys::ApplicationKeys;
pub use keys_error::KeysError;
pub use kind::MakeKey;
pub use new_key::NewKey;
pub use rotation::{Rotate, RotationEvent};
pub use rotation_error::RotationError;
