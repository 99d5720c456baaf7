//! A secret of the local Secrets Manager: its versions, and the labels that say which of them is for what.

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    sync::{Mutex, MutexGuard, PoisonError},
};

pub(super) const CURRENT: &str = "AWSCURRENT";
pub(super) const PREVIOUS: &str = "AWSPREVIOUS";
pub(super) const PENDING: &str = "AWSPENDING";

/// Writes a new current value to where the secret outlives the stack.
type Keep = Box<dyn Fn(&str) -> io::Result<()> + Send + Sync>;

/// A secret. The version labelled AWSCURRENT is its value.
pub struct Secret {
    state: Mutex<State>,
    keep: Keep,
}

struct State {
    /// All that were made, the newest last. A label is on one of them, or on none.
    versions: Vec<Version>,
    rotation_enabled: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Version {
    pub id: String,
    /// None, where a rotation has begun and has not made it yet.
    pub value: Option<String>,
    pub stages: BTreeSet<String>,
}

/// A rotation cannot begin. In AWS's words.
#[derive(Debug, thiserror::Error)]
#[error("A previous rotation isn't complete. That rotation will be reattempted.")]
pub struct StillRotating;

/// Why something is not done.
#[derive(Debug)]
pub(super) enum NotDone {
    NoVersion,
    /// The version that was asked for does not have the label that was asked for.
    OtherStage,
    /// Its id was another value's.
    Taken,
    /// The label is on this version, which must be named to take it away.
    Attached(String),
    /// The label is not on the version that was named.
    NotAttached,
    /// AWSCURRENT only moves.
    MustMove,
    NotKept(io::Error),
}

impl Secret {
    /// A secret that goes with the stack.
    pub fn new(value: impl Into<String>) -> Self {
        Self::kept(value, Box::new(|_| Ok(())))
    }

    /// A secret that is kept where it came from.
    pub fn kept(value: impl Into<String>, keep: Keep) -> Self {
        let first =
            Version { id: id(1), value: Some(value.into()), stages: BTreeSet::from([CURRENT.to_owned()]) };
        Self { state: Mutex::new(State { versions: vec![first], rotation_enabled: false }), keep }
    }

    /// From now on rotations may begin.
    pub fn enable_rotation(&self) {
        self.state().rotation_enabled = true;
    }

    /// Begins a rotation, as RotateSecret does: a version that waits for its value. Returns its id.
    pub fn begin_rotation(&self) -> Result<String, StillRotating> {
        let mut state = self.state();
        let pending = state.versions.iter().find(|version| version.stages.contains(PENDING));
        if pending.is_some_and(|version| !version.stages.contains(CURRENT)) {
            return Err(StillRotating);
        }
        let id = id(state.versions.len() + 1);
        state.versions.push(Version { id: id.clone(), value: None, stages: BTreeSet::new() });
        state.label(&id, PENDING);
        Ok(id)
    }

    pub(super) fn rotation_enabled(&self) -> bool {
        self.state().rotation_enabled
    }

    /// The versions that have labels; the others are as good as gone.
    pub(super) fn stages(&self) -> BTreeMap<String, BTreeSet<String>> {
        let state = self.state();
        let labelled = state.versions.iter().filter(|version| !version.stages.is_empty());
        labelled.map(|version| (version.id.clone(), version.stages.clone())).collect()
    }

    /// The version of an id, of a label, or of both; of neither, the current one.
    pub(super) fn version(&self, id: Option<&str>, stage: Option<&str>) -> Result<Version, NotDone> {
        let state = self.state();
        let Some(id) = id else {
            let stage = stage.unwrap_or(CURRENT);
            let labelled = state.versions.iter().find(|version| version.stages.contains(stage));
            return labelled.cloned().ok_or(NotDone::NoVersion);
        };
        let version = state.versions.iter().find(|version| version.id == id).ok_or(NotDone::NoVersion)?;
        match stage {
            Some(stage) if !version.stages.contains(stage) => Err(NotDone::OtherStage),
            Some(_) | None => Ok(version.clone()),
        }
    }

    /// Puts a value under an id, with labels that leave the versions they were on. Put again, it is the same version.
    pub(super) fn put(&self, id: &str, value: &str, stages: &[String]) -> Result<Version, NotDone> {
        let mut state = self.state();
        let known = state.versions.iter_mut().find(|version| version.id == id);
        if let Some(known) = known.as_ref().filter(|version| version.value.is_some()) {
            let same = known.value.as_deref() == Some(value);
            return if same { Ok((**known).clone()) } else { Err(NotDone::Taken) };
        }
        if stages.iter().any(|stage| stage == CURRENT) {
            (self.keep)(value).map_err(NotDone::NotKept)?;
        }
        if let Some(waiting) = known {
            waiting.value = Some(value.to_owned());
        } else {
            let new = Version { id: id.to_owned(), value: Some(value.to_owned()), stages: BTreeSet::new() };
            state.versions.push(new);
        }
        for stage in stages {
            state.label(id, stage);
        }
        drop(state);
        self.version(Some(id), None)
    }

    /// Moves a label from one version to another, or takes it away.
    pub(super) fn move_stage(
        &self,
        stage: &str,
        to: Option<&str>,
        from: Option<&str>,
    ) -> Result<(), NotDone> {
        let mut state = self.state();
        let value = match to {
            Some(to) => {
                let version = state.versions.iter().find(|version| version.id == to);
                version.ok_or(NotDone::NoVersion)?.value.clone()
            }
            None if stage == CURRENT => return Err(NotDone::MustMove),
            None => None,
        };
        let holder = state.versions.iter().find(|version| version.stages.contains(stage));
        let holder = holder.map(|version| version.id.as_str());
        match (holder, from) {
            (Some(holder), None) if to != Some(holder) => return Err(NotDone::Attached(holder.to_owned())),
            (holder, Some(from)) if holder != Some(from) => return Err(NotDone::NotAttached),
            (Some(_) | None, Some(_) | None) => {}
        }
        if stage == CURRENT {
            // A version without a value has never been the current one.
            (self.keep)(&value.ok_or(NotDone::NoVersion)?).map_err(NotDone::NotKept)?;
        }
        match to {
            Some(to) => state.label(to, stage),
            None => state.unlabel(stage),
        }
        Ok(())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A statement cannot leave half a version.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Puts a label on a version. The one that was current before becomes the previous one.
    fn label(&mut self, id: &str, stage: &str) {
        let before = self.versions.iter().find(|version| version.stages.contains(stage));
        let before = before.map(|version| version.id.clone()).filter(|before| before != id);
        self.unlabel(stage);
        if let Some(version) = self.versions.iter_mut().find(|version| version.id == id) {
            version.stages.insert(stage.to_owned());
        }
        if let (CURRENT, Some(before)) = (stage, before) {
            self.label(&before, PREVIOUS);
        }
    }

    fn unlabel(&mut self, stage: &str) {
        for version in &mut self.versions {
            version.stages.remove(stage);
        }
    }
}

/// The id of a version that nobody named, in the form of AWS's.
fn id(number: usize) -> String {
    format!("00000000-0000-4000-8000-{number:012}")
}
