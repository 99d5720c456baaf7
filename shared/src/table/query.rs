//! Queries: a part of the keys that are kept for a list, in order, however long the list is.

use std::collections::HashSet;

use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use futures_util::future::try_join_all;

use super::{
    client::Table,
    error::TableError,
    item::{Item, from_item, text},
    key::Key,
    row::Row,
};

/// Which part of a list is wanted.
#[derive(Debug)]
pub(crate) struct Part {
    /// How many of the first are left out. They are read all the same: a hundred of them cost three read units.
    pub offset: usize,
    pub number_of_results: usize,
}

impl Part {
    /// How many of the list it goes through.
    const fn end(&self) -> usize {
        self.offset + self.number_of_results
    }
}

/// What stands in a part of a list, and whether more follows.
#[derive(Debug)]
pub(crate) struct Listed<T> {
    pub rows: Vec<T>,
    pub more: bool,
}

impl<T> Listed<T> {
    /// A part of a list, of all that was read of it: one more than the part, where there are more.
    fn part(mut rows: Vec<T>, part: &Part) -> Self {
        let more = rows.len() > part.end();
        rows.truncate(part.end());
        rows.drain(..part.offset.min(rows.len()));
        Self { rows, more }
    }
}

/// An index of the table, as infra/template.yaml declares it: by one attribute, which spreads the rows over partitions,
/// and in the order of another.
#[derive(Debug)]
pub(crate) struct Index {
    pub name: &'static str,
    pub spread_by: &'static str,
    pub ordered_by: &'static str,
    /// All values of the first.
    pub partitions: &'static [&'static str],
}

impl Table {
    /// The rows beside another one whose sort keys begin with a text, in the order of their keys; all of them, where it
    /// is empty: DynamoDB refuses to be asked for that.
    pub(crate) async fn beside<T: Row>(
        &self,
        key: &Key,
        begin: &str,
        after: Option<Key>,
        part: &Part,
    ) -> Result<Listed<T>, TableError> {
        let mut query = self
            .client
            .query()
            .consistent_read(true)
            .key_condition_expression("#pk = :pk")
            .expression_attribute_names("#pk", "pk")
            .expression_attribute_values(":pk", text(key.partition()));
        if !begin.is_empty() {
            query = query
                .key_condition_expression("#pk = :pk AND begins_with(#sk, :begin)")
                .expression_attribute_names("#sk", "sk")
                .expression_attribute_values(":begin", text(begin));
        }
        let items = self.first(query, after.map(|key| key.attributes()), part).await?;
        let rows = items.into_iter().map(from_item).collect::<Result<_, _>>()?;
        Ok(Listed::part(rows, part))
    }

    /// So many rows beside another one, the last first.
    pub(crate) async fn last_beside<T: Row>(&self, key: &Key, most: usize) -> Result<Vec<T>, TableError> {
        let query = self
            .client
            .query()
            .consistent_read(true)
            .scan_index_forward(false)
            .key_condition_expression("#pk = :pk")
            .expression_attribute_names("#pk", "pk")
            .expression_attribute_values(":pk", text(key.partition()));
        let mut items = self.first(query, None, &Part { offset: 0, number_of_results: most }).await?;
        items.truncate(most);
        items.into_iter().map(from_item).collect()
    }

    /// All rows beside another one whose sort keys begin with a text, so many at once; `key` tells where a row stands.
    pub(crate) async fn all_beside<T: Row>(
        &self,
        beside: &Key,
        begin: &str,
        key: fn(&T) -> Key,
        at_once: usize,
    ) -> Result<Vec<T>, TableError> {
        let part = Part { offset: 0, number_of_results: at_once };
        let mut rows: Vec<T> = Vec::new();
        loop {
            let listed = self.beside(beside, begin, rows.last().map(key), &part).await?;
            rows.extend(listed.rows);
            if !listed.more {
                return Ok(rows);
            }
        }
    }

    /// The keys of some indexes and the values they are ordered by: all of them, or those that begin with a text. All
    /// partitions are read side by side, and what they have is one list. An index follows the table by some
    /// milliseconds.
    pub(crate) async fn indexed(
        &self,
        indexes: &[Index],
        begin: Option<&str>,
        after: Option<&(Key, String)>,
        part: &Part,
    ) -> Result<Listed<(Key, String)>, TableError> {
        let of = |index| move |partition: &&'static str| self.partition(index, partition, begin, after, part);
        let partitions = indexes.iter().flat_map(|index| index.partitions.iter().map(of(index)));
        let mut rows = try_join_all(partitions).await?.concat();
        rows.sort_unstable_by(|(_, one), (_, other)| one.cmp(other));
        // A row that goes from one partition to another may stand in both for a moment.
        let mut known = HashSet::new();
        rows.retain(|(key, _)| known.insert(key.clone()));
        Ok(Listed::part(rows, part))
    }

    /// The same of one partition.
    async fn partition(
        &self,
        index: &Index,
        partition: &str,
        begin: Option<&str>,
        after: Option<&(Key, String)>,
        part: &Part,
    ) -> Result<Vec<(Key, String)>, TableError> {
        let Index { name, spread_by, ordered_by, .. } = *index;
        let mut query = self
            .client
            .query()
            .index_name(name)
            .key_condition_expression("#spread_by = :partition")
            .expression_attribute_names("#spread_by", spread_by)
            .expression_attribute_values(":partition", text(partition));
        if let Some(begin) = begin {
            query = query
                .key_condition_expression("#spread_by = :partition AND begins_with(#ordered_by, :begin)")
                .expression_attribute_names("#ordered_by", ordered_by)
                .expression_attribute_values(":begin", text(begin));
        }
        // A place in the order, in each partition: something stands there in one at most.
        let start = after.map(|(key, value)| {
            let mut start = key.attributes();
            start.insert(spread_by.to_owned(), text(partition));
            start.insert(ordered_by.to_owned(), text(value));
            start
        });
        let items = self.first(query, start, part).await?;
        let place = |item: &Item| Some((Key::of(item)?, item.get(ordered_by)?.as_s().ok()?.clone()));
        Ok(items.iter().filter_map(place).collect())
    }

    /// The first items, as many as a part goes through, and one more, which shows whether there are more. One call
    /// nearly always: DynamoDB answers 1 MB at once, and says where it stopped.
    async fn first(
        &self,
        query: QueryFluentBuilder,
        mut start: Option<Item>,
        part: &Part,
    ) -> Result<Vec<Item>, TableError> {
        let query = query.table_name(&self.name);
        let mut items = Vec::new();
        loop {
            let missing = part.end() + 1 - items.len();
            let next = query.clone().limit(i32::try_from(missing).unwrap_or(i32::MAX));
            let output = next.set_exclusive_start_key(start).send().await.map_err(TableError::call)?;
            items.extend(output.items.unwrap_or_default());
            start = output.last_evaluated_key;
            if start.is_none() || items.len() > part.end() {
                return Ok(items);
            }
        }
    }
}
