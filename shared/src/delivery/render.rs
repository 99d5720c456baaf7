//! A message, ready to read: its template with what stands for each tag.

use super::client::Outgoing;
use crate::{
    definition::template::{Tag, Template, Value},
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
    Ok(match &template.subject {
        Some(subject) => Outgoing::Email {
            message,
            subject: subject.render(value),
            html: template.content.render_html(value),
            text,
        },
        None => Outgoing::Sms { to: &message.to, text },
    })
}
