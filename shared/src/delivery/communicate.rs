//! The function `communicate`: message rows come from the stream, messages go out.
//!
//! 1. Read the row from its record. One that cannot be read is reported, again and again, until the
//!    stream's failure queue keeps it.
//! 2. Count the try in the row, before it is made. A row that is SENT or FAILED sends nothing. Count the
//!    message too, once: where a budget is used up, the row is marked NOT_SENT and nothing leaves.
//! 3. Render: codes are derived here, and nowhere kept. 4. Send.
//! 5. Mark the row SENT or FAILED, or report its record, so that the stream brings it back.
//!
//! A time-out after the provider accepted may repeat a message; nothing loses one. Only the state of the
//! message's own row is written, and counters: this function has no right to touch an access token.

use std::{sync::Arc, time::Duration};

use futures_util::future::join_all;
use lambda_http::aws_lambda_events::{
    dynamodb::{Event, EventRecord},
    streams::{DynamoDbBatchItemFailure, DynamoDbEventResponse},
};

use super::{
    budget,
    client::{Delivery, Outgoing, Undelivered},
    sender::sender,
};
use crate::{
    base::{aws, log, timestamp::Clock, variables::Variables},
    definition::template::{Tag, Template, Value},
    keyring::KeyringError,
    records::message::{Message, MessageState},
    steps::{
        service::{Service, StartError},
        warm_service::WarmService,
    },
    table::{Begun, TableError},
};

/// Tries per message; the stream brings it back in between, waiting longer each time.
const TRIES: u32 = 5;
/// Longest wait for a provider's answer. Five tries stay within the life of a code.
const TIMEOUT: Duration = Duration::from_secs(5);

const QUEUED: &str = MessageState::Queued.as_str();

pub struct Communicate {
    warm: WarmService,
    delivery: Delivery,
}

impl Communicate {
    pub async fn start(variables: &Variables, clock: Clock) -> Result<Self, StartError> {
        Self::start_with_timeout(variables, clock, TIMEOUT).await
    }

    /// The same, with another wait for a provider that never answers.
    pub async fn start_with_timeout(
        variables: &Variables,
        clock: Clock,
        timeout: Duration,
    ) -> Result<Self, StartError> {
        let delivery = Delivery::new(&aws::config(variables)?, sender(variables)?, timeout);
        Ok(Self { warm: WarmService::start(variables, clock).await?, delivery })
    }
}

/// What became of a record.
#[derive(Debug, PartialEq, Eq)]
enum Delivered {
    Done,
    Again,
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
        let sequence_number = &record.change.sequence_number;
        let message: Message = match serde_dynamo::from_item(record.change.new_image.clone()) {
            Ok(message) => message,
            Err(error) => {
                let failure = log::without_value(&error.to_string());
                tracing::error!(sequence_number, failure, "the record cannot be read");
                return Delivered::Again;
            }
        };
        let id = message.id.as_str();
        let service = self.warm.service().await;
        let outcome = match service.table.begin_try(&message.key(), QUEUED).await {
            Ok(Begun::Over) => return Delivered::Done,
            Ok(Begun::Try { number, paid: true }) => self.try_to_send(&message, number, &service).await,
            Ok(Begun::Try { number, paid: false }) => match budget::spend(&message, &service).await {
                Ok(Ok(())) => self.try_to_send(&message, number, &service).await,
                Ok(Err(why)) => Err(Undelivered::KeptBack(why)),
                Err(error) => Err(Undelivered::Retry(error.to_string())),
            },
            Err(error) => Err(Undelivered::Retry(error.to_string())),
        };
        let marked = match &outcome {
            Ok(provider_id) => {
                tracing::info!(message_id = id, provider_id, "SENT");
                mark(&message, MessageState::Sent, ("provider_id", provider_id), &service).await
            }
            Err(Undelivered::GiveUp(reason)) => {
                tracing::error!(message_id = id, reason, "FAILED");
                mark(&message, MessageState::Failed, ("reason", reason), &service).await
            }
            Err(Undelivered::KeptBack(why)) => {
                let reason = why.as_str();
                tracing::warn!(message_id = id, reason, "NOT_SENT");
                mark(&message, MessageState::NotSent, ("reason", reason), &service).await
            }
            Err(Undelivered::Retry(reason)) => {
                tracing::warn!(message_id = id, reason, "to be tried again");
                return Delivered::Again;
            }
        };
        match marked {
            Ok(()) => Delivered::Done,
            Err(error) => {
                tracing::error!(message_id = id, failure = %error, "the row cannot be marked");
                Delivered::Again
            }
        }
    }

    async fn try_to_send(
        &self,
        message: &Message,
        number: u32,
        service: &Arc<Service>,
    ) -> Result<String, Undelivered> {
        let give_up = |reason: &str| Err(Undelivered::GiveUp(reason.to_owned()));
        let retry_or_give_up = |reason| {
            Err(if number == TRIES { Undelivered::GiveUp(reason) } else { Undelivered::Retry(reason) })
        };
        if (service.clock)() >= message.useful_until {
            return give_up("its code expired before it could be sent");
        }
        if number > TRIES {
            return give_up("every try was broken off");
        }
        let Some(template) = service.definition.template(&message.template) else {
            // While a release is rolled out, the row may be newer than this function's definition.
            return retry_or_give_up("its template is not in the definition".to_owned());
        };
        let mut rendered = render(message, template, service);
        if matches!(rendered, Err(KeyringError::UnknownKey(_))) && self.warm.renewed(service).await {
            rendered = render(message, template, &*self.warm.service().await);
        }
        match rendered {
            Ok(outgoing) => match self.delivery.send(outgoing).await {
                Err(Undelivered::Retry(reason)) => retry_or_give_up(reason),
                sent => sent,
            },
            // So may its key or its derivation be.
            Err(error) => retry_or_give_up(error.to_string()),
        }
    }
}

fn render<'a>(
    message: &'a Message,
    template: &Template,
    service: &Service,
) -> Result<Outgoing<'a>, KeyringError> {
    let holds = |tag| template.holds(tag);
    let values = message.values(holds, &service.keyring, service.definition.words())?;
    let value = |tag: Tag| values.get(&tag).cloned().unwrap_or(Value::Text(String::new()));
    let text = template.content.render(value);
    Ok(match &template.subject {
        Some(subject) => Outgoing::Email {
            to: &message.to,
            subject: subject.render(value),
            html: template.content.render_html(value),
            text,
        },
        None => Outgoing::Sms { to: &message.to, text },
    })
}

/// The row is QUEUED until then.
async fn mark(
    message: &Message,
    state: MessageState,
    more: (&str, &str),
    service: &Service,
) -> Result<(), TableError> {
    service.table.mark(&message.key(), QUEUED, state.as_str(), more).await
}
