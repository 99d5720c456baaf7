//! Phone numbers: international ones (`+…`), valid by the numbering plan of their country.

use phonenumber::{Mode, PhoneNumber, Type, country, metadata::DATABASE};

/// Such a number in E.164. The characters come first: the library reads `+35799123456/x@evil.example` as a number with
/// an extension, and so an e-mail address would be claimed as somebody's phone.
pub(super) fn parse(text: &str) -> Option<String> {
    let digits = text.strip_prefix('+')?;
    let is_written_so = |c: char| c.is_ascii_digit() || " -().".contains(c);
    if !digits.chars().all(is_written_so) {
        return None;
    }
    let number = number(text)?;
    Some(number.format().mode(Mode::E164).to_string())
}

fn number(text: &str) -> Option<PhoneNumber> {
    let number = phonenumber::parse(None, text).ok()?;
    (number.is_valid() && number.extension().is_none()).then_some(number)
}

/// Whether it is the two-letter code of a country, or of a territory, that has phone numbers of its own.
pub(crate) fn is_country(code: &str) -> bool {
    code.parse::<country::Id>().is_ok()
}

/// The two-letter code of the country that a number in E.164 belongs to.
pub(super) fn country(text: &str) -> Option<String> {
    Some(format!("{:?}", number(text)?.country().id()?))
}

/// Whether text messages reach a number in E.164, at no more than the usual price.
pub(super) fn takes_texts(text: &str) -> bool {
    let kind = number(text).map(|number| number.number_type(&DATABASE));
    matches!(kind, Some(Type::Mobile | Type::FixedLineOrMobile))
}
