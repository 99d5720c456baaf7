//! The keyring: the only secret of the service, and all that is derived from it.

mod keys;
mod sealed;

#[cfg(test)]
pub use keys::tests;
pub use keys::{KeyId, Keyring, KeyringError, KeyringParseError, Purpose, Seed};
pub use sealed::Sealed;
