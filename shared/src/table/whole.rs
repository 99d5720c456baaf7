//! Rows of whatever kind, as they stand in the table: for who tells or erases all that is kept, whether or
//! not its time is over.

use serde_json::{Map, Value};

use super::{
    client::Table,
    error::TableError,
    item::{Item, from_item, number, text},
    key::Key,
    read::Rows,
    row::Row,
};

/// So many rows are in memory at once, and read anew after a break.
const SCANNED_AT_ONCE: i32 = 1000;

/// A row that stands in the table.
#[derive(Clone, Debug)]
pub(crate) struct Whole {
    pub key: Key,
    item: Item,
}

impl Whole {
    fn of(item: Item) -> Option<Self> {
        Some(Self { key: Key::of(&item)?, item })
    }

    pub(crate) fn entity(&self) -> &str {
        self.item.get("entity").and_then(|entity| entity.as_s().ok()).map_or("", String::as_str)
    }

    pub(crate) fn version(&self) -> u64 {
        number(&self.item, "version").and_then(|version| u64::try_from(version).ok()).unwrap_or_default()
    }

    /// As a row of that kind; none where it is of another.
    pub(crate) fn row<T: Row>(&self) -> Result<Option<T>, TableError> {
        (self.entity() == T::ENTITY).then(|| from_item(self.item.clone())).transpose()
    }

    /// All that stands in it.
    pub(crate) fn fields(&self) -> Result<Map<String, Value>, TableError> {
        serde_dynamo::from_item(self.item.clone())
            .map_err(|error| TableError::Row { entity: "any", reason: error.to_string() })
    }
}

impl Rows {
    /// What stands under a key that was read.
    pub(crate) fn whole(&self, key: &Key) -> Option<Whole> {
        self.item(key).cloned().and_then(Whole::of)
    }
}

impl Table {
    /// The rows of the whole table, one part of it after the other: those that come after a key, and the key
    /// that the next part comes after. For nothing that a request waits for.
    pub(crate) async fn scan(&self, after: Option<&Key>) -> Result<(Vec<Whole>, Option<Key>), TableError> {
        let start = after.map(Key::attributes);
        let scan = self.client.scan().table_name(&self.name).set_exclusive_start_key(start);
        let output = scan.limit(SCANNED_AT_ONCE).send().await.map_err(TableError::call)?;
        let next = output.last_evaluated_key.as_ref().and_then(Key::of);
        Ok((output.items.unwrap_or_default().into_iter().filter_map(Whole::of).collect(), next))
    }

    /// All rows of a partition, in the order of their keys.
    pub(crate) async fn partition_of(&self, key: &Key) -> Result<Vec<Whole>, TableError> {
        let query = self
            .client
            .query()
            .table_name(&self.name)
            .consistent_read(true)
            .key_condition_expression("#pk = :pk")
            .expression_attribute_names("#pk", "pk")
            .expression_attribute_values(":pk", text(key.partition()));
        let items = query.into_paginator().items().send().collect::<Result<Vec<_>, _>>().await;
        Ok(items.map_err(TableError::call)?.into_iter().filter_map(Whole::of).collect())
    }
}
