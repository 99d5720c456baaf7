//! Writes: Create, Replace, Delete and Count, each with the condition that makes it safe.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::{AttributeValue, Delete, Put, TransactWriteItem};

use super::{
    count::{CountWrite, Counted},
    delete::{DeleteWrite, HELD, HELD_BY, Meant},
    error::TableError,
    item::{Item, from_item, numeral, to_item},
    key::Key,
    read::Stored,
    row::{Claim, Cover, Row},
};
use crate::base::{
    context::Context,
    id::Id,
    timestamp::{HOUR, Timestamp},
};

/// The key must be free. An item whose time is over may stand for days until TTL sweeps it: it is no item.
pub(super) const FREE: &str = "attribute_not_exists(pk) OR #expires <= :now";
/// A message's row has about as many.
const COVER_BYTES: usize = 500;

/// One write of the table.
#[derive(Debug)]
pub(crate) enum Write {
    /// By itself.
    Count(CountWrite),
    /// With all others, or not at all.
    Change(Change),
}

/// One change of a commit.
#[derive(Debug)]
pub(crate) enum Change {
    Put(PutWrite),
    Delete(DeleteWrite),
}

/// An item to be put, and over what.
#[derive(Debug)]
pub(crate) struct PutWrite {
    key: Key,
    item: Item,
    over: Over,
}

/// What stands where an item is put.
#[derive(Clone, Debug)]
enum Over {
    Nothing,
    Version(u64),
    /// What this record holds.
    HeldBy(Id),
    /// Whatever does: another row of the same commit, whose version is held, guards it.
    Anything,
}

impl Write {
    /// A row where there is none yet.
    pub(crate) fn create<T: Row>(key: &Key, row: &T) -> Result<Self, TableError> {
        put(key, row, Over::Nothing)
    }

    /// A row in the place of the version that was read.
    pub(crate) fn replace<T: Row>(key: &Key, row: &T, held: u64) -> Result<Self, TableError> {
        put(key, row, Over::Version(held))
    }

    /// A row in the place of what was read, whether there was one or not.
    pub(crate) fn put_over<T: Row>(key: &Key, row: &T, read: Option<&Stored<T>>) -> Result<Self, TableError> {
        put(key, row, read.map_or(Over::Nothing, |read| Over::Version(read.version)))
    }

    /// A row that follows from another one, which is replaced in the same commit.
    pub(crate) fn follow<T: Row>(key: &Key, row: &T) -> Result<Self, TableError> {
        put(key, row, Over::Anything)
    }

    /// A claim that its holder keeps, perhaps for longer than before.
    pub(crate) fn keep(key: &Key, claim: &Claim) -> Result<Self, TableError> {
        put(key, claim, Over::HeldBy(claim.holder.clone()))
    }

    /// Deletes the version that was read.
    pub(crate) const fn delete(key: Key, version: u64) -> Self {
        Self::Change(Change::Delete(DeleteWrite::new(key, Meant::Version(version))))
    }

    /// Gives a claim or a link up, for the record that holds it.
    pub(crate) const fn give_up(key: Key, holder: Id) -> Self {
        Self::Change(Change::Delete(DeleteWrite::new(key, Meant::HeldBy(holder))))
    }

    /// Ends a counter that is under a limit; there need not be one.
    pub(crate) const fn end_under(key: Key, limit: u32) -> Self {
        Self::Change(Change::Delete(DeleteWrite::new(key, Meant::Under(limit))))
    }

    /// Deletes whatever stands there.
    pub(crate) const fn clear(key: Key) -> Self {
        Self::Change(Change::Delete(DeleteWrite::new(key, Meant::Anything)))
    }

    /// A claim in the place of another, or of none, where they differ.
    pub(crate) fn claim_moved(
        before: Option<Key>,
        after: Option<Key>,
        holder: &Id,
    ) -> Result<Vec<Self>, TableError> {
        if before == after {
            return Ok(Vec::new());
        }
        let claim = Claim::by(holder.clone());
        let taken = after.map(|key| Self::create(&key, &claim)).transpose()?;
        let given_up = before.map(|key| Self::give_up(key, holder.clone()));
        Ok(taken.into_iter().chain(given_up).collect())
    }

    /// Filled up with writes that stand for nothing: a request that is refused in silence costs what a granted
    /// one costs.
    pub(crate) fn covered(
        mut writes: Vec<Self>,
        count: usize,
        context: &mut Context,
    ) -> Result<Vec<Self>, TableError> {
        while writes.len() < count {
            writes.push(Self::cover(context)?);
        }
        Ok(writes)
    }

    /// A row that stands for nothing.
    pub(crate) fn cover(context: &mut Context) -> Result<Self, TableError> {
        let cover = Cover { filling: "-".repeat(COVER_BYTES), expires: context.now.plus(HOUR) };
        put(&Key::of_cover(context), &cover, Over::Nothing)
    }

    /// A counter that counts nothing.
    pub(crate) fn cover_count(context: &mut Context) -> Self {
        Self::Count(CountWrite::cover(context))
    }

    /// Adds one to values of a counter, all or none.
    pub(crate) const fn count(key: Key, values: Vec<Counted>, expires: Timestamp) -> Self {
        Self::Count(CountWrite::new(key, values, expires))
    }

    pub(crate) const fn key(&self) -> &Key {
        match self {
            Self::Count(count) => &count.key,
            Self::Change(Change::Put(put)) => &put.key,
            Self::Change(Change::Delete(delete)) => &delete.key,
        }
    }

    /// The row that it puts, if that is of this kind.
    pub(crate) fn puts<T: Row>(&self) -> Option<T> {
        let Self::Change(Change::Put(PutWrite { item, .. })) = self else { return None };
        let is_of_kind = item.get("entity")?.as_s().is_ok_and(|entity| entity == T::ENTITY);
        is_of_kind.then(|| from_item(item.clone()).ok()).flatten()
    }
}

impl Change {
    pub(super) fn in_transaction(self, table: &str, now: Timestamp) -> Result<TransactWriteItem, TableError> {
        let incomplete = |error: aws_sdk_dynamodb::error::BuildError| TableError::Call(error.to_string());
        let item = TransactWriteItem::builder();
        let item = match self {
            Self::Put(put) => item.put(
                Put::builder()
                    .table_name(table)
                    .set_condition_expression(put.condition())
                    .set_expression_attribute_names(put.names())
                    .set_expression_attribute_values(put.values(now))
                    .set_item(Some(put.item))
                    .build()
                    .map_err(incomplete)?,
            ),
            Self::Delete(delete) => item.delete(
                Delete::builder()
                    .table_name(table)
                    .set_key(Some(delete.key.attributes()))
                    .set_condition_expression(delete.condition())
                    .set_expression_attribute_names(delete.names())
                    .set_expression_attribute_values(delete.values(now))
                    .build()
                    .map_err(incomplete)?,
            ),
        };
        Ok(item.build())
    }
}

fn put<T: Row>(key: &Key, row: &T, over: Over) -> Result<Write, TableError> {
    let mut item = to_item(row)?;
    item.extend(key.attributes());
    let version = match over {
        Over::Version(held) => held + 1,
        Over::Nothing | Over::HeldBy(_) | Over::Anything => 1,
    };
    item.insert("entity".to_owned(), AttributeValue::S(T::ENTITY.to_owned()));
    item.insert("version".to_owned(), numeral(version));
    if let Some(expires) = row.expires() {
        item.insert("expires".to_owned(), numeral(expires.seconds()));
    }
    for (attribute, value) in row.indexed() {
        item.insert(attribute.to_owned(), AttributeValue::S(value));
    }
    Ok(Write::Change(Change::Put(PutWrite { key: key.clone(), item, over })))
}

impl PutWrite {
    /// The item, marked as this commit's, so that a repeat of a call whose answer was lost knows its own work.
    pub(super) fn marked(&self, commit: &Id) -> Item {
        let mut item = self.item.clone();
        item.insert("commit".to_owned(), AttributeValue::S(commit.to_string()));
        item
    }

    pub(super) fn condition(&self) -> Option<String> {
        match self.over {
            Over::Nothing => Some(FREE.to_owned()),
            Over::Version(_) => Some(HELD.to_owned()),
            Over::HeldBy(_) => Some(HELD_BY.to_owned()),
            Over::Anything => None,
        }
    }

    pub(super) fn names(&self) -> Option<HashMap<String, String>> {
        let name = match self.over {
            Over::Nothing => "expires",
            Over::Version(_) => "version",
            Over::HeldBy(_) => "holder",
            Over::Anything => return None,
        };
        Some(HashMap::from([(format!("#{name}"), name.to_owned())]))
    }

    pub(super) fn values(&self, now: Timestamp) -> Option<Item> {
        let (name, value) = match &self.over {
            Over::Nothing => (":now", numeral(now.seconds())),
            Over::Version(held) => (":held", numeral(held)),
            Over::HeldBy(holder) => (":holder", AttributeValue::S(holder.to_string())),
            Over::Anything => return None,
        };
        Some(HashMap::from([(name.to_owned(), value)]))
    }
}
