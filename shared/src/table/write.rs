//! Writes: Create, Replace, Delete and Count, each with the condition that makes it safe.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::{AttributeValue, Delete, Put, TransactWriteItem, Update};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{Item, Key, Stored, TableError, to_item};
use crate::{
    access_token::AccessToken, context::Context, destination::Destination, id::Id, message::Message,
    timestamp::Timestamp,
};

/// A kind of row.
pub trait Row: Serialize + DeserializeOwned {
    /// Its name in the `entity` attribute.
    const ENTITY: &'static str;
}

/// The claim of a number, an identifier or an authentication code: whose it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    pub access_token: Id,
}

/// A row that stands for nothing: it makes a refused request cost what a granted one costs.
#[derive(Serialize, Deserialize)]
struct Cover {}

impl Row for AccessToken {
    const ENTITY: &'static str = "token";
}
impl Row for Claim {
    const ENTITY: &'static str = "claim";
}
impl Row for Message {
    const ENTITY: &'static str = "message";
}
impl Row for Destination {
    const ENTITY: &'static str = "counter";
}
impl Row for Cover {
    const ENTITY: &'static str = "cover";
}

const COVER_SECONDS: i64 = 60 * 60;
/// The key must be free. An item whose time is over may stand for days until TTL sweeps it: it is no item.
const FREE: &str = "attribute_not_exists(pk) OR #expires <= :now";
/// The item must be the one that was read.
const HELD: &str = "#version = :held";

/// One change of the table.
#[derive(Debug)]
pub enum Write {
    Put(PutWrite),
    Delete(DeleteWrite),
    Count(CountWrite),
}

/// An item to be put where the key is free, or where a known version stands.
#[derive(Debug)]
pub struct PutWrite {
    item: Item,
    held: Option<u64>,
}

/// An item to be deleted while it is the one that is meant.
#[derive(Debug)]
pub struct DeleteWrite {
    pub(super) key: Key,
    meant: Meant,
}

#[derive(Debug)]
enum Meant {
    Version(u64),
    ClaimOf(Id),
}

/// Adds one to a counter, while it is under a limit if there is one.
#[derive(Debug)]
pub struct CountWrite {
    pub(super) key: Key,
    limit: Option<u32>,
    expires: Timestamp,
}

impl Write {
    /// A row where there is none yet.
    pub fn create<T: Row>(key: &Key, row: &T, expires: Option<Timestamp>) -> Result<Self, TableError> {
        put(key, row, None, expires)
    }

    /// A row in the place of the version that was read.
    pub fn replace<T: Row>(
        key: &Key,
        row: &T,
        held: u64,
        expires: Option<Timestamp>,
    ) -> Result<Self, TableError> {
        put(key, row, Some(held), expires)
    }

    /// A row in the place of what was read, whether there was one or not.
    pub fn put_over<T: Row>(
        key: &Key,
        row: &T,
        read: Option<&Stored<T>>,
        expires: Option<Timestamp>,
    ) -> Result<Self, TableError> {
        put(key, row, read.map(|read| read.version), expires)
    }

    /// Deletes the version that was read.
    pub const fn delete(key: Key, version: u64) -> Self {
        Self::Delete(DeleteWrite { key, meant: Meant::Version(version) })
    }

    /// Gives a claim up, for the token that holds it.
    pub const fn give_up(key: Key, holder: Id) -> Self {
        Self::Delete(DeleteWrite { key, meant: Meant::ClaimOf(holder) })
    }

    /// Filled up with writes that stand for nothing: a request that is refused in silence costs what a granted
    /// one costs.
    pub fn covered(
        mut writes: Vec<Self>,
        count: usize,
        context: &mut Context,
    ) -> Result<Vec<Self>, TableError> {
        let expires = Some(context.now.plus(COVER_SECONDS));
        while writes.len() < count {
            let key = Key::cover(&Id::random(&mut context.rng));
            writes.push(put(&key, &Cover {}, None, expires)?);
        }
        Ok(writes)
    }

    pub const fn count(key: Key, limit: Option<u32>, expires: Timestamp) -> Self {
        Self::Count(CountWrite { key, limit, expires })
    }

    pub(super) fn in_transaction(self, table: &str, now: Timestamp) -> Result<TransactWriteItem, TableError> {
        let incomplete = |error: aws_sdk_dynamodb::error::BuildError| TableError::Call(error.to_string());
        let item = TransactWriteItem::builder();
        let item = match self {
            Self::Put(put) => item.put(
                Put::builder()
                    .table_name(table)
                    .condition_expression(put.condition())
                    .set_expression_attribute_names(Some(put.names()))
                    .set_expression_attribute_values(Some(put.values(now)))
                    .set_item(Some(put.item))
                    .build()
                    .map_err(incomplete)?,
            ),
            Self::Delete(delete) => item.delete(
                Delete::builder()
                    .table_name(table)
                    .set_key(Some(delete.key.attributes()))
                    .condition_expression(DeleteWrite::CONDITION)
                    .set_expression_attribute_names(Some(delete.names()))
                    .set_expression_attribute_values(Some(delete.values()))
                    .build()
                    .map_err(incomplete)?,
            ),
            Self::Count(count) => item.update(
                Update::builder()
                    .table_name(table)
                    .set_key(Some(count.key.attributes()))
                    .update_expression(CountWrite::UPDATE)
                    .set_condition_expression(count.condition())
                    .set_expression_attribute_names(Some(CountWrite::names()))
                    .set_expression_attribute_values(Some(count.values()))
                    .build()
                    .map_err(incomplete)?,
            ),
        };
        Ok(item.build())
    }
}

fn put<T: Row>(
    key: &Key,
    row: &T,
    held: Option<u64>,
    expires: Option<Timestamp>,
) -> Result<Write, TableError> {
    let mut item = to_item(row)?;
    item.extend(key.attributes());
    item.insert("entity".to_owned(), AttributeValue::S(T::ENTITY.to_owned()));
    item.insert("version".to_owned(), AttributeValue::N((held.unwrap_or_default() + 1).to_string()));
    if let Some(expires) = expires {
        item.insert("expires".to_owned(), AttributeValue::N(expires.seconds().to_string()));
    }
    Ok(Write::Put(PutWrite { item, held }))
}

impl PutWrite {
    /// The item, marked as this commit's, so that a repeat of a call whose answer was lost knows its own work.
    pub(super) fn marked(&self, commit: &Id) -> Item {
        let mut item = self.item.clone();
        item.insert("commit".to_owned(), AttributeValue::S(commit.to_string()));
        item
    }

    pub(super) const fn condition(&self) -> &'static str {
        if self.held.is_some() { HELD } else { FREE }
    }

    pub(super) fn names(&self) -> HashMap<String, String> {
        let name = if self.held.is_some() { "version" } else { "expires" };
        HashMap::from([(format!("#{name}"), name.to_owned())])
    }

    pub(super) fn values(&self, now: Timestamp) -> Item {
        let (name, value) = match self.held {
            Some(held) => (":held", held.to_string()),
            None => (":now", now.seconds().to_string()),
        };
        HashMap::from([(name.to_owned(), AttributeValue::N(value))])
    }
}

impl DeleteWrite {
    pub(super) const CONDITION: &'static str = "#meant = :meant";

    pub(super) fn names(&self) -> HashMap<String, String> {
        let name = match self.meant {
            Meant::Version(_) => "version",
            Meant::ClaimOf(_) => "access_token",
        };
        HashMap::from([("#meant".to_owned(), name.to_owned())])
    }

    pub(super) fn values(&self) -> Item {
        let value = match &self.meant {
            Meant::Version(version) => AttributeValue::N(version.to_string()),
            Meant::ClaimOf(holder) => AttributeValue::S(holder.to_string()),
        };
        HashMap::from([(":meant".to_owned(), value)])
    }
}

impl CountWrite {
    pub(super) const UPDATE: &'static str =
        "ADD #value :one, #version :one SET #entity = :counter, #expires = :expires";

    pub(super) fn condition(&self) -> Option<String> {
        self.limit.map(|_| "attribute_not_exists(#value) OR #value < :limit".to_owned())
    }

    pub(super) fn names() -> HashMap<String, String> {
        let name = |name: &str| (format!("#{name}"), name.to_owned());
        ["value", "version", "entity", "expires"].map(name).into()
    }

    pub(super) fn values(&self) -> Item {
        let number = |value: i64| AttributeValue::N(value.to_string());
        let mut values = HashMap::from([
            (":one".to_owned(), number(1)),
            (":counter".to_owned(), AttributeValue::S("counter".to_owned())),
            (":expires".to_owned(), number(self.expires.seconds())),
        ]);
        if let Some(limit) = self.limit {
            values.insert(":limit".to_owned(), number(i64::from(limit)));
        }
        values
    }
}
