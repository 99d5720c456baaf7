//! The secrets of the service, and all that is derived from them or made with them: the keyring, the keys that sign
//! session tokens, and those by which it knows its other tokens.

mod key_id;
mod keys;
mod mac_keys;
mod next;
mod next_signing_keys;
mod not_accepted;
mod rs256;
mod sealed;
mod session_token;
mod signing_keys;
mod succession;
mod written;

pub(crate) use key_id::KeyId;
#[cfg(test)]
pub(crate) use keys::tests;
pub(crate) use keys::{Keyring, KeyringError, KeyringParseError, Purpose, Seed};
pub(crate) use mac_keys::{MacKeys, Macced};
pub(crate) use next::{KNOWN_AFTER, NotASuccessor};
pub(crate) use next_signing_keys::DoNotSucceed;
pub(crate) use not_accepted::NotAccepted;
pub(crate) use rs256::PublicKey;
pub(crate) use sealed::Sealed;
pub(crate) use session_token::{Claims, NotSigned};
#[cfg(test)]
pub(crate) use signing_keys::tests as signing;
pub(crate) use signing_keys::{SigningKey, SigningKeys, SigningKeysParseError};
