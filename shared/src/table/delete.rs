//! Deletes: of what is meant, and of nothing else that may stand there by then.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;

use super::{
    count::UnderLimit,
    item::{Item, numeral},
    key::Key,
};
use crate::base::{id::Id, timestamp::Timestamp};

/// The item must be the one that was read.
pub(super) const HELD: &str = "#version = :held";
/// The item must be this record's.
pub(super) const HELD_BY: &str = "#holder = :holder";

/// An item to be deleted while it is the one that is meant.
#[derive(Debug)]
pub(crate) struct DeleteWrite {
    pub(super) key: Key,
    meant: Meant,
}

#[derive(Debug)]
pub(super) enum Meant {
    Version(u64),
    HeldBy(Id),
    /// A counter that is under a limit, or none.
    Under(u32),
    /// Whatever stands there, if anything does.
    Anything,
}

impl DeleteWrite {
    pub(super) const fn new(key: Key, meant: Meant) -> Self {
        Self { key, meant }
    }

    pub(super) fn condition(&self) -> Option<String> {
        match self.meant {
            Meant::Version(_) => Some(HELD.to_owned()),
            Meant::HeldBy(_) => Some(HELD_BY.to_owned()),
            Meant::Under(_) => Some(UnderLimit::CONDITION.to_owned()),
            Meant::Anything => None,
        }
    }

    pub(super) fn names(&self) -> Option<HashMap<String, String>> {
        let name = match self.meant {
            Meant::Version(_) => "version",
            Meant::HeldBy(_) => "holder",
            Meant::Under(_) => return Some(UnderLimit::names()),
            Meant::Anything => return None,
        };
        Some(HashMap::from([(format!("#{name}"), name.to_owned())]))
    }

    pub(super) fn values(&self, now: Timestamp) -> Option<Item> {
        let (name, value) = match &self.meant {
            Meant::Version(version) => (":held", numeral(version)),
            Meant::HeldBy(holder) => (":holder", AttributeValue::S(holder.to_string())),
            Meant::Under(limit) => return Some(UnderLimit::values(*limit, now)),
            Meant::Anything => return None,
        };
        Some(HashMap::from([(name.to_owned(), value)]))
    }
}
