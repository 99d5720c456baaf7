//! Why a definition is refused: the file, the key and the reason.

#[derive(Debug, thiserror::Error)]
pub enum DefinitionError {
    #[error("{file}: cannot be read: {source}")]
    Unreadable { file: String, source: std::io::Error },
    #[error("{file}: {source}")]
    NotToml { file: String, source: Box<toml::de::Error> },
    #[error("{file}: {key}: {reason}")]
    Refused { file: String, key: String, reason: String },
}

/// A key of the file and what is wrong with its value.
pub(super) struct Fault {
    pub key: String,
    pub reason: String,
}

pub(super) fn fault<T>(key: &str, part: &str, reason: impl Into<String>) -> Result<T, Fault> {
    let key = if part.is_empty() { key.to_owned() } else { format!("{key}.{part}") };
    Err(Fault { key, reason: reason.into() })
}
