//! Text messages, by SNS.

use aws_sdk_sns::types::MessageAttributeValue;

use super::client::{Codes, Delivery, Undelivered, undelivered};
use crate::base::identifier::Identifier;

/// SNS tells nobody who asks that the money of a month is used up: it takes the message and drops it.
const CODES: Codes = Codes {
    gives_up: &[
        "InvalidParameter",
        "ParameterValueInvalid",
        "OptedOut",
        "EndpointDisabled",
        "ValidationException",
    ],
    busy: &["Throttled", "ThrottledException", "Throttling", "ThrottlingException"],
    stopped: &[],
};

impl Delivery {
    pub(super) async fn send_sms(&self, to: &Identifier, text: String) -> Result<String, Undelivered> {
        // Codes travel by the route that is delivered first, not the cheapest.
        let transactional = MessageAttributeValue::builder()
            .data_type("String")
            .string_value("Transactional")
            .build()
            .map_err(|_| Undelivered::GiveUp("the message has no type".to_owned()))?;
        let sent = self
            .sns
            .publish()
            .phone_number(to.as_str())
            .message(text)
            .message_attributes("AWS.SNS.SMS.SMSType", transactional)
            .send()
            .await;
        match sent {
            Ok(output) => Ok(output.message_id.unwrap_or_default()),
            Err(error) => Err(undelivered(&error, &CODES)),
        }
    }
}
