//! Addresses as an owner is shown them: in full to who has typed them, else as little as tells two of them apart.

use crate::base::identifier::{Identifier, NormalisedIdentifier};

/// How many of the last digits of a phone number are shown.
const DIGITS: usize = 2;

/// Which addresses are shown in full.
#[derive(Clone, Debug)]
pub enum Addresses {
    All,
    /// The one that was typed, however it was spelled.
    Typed(String),
}

impl Addresses {
    pub(super) fn shown(&self, address: &Identifier) -> String {
        let in_full = match self {
            Self::All => true,
            Self::Typed(typed) => NormalisedIdentifier::of(typed) == address.normalised(),
        };
        if in_full { address.to_string() } else { masked(address.as_str()) }
    }
}

/// `a…@example.com`, `…56`.
fn masked(address: &str) -> String {
    let first = |text: &str| text.chars().take(1).collect::<String>();
    if let Some((local, domain)) = address.rsplit_once('@') {
        return format!("{}…@{domain}", first(local));
    }
    let before = address.chars().count().saturating_sub(DIGITS);
    format!("…{}", address.chars().skip(before).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::identifier::{IdentifierFormat, IdentifierRules};

    fn shown(shown: &Addresses, format: IdentifierFormat, address: &str) -> String {
        let address = Identifier::parse(address, &IdentifierRules::plain(format)).expect("an address");
        shown.shown(&address)
    }

    #[test]
    fn an_address_is_masked_unless_it_was_typed_or_all_are_shown() {
        let by_number = Addresses::Typed("ACT0000000177".to_owned());
        let email = |of: &Addresses| shown(of, IdentifierFormat::Email, "Ada@example.com");
        let phone = |of: &Addresses| shown(of, IdentifierFormat::Phone, "+35799123456");
        assert_eq!((email(&by_number), phone(&by_number)), ("A…@example.com".to_owned(), "…56".to_owned()));
        let typed = |text: &str| Addresses::Typed(text.to_owned());
        assert_eq!(email(&typed("ada@EXAMPLE.com")), "Ada@example.com");
        assert_eq!(phone(&typed("ada@example.com")), "…56");
        assert_eq!(phone(&typed("+357 99 123456")), "+35799123456");
        assert_eq!(phone(&Addresses::All), "+35799123456");
    }
}
