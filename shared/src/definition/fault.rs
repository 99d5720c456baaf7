//! Why a definition is refused: the file, the keys and the reasons.

use std::fmt;

#[derive(Debug, thiserror::Error)]
pub enum DefinitionError {
    #[error("{file}: cannot be read: {source}")]
    Unreadable { file: String, source: std::io::Error },
    #[error("{file}: {source}")]
    NotToml { file: String, source: Box<toml::de::Error> },
    #[error("{}", lines(file, faults))]
    Refused { file: String, faults: Vec<Fault> },
}

/// A key of the file and what is wrong with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub key: String,
    pub reason: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.key, self.reason)
    }
}

fn lines(file: &str, faults: &[Fault]) -> String {
    faults.iter().map(|fault| format!("{file}: {fault}")).collect::<Vec<_>>().join("\n")
}

pub(super) fn fault<T>(key: &str, part: &str, reason: impl Into<String>) -> Result<T, Fault> {
    let key = if part.is_empty() { key.to_owned() } else { format!("{key}.{part}") };
    Err(Fault { key, reason: reason.into() })
}

/// All that is wrong with a definition: who writes one is told at once.
#[derive(Default)]
pub(super) struct Faults(Vec<Fault>);

impl Faults {
    /// What was asked for, or none, where it is at fault. Of a key the first one is kept: others may come of it.
    pub(super) fn collect<T>(&mut self, checked: Result<T, Fault>) -> Option<T> {
        let known = |fault: &Fault| self.0.iter().any(|other| other.key == fault.key);
        match checked {
            Ok(checked) => return Some(checked),
            Err(fault) if known(&fault) => {}
            Err(fault) => self.0.push(fault),
        }
        None
    }

    pub(super) fn all(&self) -> &[Fault] {
        &self.0
    }

    pub(super) fn into_all(self) -> Vec<Fault> {
        self.0
    }
}
