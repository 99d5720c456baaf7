//! What the end points share: what this Amazon knows, ids, the inbox, refusals.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use axum::http::{HeaderMap, StatusCode, header};
use serde_json::Value;
use time::{OffsetDateTime, UtcOffset, format_description::well_known::Rfc3339};

use super::{
    faults::{Fault, Faults, Provider},
    secret::Secret,
};
use crate::{
    events::Events,
    inbox::{Inbox, Message},
    topic::Topic,
};

/// What the local stack's Amazon knows.
pub struct Aws {
    pub inbox: Inbox,
    pub faults: Faults,
    /// The one verified sender address.
    pub sender: String,
    /// Where SES tells what becomes of a mail that names a configuration set, and of what it does.
    pub topic: Topic,
    pub told: Vec<String>,
    /// Where messages go that another system brings to people, by its ARN: the inbox is that system.
    pub external_topic: String,
    /// Where events go that the owner's systems hear of.
    pub event_topic: String,
    pub events: Events,
    /// Secrets by name or ARN.
    pub secrets: BTreeMap<String, Arc<Secret>>,
    pub now: Arc<dyn Fn() -> OffsetDateTime + Send + Sync>,
}

/// What the handlers share.
pub(super) struct Endpoint {
    pub aws: Aws,
    answered: AtomicU64,
}

impl Endpoint {
    pub(super) const fn new(aws: Aws) -> Self {
        Self { aws, answered: AtomicU64::new(0) }
    }

    pub(super) fn now(&self) -> OffsetDateTime {
        (self.aws.now)().to_offset(UtcOffset::UTC).truncate_to_millisecond()
    }

    pub(super) fn sent_at(&self) -> String {
        // Only a year above 9999 can't be written.
        self.now().format(&Rfc3339).unwrap_or_default()
    }

    /// An id in the form of AWS's. It needs to be unique, not random: it holds the time and a count.
    pub(super) fn new_id(&self) -> String {
        let milliseconds = self.now().unix_timestamp_nanos() / 1_000_000;
        let count = self.answered.fetch_add(1, Ordering::Relaxed);
        format!(
            "{:08x}-{:04x}-4000-8000-{count:012x}",
            (milliseconds >> 16) & 0xffff_ffff,
            milliseconds & 0xffff
        )
    }

    /// Puts messages into the inbox, unless a fault that somebody asked for comes first.
    pub(super) async fn deliver(&self, provider: Provider, messages: Vec<Message>) -> Result<(), Fault> {
        let recipients: Vec<&str> = messages.iter().map(|message| message.to.as_str()).collect();
        let accept = || messages.iter().for_each(|message| self.aws.inbox.accept(message.clone()));
        self.unless_it_fails(provider, &recipients, accept).await
    }

    /// Keeps an event, unless a fault that somebody asked for comes first.
    pub(super) async fn tell(&self, event: Value) -> Result<(), Fault> {
        self.unless_it_fails(Provider::Sns, &[], || self.aws.events.add(event.clone())).await
    }

    async fn unless_it_fails(
        &self,
        provider: Provider,
        recipients: &[&str],
        accept: impl Fn(),
    ) -> Result<(), Fault> {
        let fault = self.aws.faults.meet(provider, recipients, self.now().unix_timestamp());
        if fault == Some(Fault::Hang) {
            self.aws.faults.stopped().await;
        }
        if matches!(fault, None | Some(Fault::DropAfterAccept)) {
            accept();
        }
        fault.map_or(Ok(()), Err)
    }
}

/// Why a call is not done.
pub(super) enum Refusal {
    Said {
        status: StatusCode,
        code: &'static str,
        message: String,
    },
    /// The connection closes without a word.
    Silent,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self::Said { status, code, message: message.into() }
    }

    pub(super) fn bad(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }
}

/// The signature itself is not checked: the local stack gives no keys.
pub(super) fn is_signed(headers: &HeaderMap) -> bool {
    let authorization = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    authorization.is_some_and(|value| value.starts_with("AWS4-HMAC-SHA256 "))
}

/// The region a request was signed for: `… Credential=KEY/DATE/REGION/SERVICE/aws4_request, …`.
pub(super) fn region(headers: &HeaderMap) -> Option<&str> {
    let authorization = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    authorization.split_once("Credential=")?.1.split('/').nth(2)
}
