//! E-mail addresses, and the mailboxes behind them.

use std::str::FromStr;

use email_address::EmailAddress;

use crate::base::rule::Rule;

/// RFC 5321 addresses that SES delivers to: ASCII, a plain local part, a domain with a name for its last label.
pub(super) fn parse(text: &str) -> Result<String, Rule> {
    if !text.is_ascii() {
        return Err(Rule::NotAscii);
    }
    let address = EmailAddress::from_str(text).map_err(|_| Rule::NotAnEmailAddress)?;
    let (local, domain) = (address.local_part(), address.domain());
    // A quoted local part; an encoded word (RFC 2047), which a mail program may decode into another address.
    let strange = local.starts_with('"') || local.starts_with("=?");
    let top = domain.rsplit_once('.').map(|(_, top)| top);
    // `[127.0.0.1]` and 127.0.0.1 are machines, not domains.
    let is_domain = top.is_some_and(|top| top.bytes().any(|byte| byte.is_ascii_alphabetic()));
    // The library also takes `Ada <ada@example.com>`: then it is longer than its parts.
    let is_bare = text.len() == local.len() + 1 + domain.len();
    if strange || domain.starts_with('[') || !is_domain || !is_bare {
        return Err(Rule::NotAnEmailAddress);
    }
    Ok(format!("{local}@{}", domain.to_lowercase()))
}

/// The mailbox that an address in one spelling leads to: `ada+news@` is `ada@`, and Gmail ignores dots. Messages are
/// counted by it, so that nobody gets a hundred by a hundred spellings. Two people may share one where a provider
/// gives addresses with a plus to different people: then they share a budget, nothing else.
pub(super) fn mailbox(address: &str) -> String {
    let Some((local, domain)) = address.rsplit_once('@') else { return address.to_owned() };
    let local = local.split_once('+').map_or(local, |(local, _)| local);
    match domain {
        "gmail.com" | "googlemail.com" => format!("{}@gmail.com", local.replace('.', "")),
        _ => format!("{local}@{domain}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_mailbox_share_its_bucket() {
        for (address, bucket) in [
            ("ada@example.com", "ada@example.com"),
            ("ada+1@example.com", "ada@example.com"),
            ("ada.love+x+y@example.com", "ada.love@example.com"),
            ("a.d.a+9@googlemail.com", "ada@gmail.com"),
        ] {
            assert_eq!(mailbox(address), bucket);
        }
    }
}
