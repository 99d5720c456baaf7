//! The secrets of the service, and all that is derived from them or made with them: the keyring, and the keys that sign
//! session tokens.

mod keys;
mod next;
mod next_signing_keys;
mod rs256;
mod sealed;
mod session_token;
mod signing_keys;

#[cfg(test)]
pub(crate) use keys::tests;
pub(crate) use keys::{KeyId, Keyring, KeyringError, KeyringParseError, Purpose, Seed};
pub(crate) use next::{KNOWN_AFTER, NotASuccessor};
pub(crate) use next_signing_keys::DoNotSucceed;
pub(crate) use rs256::PublicKey;
pub(crate) use sealed::Sealed;
pub(crate) use session_token::{Claims, NotAccepted, NotSigned};
#[cfg(test)]
pub(crate) use signing_keys::tests as signing;
pub(crate) use signing_keys::{SigningKey, SigningKeys, SigningKeysParseError};
