//! Marks: a row that goes from one state to another, written attribute by attribute, and not as a whole.

use aws_sdk_dynamodb::{
    error::SdkError,
    operation::update_item::{UpdateItemError, builders::UpdateItemFluentBuilder},
    types::ReturnValue,
};

use super::{
    client::Table,
    error::TableError,
    item::{Item, number, numeral, text},
    key::Key,
};

/// Counts the tries that were none.
const PUT_OFF: &str = "put_off";

/// How a try began.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Begun {
    /// It is counted; this is its number, 1 for the first. `noted` is whether an earlier one that was none noted
    /// something.
    Try { number: u32, noted: bool },
    /// The row is in another state by now, or gone: there is nothing to try.
    Over,
}

impl Table {
    /// Counts a try in `tries`, before it is made, of a row that is in this state. `note` is an attribute of it.
    pub(crate) async fn begin_try(&self, key: &Key, state: &str, note: &str) -> Result<Begun, TableError> {
        let sent = self
            .update_in_states(key, [state], "ADD #tries :one, #version :one")
            .expression_attribute_names("#tries", "tries")
            .return_values(ReturnValue::AllNew)
            .send()
            .await;
        let attributes = match sent {
            Ok(output) => output.attributes.unwrap_or_default(),
            Err(error) if is_in_another_state(&error) => return Ok(Begun::Over),
            Err(error) => return Err(TableError::call(error)),
        };
        let count = |attribute| number(&attributes, attribute).unwrap_or_default();
        let made = u32::try_from(count("tries") - count(PUT_OFF));
        Ok(Begun::Try { number: made.unwrap_or(1), noted: attributes.contains_key(note) })
    }

    /// Counts a try that began and was none; with a note for the next one.
    pub(crate) async fn put_off(&self, key: &Key, state: &str, note: Option<&str>) -> Result<(), TableError> {
        let counted = "ADD #put_off :one, #version :one";
        let update = match note {
            Some(note) => self
                .update_in_states(key, [state], &format!("SET #note = :one {counted}"))
                .expression_attribute_names("#note", note),
            None => self.update_in_states(key, [state], counted),
        };
        made(update.expression_attribute_names("#put_off", PUT_OFF)).await.map(|_| ())
    }

    /// A note for the next try.
    pub(crate) async fn note(&self, key: &Key, state: &str, note: &str) -> Result<(), TableError> {
        let update = self.update_in_states(key, [state], "SET #note = :one ADD #version :one");
        made(update.expression_attribute_names("#note", note)).await.map(|_| ())
    }

    /// From one of some states to another, with one more attribute. A row that somebody else marked meanwhile stays as
    /// it is, and so does one that is gone: false then.
    pub(crate) async fn mark(
        &self,
        key: &Key,
        from: impl IntoIterator<Item = &str>,
        to: &str,
        (attribute, value): (&str, &str),
    ) -> Result<bool, TableError> {
        let update = self
            .update_in_states(key, from, "SET #state = :to, #attribute = :value ADD #version :one")
            .expression_attribute_names("#attribute", attribute)
            .expression_attribute_values(":to", text(to))
            .expression_attribute_values(":value", text(value));
        made(update).await
    }

    /// An update of a row that is in one of these states.
    fn update_in_states<'a>(
        &self,
        key: &Key,
        states: impl IntoIterator<Item = &'a str>,
        update: &str,
    ) -> UpdateItemFluentBuilder {
        let states: Item =
            (0..).map(|place| format!(":from{place}")).zip(states.into_iter().map(text)).collect();
        let places: Vec<&str> = states.keys().map(String::as_str).collect();
        self.client
            .update_item()
            .table_name(&self.name)
            .set_key(Some(key.attributes()))
            .update_expression(update)
            .condition_expression(format!("#state IN ({})", places.join(", ")))
            .expression_attribute_names("#state", "state")
            .expression_attribute_names("#version", "version")
            .set_expression_attribute_values(Some(states.clone()))
            .expression_attribute_values(":one", numeral(1))
    }
}

/// Whether it was made: it is not where the row is in another state by now, or gone.
async fn made(update: UpdateItemFluentBuilder) -> Result<bool, TableError> {
    match update.send().await {
        Ok(_) => Ok(true),
        Err(error) if is_in_another_state(&error) => Ok(false),
        Err(error) => Err(TableError::call(error)),
    }
}

fn is_in_another_state(error: &SdkError<UpdateItemError>) -> bool {
    error.as_service_error().is_some_and(UpdateItemError::is_conditional_check_failed_exception)
}
