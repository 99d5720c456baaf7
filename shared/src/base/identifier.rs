//! The identifier: what a customer is called by. Unique, in one spelling.

use std::{fmt, str::FromStr};

use email_address::EmailAddress;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use super::{
    id::{Id, Number},
    rule::{Broken, Rule},
    text_rules::{MAXIMUM_LENGTH, Minimums, plain_text},
};

/// The format that a definition asks of an identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum IdentifierFormat {
    Email,
    Phone,
    Number,
    FreeText,
}

impl IdentifierFormat {
    /// Whether messages can be sent to such an identifier.
    pub const fn is_address(self) -> bool {
        match self {
            Self::Email | Self::Phone => true,
            Self::Number | Self::FreeText => false,
        }
    }
}

/// Where a token's identifier comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum IdentifierCreation {
    /// The caller brings one.
    #[default]
    None,
    /// The digits of the token's number.
    GeneratedNumber,
    /// The token's id.
    GeneratedId,
}

/// The definition's rules for an identifier.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentifierRules {
    #[serde(default)]
    pub creation: IdentifierCreation,
    pub format: IdentifierFormat,
    #[serde(default)]
    pub minimum: Minimums,
    /// Name of the template that tells an owner that somebody registered with their identifier again.
    pub taken_template: Option<String>,
}

impl IdentifierRules {
    /// Nothing but the format.
    pub fn plain(format: IdentifierFormat) -> Self {
        Self {
            creation: IdentifierCreation::None,
            format,
            minimum: Minimums::default(),
            taken_template: None,
        }
    }
}

/// An identifier that met the rules: an e-mail address as typed but for its domain (lower case), a
/// phone number in E.164, digits, or free text in NFKC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Identifier(String);

/// The one spelling of an identifier, by which it is unique and looked up: `Ada@Example.com` and
/// `ada@example.com` are one mailbox, `+357 99 123456` and `+35799123456` one phone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NormalisedIdentifier(String);

impl Identifier {
    pub fn parse(text: &str, rules: &IdentifierRules) -> Result<Self, Broken> {
        let text = text.trim();
        plain_text(text, MAXIMUM_LENGTH)?;
        let identifier = match rules.format {
            IdentifierFormat::Email => email(text)?,
            IdentifierFormat::Phone => phone(text)?,
            IdentifierFormat::Number => number(text)?,
            IdentifierFormat::FreeText => text.nfkc().collect(),
        };
        if identifier.is_empty() {
            return Err(Rule::TooShort { minimum: 1 }.into());
        }
        rules.minimum.check(&identifier)?;
        let identifier = Self(identifier);
        identifier.normalised().short_enough()?;
        Ok(identifier)
    }

    /// The identifier that a token is given, if it is given one.
    pub fn generated(creation: IdentifierCreation, number: &Number, id: &Id) -> Option<Self> {
        match creation {
            IdentifierCreation::None => None,
            IdentifierCreation::GeneratedNumber => Some(Self(number.digits().to_owned())),
            IdentifierCreation::GeneratedId => Some(Self(id.to_string())),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The two-letter code of the country that a phone number belongs to.
    pub fn country(&self) -> Option<String> {
        let number = phonenumber::parse(None, &self.0).ok()?;
        Some(format!("{:?}", number.country().id()?))
    }

    pub fn normalised(&self) -> NormalisedIdentifier {
        NormalisedIdentifier::of(&self.0)
    }
}

impl NormalisedIdentifier {
    /// What was typed, in the spelling to look it up by. Never fails: what no identifier could be
    /// spelled like is simply not found.
    pub fn of(text: &str) -> Self {
        let text = text.trim();
        Self(phone(text).unwrap_or_else(|_| text.nfkc().collect::<String>().to_lowercase()))
    }

    /// NFKC can make eighteen characters of one, and a key of the table has 2048 bytes at most.
    pub fn short_enough(&self) -> Result<(), Rule> {
        plain_text(&self.0, MAXIMUM_LENGTH)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// RFC 5321 addresses that SES delivers to: ASCII, a plain local part, a domain with a dot.
fn email(text: &str) -> Result<String, Rule> {
    if !text.is_ascii() {
        return Err(Rule::NotAscii);
    }
    let address = EmailAddress::from_str(text).map_err(|_| Rule::NotAnEmailAddress)?;
    let (local, domain) = (address.local_part(), address.domain());
    let quoted = local.starts_with('"') || domain.starts_with('[');
    // The library also takes `Ada <ada@example.com>`: then it is longer than its parts.
    if quoted || !domain.contains('.') || text.len() != local.len() + 1 + domain.len() {
        return Err(Rule::NotAnEmailAddress);
    }
    Ok(format!("{local}@{}", domain.to_lowercase()))
}

/// International numbers only (`+…`), valid by the numbering plan of their country.
fn phone(text: &str) -> Result<String, Rule> {
    if !text.starts_with('+') {
        return Err(Rule::NotAPhoneNumber);
    }
    let number = phonenumber::parse(None, text).map_err(|_| Rule::NotAPhoneNumber)?;
    if !number.is_valid() || number.extension().is_some() {
        return Err(Rule::NotAPhoneNumber);
    }
    Ok(number.format().mode(phonenumber::Mode::E164).to_string())
}

fn number(text: &str) -> Result<String, Rule> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) { Ok(text.to_owned()) } else { Err(Rule::NotANumber) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(format: IdentifierFormat, text: &str) -> Result<String, Broken> {
        Identifier::parse(text, &IdentifierRules::plain(format)).map(|identifier| identifier.0)
    }

    #[test]
    fn an_email_address_keeps_its_local_part_and_lowers_its_domain() {
        assert_eq!(
            parse(IdentifierFormat::Email, " Ada.Lovelace+x@Example.COM ").as_deref(),
            Ok("Ada.Lovelace+x@example.com")
        );
    }

    #[test]
    fn what_is_no_email_address_is_refused() {
        for text in [
            "",
            "ada",
            "ada@",
            "@example.com",
            "ada@localhost",
            "ada@[127.0.0.1]",
            "Ada <ada@example.com>",
            "\"a b\"@example.com",
            "ada@example.com,bob@example.com",
            "a@b@example.com",
            "ada@exa mple.com",
        ] {
            assert_eq!(parse(IdentifierFormat::Email, text), Err(Rule::NotAnEmailAddress.into()), "{text}");
        }
        assert_eq!(
            parse(IdentifierFormat::Email, "ada@example.com\r\nBcc: x@example.com"),
            Err(Rule::ControlCharacter.into())
        );
        assert_eq!(parse(IdentifierFormat::Email, "αδα@example.com"), Err(Rule::NotAscii.into()));
        assert_eq!(
            parse(IdentifierFormat::Email, &format!("{}@example.com", "a".repeat(250))),
            Err(Rule::TooLong { maximum: 254 }.into())
        );
    }

    #[test]
    fn a_phone_number_becomes_e164() {
        assert_eq!(parse(IdentifierFormat::Phone, "+357 99 123456").as_deref(), Ok("+35799123456"));
        assert_eq!(parse(IdentifierFormat::Phone, "+44 (0)20 7946 0958").as_deref(), Ok("+442079460958"));
    }

    #[test]
    fn what_is_no_phone_number_is_refused() {
        for text in ["99123456", "+1", "+357", "+99912345678", "phone", "+35799123456 ext. 7"] {
            assert_eq!(parse(IdentifierFormat::Phone, text), Err(Rule::NotAPhoneNumber.into()), "{text}");
        }
    }

    #[test]
    fn spellings_of_one_identifier_are_one() {
        let same = |one: &str, other: &str| NormalisedIdentifier::of(one) == NormalisedIdentifier::of(other);
        assert!(same("Ada@Example.com", "ada@example.com "));
        assert!(same("+357 99 123456", "+35799123456"));
        assert!(same("ﬁne", "FINE"));
        assert!(!same("ada@example.com", "ada@example.org"));
    }

    #[test]
    fn an_identifier_is_measured_as_it_is_kept() {
        let grows = "\u{fdfa}".repeat(20);
        assert_eq!(parse(IdentifierFormat::FreeText, &grows), Err(Rule::TooLong { maximum: 254 }.into()));
        assert!(parse(IdentifierFormat::FreeText, &"x".repeat(254)).is_ok());
    }

    #[test]
    fn a_phone_number_knows_its_country() {
        let country = |phone: &str| Identifier(phone.to_owned()).country();
        assert_eq!(country("+35799123456").as_deref(), Some("CY"));
        assert_eq!(country("+442079460958").as_deref(), Some("GB"));
    }
}
