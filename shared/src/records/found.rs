//! By how something of them begins, customers are found: access tokens by their identifiers, accounts by the names of
//! who owns them.
//!
//! Each row has its place in that order always, and whether there is an index that goes by it is a parameter of the
//! stack: DynamoDB fills one with all rows that are there when an owner switches it on. No operation can forget to keep
//! it.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use crate::{base::id::Id, table::Index};

/// The index, spread as that of the tokens that belong to nothing is: by the last digit of ids.
pub(crate) const FOUND: Index =
    Index { name: "Found", spread_by: "found_in", ordered_by: "found_as", partitions: Id::LAST_DIGITS };

/// So many characters of a text are in it: a key of an index has 1024 bytes at most.
const LONGEST: usize = 100;

/// What begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Beginning {
    Identifier,
    Name,
}

impl Beginning {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Identifier => "IDENTIFIER",
            Self::Name => "NAME",
        }
    }

    /// The attributes that a record has by a text of its own.
    pub(crate) fn indexed(self, text: &str, id: &Id) -> Vec<(&'static str, String)> {
        let place = format!("{}#{id}", self.of(text));
        vec![(FOUND.spread_by, id.last_digit().to_owned()), (FOUND.ordered_by, place)]
    }

    /// How the places of all begin whose text begins like that.
    pub(crate) fn of(self, text: &str) -> String {
        let mut text = spelled(text);
        // A phone number, which is kept without what sets its digits apart.
        if self == Self::Identifier && text.starts_with('+') {
            text.retain(|one| !" ().-/".contains(one));
        }
        let text: String = text.chars().take(LONGEST).collect();
        format!("{}#{text}", self.as_str())
    }
}

/// As it is compared: nobody knows how a name is written exactly who hears it on the phone. No case, no accents, and in
/// Greek one small sigma, for `ΠΑΠΑΣ` may go on as `ΠΑΠΑΣΤΑΘΗΣ`.
pub(crate) fn spelled(text: &str) -> String {
    let bare: String = text.trim().nfkd().filter(|&one| !is_combining_mark(one)).collect();
    bare.to_lowercase().replace('ς', "σ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_that_sound_alike_are_one() {
        for (one, other) in [
            ("ΠΑΠΑΣ", "Παπάς"),
            ("Müller", "MULLER "),
            ("İpek", "ipek"),
            ("ﬁne", "FINE"),
            ("Ångström", "angstrom"),
        ] {
            assert_eq!(spelled(one), spelled(other));
        }
        assert!(spelled("ΠΑΠΑΣΤΑΘΗΣ").starts_with(&spelled("ΠΑΠΑΣ")));
    }

    #[test]
    fn a_place_fits_a_key_of_an_index_however_long_its_text_is() {
        let [_, (_, place)] = &Beginning::Identifier.indexed(&"𝕏".repeat(254), &Id::nobody())[..] else {
            panic!("two attributes");
        };
        assert!(place.len() <= 1024);
        let [_, (_, place)] = &Beginning::Name.indexed(&"가".repeat(254), &Id::nobody())[..] else {
            panic!("two attributes");
        };
        assert!(place.len() <= 1024);
    }
}
