//! The identifier: what a customer is called by. Unique, in one spelling.

mod email;
mod normalised;
mod numbering_plans;
mod phone;

use std::fmt;

pub(crate) use normalised::NormalisedIdentifier;
pub(crate) use phone::is_country;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    id::{Id, Number},
    rule::{Broken, Rule},
    text_rules::{MAXIMUM_LENGTH, Minimums, visible_text},
};

/// The format that a definition asks of an identifier.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum IdentifierFormat {
    Email,
    Phone,
    Number,
    #[default]
    FreeText,
}

/// Where a token's identifier comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
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
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IdentifierRules {
    /// Where an identifier comes from.
    #[serde(default)]
    pub creation: IdentifierCreation,
    /// What an identifier must be. A generated number is a NUMBER, a generated id is FREE_TEXT. Messages to
    /// who is called by one of these two go by templates that are EXTERNAL alone, or to the address of the
    /// customer record.
    #[schemars(example = IdentifierFormat::Email)]
    pub format: IdentifierFormat,
    /// How many characters it must have, and how many of them of each kind; 254 in all at most.
    #[serde(default)]
    pub minimum: Minimums,
    /// The template that tells a customer that somebody registered with their identifier again; without it
    /// nobody is told.
    #[schemars(example = &"taken")]
    pub taken_template: Option<String>,
    /// The template that tells a customer, at the old address and the new one, that the identifier was
    /// changed; without it nobody is told.
    #[schemars(example = &"renamed")]
    pub changed_template: Option<String>,
}

impl IdentifierRules {
    /// The minimums that an identifier has to reach: it is never empty.
    pub fn least(&self) -> Minimums {
        Minimums { length: self.minimum.length.max(1), ..self.minimum }
    }

    /// Nothing but the format.
    pub fn plain(format: IdentifierFormat) -> Self {
        Self {
            creation: IdentifierCreation::None,
            format,
            minimum: Minimums::default(),
            taken_template: None,
            changed_template: None,
        }
    }
}

/// An identifier that met the rules: an e-mail address as typed but for its domain (lower case), a
/// phone number in E.164, digits, or free text. In NFKC, with nothing invisible in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Identifier(String);

impl Identifier {
    pub fn parse(text: &str, rules: &IdentifierRules) -> Result<Self, Broken> {
        visible_text(text.trim(), MAXIMUM_LENGTH)?;
        let text = normalised::tidied(text);
        let identifier = match rules.format {
            IdentifierFormat::Email => email::parse(&text)?,
            IdentifierFormat::Phone => phone::parse(&text).ok_or(Rule::NotAPhoneNumber)?,
            IdentifierFormat::Number => number(&text)?,
            IdentifierFormat::FreeText => text,
        };
        rules.least().check(&identifier)?;
        // What NFKC makes of a text may be longer, and may hold what the text did not.
        visible_text(&identifier, MAXIMUM_LENGTH)?;
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
        phone::country(&self.0)
    }

    /// Whether it is a phone number that text messages reach. Premium, freephone and shared-cost numbers are none:
    /// whoever owns one earns by each message.
    pub fn takes_texts(&self) -> bool {
        phone::takes_texts(&self.0)
    }

    pub(crate) fn is_phone(&self) -> bool {
        matches!(self.normalised(), NormalisedIdentifier::Phone(_))
    }

    pub(crate) fn normalised(&self) -> NormalisedIdentifier {
        NormalisedIdentifier::of(&self.0)
    }
}

impl fmt::Display for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
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
            "ada@127.0.0.1",
            "=?utf-8?q?ada?=@example.com",
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
        for text in [
            "99123456",
            "+1",
            "+357",
            "+99912345678",
            "phone",
            "+35799123456 ext. 7",
            "+35799123456/x@evil.example",
            "+35799123456;1",
        ] {
            assert_eq!(parse(IdentifierFormat::Phone, text), Err(Rule::NotAPhoneNumber.into()), "{text}");
        }
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

    #[test]
    fn text_messages_go_to_mobile_numbers_only() {
        let takes_texts = |phone: &str| Identifier(phone.to_owned()).takes_texts();
        assert!(takes_texts("+35799123456"));
        // Of an American number nobody can tell.
        assert!(takes_texts("+12025550123"));
        for other in ["+442079460958", "+449098790000", "+448001111111", "+448451234567", "ada@example.com"] {
            assert!(!takes_texts(other), "{other}");
        }
    }

    #[test]
    fn nothing_invisible_stands_in_an_identifier() {
        for hidden in
            ['\u{ad}', '\u{200b}', '\u{200d}', '\u{2028}', '\u{202e}', '\u{2066}', '\u{feff}', '\u{3164}']
        {
            let text = format!("a{hidden}da");
            assert_eq!(
                parse(IdentifierFormat::FreeText, &text),
                Err(Rule::InvisibleCharacter.into()),
                "{hidden:?}"
            );
        }
    }

    #[test]
    fn an_identifier_that_is_too_short_is_told_all_that_it_lacks_and_is_never_empty() {
        let minimum = Minimums { letters: 2, ..Minimums::default() };
        let rules = IdentifierRules { minimum, ..IdentifierRules::plain(IdentifierFormat::FreeText) };
        let (short, letters) = (Rule::TooShort { minimum: 1 }, Rule::TooFewLetters { minimum: 2 });
        assert_eq!(Identifier::parse(" ", &rules).map_err(Broken::rules), Err(vec![short.clone(), letters]));
        for format in [IdentifierFormat::FreeText, IdentifierFormat::Number] {
            assert_eq!(parse(format, " "), Err(short.clone().into()));
        }
    }

    #[test]
    fn an_identifier_is_kept_as_it_can_be_typed_again() {
        assert_eq!(parse(IdentifierFormat::Number, "１２３").as_deref(), Ok("123"));
        assert_eq!(parse(IdentifierFormat::FreeText, "¨x").as_deref(), Ok("\u{308}x"));
        assert_eq!(parse(IdentifierFormat::Email, "ａda@example.com").as_deref(), Ok("ada@example.com"));
    }
}
