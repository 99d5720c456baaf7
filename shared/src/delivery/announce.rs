//! The function `announce`: what happened to access tokens, sessions and messages, told to the owner's systems.
//!
//! 1. Read the row's images, before and after. 2. Decide what that is to an owner, if it is anything.
//! 3. Publish it.
//!
//! One after the other, in the order of the records. The first that cannot be read or published is reported, and comes
//! back with those after it: each is told at least once, and again with the same id. Nothing else is read, and nothing
//! written.

mod decide;

use std::time::Duration;

use aws_sdk_sns::{
    config::{retry::RetryConfig, timeout::TimeoutConfig},
    types::MessageAttributeValue,
};
use lambda_http::aws_lambda_events::{
    dynamodb::{Event, EventRecord},
    streams::{DynamoDbBatchItemFailure, DynamoDbEventResponse},
};
use serde_dynamo::Item;

use self::decide::{Change, decide};
use super::announcement::{Announcement, id_of};
use crate::{
    base::{
        aws, log, serde_text,
        timestamp::Timestamp,
        variables::{EVENT_TOPIC, Variables},
    },
    steps::service::StartError,
    table::Key,
};

/// Ten of them stay within the function's timeout.
const ANSWERED_WITHIN: Duration = Duration::from_secs(5);

pub struct Announce {
    sns: aws_sdk_sns::Client,
    topic: String,
}

/// Why an event was not told.
#[derive(Debug, thiserror::Error)]
enum NotTold {
    #[error("the record cannot be read: {0}")]
    Unreadable(String),
    #[error("it cannot be published: {0}")]
    Unpublished(String),
}

impl Announce {
    pub fn start(variables: &Variables) -> Result<Self, StartError> {
        let topic = variables.required(EVENT_TOPIC)?.to_owned();
        let config = aws::config(variables)?;
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(Duration::from_secs(1))
            .operation_timeout(ANSWERED_WITHIN)
            .build();
        // The stream brings back what was not taken.
        let config = aws_sdk_sns::config::Builder::from(&config)
            .retry_config(RetryConfig::disabled())
            .timeout_config(timeouts)
            .build();
        Ok(Self { sns: aws_sdk_sns::Client::from_conf(config), topic })
    }

    pub async fn handle(&self, event: Event) -> DynamoDbEventResponse {
        let mut response = DynamoDbEventResponse::default();
        for record in &event.records {
            if let Err(error) = self.announce(record).await {
                let access_token_id = access_token_of(record);
                tracing::error!(access_token_id, failure = %error, "an event was not told");
                let mut failure = DynamoDbBatchItemFailure::default();
                failure.item_identifier.clone_from(&record.change.sequence_number);
                response.batch_item_failures.push(failure);
                break;
            }
        }
        response
    }

    async fn announce(&self, record: &EventRecord) -> Result<(), NotTold> {
        match announcement(record).map_err(|error| unreadable(&error))? {
            Some(announcement) => self.publish(&announcement).await,
            None => Ok(()),
        }
    }

    async fn publish(&self, announcement: &Announcement) -> Result<(), NotTold> {
        let body = serde_json::to_string(announcement)
            .map_err(|error| NotTold::Unpublished(serde_text::without_value(&error.to_string())))?;
        let event = MessageAttributeValue::builder()
            .data_type("String")
            .string_value(announcement.happened.event.as_str())
            .build();
        let event = event.map_err(|error| NotTold::Unpublished(error.to_string()))?;
        let publish = self.sns.publish().topic_arn(&self.topic).message(body);
        let published = publish.message_attributes("event", event).send().await;
        published.map(|_| ()).map_err(|error| NotTold::Unpublished(log::chain(&error)))
    }
}

/// Whom a record is about, for an owner who has a system look at it: `TOKEN#` or `MESSAGE#`, and the id.
fn access_token_of(record: &EventRecord) -> Option<String> {
    let key: Key = serde_dynamo::from_item(record.change.keys.clone()).ok()?;
    key.partition().split_once('#').map(|(_, id)| id.to_owned())
}

fn unreadable(error: &serde_dynamo::Error) -> NotTold {
    NotTold::Unreadable(serde_text::without_value(&error.to_string()))
}

/// What a record tells, if it tells anything.
fn announcement(record: &EventRecord) -> Result<Option<Announcement>, serde_dynamo::Error> {
    let change = &record.change;
    let key: Key = serde_dynamo::from_item(change.keys.clone())?;
    let there = |image: &Item| (!image.is_empty()).then(|| image.clone());
    let (before, after) = (there(&change.old_image), there(&change.new_image));
    let version = after.as_ref().or(before.as_ref()).and_then(|image| image.get("version").cloned());
    // Who sweeps is named, and nobody else.
    let is_swept = record.user_identity.is_some();
    let Some(happened) = decide(Change { key: &key, before, after, is_swept })? else { return Ok(None) };
    let version = version.map(serde_dynamo::from_attribute_value).transpose()?.unwrap_or_default();
    let at = change.approximate_creation_date_time.timestamp();
    Ok(Some(Announcement {
        id: id_of(&key, version, &record.event_name),
        at: Timestamp::from_seconds(at).to_string(),
        happened,
    }))
}
