//! Reads: consistent, by key, and what has expired is gone.

use std::{collections::HashMap, time::Duration};

use aws_sdk_dynamodb::types::KeysAndAttributes;

use super::{
    client::Table,
    count::COUNT,
    error::TableError,
    item::{Item, from_item, number},
    key::Key,
    row::Row,
    waits::waits,
};
use crate::base::timestamp::Timestamp;

/// DynamoDB reads so many keys in one call. Only a keyring that has rotated dozens of times makes an operation ask for
/// more: an authentication code is looked up under every key.
const AT_ONCE: usize = 100;
/// How often what was left unread is asked for again.
const ASKED_AGAIN: u32 = 5;

/// A row as it was read, with the version that a Replace has to name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stored<T> {
    pub row: T,
    pub version: u64,
}

/// Rows that were read, or found missing, by their keys.
#[derive(Clone)]
pub(crate) struct Rows {
    items: HashMap<Key, Option<Item>>,
    now: Timestamp,
}

impl Rows {
    /// Nothing yet; what has expired by `now` will be gone.
    pub(crate) fn at(now: Timestamp) -> Self {
        Self { items: HashMap::new(), now }
    }

    /// Whether a key was read, whatever stood there.
    pub(crate) fn read(&self, key: &Key) -> bool {
        self.items.contains_key(key)
    }

    /// Whether a row stands under a key that was read, of whatever kind.
    pub(crate) fn stands(&self, key: &Key) -> bool {
        self.live(key).is_some()
    }

    /// The row under a key, unless there is none or its time is over.
    pub(crate) fn row<T: Row>(&self, key: &Key) -> Result<Option<Stored<T>>, TableError> {
        let Some(item) = self.live(key) else { return Ok(None) };
        let version = number(item, "version").and_then(|version| u64::try_from(version).ok());
        let row = from_item(item.clone())?;
        Ok(Some(Stored { row, version: version.unwrap_or_default() }))
    }

    /// The count of a counter that counts one thing, 0 where there is none or its time is over.
    pub(crate) fn count(&self, key: &Key) -> u32 {
        self.count_of(key, COUNT)
    }

    /// One of the values of a counter.
    pub(crate) fn count_of(&self, key: &Key, value: &str) -> u32 {
        self.live(key)
            .and_then(|item| number(item, value))
            .and_then(|value| u32::try_from(value).ok())
            .unwrap_or_default()
    }

    /// What stands under a key that was read, whether or not its time is over.
    pub(super) fn item(&self, key: &Key) -> Option<&Item> {
        self.items.get(key)?.as_ref()
    }

    fn live(&self, key: &Key) -> Option<&Item> {
        let over = |item: &Item| number(item, "expires").is_some_and(|expires| expires <= self.now.seconds());
        self.item(key).filter(|item| !over(item))
    }
}

impl Table {
    /// Reads in one call those of the keys that were not read yet. False, without a call, where all were.
    pub(crate) async fn step(&self, rows: &mut Rows, wanted: Vec<Key>) -> Result<bool, TableError> {
        let mut keys = Vec::new();
        for key in wanted {
            if !rows.read(&key) && !keys.contains(&key) {
                keys.push(key);
            }
        }
        match keys.as_slice() {
            [] => return Ok(false),
            [key] => {
                rows.items.insert(key.clone(), self.get(key).await?);
            }
            keys => {
                let mut found = self.batch_get(keys).await?;
                rows.items.extend(keys.iter().map(|key| (key.clone(), found.remove(key))));
            }
        }
        Ok(true)
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
        let mut waits = waits(ASKED_AGAIN);
        while !wanted.is_empty() {
            let later = wanted.split_off(wanted.len().min(AT_ONCE));
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
            // DynamoDB may answer a part and name the rest, under load: to ask at once would add to that.
            if !wanted.is_empty() {
                let left = || TableError::Throttled("a part of a batch was left unread".to_owned());
                let wait = waits.next().ok_or_else(left)?;
                tokio::time::sleep(Duration::from_millis(wait)).await;
            }
            wanted.extend(later);
        }
        Ok(found)
    }
}
