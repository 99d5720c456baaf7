//! Rows: what stands in the table. Each kind is declared beside the noun that it keeps.

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::base::id::Id;

/// A kind of row.
pub(crate) trait Row: Serialize + DeserializeOwned {
    /// Its name in the `entity` attribute.
    const ENTITY: &'static str;

    /// An attribute that puts the row into an index, and its value.
    fn indexed(&self) -> Option<(&'static str, String)> {
        None
    }
}

/// The claim of something unique: which record has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Claim {
    pub holder: Id,
}

impl Row for Claim {
    const ENTITY: &'static str = "claim";
}

/// A row that stands for nothing: it makes a refused request cost what a granted one costs.
#[derive(Serialize, Deserialize)]
pub(super) struct Cover {}

impl Row for Cover {
    const ENTITY: &'static str = "cover";
}
