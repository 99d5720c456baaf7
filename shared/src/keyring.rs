//! The keyring: the only secret of the service, and all that is derived from it.

mod keys;
mod next;
mod sealed;

#[cfg(test)]
pub(crate) use keys::tests;
pub(crate) use keys::{KeyId, Keyring, KeyringError, KeyringParseError, Purpose, Seed};
pub(crate) use next::{KNOWN_AFTER, NotASuccessor};
pub(crate) use sealed::Sealed;
