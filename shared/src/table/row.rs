//! Rows: what stands in the table. Each kind is declared beside the noun that it keeps.

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::base::{id::Id, timestamp::Timestamp};

/// A kind of row.
pub(crate) trait Row: Serialize + DeserializeOwned {
    /// Its name in the `entity` attribute.
    const ENTITY: &'static str;

    /// The attributes that put the row into an index, and their values.
    fn indexed(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }

    /// When it is over, if it ever is: from then on it is gone, whenever it is swept.
    fn expires(&self) -> Option<Timestamp> {
        None
    }
}

/// The claim of something unique: which record has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Claim {
    pub holder: Id,
    /// With whom it ends, if the holder does.
    pub expires: Option<Timestamp>,
}

impl Claim {
    /// For as long as the holder is there.
    pub(crate) const fn by(holder: Id) -> Self {
        Self { holder, expires: None }
    }
}

impl Row for Claim {
    const ENTITY: &'static str = "claim";

    fn expires(&self) -> Option<Timestamp> {
        self.expires
    }
}

/// A row that stands for nothing: it makes a refused request cost what a granted one costs.
#[derive(Serialize, Deserialize)]
pub(super) struct Cover {
    /// As long as the rows are in whose place it stands: what is written takes its time by the byte.
    pub filling: String,
    pub expires: Timestamp,
}

impl Row for Cover {
    const ENTITY: &'static str = "cover";

    fn expires(&self) -> Option<Timestamp> {
        Some(self.expires)
    }
}
