//! Keys: where a row stands. Which keys there are say the records, each with a function that has a name.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::item::{Item, text};
use crate::base::{context::Context, id::Id};

/// Where a row stands.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Key {
    pk: String,
    sk: String,
}

impl Key {
    pub fn new(pk: impl Into<String>, sk: impl Into<String>) -> Self {
        Self { pk: pk.into(), sk: sk.into() }
    }

    /// Of a row beside this one: in the same partition, so that one query reads all that stand there.
    pub fn beside(&self, sk: impl Into<String>) -> Self {
        Self::new(self.pk.clone(), sk)
    }

    /// Of a row that stands for nothing.
    pub(super) fn of_cover(context: &mut Context) -> Self {
        Self::new(format!("COVER#{}", Id::random(&mut context.rng)), "COVER")
    }

    pub fn partition(&self) -> &str {
        &self.pk
    }

    /// Which of its partition.
    pub(crate) fn sort(&self) -> &str {
        &self.sk
    }

    pub(super) fn attributes(&self) -> Item {
        HashMap::from([("pk".to_owned(), text(&self.pk)), ("sk".to_owned(), text(&self.sk))])
    }

    /// The key of an item that was read.
    pub(super) fn of(item: &Item) -> Option<Self> {
        let text = |name: &str| item.get(name)?.as_s().ok().cloned();
        Some(Self { pk: text("pk")?, sk: text("sk")? })
    }
}
