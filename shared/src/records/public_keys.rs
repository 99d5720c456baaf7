//! The public keys: what session tokens are checked with. Only the rotation writes them.

use serde::{Deserialize, Serialize};

use crate::{
    keyring::PublicKey,
    table::{Key, Row},
};

/// The one row of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PublicKeys {
    pub keys: Vec<PublicKey>,
}

impl Row for PublicKeys {
    const ENTITY: &'static str = "public_keys";
}

impl PublicKeys {
    pub(crate) fn key() -> Key {
        Key::new("PUBLIC_KEYS", "PUBLIC_KEYS")
    }
}
