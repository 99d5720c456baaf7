//! Templates: whatever an owner writes, and whatever stands for the tags.

use proptest::{collection::vec, prelude::*, sample::select};

use super::{cases, sent};
use crate::{
    base::{language::Language, secret::Secret},
    definition::{
        tag::{Tag, Value},
        text::Text,
    },
};

const TAGS: [(&str, Tag); 8] = [
    ("#accounts_receivable.name", Tag::AccountsReceivableName),
    ("#access_token.number", Tag::Number),
    ("#access_token.identifier", Tag::Identifier),
    ("#access_token.verification_code", Tag::VerificationCode),
    ("#access_token.pass_code", Tag::PassCode),
    ("#access_token.authentication_code", Tag::AuthenticationCode),
    ("#access_token.reset_ticket", Tag::ResetTicket),
    ("#access_token.one_time_password", Tag::OneTimePassword),
];

/// Any text, with tags and what is nearly one strewn in.
fn template() -> impl Strategy<Value = String> {
    let tags: Vec<&str> = TAGS.iter().map(|(name, _)| *name).collect();
    let nearly = "#{0,2}[a-z_]{0,12}\\.{0,2}[a-z_]{0,12}#?";
    let piece = prop_oneof![3 => select(tags).prop_map(str::to_owned), 2 => sent::text(), 1 => nearly];
    vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

/// What somebody would call themselves who wants to be read as a tag, or as HTML.
fn value() -> impl Strategy<Value = Value> {
    let tags = TAGS.iter().map(|(name, _)| (*name).to_owned());
    let markup =
        ["<script>", "</p><b>", "\" onload=\"", "&lt;", "<br>", "<strong>", "\n\n", "#"].map(str::to_owned);
    let text = prop_oneof![select(tags.chain(markup).collect::<Vec<_>>()), sent::text()];
    (text, any::<bool>())
        .prop_map(|(text, code)| if code { Value::Code(Secret::new(text)) } else { Value::Text(text) })
}

/// A text with each tag replaced, worked out another way: piece by piece, from the left.
fn replaced(template: &str, value: &Value) -> String {
    let Some(at) = template.find('#') else { return template.to_owned() };
    let (before, from) = template.split_at(at);
    let word = |c: char| c.is_ascii_lowercase() || c == '_';
    let is_whole = |name: &str| !from[name.len()..].starts_with(word);
    match TAGS.iter().find(|(name, _)| from.starts_with(name) && is_whole(name)) {
        Some((name, _)) => format!("{before}{}{}", value.as_str(), replaced(&from[name.len()..], value)),
        None => format!("{before}#{}", replaced(&from[1..], value)),
    }
}

proptest! {
    #![proptest_config(cases(4))]

    #[test]
    fn a_text_that_is_read_renders_and_values_are_never_read_for_tags(template in template(), value in value()) {
        if let Ok(text) = Text::parse(&template) {
            prop_assert_eq!(text.render(|_| value.clone()), replaced(&template, &value));
            for (name, tag) in TAGS {
                prop_assert!(!text.holds(tag) || template.contains(name));
            }
        }
    }

    #[test]
    fn html_holds_no_markup_but_its_own(template in template(), value in value()) {
        if let Ok(text) = Text::parse(&template) {
            let plain = |_| Value::Text(value.as_str().to_owned());
            let html = text.render_html(&Language::english(), plain);
            let body = html.split_once('\n').and_then(|(_, rest)| rest.split_once('\n'));
            let body = body.and_then(|(_, rest)| rest.strip_suffix("</body></html>\n")).expect("our frame");
            let own = ["<p>", "</p>\n", "<br>\n"].iter().fold(body.to_owned(), |body, own| body.replace(own, ""));
            prop_assert!(!own.contains(['<', '>', '"']), "{html}");
            // What was escaped is what would have been shown.
            let shown = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")];
            let shown = shown.iter().fold(own, |text, (escaped, shown)| text.replace(escaped, shown));
            let squeezed = |text: &str| text.split_whitespace().collect::<String>();
            prop_assert_eq!(squeezed(&shown), squeezed(&text.render(plain)));
        }
    }

    #[test]
    fn a_code_is_escaped_too(value in value()) {
        let text = Text::parse("#access_token.pass_code").expect("a text");
        let html = text.render_html(&Language::english(), |_| Value::Code(Secret::new(value.as_str())));
        let code = html.split_once("<strong style=").and_then(|(_, rest)| rest.split_once('>'));
        let (_, code) = code.expect("a code");
        let (code, _) = code.split_once("</strong>").expect("its end");
        let own = code.replace("<p>", "").replace("</p>\n", "").replace("<br>\n", "");
        prop_assert!(!own.contains(['<', '>', '"']), "{html}");
    }

    #[test]
    fn a_link_goes_where_the_owner_wrote_it_and_brings_the_value_whole(value in value()) {
        let text = Text::parse("https://example.com/?a=#access_token.identifier").expect("a text");
        let link = text.render(|_| value.clone());
        let brought = link.strip_prefix("https://example.com/?").expect("its place");
        let read: Vec<_> = form_urlencoded::parse(brought.as_bytes()).collect();
        prop_assert_eq!(read, [("a".into(), value.as_str().into())]);
    }
}
