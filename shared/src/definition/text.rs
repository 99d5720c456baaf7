//! The text of a template: words, `#entity.attribute` tags and links, read once, rendered for one person.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::tag::{Tag, Value};
use crate::base::language::Language;

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Piece(Piece),
    /// A URL, with the tags in it.
    Link(Vec<Piece>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Tag(Tag),
}

/// Words, tags and links in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text(Vec<Part>);

/// A tag that no template may hold.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("holds the unknown tag `#{0}`; the tags are {known}", known = Tag::all())]
pub struct UnknownTag(String);

/// How a link begins. No other scheme: what a link holds may be a secret, and any app may take `companyzx://` for its
/// own.
const SCHEME: &str = "https://";

/// Of a value in a link everything is encoded but what a URL may hold anywhere (RFC 3986, 2.3).
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

impl Text {
    /// Reads a text. `#` and a word, a dot and a word are a tag; any other `#` is itself. `https://` begins a link,
    /// which goes on to the next space.
    pub fn parse(text: &str) -> Result<Self, UnknownTag> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(start) = rest.find(SCHEME) {
            let (before, from) = rest.split_at(start);
            let (link, after) = from.split_at(length_of_link(from));
            parts.extend(pieces(before)?.into_iter().map(Part::Piece));
            parts.push(Part::Link(pieces(link)?));
            rest = after;
        }
        parts.extend(pieces(rest)?.into_iter().map(Part::Piece));
        Ok(Self(parts))
    }

    pub fn holds(&self, tag: Tag) -> bool {
        let is_it = |piece: &Piece| *piece == Piece::Tag(tag);
        self.0.iter().any(|part| match part {
            Part::Piece(piece) => is_it(piece),
            Part::Link(pieces) => pieces.iter().any(is_it),
        })
    }

    /// The text with each tag replaced. A value is never read for tags again; in a link it is encoded.
    pub fn render(&self, value: impl Fn(Tag) -> Value) -> String {
        let part = |part: &Part| match part {
            Part::Piece(Piece::Text(text)) => text.clone(),
            Part::Piece(Piece::Tag(tag)) => value(*tag).as_str().to_owned(),
            Part::Link(pieces) => url(pieces, &value),
        };
        self.0.iter().map(part).collect()
    }

    /// The same as HTML: paragraphs at blank lines, links, codes in large type, every character escaped. It has no
    /// colours of its own, so that it is as dark as the reader's mail program.
    pub fn render_html(&self, language: &Language, value: impl Fn(Tag) -> Value) -> String {
        let part = |part: &Part| match part {
            Part::Piece(Piece::Text(text)) => escape(text),
            Part::Piece(Piece::Tag(tag)) => match value(*tag) {
                Value::Text(text) => escape(&text),
                Value::Code(code) => {
                    format!("<strong style=\"{CODE_STYLE}\">{}</strong>", escape(code.reveal()))
                }
            },
            Part::Link(pieces) => {
                let url = escape(&url(pieces, &value));
                format!("<a href=\"{url}\">{url}</a>")
            }
        };
        let body: String = self.0.iter().map(part).collect();
        let paragraphs: String = body
            .trim()
            .split("\n\n")
            .map(|paragraph| format!("<p>{}</p>\n", paragraph.trim().replace('\n', "<br>\n")))
            .collect();
        let (language, direction) =
            (language.as_str(), if language.is_from_the_right() { "rtl" } else { "ltr" });
        format!(
            "<!doctype html>\n<html lang=\"{language}\" dir=\"{direction}\"><head>{HEAD}</head>\
             <body style=\"{BODY_STYLE}\">\n{paragraphs}</body></html>\n"
        )
    }
}

const HEAD: &str = "<meta charset=\"utf-8\"><meta name=\"color-scheme\" content=\"light dark\">";
const BODY_STYLE: &str = "font-family:-apple-system,'Segoe UI',Roboto,sans-serif;font-size:16px;line-height:1.5;\
    max-width:34em;margin:0 auto;padding:24px;overflow-wrap:anywhere";
const CODE_STYLE: &str =
    "font-family:ui-monospace,Menlo,Consolas,monospace;font-size:1.5em;letter-spacing:.08em";

/// How much of a text that begins with a link belongs to it. What ends a sentence does not.
fn length_of_link(text: &str) -> usize {
    let link = text.split(|c: char| c.is_whitespace() || "<>\"".contains(c)).next().unwrap_or_default();
    link.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '\'']).len()
}

fn url(pieces: &[Piece], value: impl Fn(Tag) -> Value) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Text(text) => text.clone(),
        Piece::Tag(tag) => utf8_percent_encode(value(*tag).as_str(), ENCODED).to_string(),
    };
    pieces.iter().map(piece).collect()
}

fn pieces(text: &str) -> Result<Vec<Piece>, UnknownTag> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find('#') {
        let (before, from) = rest.split_at(start);
        let name = tag_name(&from[1..]);
        let taken = if name.is_empty() { 1 } else { 1 + name.len() };
        if name.is_empty() {
            pieces.push(Piece::Text(rest[..=start].to_owned()));
        } else {
            let tag = Tag::named(name).ok_or_else(|| UnknownTag(name.to_owned()))?;
            pieces.extend([Piece::Text(before.to_owned()), Piece::Tag(tag)]);
        }
        rest = &from[taken..];
    }
    pieces.push(Piece::Text(rest.to_owned()));
    Ok(pieces)
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
    use crate::base::secret::Secret;

    fn value(tag: Tag) -> Value {
        match tag {
            Tag::VerificationCode => Value::Code(Secret::new("042917")),
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
    fn a_link_is_whole_and_what_a_tag_brings_into_it_is_encoded() {
        let text = "Open https://app.example.com/reset?of=#access_token.identifier&code=#access_token.verification_code.";
        let url = "https://app.example.com/reset?of=%3Cada%3E%40example.com%20%23access_token.pass_code&code=042917";
        assert_eq!(render(text), format!("Open {url}."));
        let html = Text::parse(text).expect("a text").render_html(&Language::english(), value);
        let url = url.replace('&', "&amp;");
        assert!(html.contains(&format!("<p>Open <a href=\"{url}\">{url}</a>.</p>")), "{html}");
    }

    #[test]
    fn a_link_ends_at_a_space_and_before_what_ends_a_sentence() {
        let link = |text: &str| text[..length_of_link(text)].to_owned();
        for (text, expected) in [
            ("https://example.com/a b", "https://example.com/a"),
            ("https://example.com/a?b=1&c#d\n", "https://example.com/a?b=1&c#d"),
            ("https://example.com/a).", "https://example.com/a"),
            ("https://example.com/\">", "https://example.com/"),
            ("https://", "https://"),
        ] {
            assert_eq!(link(text), expected);
        }
    }

    #[test]
    fn html_escapes_what_people_typed() {
        let html = Text::parse("Hi <b>\n\n#access_token.identifier")
            .expect("a text")
            .render_html(&Language::english(), value);
        assert!(html.contains("<p>Hi &lt;b&gt;</p>\n<p>&lt;ada&gt;@example.com"), "{html}");
    }
}
