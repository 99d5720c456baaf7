//! The function `communicate`: message rows come from the stream, messages go out.
//!
//! 1. Count the try in the row, before it is made. A row that is SENT or FAILED sends nothing.
//! 2. Count the message among those of today, if it was not: where a budget is used up, or its address is suppressed,
//!    it is marked NOT_SENT, and nothing leaves.
//! 3. Wait for its slot: they leave no faster than the provider takes them.
//! 4. Render: codes are derived here, and nowhere kept. 5. Send.
//! 6. Mark the row SENT or FAILED, or report its record, so that the stream brings it back, with a note that it was
//!    counted. Where there was no slot, or the provider was busy, that was no try.
//!
//! A time-out after the provider accepted may repeat a message; nothing loses one. Only the state of the message's own
//! row is written, and counters: this function has no right to touch an access token.

use std::{sync::Arc, time::Duration};

use futures_util::future::join_all;
use lambda_http::aws_lambda_events::{
    dynamodb::{Event, EventRecord},
    streams::{DynamoDbBatchItemFailure, DynamoDbEventResponse},
};
use serde_dynamo::Item;

use super::{
    budget,
    client::{Delivery, Outgoing, Undelivered},
    pace::{Pace, Rest},
    render::render,
};
use crate::{
    base::{
        aws, serde_text,
        timestamp::{Clock, MINUTE},
        variables::Variables,
    },
    keyring::KeyringError,
    records::{
        destination::NotSent,
        message::{Message, MessageState},
    },
    steps::{
        service::{Service, StartError},
        warm_service::WarmService,
    },
    table::{Begun, Key, TableError},
};

/// Tries per message; the stream brings it back in between, waiting longer each time.
const TRIES: u32 = 5;
const QUEUED: &str = MessageState::Queued.as_str();
/// A message that waits for a provider that sends nothing holds up those behind it, of the other medium too.
const STOPPED_FOR: i64 = 5 * MINUTE;
/// The stream gives a record up after an hour.
const LONGEST: i64 = 50 * MINUTE;
/// Noted where a message that was counted in its budgets comes back.
const COUNTED: &str = "counted";

pub struct Communicate {
    warm: WarmService,
    delivery: Delivery,
    pace: Pace,
}

/// How long a message waits at most.
#[derive(Clone, Copy, Debug)]
pub struct Waits {
    /// For a provider's answer.
    pub provider: Duration,
    /// For its turn to leave.
    pub slot: Duration,
}

/// Five tries stay within the life of a code; all waits of one, with calls of the table, within the function's timeout.
impl Default for Waits {
    fn default() -> Self {
        Self { provider: Duration::from_secs(5), slot: Duration::from_secs(40) }
    }
}

impl Communicate {
    pub async fn start(variables: &Variables, clock: Clock) -> Result<Self, StartError> {
        Self::start_waiting(variables, clock, Waits::default()).await
    }

    /// The same, with other waits.
    pub async fn start_waiting(
        variables: &Variables,
        clock: Clock,
        waits: Waits,
    ) -> Result<Self, StartError> {
        let delivery = Delivery::new(&aws::config(variables)?, variables, waits.provider)?;
        let pace = Pace::new(variables, waits.slot)?;
        let warm = WarmService::start(variables, clock).await?;
        let service = warm.service().await;
        match service.definition.external_template() {
            Some(template) if delivery.external_topic.is_none() => {
                Err(StartError::NoExternalTopic(template.to_owned()))
            }
            Some(_) | None => Ok(Self { warm, delivery, pace }),
        }
    }
}

/// What became of a record.
#[derive(Debug, PartialEq, Eq)]
enum Delivered {
    Done,
    Again,
}

/// What became of a try.
#[derive(Debug)]
enum Tried {
    /// Sent, with the id that the provider gave it.
    Sent(String),
    /// The row is in another state by now.
    Over,
}

impl Communicate {
    /// Sends a batch side by side, and reports the earliest record that has to come back. The stream takes
    /// up again from there; what was sent meanwhile is SENT and sends nothing then.
    pub async fn handle(&self, event: Event) -> DynamoDbEventResponse {
        let outcomes = join_all(event.records.iter().map(|record| self.deliver(record))).await;
        let mut response = DynamoDbEventResponse::default();
        let earliest =
            event.records.iter().zip(outcomes).find(|(_, outcome)| matches!(outcome, Delivered::Again));
        if let Some((record, _)) = earliest {
            let mut failure = DynamoDbBatchItemFailure::default();
            failure.item_identifier.clone_from(&record.change.sequence_number);
            response.batch_item_failures.push(failure);
        }
        response
    }

    async fn deliver(&self, record: &EventRecord) -> Delivered {
        let key: Key = match serde_dynamo::from_item(record.change.keys.clone()) {
            Ok(key) => key,
            Err(error) => {
                let failure = serde_text::without_value(&error.to_string());
                tracing::error!(failure, "a record without the key of a row");
                return Delivered::Again;
            }
        };
        let service = self.warm.service().await;
        let tried = self.try_to_deliver(&key, &record.change.new_image, &service).await;
        match settle(&key, tried, &service).await {
            Ok(delivered) => delivered,
            Err(error) => {
                tracing::error!(message_id = key.sort(), failure = %error, "the row cannot be marked");
                Delivered::Again
            }
        }
    }

    async fn try_to_deliver(
        &self,
        key: &Key,
        row: &Item,
        service: &Arc<Service>,
    ) -> Result<Tried, Undelivered> {
        let (number, noted) = match service.table.begin_try(key, QUEUED, COUNTED).await? {
            Begun::Over => return Ok(Tried::Over),
            Begun::Try { number, noted } => (number, noted),
        };
        if number > TRIES {
            return Err(Undelivered::GiveUp("every try was broken off".to_owned()));
        }
        let mut is_counted = noted;
        let sent = async {
            let message: Message = serde_dynamo::from_item(row.clone()).map_err(|error| {
                let reason = serde_text::without_value(&error.to_string());
                Undelivered::Retry(format!("the row cannot be read: {reason}"))
            })?;
            self.send(&message, &mut is_counted, service).await
        };
        match sent.await {
            // A function that is older than the row may not know all of it.
            Err(Undelivered::Retry(reason)) if number == TRIES => Err(Undelivered::GiveUp(reason)),
            Err(Undelivered::Retry(reason)) => {
                if is_counted && !noted {
                    service.table.note(key, QUEUED, COUNTED).await?;
                }
                Err(Undelivered::Retry(reason))
            }
            Err(put_off @ Undelivered::PutOff { .. }) => {
                service.table.put_off(key, QUEUED, is_counted.then_some(COUNTED)).await?;
                Err(put_off)
            }
            sent => sent.map(Tried::Sent),
        }
    }

    /// `is_counted`: whether it is among those of today. If the function dies before that is noted, it is counted
    /// twice.
    async fn send(
        &self,
        message: &Message,
        is_counted: &mut bool,
        service: &Arc<Service>,
    ) -> Result<String, Undelivered> {
        Self::is_of_use(message, service)?;
        let was_counted = *is_counted;
        if !was_counted {
            budget::spend(message, service).await?.map_err(Undelivered::KeptBack)?;
            *is_counted = true;
        }
        let medium = message.medium();
        let Some(waited) = self.pace.wait(medium, service).await? else {
            return Err(Undelivered::PutOff { reason: "no slot is free soon".to_owned(), rest: None });
        };
        Self::is_of_use(message, service)?;
        // Mail to it may have come back meanwhile.
        if (was_counted || !waited.is_zero()) && budget::is_suppressed(message, service).await? {
            return Err(Undelivered::KeptBack(NotSent::Suppressed));
        }
        let sent = self.delivery.send(self.rendered(message, service).await?).await;
        if let Err(Undelivered::PutOff { rest: Some(rest), reason }) = &sent {
            self.pace.rest(medium, *rest, service).await?;
            if *rest == Rest::Stopped && (service.clock)() >= message.created().plus(STOPPED_FOR) {
                return Err(Undelivered::GiveUp(reason.clone()));
            }
        }
        sent
    }

    /// Its code may be dead; or it waited for so long that the stream is about to give it up, and nobody would mark it.
    fn is_of_use(message: &Message, service: &Service) -> Result<(), Undelivered> {
        let now = (service.clock)();
        let give_up = |reason: &str| Err(Undelivered::GiveUp(reason.to_owned()));
        if now >= message.useful_until {
            give_up("its code expired before it could be sent")
        } else if now >= message.created().plus(LONGEST) {
            give_up("it could not be sent for most of an hour")
        } else {
            Ok(())
        }
    }

    async fn rendered<'a>(
        &self,
        message: &'a Message,
        service: &Arc<Service>,
    ) -> Result<Outgoing<'a>, Undelivered> {
        // While a release is rolled out, the row may be newer than this function's definition; so may its key or its
        // derivation be.
        let Some(template) = service.definition.template(&message.template) else {
            return Err(Undelivered::Retry("its template is not in the definition".to_owned()));
        };
        let mut rendered = render(message, template, service);
        if matches!(rendered, Err(KeyringError::UnknownKey(_))) && self.warm.renewed(service).await {
            rendered = render(message, template, &*self.warm.service().await);
        }
        rendered.map_err(|error| Undelivered::Retry(error.to_string()))
    }
}

/// A table that does not answer costs a try.
impl From<TableError> for Undelivered {
    fn from(error: TableError) -> Self {
        Self::Retry(error.to_string())
    }
}

/// Marks the row, which is QUEUED until then, and says so: `state` is what the metrics count by.
async fn settle(
    key: &Key,
    tried: Result<Tried, Undelivered>,
    service: &Service,
) -> Result<Delivered, TableError> {
    // An owner who has those sent again that did not go finds the rows by both.
    let (message_id, access_token_id) = (key.sort(), Message::access_token_of(key));
    let mark = |state, more| service.table.mark(key, [QUEUED], state, more);
    match tried {
        Ok(Tried::Over) => {}
        Ok(Tried::Sent(provider_id)) => {
            let state = MessageState::Sent.as_str();
            tracing::info!(message_id, provider_id, state, "message");
            mark(state, ("provider_id", &provider_id)).await?;
        }
        Err(Undelivered::GiveUp(reason)) => {
            let state = MessageState::Failed.as_str();
            tracing::error!(message_id, access_token_id, reason, state, "message");
            mark(state, ("reason", &reason)).await?;
        }
        Err(Undelivered::KeptBack(why)) => {
            let (state, reason) = (MessageState::NotSent.as_str(), why.as_str());
            tracing::warn!(message_id, access_token_id, reason, state, "message");
            mark(state, ("reason", reason)).await?;
        }
        Err(Undelivered::Retry(reason)) => {
            tracing::warn!(message_id, access_token_id, reason, state = "TO_BE_TRIED_AGAIN", "message");
            return Ok(Delivered::Again);
        }
        Err(Undelivered::PutOff { reason, .. }) => {
            tracing::warn!(message_id, access_token_id, reason, state = "PUT_OFF", "message");
            return Ok(Delivered::Again);
        }
    }
    Ok(Delivered::Done)
}
