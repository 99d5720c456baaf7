//! Queries: a part of the keys that are kept for a list, in order, however long the list is.

use aws_sdk_dynamodb::{operation::query::builders::QueryFluentBuilder, types::AttributeValue};

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

/// What stands in a part of a list, and whether more follows.
#[derive(Debug)]
pub(crate) struct Listed<T> {
    pub rows: Vec<T>,
    pub more: bool,
}

/// An index of the table, as infra/template.yaml declares it: by `entity`, then by an attribute of its own.
#[derive(Debug)]
pub(crate) struct Index {
    pub name: &'static str,
    pub attribute: &'static str,
}

impl Table {
    /// The rows beside another one whose sort keys begin with a text, in the order of their keys.
    pub(crate) async fn beside<T: Row>(
        &self,
        key: &Key,
        begin: &str,
        after: Option<Key>,
        part: &Part,
    ) -> Result<Listed<T>, TableError> {
        let query = self
            .client
            .query()
            .consistent_read(true)
            .key_condition_expression("#pk = :pk AND begins_with(#sk, :begin)")
            .expression_attribute_names("#pk", "pk")
            .expression_attribute_names("#sk", "sk")
            .expression_attribute_values(":pk", text(key.partition()))
            .expression_attribute_values(":begin", text(begin));
        let (items, more) = self.part(query, after.map(|key| key.attributes()), part).await?;
        Ok(Listed { rows: items.into_iter().map(from_item).collect::<Result<_, _>>()?, more })
    }

    /// The keys of an index and the values they are sorted by: all of them, or those that begin with a text. An index
    /// follows the table by some milliseconds.
    pub(crate) async fn indexed<T: Row>(
        &self,
        index: &Index,
        begin: Option<&str>,
        after: Option<(Key, String)>,
        part: &Part,
    ) -> Result<Listed<(Key, String)>, TableError> {
        let mut query = self
            .client
            .query()
            .index_name(index.name)
            .key_condition_expression("#entity = :entity")
            .expression_attribute_names("#entity", "entity")
            .expression_attribute_values(":entity", text(T::ENTITY));
        if let Some(begin) = begin {
            query = query
                .key_condition_expression("#entity = :entity AND begins_with(#attribute, :begin)")
                .expression_attribute_names("#attribute", index.attribute)
                .expression_attribute_values(":begin", text(begin));
        }
        let start = after.map(|(key, value)| {
            let mut start = key.attributes();
            start.insert("entity".to_owned(), text(T::ENTITY));
            start.insert(index.attribute.to_owned(), AttributeValue::S(value));
            start
        });
        let (items, more) = self.part(query, start, part).await?;
        let place = |item: &Item| Some((Key::of(item)?, item.get(index.attribute)?.as_s().ok()?.clone()));
        Ok(Listed { rows: items.iter().filter_map(place).collect(), more })
    }

    /// The items of a part, and whether there are more. One call: places are small, and 1 MB of them comes at once.
    async fn part(
        &self,
        query: QueryFluentBuilder,
        start: Option<Item>,
        part: &Part,
    ) -> Result<(Vec<Item>, bool), TableError> {
        let end = part.offset + part.number_of_results;
        let output = query
            .table_name(&self.name)
            // One more shows whether there are more.
            .limit(i32::try_from(end + 1).unwrap_or(i32::MAX))
            .set_exclusive_start_key(start)
            .send()
            .await
            .map_err(TableError::call)?;
        let mut items = output.items.unwrap_or_default();
        let more = items.len() > end;
        items.truncate(end);
        items.drain(..part.offset.min(items.len()));
        Ok((items, more))
    }
}
