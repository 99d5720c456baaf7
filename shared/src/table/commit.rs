//! Commits: all of the writes, or none.

use std::{error::Error, time::Duration};

use aws_sdk_dynamodb::{
    error::{ProvideErrorMetadata, SdkError},
    operation::{put_item::PutItemError, transact_write_items::TransactWriteItemsError},
    types::ReturnValuesOnConditionCheckFailure::AllOld,
};

use super::{client::Table, error::TableError, item::Item, waits::waits, write::Write};
use crate::base::{context::Context, id::Id, sampling};

/// How often a transaction that is throttled is sent again.
const SENT_AGAIN: u32 = 4;

/// How a commit ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Committed {
    Yes,
    /// A condition did not hold: somebody else was quicker. Nothing was written.
    Conflict,
}

impl Table {
    /// Makes all of the writes, or none.
    pub(crate) async fn commit(
        &self,
        mut writes: Vec<Write>,
        context: &mut Context,
    ) -> Result<Committed, TableError> {
        if writes.len() > 1 {
            return self.commit_all(writes, context).await;
        }
        match writes.pop() {
            Some(write) => self.commit_one(write, context).await,
            None => Ok(Committed::Yes),
        }
    }

    /// A transaction that a busy partition cancels is sent again as it is: nothing was written, and what it was decided
    /// by still holds, or its conditions say that it does not.
    async fn commit_all(&self, writes: Vec<Write>, context: &mut Context) -> Result<Committed, TableError> {
        let mut items = Vec::with_capacity(writes.len());
        for write in writes {
            items.push(write.in_transaction(&self.name, context.now)?);
        }
        let mut waits = waits(SENT_AGAIN);
        loop {
            // The SDK sends a token with it: a repeat after a lost answer is the same transaction.
            let sent =
                self.client.transact_write_items().set_transact_items(Some(items.clone())).send().await;
            let Err(error) = sent else { return Ok(Committed::Yes) };
            match cancelled(&error) {
                Some(Cancelled::ByOthers) => return Ok(Committed::Conflict),
                Some(Cancelled::ByThrottling) => {
                    let Some(wait) = waits.next() else { return Err(TableError::throttled(error)) };
                    // And longer by chance: those who met shall not meet again.
                    let milliseconds = wait + sampling::below(wait, &mut context.rng);
                    tokio::time::sleep(Duration::from_millis(milliseconds)).await;
                }
                None => return Err(TableError::commit(error)),
            }
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
                .update_expression(count.update())
                .set_condition_expression(count.condition())
                .set_expression_attribute_names(Some(count.names()))
                .set_expression_attribute_values(Some(count.values()))
                .send()
                .await
                .map_or_else(conflict_or_error, |_| Ok(Committed::Yes)),
            Write::Delete(delete) => self
                .client
                .delete_item()
                .table_name(&self.name)
                .set_key(Some(delete.key.attributes()))
                .set_condition_expression(delete.condition())
                .set_expression_attribute_names(delete.names())
                .set_expression_attribute_values(delete.values(context.now))
                .send()
                .await
                .map_or_else(conflict_or_error, |_| Ok(Committed::Yes)),
            // What goes with others; only a transaction checks without writing.
            other @ (Write::Check(_) | Write::Note(_)) => self.commit_all(vec![other], context).await,
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

/// Why a transaction was cancelled that may go through another time.
enum Cancelled {
    /// They were quicker, or are at it.
    ByOthers,
    /// A partition has more to do than it may.
    ByThrottling,
}

/// None where it was not cancelled, or never will go through.
fn cancelled(error: &SdkError<TransactWriteItemsError>) -> Option<Cancelled> {
    let Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) = error.as_service_error()
    else {
        return None;
    };
    let codes: Vec<_> = cancelled.cancellation_reasons().iter().filter_map(|reason| reason.code()).collect();
    let is_of = |known: &[&str]| codes.iter().any(|code| known.contains(code));
    let is_only_of = |known: &[&str]| codes.iter().all(|code| *code == "None" || known.contains(code));
    let (others, throttling) = (
        ["ConditionalCheckFailed", "TransactionConflict"],
        ["ThrottlingError", "ProvisionedThroughputExceeded", "RequestLimitExceeded"],
    );
    if !is_only_of(&[&others[..], &throttling[..]].concat()) {
        return None;
    }
    Some(if is_of(&throttling) && !is_of(&others) { Cancelled::ByThrottling } else { Cancelled::ByOthers })
}
