//! Amazon SNS: `Publish` to a topic. Each has one reader here.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{
    endpoint::{Endpoint, Refusal},
    sns_fields::{Fields, INVALID, attributes, text},
};
use crate::inbox::{Medium, Message};

/// Of one message, with the names, types and values of its attributes.
const MOST_BYTES: usize = 262_144;

/// What its reader gets.
pub(super) enum Published {
    Message(Message),
    Event(Value),
}

/// What is published, or the first thing that SNS would not have.
pub(super) fn read(endpoint: &Endpoint, topic: &str, fields: &Fields) -> Result<Published, Refusal> {
    let parts: Vec<&str> = topic.split(':').collect();
    let [_, _, "sns", _, _, name] = parts.as_slice() else {
        return Err(Refusal::bad(INVALID, "Invalid parameter: TopicArn"));
    };
    let is_event = *topic == endpoint.aws.event_topic;
    if !is_event && *topic != endpoint.aws.external_topic {
        return Err(Refusal::new(StatusCode::NOT_FOUND, "NotFound", "Topic does not exist"));
    }
    let text = text(fields)?;
    let attributes = attributes(fields)?;
    let of_attributes = attributes.iter().map(|(name, value)| name.len() + "String".len() + value.len());
    if text.len() + of_attributes.sum::<usize>() > MOST_BYTES {
        return Err(Refusal::bad(INVALID, "Invalid parameter: Message too long"));
    }
    let body: Value = serde_json::from_str(text).unwrap_or_default();
    let published = json!({ "attributes": attributes, "body": body });
    if is_event {
        return Ok(Published::Event(published));
    }
    let part = |part: &str| body[part].as_str().map(str::to_owned);
    Ok(Published::Message(Message {
        medium: Medium::External,
        to: part("to").unwrap_or_else(|| topic.to_owned()),
        from: (*name).to_owned(),
        subject: part("subject"),
        text: part("text").unwrap_or_else(|| text.to_owned()),
        html: None,
        published: Some(published),
        sent_at: endpoint.sent_at(),
    }))
}
