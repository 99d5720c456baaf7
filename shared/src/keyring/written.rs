//! Secrets as they are written: JSON that leaves no copy behind.

use serde::{Serialize, Serializer};

use crate::base::secret::Secret;

/// So many bytes Secrets Manager takes at most. A buffer that never grows leaves nothing where it was before.
const LONGEST: usize = 65_536;

/// The JSON of what a secret holds.
pub(super) fn written(held: &impl Serialize) -> Secret {
    let mut bytes = Vec::with_capacity(LONGEST);
    serde_json::to_writer(&mut bytes, held).expect("ids, times and texts are JSON");
    Secret::new(String::from_utf8(bytes).expect("JSON is text"))
}

/// `#[serde(serialize_with = "revealed")]`, for a key in what is written.
pub(super) fn revealed<S: Serializer>(key: &Secret, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(key.reveal())
}
