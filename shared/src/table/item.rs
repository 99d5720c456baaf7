//! Items: rows as DynamoDB has them.

use std::{collections::HashMap, fmt::Display};

use aws_sdk_dynamodb::types::AttributeValue;

use super::{error::TableError, row::Row};
use crate::base::serde_text;

pub(super) type Item = HashMap<String, AttributeValue>;

/// A number of an item.
pub(super) fn number(item: &Item, attribute: &str) -> Option<i64> {
    item.get(attribute)?.as_n().ok()?.parse().ok()
}

/// A number, as an item has it.
pub(super) fn numeral(value: impl Display) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

pub(super) fn text(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}

pub(super) fn from_item<T: Row>(item: Item) -> Result<T, TableError> {
    serde_dynamo::from_item(item).map_err(|error| TableError::Row {
        entity: T::ENTITY,
        reason: serde_text::without_value(&error.to_string()),
    })
}

/// What is absent is not written: it would be paid for with each read and write.
pub(super) fn to_item<T: Row>(row: &T) -> Result<Item, TableError> {
    let mut item: Item = serde_dynamo::to_item(row)
        .map_err(|error| TableError::Row { entity: T::ENTITY, reason: error.to_string() })?;
    drop_nulls(&mut item);
    Ok(item)
}

fn drop_nulls(map: &mut Item) {
    map.retain(|_, value| !value.is_null());
    for value in map.values_mut() {
        if let AttributeValue::M(map) = value {
            drop_nulls(map);
        }
    }
}
