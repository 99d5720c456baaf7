//! Commits: all of the writes, or none; counters by themselves.

use std::error::Error;

use aws_sdk_dynamodb::{
    error::{ProvideErrorMetadata, SdkError},
    operation::{put_item::PutItemError, transact_write_items::TransactWriteItemsError},
    types::ReturnValuesOnConditionCheckFailure::AllOld,
};

use super::{
    client::Table,
    count::CountWrite,
    error::TableError,
    item::Item,
    key::Key,
    waits::{wait, waits},
    write::{Change, Write},
};
use crate::base::{context::Context, id::Id};

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
    /// Makes all of the writes, or none; but for counters, each of which is written by itself.
    pub(crate) async fn commit(
        &self,
        writes: Vec<Write>,
        context: &mut Context,
    ) -> Result<Committed, TableError> {
        self.commit_again(writes, &mut Vec::new(), context).await
    }

    /// The same for who commits again what met a conflict. What is taken of a budget is taken first, and once: where
    /// nothing is left the rest is not made. What is only counted comes last.
    pub(crate) async fn commit_again(
        &self,
        writes: Vec<Write>,
        taken: &mut Vec<Key>,
        context: &mut Context,
    ) -> Result<Committed, TableError> {
        let (mut takes, mut changes, mut counted) = (Vec::new(), Vec::new(), Vec::new());
        for write in writes {
            match write {
                Write::Count(count) if count.is_limited() => takes.push(count),
                Write::Count(count) => counted.push(count),
                Write::Change(change) => changes.push(change),
            }
        }
        takes.retain(|count| !taken.contains(&count.key));
        for count in takes {
            if self.count(&count, context).await? == Committed::Conflict {
                return Ok(Committed::Conflict);
            }
            taken.push(count.key);
        }
        if self.change(changes, context).await? == Committed::Conflict {
            return Ok(Committed::Conflict);
        }
        for count in counted {
            // The rest is made by now.
            let made = self.count(&count, context).await;
            made.map_err(|error| TableError::Commit(error.to_string()))?;
        }
        Ok(Committed::Yes)
    }

    /// Makes the writes one after the other, in no transaction. Where a change meets another one, those after it are
    /// not made: a conflict. Where a counter is at its limit, those after it count nothing, and cost the same.
    pub(crate) async fn one_by_one(
        &self,
        writes: Vec<Write>,
        context: &mut Context,
    ) -> Result<Committed, TableError> {
        let mut is_at_limit = false;
        for write in writes {
            match write {
                Write::Change(change) => {
                    if self.change_one(change, context).await? == Committed::Conflict {
                        return Ok(Committed::Conflict);
                    }
                }
                Write::Count(count) => {
                    let count = if is_at_limit { CountWrite::cover(context) } else { count };
                    is_at_limit |= self.count(&count, context).await? == Committed::Conflict;
                }
            }
        }
        Ok(Committed::Yes)
    }

    /// Makes all of the changes, or none.
    async fn change(&self, mut changes: Vec<Change>, context: &mut Context) -> Result<Committed, TableError> {
        if changes.len() > 1 {
            return self.change_all(changes, context).await;
        }
        match changes.pop() {
            Some(change) => self.change_one(change, context).await,
            None => Ok(Committed::Yes),
        }
    }

    /// A transaction that a busy partition cancels is sent again as it is: nothing was written, and what it was decided
    /// by still holds, or its conditions say that it does not.
    async fn change_all(&self, changes: Vec<Change>, context: &mut Context) -> Result<Committed, TableError> {
        let mut items = Vec::with_capacity(changes.len());
        for change in changes {
            items.push(change.in_transaction(&self.name, context.now)?);
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
                    let Some(milliseconds) = waits.next() else { return Err(TableError::throttled(error)) };
                    wait(milliseconds, context).await;
                }
                None => return Err(TableError::commit(error)),
            }
        }
    }

    async fn change_one(&self, change: Change, context: &mut Context) -> Result<Committed, TableError> {
        match change {
            Change::Put(put) => {
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
            Change::Delete(delete) => self
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
pub(super) fn conflict_or_error<E>(error: SdkError<E>) -> Result<Committed, TableError>
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
