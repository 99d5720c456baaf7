//! Amazon SNS: `Publish` to one number or to a topic (form in, XML out), checked as SNS checks it.

use axum::{
    extract::{Form, FromRequest, Request},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

use super::{
    endpoint::{Endpoint, Refusal, is_signed},
    faults::{Fault, Provider},
    line::no_answer,
    sns_fields::{Fields, INVALID, INVALID_ATTRIBUTE, attributes, text},
    sns_topics::{self, Published},
};
use crate::inbox::{Medium, Message};

/// Of one SMS `Publish`, however many segments it makes.
const MOST_CHARACTERS: usize = 1600;
/// What the reader sees as the sender where none is given.
const NO_SENDER: &str = "NOTICE";
const NAMESPACE: &str = "http://sns.amazonaws.com/doc/2010-03-31/";

pub(super) async fn answer(endpoint: &Endpoint, request: Request) -> Response {
    endpoint.aws.faults.see(Provider::Sns);
    let id = endpoint.new_id();
    match publish(endpoint, request).await {
        Ok(()) => {
            let body = format!(
                "<PublishResponse xmlns=\"{NAMESPACE}\"><PublishResult><MessageId>{id}</MessageId></PublishResult>\
                 <ResponseMetadata><RequestId>{id}</RequestId></ResponseMetadata></PublishResponse>"
            );
            xml(StatusCode::OK, &id, body)
        }
        Err(refused) => refusal(refused, &id),
    }
}

fn refusal(refusal: Refusal, id: &str) -> Response {
    match refusal {
        Refusal::Said { status, code, message } => {
            let at_fault = if status.is_server_error() { "Receiver" } else { "Sender" };
            let message = escaped(&message);
            let body = format!(
                "<ErrorResponse xmlns=\"{NAMESPACE}\"><Error><Type>{at_fault}</Type><Code>{code}</Code>\
                 <Message>{message}</Message></Error><RequestId>{id}</RequestId></ErrorResponse>"
            );
            xml(status, id, body)
        }
        Refusal::Silent => no_answer(),
    }
}

fn xml(status: StatusCode, id: &str, body: String) -> Response {
    let headers = [(header::CONTENT_TYPE.as_str(), "text/xml"), ("x-amzn-requestid", id)];
    (status, headers, body).into_response()
}

async fn publish(endpoint: &Endpoint, request: Request) -> Result<(), Refusal> {
    if !is_signed(request.headers()) {
        let message = "Request is missing Authentication Token";
        return Err(Refusal::new(StatusCode::FORBIDDEN, "MissingAuthenticationToken", message));
    }
    let form = Form::<Vec<(String, String)>>::from_request(request, &()).await;
    let malformed = |error: &dyn std::error::Error| Refusal::bad("MalformedInput", error.to_string());
    let Form(fields) = form.map_err(|error| malformed(&error))?;
    let fields: Fields = fields.into_iter().collect();
    match fields.get("Action").map(String::as_str) {
        Some("Publish") => {}
        Some(other) => {
            let message = format!(
                "The action {other} is not valid for this web service. The local stack serves Publish."
            );
            return Err(Refusal::bad("InvalidAction", message));
        }
        None => {
            return Err(Refusal::bad("MissingAction", "The request must contain the parameter Action."));
        }
    }
    let taken = match read(endpoint, &fields)? {
        Published::Message(message) => endpoint.deliver(Provider::Sns, vec![message]).await,
        Published::Event(event) => endpoint.tell(event).await,
    };
    taken.map_err(|fault| match fault {
        Fault::Throttle | Fault::Stop => Refusal::bad("Throttling", "Rate exceeded"),
        Fault::Fail => Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "InternalError", "Asked to fail."),
        // Nothing is refused for an opted-out number: SNS accepts it and logs the failure later.
        Fault::Reject => not_valid(fields.get("PhoneNumber").map_or("", String::as_str)),
        Fault::Hang | Fault::DropAfterAccept => Refusal::Silent,
    })
}

/// What is published, or the first thing that SNS would not have.
fn read(endpoint: &Endpoint, fields: &Fields) -> Result<Published, Refusal> {
    let to = match (fields.get("TopicArn").or_else(|| fields.get("TargetArn")), fields.get("PhoneNumber")) {
        (Some(topic), None) => return sns_topics::read(endpoint, topic, fields),
        (None, Some(number)) => number,
        (Some(_), Some(_)) | (None, None) => {
            let message = "Invalid parameter: TopicArn or TargetArn Reason: no value for required parameter";
            return Err(Refusal::bad(INVALID, message));
        }
    };
    if !is_e164(to) {
        return Err(not_valid(to));
    }
    let text = text(fields)?;
    if text.chars().count() > MOST_CHARACTERS {
        return Err(Refusal::bad(INVALID, "Invalid parameter: Message too long"));
    }

    let attributes = attributes(fields)?;
    let kind = attributes.get("AWS.SNS.SMS.SMSType");
    if kind.is_some_and(|kind| !["Promotional", "Transactional"].contains(kind)) {
        return Err(Refusal::bad(INVALID_ATTRIBUTE, "SMSType must be Promotional or Transactional"));
    }
    let sender = attributes.get("AWS.SNS.SMS.SenderID");
    if sender.is_some_and(|sender| !is_sender_id(sender)) {
        let message =
            "SenderID must be 1 to 11 letters and digits, hyphens between them, and at least one letter";
        return Err(Refusal::bad(INVALID_ATTRIBUTE, message));
    }
    Ok(Published::Message(Message {
        medium: Medium::Sms,
        to: to.clone(),
        from: (*sender.unwrap_or(&NO_SENDER)).to_owned(),
        subject: None,
        text: text.to_owned(),
        html: None,
        published: None,
        sent_at: endpoint.sent_at(),
    }))
}

fn not_valid(number: &str) -> Refusal {
    Refusal::bad(
        INVALID,
        format!("Invalid parameter: PhoneNumber Reason: {number} is not valid to publish to"),
    )
}

/// A plus sign and up to 15 digits, the first not zero.
fn is_e164(number: &str) -> bool {
    let Some(digits) = number.strip_prefix('+') else {
        return false;
    };
    (2..=15).contains(&digits.len())
        && !digits.starts_with('0')
        && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_sender_id(id: &str) -> bool {
    (1..=11).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && id.bytes().any(|byte| byte.is_ascii_alphabetic())
        && !id.starts_with('-')
        && !id.ends_with('-')
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            // XML has no way to write these.
            control if control.is_control() => escaped.push('\u{fffd}'),
            other => escaped.push(other),
        }
    }
    escaped
}
