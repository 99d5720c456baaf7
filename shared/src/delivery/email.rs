//! E-mail, by SES.

use aws_sdk_sesv2::types::{Body, Content, Destination, EmailContent, Message, MessageTag};

use super::client::{Codes, Delivery, Undelivered, undelivered};
use crate::{base::id::Id, records};

/// The tags of a mail: what SES tells of it names its message row by them, so that nobody has to look for it.
pub(super) const ACCESS_TOKEN: &str = "access_token";
pub(super) const MESSAGE: &str = "message";

const CODES: Codes = Codes {
    gives_up: &["MessageRejected", "BadRequestException"],
    busy: &["TooManyRequestsException", "ThrottlingException"],
    // The quota of a day is used up; AWS, or the owner, has stopped the account; the configuration set is gone, or the
    // domain no longer verified.
    stopped: &[
        "LimitExceededException",
        "AccountSuspendedException",
        "SendingPausedException",
        "NotFoundException",
        "MailFromDomainNotVerifiedException",
    ],
};

impl Delivery {
    pub(super) async fn send_email(
        &self,
        about: &records::message::Message,
        subject: String,
        text: String,
        html: String,
    ) -> Result<String, Undelivered> {
        let content = |data: String| {
            let content = Content::builder().data(data).charset("UTF-8").build();
            content.map_err(|_| Undelivered::GiveUp("the message has no content".to_owned()))
        };
        let body = Body::builder().text(content(text)?).html(content(html)?).build();
        let message = Message::builder().subject(content(subject)?).body(body).build();
        let sent = self
            .ses
            .send_email()
            .from_email_address(&self.sender)
            .destination(Destination::builder().to_addresses(about.to.as_str()).build())
            .content(EmailContent::builder().simple(message).build())
            .configuration_set_name(&self.configuration_set)
            .email_tags(tag(ACCESS_TOKEN, about.access_token())?)
            .email_tags(tag(MESSAGE, &about.id)?)
            .send()
            .await;
        match sent {
            Ok(output) => Ok(output.message_id.unwrap_or_default()),
            Err(error) => Err(undelivered(&error, &CODES)),
        }
    }
}

fn tag(name: &str, id: &Id) -> Result<MessageTag, Undelivered> {
    let tag = MessageTag::builder().name(name).value(id.as_str()).build();
    tag.map_err(|_| Undelivered::GiveUp("the message has no id".to_owned()))
}
