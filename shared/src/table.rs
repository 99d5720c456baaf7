//! The table: rows in, writes out, all of them or none.
//!
//! This module alone knows DynamoDB. Every item has `pk`, `sk`, `entity`, `version` and, where it may
//! go, `expires`. A read is consistent and treats what has expired as gone: TTL is a broom, not a lock.
//! A commit is one call: a single write as an item call, several as one TransactWriteItems.

mod decision;
mod key;
mod messages;
mod query;
mod read;
mod row;
mod write;

use std::{collections::HashMap, error::Error};

use aws_sdk_dynamodb::{
    Client,
    error::{ProvideErrorMetadata, SdkError},
    operation::{put_item::PutItemError, transact_write_items::TransactWriteItemsError},
    types::{AttributeValue, ReturnValue, ReturnValuesOnConditionCheckFailure::AllOld},
};
pub use decision::{Decision, Rounds};
pub use key::Key;
pub use messages::Begun;
pub use query::{Listed, Part, Place};
pub use read::{Rows, Stored};
pub use row::{Claim, Row};
pub use write::Write;
use write::{CountWrite, DeleteWrite};

use crate::{context::Context, id::Id, log, timestamp::Timestamp};

/// An item as DynamoDB has it.
pub type Item = HashMap<String, AttributeValue>;

/// A table could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    #[error("the table did not answer: {0}")]
    Call(String),
    /// What was to be written may be written: of one call that is made several times, the last answer says nothing of
    /// those that were lost.
    #[error("the table did not say that it wrote: {0}")]
    Commit(String),
    #[error("a row of entity `{entity}` cannot be read: {reason}")]
    Row { entity: &'static str, reason: String },
}

impl TableError {
    #[expect(clippy::needless_pass_by_value, reason = "as map_err hands it over")]
    fn call<E: Error + ProvideErrorMetadata + 'static>(error: SdkError<E>) -> Self {
        Self::Call(reason(&error))
    }

    #[expect(clippy::needless_pass_by_value, reason = "as map_err hands it over")]
    fn commit<E: Error + ProvideErrorMetadata + 'static>(error: SdkError<E>) -> Self {
        Self::Commit(reason(&error))
    }
}

/// An error in the words that a log may hold. Of what DynamoDB finds wrong with a request it quotes the value.
fn reason<E: Error + ProvideErrorMetadata + 'static>(error: &SdkError<E>) -> String {
    match error.code() {
        Some(code @ "ValidationException") => code.to_owned(),
        Some(_) | None => log::chain(error),
    }
}

/// How a commit ended.
enum Committed {
    Yes,
    /// A condition did not hold: somebody else was quicker. Nothing was written.
    Conflict,
}

/// The one table.
#[derive(Clone, Debug)]
pub struct Table {
    client: Client,
    name: String,
}

impl Table {
    pub const fn new(client: Client, name: String) -> Self {
        Self { client, name }
    }

    /// Takes the next `count` numbers of a counter that never repeats; returns the last of them.
    pub async fn take(&self, counter: Key, count: u64) -> Result<u64, TableError> {
        let output = self
            .client
            .update_item()
            .table_name(&self.name)
            .set_key(Some(counter.attributes()))
            .update_expression("ADD #value :count, #version :one SET #entity = :counter")
            .expression_attribute_names("#value", "value")
            .expression_attribute_names("#version", "version")
            .expression_attribute_names("#entity", "entity")
            .expression_attribute_values(":count", AttributeValue::N(count.to_string()))
            .expression_attribute_values(":one", AttributeValue::N("1".to_owned()))
            .expression_attribute_values(":counter", AttributeValue::S("counter".to_owned()))
            .return_values(ReturnValue::UpdatedNew)
            .send()
            .await
            .map_err(TableError::call)?;
        let value = output.attributes.as_ref().and_then(|item| number(item, "value"));
        value
            .and_then(|value| u64::try_from(value).ok())
            .ok_or_else(|| TableError::Row { entity: "counter", reason: "it has no value".to_owned() })
    }

    /// Makes all of the writes, or none.
    async fn commit(&self, mut writes: Vec<Write>, context: &mut Context) -> Result<Committed, TableError> {
        if writes.len() > 1 {
            return self.commit_all(writes, context.now).await;
        }
        match writes.pop() {
            Some(write) => self.commit_one(write, context).await,
            None => Ok(Committed::Yes),
        }
    }

    async fn commit_all(&self, writes: Vec<Write>, now: Timestamp) -> Result<Committed, TableError> {
        let mut items = Vec::with_capacity(writes.len());
        for write in writes {
            items.push(write.in_transaction(&self.name, now)?);
        }
        // The SDK sends a token with it: a repeat after a lost answer is the same transaction.
        let sent = self.client.transact_write_items().set_transact_items(Some(items)).send().await;
        match sent {
            Ok(_) => Ok(Committed::Yes),
            Err(error) if is_conflict(&error) => Ok(Committed::Conflict),
            Err(error) => Err(TableError::commit(error)),
        }
    }

    async fn commit_one(&self, write: Write, context: &mut Context) -> Result<Committed, TableError> {
        match write {
            Write::Put(put) => {
                let mark = Id::random(&mut context.rng);
                let sent = self
                    .client
                    .put_item()
                    .table_name(&self.name)
                    .set_item(Some(put.marked(&mark)))
                    .set_condition_expression(put.condition())
                    .set_expression_attribute_names(put.names())
                    .set_expression_attribute_values(put.values(context.now))
                    .return_values_on_condition_check_failure(AllOld)
                    .send()
                    .await;
                match sent {
                    // The SDK repeats a call whose answer was lost: the row that refuses the repeat is then ours.
                    Err(error) if refused_by(&error).is_some_and(|item| marked(item, &mark)) => {
                        Ok(Committed::Yes)
                    }
                    sent => sent.map_or_else(conflict_or_error, |_| Ok(Committed::Yes)),
                }
            }
            Write::Count(count) => self
                .client
                .update_item()
                .table_name(&self.name)
                .set_key(Some(count.key.attributes()))
                .update_expression(CountWrite::UPDATE)
                .set_condition_expression(count.condition())
                .set_expression_attribute_names(Some(CountWrite::names()))
                .set_expression_attribute_values(Some(count.values()))
                .send()
                .await
                .map_or_else(conflict_or_error, |_| Ok(Committed::Yes)),
            Write::Delete(delete) => self
                .client
                .delete_item()
                .table_name(&self.name)
                .set_key(Some(delete.key.attributes()))
                .condition_expression(DeleteWrite::CONDITION)
                .set_expression_attribute_names(Some(delete.names()))
                .set_expression_attribute_values(Some(delete.values()))
                .send()
                .await
                .map_or_else(conflict_or_error, |_| Ok(Committed::Yes)),
        }
    }
}

/// The row whose presence refused a put.
fn refused_by(error: &SdkError<PutItemError>) -> Option<&Item> {
    match error.as_service_error() {
        Some(PutItemError::ConditionalCheckFailedException(refused)) => refused.item(),
        Some(_) | None => None,
    }
}

fn marked(item: &Item, mark: &Id) -> bool {
    let commit = item.get("commit").and_then(|commit| commit.as_s().ok());
    commit.is_some_and(|commit| commit == mark.as_str())
}

/// A single write's error: a condition that did not hold, or a transaction that holds the item.
fn conflict_or_error<E>(error: SdkError<E>) -> Result<Committed, TableError>
where
    E: Error + ProvideErrorMetadata + 'static,
{
    match error.code() {
        Some("ConditionalCheckFailedException" | "TransactionConflictException") => Ok(Committed::Conflict),
        Some(_) | None => Err(TableError::commit(error)),
    }
}

/// Whether a transaction was cancelled only because others were quicker or are at it.
fn is_conflict(error: &SdkError<TransactWriteItemsError>) -> bool {
    match error.as_service_error() {
        Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) => cancelled
            .cancellation_reasons()
            .iter()
            .filter_map(|reason| reason.code())
            .all(|code| matches!(code, "None" | "ConditionalCheckFailed" | "TransactionConflict")),
        _ => false,
    }
}

/// A number of an item.
fn number(item: &Item, attribute: &str) -> Option<i64> {
    item.get(attribute)?.as_n().ok()?.parse().ok()
}

/// What is absent is not written: it would be paid for with each read and write.
fn to_item<T: Row>(row: &T) -> Result<Item, TableError> {
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
