//! A secret of the local Secrets Manager: its value, and the one before it.

use std::{
    io,
    sync::{Mutex, PoisonError},
};

pub(super) const CURRENT: &str = "AWSCURRENT";
pub(super) const PREVIOUS: &str = "AWSPREVIOUS";

/// Writes a new value to where the secret outlives the stack.
type Keep = Box<dyn Fn(&str) -> io::Result<()> + Send + Sync>;

/// A secret. What is put is the value from then on.
pub struct Secret {
    /// All that were put, the current one last.
    versions: Mutex<Vec<Version>>,
    keep: Keep,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Version {
    pub id: String,
    pub value: String,
}

/// Why a value is not put.
#[derive(Debug)]
pub(super) enum NotPut {
    /// Its id was another value's.
    Taken,
    NotKept(io::Error),
}

impl Secret {
    /// A secret that goes with the stack.
    pub fn new(value: impl Into<String>) -> Self {
        Self::kept(value, Box::new(|_| Ok(())))
    }

    /// A secret that is kept where it came from.
    pub fn kept(value: impl Into<String>, keep: Keep) -> Self {
        let first = Version { id: "00000000-0000-4000-8000-000000000001".to_owned(), value: value.into() };
        Self { versions: Mutex::new(vec![first]), keep }
    }

    /// The version with a label, if there is one.
    pub(super) fn labelled(&self, label: &str) -> Option<Version> {
        let versions = self.versions.lock().unwrap_or_else(PoisonError::into_inner);
        let mut newest_first = versions.iter().rev();
        match label {
            CURRENT => newest_first.next().cloned(),
            PREVIOUS => newest_first.nth(1).cloned(),
            _ => None,
        }
    }

    /// Makes a value the current one. Put again under the same id, it is the same version.
    pub(super) fn put(&self, new: Version) -> Result<(), NotPut> {
        let mut versions = self.versions.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = versions.iter().find(|known| known.id == new.id) {
            return if *known == new { Ok(()) } else { Err(NotPut::Taken) };
        }
        (self.keep)(&new.value).map_err(NotPut::NotKept)?;
        versions.push(new);
        Ok(())
    }
}
