//! What goes to any other system of the owner's: a document on a topic, by SNS, to which a queue, a function
//! or a web hook subscribes. It holds codes in clear, as a mail does.

use aws_sdk_sns::types::MessageAttributeValue;

use super::{
    client::{Codes, Delivery, Undelivered, undelivered},
    external_message::{Attributes, ExternalMessage},
};

const CODES: Codes = Codes {
    gives_up: &["InvalidParameter", "ParameterValueInvalid", "ValidationException"],
    busy: &["Throttled", "ThrottledException", "Throttling", "ThrottlingException", "KMSThrottling"],
    stopped: &[],
};

impl Delivery {
    pub(super) async fn publish(
        &self,
        message: &ExternalMessage,
        attributes: Attributes,
    ) -> Result<String, Undelivered> {
        // The row may be newer than this function's parameters, while a release is rolled out.
        let Some(topic) = &self.external_topic else {
            return Err(Undelivered::Retry("there is no topic for it".to_owned()));
        };
        let body = serde_json::to_string(message)
            .map_err(|_| Undelivered::GiveUp("the message cannot be written as JSON".to_owned()))?;
        let mut publish = self.sns.publish().topic_arn(topic).message(body);
        let Attributes { template, classification } = attributes;
        let named = [("medium", Some("EXTERNAL".to_owned())), ("template", Some(template))];
        for (name, value) in named.into_iter().chain([("classification", classification)]) {
            let Some(value) = value else { continue };
            let attribute = MessageAttributeValue::builder().data_type("String").string_value(value).build();
            let attribute =
                attribute.map_err(|_| Undelivered::GiveUp("an attribute has no type".to_owned()))?;
            publish = publish.message_attributes(name, attribute);
        }
        match publish.send().await {
            Ok(output) => Ok(output.message_id.unwrap_or_default()),
            Err(error) => Err(undelivered(&error, &CODES)),
        }
    }
}
