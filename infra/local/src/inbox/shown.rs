//! A message as pages and scripts read it: with what it brings its reader to type in, so that nobody parses texts.

use serde::Serialize;

use super::Message;

/// How many digits verification codes and one-time passwords have.
const DIGITS: std::ops::RangeInclusive<usize> = 6..=10;
/// How many letters and digits a reset ticket has.
const TICKET: usize = 32;

/// A message as pages and scripts read it.
#[derive(Clone, Debug, Serialize)]
pub(super) struct ShownMessage {
    #[serde(flatten)]
    pub message: Message,
    /// A verification code or a one-time password; null where it brings none.
    pub code: Option<String>,
    /// A reset ticket; null where it brings none.
    pub ticket: Option<String>,
}

impl From<Message> for ShownMessage {
    fn from(message: Message) -> Self {
        let parts = [Some(message.text.as_str()), message.subject.as_deref()];
        let found = |find: fn(&str) -> Option<&str>| {
            parts.into_iter().flatten().find_map(find).map(ToOwned::to_owned)
        };
        Self { code: found(code), ticket: found(ticket), message }
    }
}

/// The first code of digits that stands alone: ACT0000000177 and +35799123456 are none.
fn code(text: &str) -> Option<&str> {
    let is_digits = |word: &&str| word.bytes().all(|byte| byte.is_ascii_digit());
    let is_part = |c: char| c.is_alphanumeric() || "_+-@".contains(c);
    words(text, is_part).filter(|word| DIGITS.contains(&word.len())).find(is_digits)
}

/// The first reset ticket, alone or in a link.
fn ticket(text: &str) -> Option<&str> {
    let is_ticket =
        |word: &&str| word.bytes().all(|byte| byte.is_ascii_uppercase() || (b'2'..=b'7').contains(&byte));
    words(text, char::is_alphanumeric).filter(|word| word.len() == TICKET).find(is_ticket)
}

fn words(text: &str, is_part: impl Fn(char) -> bool) -> impl Iterator<Item = &str> {
    // The dot that ends a sentence is no part of a word, the one in an address is.
    text.split(move |c: char| !is_part(c) && c != '.').map(|word| word.trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_stands_alone() {
        for text in
            ["042917 is your code", "It is\n\n042917\n\nand", "Your code: 042917.", "@zx.example #042917"]
        {
            assert_eq!(code(text), Some("042917"), "{text}");
        }
        for text in [
            "ACT0000000177",
            "+35799123456",
            "04291",
            "12345678901",
            "042917@zx.example",
            "2026-112-042917",
            "1.042917",
        ] {
            assert_eq!(code(text), None, "{text}");
        }
    }

    #[test]
    fn a_ticket_stands_alone_or_in_a_link() {
        let known = "3PL5TXPXVPTR6IUGP7IJI5OAGV6Y2DNK";
        for text in [
            format!("enter this:\n\n{known}\n\nIt works once."),
            format!("{known}."),
            format!("https://app.zx.example/reset?ticket={known}&language=el"),
        ] {
            assert_eq!(ticket(&text), Some(known), "{text}");
        }
        let id = "3DB5EB5034A0B017EA06922A0D48EC3E";
        for text in [id.to_owned(), format!("{known}A"), known.to_lowercase()] {
            assert_eq!(ticket(&text), None, "{text}");
        }
    }
}
