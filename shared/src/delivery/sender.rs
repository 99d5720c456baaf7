//! The sender: who e-mails come from, as their From line says it (RFC 5322, RFC 2047).

use data_encoding::BASE64;

use crate::base::variables::{SENDER, SENDER_NAME, VariableError, Variables};

/// An encoded word has 75 characters at most, `=?UTF-8?B?` and `?=` among them: so many bytes fit, in fours of Base64.
const BYTES_OF_A_WORD: usize = 45;

/// The address, with the name that a mail program shows in its place, if there is one.
pub(super) fn sender(variables: &Variables) -> Result<String, VariableError> {
    let address = variables.required(SENDER)?;
    let Some(name) = variables.get(SENDER_NAME) else { return Ok(address.to_owned()) };
    if name.contains(char::is_control) {
        let reason = "must be one line, without control characters".to_owned();
        return Err(VariableError::Malformed { name: SENDER_NAME.to_owned(), reason });
    }
    let shown = if name.is_ascii() { quoted(name) } else { encoded(name) };
    Ok(format!("{shown} <{address}>"))
}

/// A quoted string, in which nothing means anything but the two that are escaped.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Encoded words, each of whole characters: a reader takes the spaces between them out again.
fn encoded(name: &str) -> String {
    let mut words = vec![String::new()];
    for character in name.chars() {
        match words.last_mut() {
            Some(word) if word.len() + character.len_utf8() <= BYTES_OF_A_WORD => word.push(character),
            Some(_) | None => words.push(character.to_string()),
        }
    }
    let words = words.into_iter().map(|word| format!("=?UTF-8?B?{}?=", BASE64.encode(word.as_bytes())));
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn named(name: &str) -> Result<String, String> {
        let variables = [(SENDER, "tokens@example.com"), (SENDER_NAME, name)];
        let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        sender(&Variables::new(BTreeMap::from(variables.map(owned)))).map_err(|error| error.to_string())
    }

    #[test]
    fn a_name_is_quoted_so_that_nothing_in_it_is_an_address() {
        for (name, from) in [
            ("", "tokens@example.com"),
            ("Company ZX", r#""Company ZX" <tokens@example.com>"#),
            ("Company ZX, Ltd.", r#""Company ZX, Ltd." <tokens@example.com>"#),
            (r#"The "ZX" \ Co"#, r#""The \"ZX\" \\ Co" <tokens@example.com>"#),
            ("Eve <eve@example.com>", r#""Eve <eve@example.com>" <tokens@example.com>"#),
        ] {
            assert_eq!(named(name), Ok(from.to_owned()));
        }
    }

    #[test]
    fn a_name_beyond_ascii_is_encoded_in_words_that_are_short_enough_and_cut_no_character() {
        assert_eq!(named("Zoë"), Ok("=?UTF-8?B?Wm/Dqw==?= <tokens@example.com>".to_owned()));
        let long = "Εταιρεία Ωμέγα και Υιοί ".repeat(3);
        let from = named(&long).expect("a sender");
        let words: Vec<_> = from.trim_end_matches(" <tokens@example.com>").split(' ').collect();
        let decoded = words.iter().map(|word| {
            assert!(word.len() <= 75, "{word}");
            let inside = word.strip_prefix("=?UTF-8?B?").and_then(|word| word.strip_suffix("?="));
            let bytes = BASE64.decode(inside.expect("a word").as_bytes()).expect("Base64");
            String::from_utf8(bytes).expect("whole characters")
        });
        assert_eq!(decoded.collect::<String>(), long);
        assert!(words.len() > 1);
    }

    #[test]
    fn a_name_that_would_begin_another_line_stops_the_function() {
        let refused = named("Company\r\nBcc: eve@example.com").expect_err("refused");
        assert_eq!(
            refused,
            "the environment variable SENDER_NAME must be one line, without control characters"
        );
    }
}
