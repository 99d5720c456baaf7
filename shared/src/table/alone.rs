//! What is written by itself, in no transaction: counters.

use aws_sdk_dynamodb::{
    operation::update_item::UpdateItemError, types::ReturnValuesOnConditionCheckFailure::AllOld,
};

use super::{
    client::Table,
    commit::{Committed, conflict_or_error},
    count::CountWrite,
    error::TableError,
    item::{number, numeral},
    waits::{wait, waits},
    write::FREE,
};
use crate::base::context::Context;

/// How often a counter is written again that a transaction holds: one that ends it.
const WRITTEN_AGAIN: u32 = 4;

impl Table {
    /// Counts one more by itself; a conflict where a value is at its limit. A counter whose time is over begins anew.
    pub(super) async fn count(
        &self,
        count: &CountWrite,
        context: &mut Context,
    ) -> Result<Committed, TableError> {
        let mut waits = waits(WRITTEN_AGAIN);
        loop {
            let sent = self
                .client
                .update_item()
                .table_name(&self.name)
                .set_key(Some(count.key.attributes()))
                .update_expression(count.update())
                .condition_expression(count.condition())
                .set_expression_attribute_names(Some(count.names()))
                .set_expression_attribute_values(Some(count.values(context.now)))
                .return_values_on_condition_check_failure(AllOld)
                .send()
                .await;
            let Err(error) = sent else { return Ok(Committed::Yes) };
            match error.as_service_error() {
                Some(UpdateItemError::ConditionalCheckFailedException(refused)) => {
                    let expires = refused.item().and_then(|item| number(item, "expires"));
                    let is_over = expires.is_some_and(|expires| expires <= context.now.seconds());
                    if !is_over {
                        return Ok(Committed::Conflict);
                    }
                    // Where somebody else is quicker, it has begun, and is counted on.
                    if self.begin(count, context).await? == Committed::Yes {
                        return Ok(Committed::Yes);
                    }
                }
                Some(UpdateItemError::TransactionConflictException(_)) => match waits.next() {
                    Some(milliseconds) => wait(milliseconds, context).await,
                    None => return Err(TableError::throttled(error)),
                },
                Some(_) | None => return Err(TableError::commit(error)),
            }
        }
    }

    /// A counter in the place of one whose time is over.
    async fn begin(&self, count: &CountWrite, context: &Context) -> Result<Committed, TableError> {
        self.client
            .put_item()
            .table_name(&self.name)
            .set_item(Some(count.first()))
            .condition_expression(FREE)
            .expression_attribute_names("#expires", "expires")
            .expression_attribute_values(":now", numeral(context.now.seconds()))
            .send()
            .await
            .map_or_else(conflict_or_error, |_| Ok(Committed::Yes))
    }
}
