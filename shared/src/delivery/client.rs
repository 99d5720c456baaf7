//! Delivery: one rendered message to one person, by SES, SNS or a topic, and what became of it.
//!
//! A failure is either worth another try or it is not. Reasons hold error codes only: a provider's
//! message may quote the address.

use std::time::Duration;

use aws_sdk_sesv2::{
    config::{retry::RetryConfig, timeout::TimeoutConfig},
    error::{ProvideErrorMetadata, SdkError},
};
use aws_types::SdkConfig;

use super::{
    external_message::{Attributes, ExternalMessage},
    pace::Rest,
    sender::sender,
};
use crate::{
    base::{
        identifier::Identifier,
        variables::{CONFIGURATION_SET, EXTERNAL_TOPIC, VariableError, Variables},
    },
    records::{destination::NotSent, message::Message},
};

/// A message that was not sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Undelivered {
    /// It may go through later: the provider is broken or out of reach, or its owner has to mend something.
    #[error("{0}; to be tried again")]
    Retry(String),
    /// It was no try: its turn has not come. Or the provider takes nothing from anybody here, and is better left alone.
    #[error("{reason}; put off")]
    PutOff { reason: String, rest: Option<Rest> },
    /// It never will.
    #[error("{0}; given up")]
    GiveUp(String),
    /// It may not leave: a budget is used up.
    #[error("kept back: {}", .0.as_str())]
    KeptBack(NotSent),
}

/// The clients of the providers.
#[derive(Debug)]
pub(super) struct Delivery {
    pub(super) ses: aws_sdk_sesv2::Client,
    pub(super) sns: aws_sdk_sns::Client,
    pub(super) sender: String,
    /// By which SES tells what becomes of a mail.
    pub(super) configuration_set: String,
    /// Where other systems get theirs, if there are any.
    pub(super) external_topic: Option<String>,
}

/// What is sent, ready to read. It has no `Debug`: there are codes in it.
pub(super) enum Outgoing<'a> {
    Email { message: &'a Message, subject: String, text: String, html: String },
    Sms { to: &'a Identifier, text: String },
    External { message: Box<ExternalMessage>, attributes: Attributes },
}

impl Delivery {
    /// `timeout` bounds one try to send, for a provider that never answers.
    pub(super) fn new(
        config: &SdkConfig,
        variables: &Variables,
        timeout: Duration,
    ) -> Result<Self, VariableError> {
        let sender = sender(variables)?;
        let configuration_set = variables.required(CONFIGURATION_SET)?.to_owned();
        let external_topic = variables.get(EXTERNAL_TOPIC).map(str::to_owned);
        // One try is one call: the stream brings a message back, and the row counts the tries.
        let once = RetryConfig::disabled();
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(Duration::from_secs(1))
            .operation_timeout(timeout)
            .build();
        let ses = aws_sdk_sesv2::config::Builder::from(config)
            .retry_config(once.clone())
            .timeout_config(timeouts.clone())
            .build();
        let sns =
            aws_sdk_sns::config::Builder::from(config).retry_config(once).timeout_config(timeouts).build();
        let (ses, sns) = (aws_sdk_sesv2::Client::from_conf(ses), aws_sdk_sns::Client::from_conf(sns));
        Ok(Self { ses, sns, sender, configuration_set, external_topic })
    }

    /// Sends it, and returns the id that the provider gave it.
    pub(super) async fn send(&self, outgoing: Outgoing<'_>) -> Result<String, Undelivered> {
        match outgoing {
            Outgoing::Email { message, subject, text, html } => {
                self.send_email(message, subject, text, html).await
            }
            Outgoing::Sms { to, text } => self.send_sms(to, text).await,
            Outgoing::External { message, attributes } => self.publish(&message, attributes).await,
        }
    }
}

/// The codes of a provider.
#[derive(Debug)]
pub(super) struct Codes {
    /// It refuses this message, or this address, for good.
    pub gives_up: &'static [&'static str],
    /// It was asked too often in a second.
    pub busy: &'static [&'static str],
    /// It sends nothing for this account for now.
    pub stopped: &'static [&'static str],
}

/// Tells the kinds of failure apart. What is in no list (a fault of the provider's, no answer, a missing permission) is
/// tried again: until the tries are used up it costs nothing, and giving up early costs a customer.
pub(super) fn undelivered<E: ProvideErrorMetadata>(error: &SdkError<E>, codes: &Codes) -> Undelivered {
    let put_off = |code: &str, rest| Undelivered::PutOff { reason: code.to_owned(), rest: Some(rest) };
    match error {
        SdkError::ServiceError(context) => match context.err().code() {
            Some(code) if codes.gives_up.contains(&code) => Undelivered::GiveUp(code.to_owned()),
            Some(code) if codes.stopped.contains(&code) => put_off(code, Rest::Stopped),
            Some(code) if codes.busy.contains(&code) => put_off(code, Rest::Busy),
            Some(code) => Undelivered::Retry(code.to_owned()),
            None => Undelivered::Retry(format!("status {}", context.raw().status().as_u16())),
        },
        SdkError::TimeoutError(_) => Undelivered::Retry("no answer in time".to_owned()),
        SdkError::DispatchFailure(_) => Undelivered::Retry("the connection failed".to_owned()),
        SdkError::ResponseError(_) => Undelivered::Retry("the answer cannot be read".to_owned()),
        SdkError::ConstructionFailure(_) => Undelivered::GiveUp("the request cannot be made".to_owned()),
        _ => Undelivered::Retry("an unknown failure".to_owned()),
    }
}
