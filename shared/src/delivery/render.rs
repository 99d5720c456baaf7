//! A message, ready to read: its template with what stands for each tag.

use std::collections::BTreeMap;

use super::{
    client::Outgoing,
    external_message::{Attributes, ExternalMessage},
};
use crate::{
    definition::{
        Definition,
        tag::{Tag, Value},
        template::{Medium, Template},
    },
    keyring::KeyringError,
    records::message::Message,
    steps::service::Service,
};

pub(super) fn render<'a>(
    message: &'a Message,
    template: &Template,
    service: &Service,
) -> Result<Outgoing<'a>, KeyringError> {
    let holds = |tag| template.holds(tag);
    let values = message.values(holds, &service.keyring, service.definition.words())?;
    let value = |tag: Tag| values.get(&tag).cloned().unwrap_or(Value::Text(String::new()));
    let text = template.content.render(value);
    let subject = template.subject.as_ref().map(|subject| subject.render(value));
    Ok(match template.medium {
        Medium::Email => {
            let (subject, html) = (subject.unwrap_or_default(), template.content.render_html(value));
            Outgoing::Email { message, subject, text, html }
        }
        Medium::Sms => Outgoing::Sms { to: &message.to, text },
        Medium::External => {
            let held = values.iter().filter(|(tag, _)| template.holds(**tag));
            let values = held.map(|(tag, value)| (tag.name(), value.as_str().to_owned())).collect();
            let attributes = attributes(message, &service.definition);
            Outgoing::External { message: external(message, subject, text, values), attributes }
        }
    })
}

fn external(
    message: &Message,
    subject: Option<String>,
    text: String,
    values: BTreeMap<&'static str, String>,
) -> ExternalMessage {
    ExternalMessage {
        message_id: message.id.clone(),
        to: message.to.to_string(),
        subject,
        text,
        values,
        access_token_id: message.access_token().clone(),
        access_token_number: message.number().to_string(),
        created: message.created().to_string(),
        useful_until: message.useful_until.to_string(),
    }
}

fn attributes(message: &Message, definition: &Definition) -> Attributes {
    let mut classifications = definition.classifications().iter();
    let classification = classifications.find(|known| message.classification() == Some(&known.id));
    Attributes {
        template: message.template.clone(),
        classification: classification.map(|known| known.alternative_code.clone()),
    }
}
