//! Reads: consistent, by key, and what has expired is gone.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::KeysAndAttributes;

use super::{Item, Key, Row, Table, TableError, number};
use crate::timestamp::Timestamp;

/// A row as it was read, with the version that a Replace has to name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored<T> {
    pub row: T,
    pub version: u64,
}

/// What was found under a key, if anything.
pub struct Found(Option<Item>);

impl Found {
    /// The row, unless there is none or its time is over.
    pub fn row<T: Row>(self, now: Timestamp) -> Result<Option<Stored<T>>, TableError> {
        let Some(item) = self.0 else { return Ok(None) };
        let expired = number(&item, "expires").is_some_and(|expires| expires <= now.seconds());
        if expired {
            return Ok(None);
        }
        let version = number(&item, "version").and_then(|version| u64::try_from(version).ok());
        let row = from_item(item)?;
        Ok(Some(Stored { row, version: version.unwrap_or_default() }))
    }

    /// The value of a counter, 0 where there is none or its time is over.
    pub fn count(&self, now: Timestamp) -> u32 {
        let live = |item: &&Item| number(item, "expires").is_none_or(|expires| expires > now.seconds());
        let item = self.0.as_ref().filter(live);
        item.and_then(|item| number(item, "value"))
            .and_then(|value| u32::try_from(value).ok())
            .unwrap_or_default()
    }
}

impl Table {
    /// Reads by key, in the order asked for, in one call.
    pub async fn read<const N: usize>(&self, keys: [Key; N]) -> Result<[Found; N], TableError> {
        let mut found = self.read_all(&keys).await?.into_iter();
        Ok(keys.map(|_| found.next().unwrap_or(Found(None))))
    }

    /// The same for as many keys as there are, no key twice.
    pub async fn read_all(&self, keys: &[Key]) -> Result<Vec<Found>, TableError> {
        if let [key] = keys {
            return Ok(vec![Found(self.get(key).await?)]);
        }
        let mut items = self.batch_get(keys).await?;
        Ok(keys.iter().map(|key| Found(items.remove(key))).collect())
    }

    async fn get(&self, key: &Key) -> Result<Option<Item>, TableError> {
        let output = self
            .client
            .get_item()
            .table_name(&self.name)
            .set_key(Some(key.attributes()))
            .consistent_read(true)
            .send()
            .await
            .map_err(TableError::call)?;
        Ok(output.item)
    }

    async fn batch_get(&self, keys: &[Key]) -> Result<HashMap<Key, Item>, TableError> {
        let mut found = HashMap::new();
        let mut wanted: Vec<Item> = keys.iter().map(Key::attributes).collect();
        // DynamoDB may answer a part and name the rest, under load.
        while !wanted.is_empty() {
            let request = KeysAndAttributes::builder()
                .set_keys(Some(wanted))
                .consistent_read(true)
                .build()
                .map_err(|error| TableError::Call(error.to_string()))?;
            let output = self
                .client
                .batch_get_item()
                .request_items(&self.name, request)
                .send()
                .await
                .map_err(TableError::call)?;
            let items = output.responses.unwrap_or_default().remove(&self.name);
            for item in items.unwrap_or_default() {
                if let Some(key) = Key::of(&item) {
                    found.insert(key, item);
                }
            }
            let rest = output.unprocessed_keys.unwrap_or_default().remove(&self.name);
            wanted = rest.map(|rest| rest.keys).unwrap_or_default();
        }
        Ok(found)
    }
}

fn from_item<T: Row>(item: Item) -> Result<T, TableError> {
    serde_dynamo::from_item(item)
        .map_err(|error| TableError::Row { entity: T::ENTITY, reason: error.to_string() })
}
