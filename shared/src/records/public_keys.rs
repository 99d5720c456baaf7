//! The public keys: what session tokens are checked with. Only the rotation writes them.

use serde::{Deserialize, Serialize};

use crate::{
    keyring::PublicKey,
    table::{Key, Row, Rows, TableError},
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

    /// Those that were read; none before the first rotation.
    pub(crate) fn of(rows: &Rows) -> Result<Vec<PublicKey>, TableError> {
        let stored = rows.row::<Self>(&Self::key())?;
        Ok(stored.map(|stored| stored.row.keys).unwrap_or_default())
    }
}
