//! A message, ready to read: its template with what stands for each tag.

use std::collections::BTreeMap;

use super::{
    client::Outgoing,
    external_message::{Attributes, ExternalMessage},
};
use crate::{
    base::language::Language,
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
    let definition = &service.definition;
    let (language, wording) = template.wording(message.language());
    let holds = |tag| wording.holds(tag);
    let values = message.values(holds, &service.keyring, definition.words(), language)?;
    let value = |tag: Tag| values.get(&tag).cloned().unwrap_or(Value::Text(String::new()));
    let language = language.unwrap_or(&definition.words().language);
    let text = wording.content.render(value);
    let subject = wording.subject.as_ref().map(|subject| subject.render(value));
    Ok(match template.medium {
        Medium::Email => {
            let (subject, html) = (subject.unwrap_or_default(), wording.content.render_html(language, value));
            Outgoing::Email { message, subject, text, html }
        }
        Medium::Sms => Outgoing::Sms { to: &message.to, text },
        Medium::External => {
            let held = values.iter().filter(|(tag, _)| holds(**tag));
            let values = held.map(|(tag, value)| (tag.name(), value.as_str().to_owned())).collect();
            let said = Said { language, subject, text, values };
            Outgoing::External {
                message: Box::new(external(message, said)),
                attributes: attributes(message, definition),
            }
        }
    })
}

/// What a message says, in one language.
struct Said<'a> {
    language: &'a Language,
    subject: Option<String>,
    text: String,
    values: BTreeMap<&'static str, String>,
}

fn external(message: &Message, said: Said<'_>) -> ExternalMessage {
    ExternalMessage {
        message_id: message.id.clone(),
        to: message.to.to_string(),
        language: said.language.as_str().to_owned(),
        subject: said.subject,
        text: said.text,
        values: said.values,
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
