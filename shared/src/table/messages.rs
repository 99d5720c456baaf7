//! What communicate writes: the state of its own message row, and nothing else.

use aws_sdk_dynamodb::{
    operation::update_item::{UpdateItemError, builders::UpdateItemFluentBuilder},
    types::AttributeValue,
};

use super::{Key, Table, TableError};
use crate::message::Message;

/// How a try to send began.
#[derive(Debug, PartialEq, Eq)]
pub enum Begun {
    /// It is counted; this is its number, 1 for the first.
    Try(u32),
    /// The row is SENT or FAILED, or gone: there is nothing to send.
    Over,
}

impl Table {
    /// Counts a try before it is made: `QUEUED` stays, `tries` goes up.
    pub async fn begin_try(&self, message: &Message) -> Result<Begun, TableError> {
        let sent = self
            .update_message(message, "ADD #tries :one, #version :one")
            .expression_attribute_names("#tries", "tries")
            .return_values(aws_sdk_dynamodb::types::ReturnValue::UpdatedNew)
            .send()
            .await;
        let attributes = match sent {
            Ok(output) => output.attributes.unwrap_or_default(),
            Err(error)
                if error
                    .as_service_error()
                    .is_some_and(UpdateItemError::is_conditional_check_failed_exception) =>
            {
                return Ok(Begun::Over);
            }
            Err(error) => return Err(TableError::call(error)),
        };
        let tries = super::number(&attributes, "tries").and_then(|tries| u32::try_from(tries).ok());
        Ok(Begun::Try(tries.unwrap_or(1)))
    }

    /// QUEUED to SENT, with the id that the provider gave the message.
    pub async fn mark_sent(&self, message: &Message, provider_id: &str) -> Result<(), TableError> {
        self.mark(message, "SENT", "provider_id", provider_id).await
    }

    /// QUEUED to FAILED, with the reason; for an owner to see.
    pub async fn mark_failed(&self, message: &Message, reason: &str) -> Result<(), TableError> {
        self.mark(message, "FAILED", "reason", reason).await
    }

    async fn mark(
        &self,
        message: &Message,
        state: &str,
        attribute: &str,
        value: &str,
    ) -> Result<(), TableError> {
        let sent = self
            .update_message(message, "SET #state = :state, #attribute = :value ADD #version :one")
            .expression_attribute_names("#attribute", attribute)
            .expression_attribute_values(":state", AttributeValue::S(state.to_owned()))
            .expression_attribute_values(":value", AttributeValue::S(value.to_owned()))
            .send()
            .await;
        match sent {
            Ok(_) => Ok(()),
            // Another delivery of the same record was quicker to mark it.
            Err(error)
                if error
                    .as_service_error()
                    .is_some_and(UpdateItemError::is_conditional_check_failed_exception) =>
            {
                Ok(())
            }
            Err(error) => Err(TableError::call(error)),
        }
    }

    /// An update of a message that is still QUEUED.
    fn update_message(&self, message: &Message, update: &str) -> UpdateItemFluentBuilder {
        let key = Key::message(&message.access_token, &message.id);
        self.client
            .update_item()
            .table_name(&self.name)
            .set_key(Some(key.attributes()))
            .update_expression(update)
            .condition_expression("#state = :queued")
            .expression_attribute_names("#state", "state")
            .expression_attribute_names("#version", "version")
            .expression_attribute_values(":queued", AttributeValue::S("QUEUED".to_owned()))
            .expression_attribute_values(":one", AttributeValue::N("1".to_owned()))
    }
}
