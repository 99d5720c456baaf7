//! Message templates: text with `#entity.attribute` tags, read once, rendered for one person.

use serde::{Deserialize, Serialize};

/// By what a message travels; it belongs to the template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Medium {
    Email,
    Sms,
    /// By any other system of the owner's, which gets it from a topic.
    External,
}

impl Medium {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Email => "EMAIL",
            Self::Sms => "SMS",
            Self::External => "EXTERNAL",
        }
    }
}

/// The tags a template may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tag {
    AccountsReceivableName,
    Number,
    Identifier,
    VerificationCode,
    PassCode,
    AuthenticationCode,
    ResetTicket,
    OneTimePassword,
}

impl Tag {
    const ALL: [(&'static str, Self); 8] = [
        ("accounts_receivable.name", Self::AccountsReceivableName),
        ("access_token.number", Self::Number),
        ("access_token.identifier", Self::Identifier),
        ("access_token.verification_code", Self::VerificationCode),
        ("access_token.pass_code", Self::PassCode),
        ("access_token.authentication_code", Self::AuthenticationCode),
        ("access_token.reset_ticket", Self::ResetTicket),
        ("access_token.one_time_password", Self::OneTimePassword),
    ];

    /// Its name in templates, without the `#`.
    pub(crate) fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, known)| *known == self).map_or("", |&(name, _)| name)
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|&(_, tag)| tag)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Tag(Tag),
}

/// What stands for a tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Text(String),
    /// To be read and typed exactly: HTML shows it in large, even type.
    Code(String),
}

impl Value {
    pub(crate) fn as_str(&self) -> &str {
        match self {
            Self::Text(text) | Self::Code(text) => text,
        }
    }
}

/// Text and tags in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text(Vec<Part>);

/// A tag that no template may hold.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("holds the unknown tag `#{0}`; the tags are {known}", known = known_tags())]
pub struct UnknownTag(String);

fn known_tags() -> String {
    Tag::ALL.map(|(name, _)| format!("#{name}")).join(", ")
}

impl Text {
    /// Reads a text. `#` and a word, a dot and a word are a tag; any other `#` is itself.
    pub fn parse(text: &str) -> Result<Self, UnknownTag> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(start) = rest.find('#') {
            let (before, from) = rest.split_at(start);
            let name = tag_name(&from[1..]);
            let taken = if name.is_empty() { 1 } else { 1 + name.len() };
            if name.is_empty() {
                parts.push(Part::Text(rest[..=start].to_owned()));
            } else {
                let tag = Tag::named(name).ok_or_else(|| UnknownTag(name.to_owned()))?;
                parts.extend([Part::Text(before.to_owned()), Part::Tag(tag)]);
            }
            rest = &from[taken..];
        }
        parts.push(Part::Text(rest.to_owned()));
        Ok(Self(parts))
    }

    pub fn holds(&self, tag: Tag) -> bool {
        self.0.contains(&Part::Tag(tag))
    }

    /// The text with each tag replaced. A value is never read for tags again.
    pub fn render(&self, value: impl Fn(Tag) -> Value) -> String {
        let part = |part: &Part| match part {
            Part::Text(text) => text.clone(),
            Part::Tag(tag) => value(*tag).as_str().to_owned(),
        };
        self.0.iter().map(part).collect()
    }

    /// The same as HTML: paragraphs at blank lines, every character escaped, codes in large type.
    pub fn render_html(&self, value: impl Fn(Tag) -> Value) -> String {
        let part = |part: &Part| match part {
            Part::Text(text) => escape(text),
            Part::Tag(tag) => match value(*tag) {
                Value::Text(text) => escape(&text),
                Value::Code(code) => format!("<strong style=\"{CODE_STYLE}\">{}</strong>", escape(&code)),
            },
        };
        let body: String = self.0.iter().map(part).collect();
        let paragraphs: String = body
            .trim()
            .split("\n\n")
            .map(|paragraph| format!("<p>{}</p>\n", paragraph.trim().replace('\n', "<br>\n")))
            .collect();
        format!("<!doctype html>\n<html><body style=\"{BODY_STYLE}\">\n{paragraphs}</body></html>\n")
    }
}

const BODY_STYLE: &str = "font-family:-apple-system,'Segoe UI',Roboto,sans-serif;font-size:16px;line-height:1.5;\
    color:#1f2933;max-width:34em;margin:0 auto;padding:24px";
const CODE_STYLE: &str =
    "font-family:ui-monospace,Menlo,Consolas,monospace;font-size:1.5em;letter-spacing:.08em";

/// A template as the definition holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    pub medium: Medium,
    /// An e-mail has one, an SMS has none; what another system gets may have one.
    pub subject: Option<Text>,
    pub content: Text,
}

impl Template {
    pub fn holds(&self, tag: Tag) -> bool {
        self.content.holds(tag) || self.subject.as_ref().is_some_and(|subject| subject.holds(tag))
    }
}

/// `entity.attribute` at the start of `text`, or nothing. A dot that ends a sentence is not part of it.
fn tag_name(text: &str) -> &str {
    let word = |text: &str| text.bytes().take_while(|b| b.is_ascii_lowercase() || *b == b'_').count();
    let entity = word(text);
    if entity == 0 || text.as_bytes().get(entity) != Some(&b'.') {
        return "";
    }
    match word(&text[entity + 1..]) {
        0 => "",
        attribute => &text[..entity + 1 + attribute],
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(tag: Tag) -> Value {
        match tag {
            Tag::VerificationCode => Value::Code("042917".to_owned()),
            Tag::Identifier => Value::Text("<ada>@example.com #access_token.pass_code".to_owned()),
            Tag::AccountsReceivableName
            | Tag::Number
            | Tag::PassCode
            | Tag::AuthenticationCode
            | Tag::ResetTicket
            | Tag::OneTimePassword => Value::Text(String::new()),
        }
    }

    fn render(text: &str) -> String {
        Text::parse(text).expect("a text").render(value)
    }

    #[test]
    fn a_tag_is_replaced_by_its_value() {
        assert_eq!(render("Your code: #access_token.verification_code."), "Your code: 042917.");
    }

    #[test]
    fn a_value_is_never_read_for_tags() {
        assert_eq!(render("#access_token.identifier"), "<ada>@example.com #access_token.pass_code");
    }

    #[test]
    fn any_other_number_sign_is_itself() {
        assert_eq!(render("We are #1! ##, #, #a. #B.c"), "We are #1! ##, #, #a. #B.c");
    }

    #[test]
    fn an_unknown_tag_is_named_with_the_known_ones() {
        let error = Text::parse("Hello #access_token.pascode").expect_err("an unknown tag");
        assert!(error.to_string().starts_with(
            "holds the unknown tag `#access_token.pascode`; the tags are #accounts_receivable.name,"
        ));
    }

    #[test]
    fn html_escapes_what_people_typed() {
        let html = Text::parse("Hi <b>\n\n#access_token.identifier").expect("a text").render_html(value);
        assert!(html.contains("<p>Hi &lt;b&gt;</p>\n<p>&lt;ada&gt;@example.com"), "{html}");
    }
}
