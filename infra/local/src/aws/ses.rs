//! Amazon SES v2: `SendEmail` with simple content (REST, JSON), checked as SES checks it.

use std::sync::Arc;

use axum::{
    Json,
    body::to_bytes,
    extract::{Request, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::json;

use super::{
    endpoint::{Endpoint, Refusal, is_signed, region},
    faults::{Fault, Provider},
    line::no_answer,
    ses_events::Accepted,
};
use crate::inbox::{Medium, Message};

/// To, Cc and Bcc together.
const MOST_RECIPIENTS: usize = 50;
const MOST_BYTES: usize = 40 * 1024 * 1024;
const BAD_REQUEST: &str = "BadRequestException";

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SendEmail {
    from_email_address: Option<String>,
    destination: Option<Destination>,
    content: Option<Content>,
    configuration_set_name: Option<String>,
    email_tags: Option<Vec<Tag>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Tag {
    name: String,
    value: String,
}

#[derive(Deserialize)]
struct Destination {
    #[serde(rename = "ToAddresses")]
    to: Option<Vec<String>>,
    #[serde(rename = "CcAddresses")]
    cc: Option<Vec<String>>,
    #[serde(rename = "BccAddresses")]
    bcc: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Content {
    simple: Option<Simple>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Simple {
    subject: Option<Part>,
    body: Option<Body>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Body {
    text: Option<Part>,
    html: Option<Part>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Part {
    data: Option<String>,
}

pub(super) async fn send_email(State(endpoint): State<Arc<Endpoint>>, request: Request) -> Response {
    endpoint.aws.faults.see(Provider::Ses);
    let id = endpoint.new_id();
    let message_id = format!("{id}-000000");
    match accept(&endpoint, request, &message_id).await {
        Ok(()) => ([("x-amzn-requestid", id)], Json(json!({ "MessageId": message_id }))).into_response(),
        Err(refused) => refusal(refused, &id),
    }
}

/// A refusal in this protocol: the code in a header, the message in the body.
pub(super) fn refusal(refusal: Refusal, id: &str) -> Response {
    match refusal {
        Refusal::Said { status, code, message } => {
            let headers = [("x-amzn-errortype", code), ("x-amzn-requestid", id)];
            (status, headers, Json(json!({ "message": message }))).into_response()
        }
        Refusal::Silent => no_answer(),
    }
}

async fn accept(endpoint: &Endpoint, request: Request, id: &str) -> Result<(), Refusal> {
    let (head, body) = request.into_parts();
    if !is_signed(&head.headers) {
        let message = "Missing Authentication Token";
        return Err(Refusal::new(StatusCode::FORBIDDEN, "MissingAuthenticationTokenException", message));
    }
    let too_long = || bad(format!("Message length is more than {MOST_BYTES} bytes long."));
    let body = to_bytes(body, MOST_BYTES).await.map_err(|_| too_long())?;
    let email: SendEmail = serde_json::from_slice(&body)
        .map_err(|error| Refusal::bad("SerializationException", error.to_string()))?;
    let tags = tags(email.email_tags.as_deref().unwrap_or_default())?;
    let is_told_of = email.configuration_set_name.is_some();
    let messages = read(endpoint, email, region(&head.headers).unwrap_or("unknown"))?;
    let mut events = Vec::new();
    for message in messages.iter().filter(|_| is_told_of) {
        let Message { to, from, sent_at: at, .. } = message;
        events.extend(Accepted { id, at, from, to, tags: &tags }.events(&endpoint.aws.told));
    }
    let delivered = endpoint.deliver(Provider::Ses, messages).await;
    if matches!(delivered, Ok(()) | Err(Fault::DropAfterAccept)) {
        for event in events {
            endpoint.aws.topic.tell(event);
        }
    }
    delivered.map_err(|fault| match fault {
        Fault::Throttle => Refusal::new(
            StatusCode::TOO_MANY_REQUESTS,
            "TooManyRequestsException",
            "Maximum sending rate exceeded.",
        ),
        Fault::Stop => Refusal::bad("LimitExceededException", "Daily message quota exceeded."),
        Fault::Fail => Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "InternalFailure", "Asked to fail."),
        Fault::Reject => Refusal::bad("MessageRejected", "Asked to reject."),
        Fault::Hang | Fault::DropAfterAccept => Refusal::Silent,
    })
}

/// Names and values: letters, digits, `_` and `-`, 256 at most.
fn tags(tags: &[Tag]) -> Result<Vec<(String, String)>, Refusal> {
    let is_fit = |text: &str| {
        (1..=256).contains(&text.len())
            && text.chars().all(|c| c.is_ascii_alphanumeric() || "_-.@".contains(c))
    };
    match tags.iter().find(|tag| !is_fit(&tag.name) || !is_fit(&tag.value)) {
        Some(tag) => Err(bad(format!("Invalid tag: {}.", tag.name))),
        None => Ok(tags.iter().map(|tag| (tag.name.clone(), tag.value.clone())).collect()),
    }
}

/// One message for each recipient, or the first thing that SES would not have.
fn read(endpoint: &Endpoint, email: SendEmail, region: &str) -> Result<Vec<Message>, Refusal> {
    let from = email.from_email_address.ok_or_else(|| bad("From address is required."))?;
    let sender = address_in(&from).map_err(bad)?;
    if !is_same(sender, &endpoint.aws.sender) {
        let region = region.to_ascii_uppercase();
        let message = format!(
            "Email address is not verified. The following identities failed the check in region {region}: {sender}"
        );
        return Err(Refusal::bad("MessageRejected", message));
    }

    let destination = email.destination.ok_or_else(|| bad("Destination is required."))?;
    let lists = [destination.to, destination.cc, destination.bcc];
    let recipients: Vec<String> = lists.into_iter().flatten().flatten().collect();
    if recipients.is_empty() {
        return Err(bad("At least one recipient is required."));
    }
    if recipients.len() > MOST_RECIPIENTS {
        return Err(bad(format!("Recipient count exceeds {MOST_RECIPIENTS}.")));
    }

    let simple = email.content.and_then(|content| content.simple);
    let simple = simple
        .ok_or_else(|| bad("The local stack sends simple content only: Content.Simple is required."))?;
    let subject = simple.subject.and_then(|part| part.data).ok_or_else(|| bad("Subject is required."))?;
    if subject.contains(char::is_control) {
        return Err(bad("Subject contains control characters."));
    }
    let body =
        simple.body.map(|body| (body.text.and_then(|part| part.data), body.html.and_then(|part| part.data)));
    let (text, html) = body
        .filter(|(text, html)| text.is_some() || html.is_some())
        .ok_or_else(|| bad("Body is required."))?;

    let message_to = |recipient: &String| {
        Ok(Message {
            medium: Medium::Email,
            to: address_in(recipient).map_err(bad)?.to_owned(),
            from: from.clone(),
            subject: Some(subject.clone()),
            text: text.clone().unwrap_or_default(),
            html: html.clone(),
            published: None,
            sent_at: endpoint.sent_at(),
        })
    };
    recipients.iter().map(message_to).collect()
}

fn bad(message: impl Into<String>) -> Refusal {
    Refusal::bad(BAD_REQUEST, message)
}

/// The address in `ada@example.com` or `Ada <ada@example.com>`, refused in SES's words.
fn address_in(text: &str) -> Result<&str, &'static str> {
    if text.contains(char::is_control) {
        return Err("Address contains control characters");
    }
    let address = match text.trim_end().strip_suffix('>').and_then(|text| text.rsplit_once('<')) {
        Some((_, address)) => address,
        None => text.trim(),
    };
    let (local, domain) = address.rsplit_once('@').ok_or("Missing final '@domain'")?;
    let allowed_in_local = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    if local.is_empty() {
        Err("Missing local name")
    } else if !local.chars().all(allowed_in_local) {
        Err("Local address contains illegal character")
    } else if local.starts_with('.') || local.ends_with('.') || local.contains("..") {
        Err("Local address contains dot-dot, or starts or ends with dot")
    } else if domain.is_empty() {
        Err("Missing domain")
    } else if !domain.chars().all(|c| c.is_ascii_alphanumeric() || "-.".contains(c)) {
        Err("Domain contains illegal character")
    } else if domain.split('.').any(str::is_empty) {
        Err("Domain contains dot-dot, or starts or ends with dot")
    } else if local.len() > 64 || domain.len() > 255 {
        Err("Address is too long")
    } else {
        Ok(address)
    }
}

/// SES holds the local part of an identity exactly, and its domain in any case.
fn is_same(one: &str, other: &str) -> bool {
    match (one.rsplit_once('@'), other.rsplit_once('@')) {
        (Some((local, domain)), Some((other_local, other_domain))) => {
            local == other_local && domain.eq_ignore_ascii_case(other_domain)
        }
        _ => false,
    }
}
