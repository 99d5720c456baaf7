//! Exactly one of several fields: what names a record may be its id, its number or its name, but not two of them.

use std::fmt;

use super::{field_errors::FieldErrors, rule::Rule};

/// None of the fields is given, or more than one.
#[derive(Debug)]
pub struct NotOne(Vec<&'static str>);

/// How `typed` knows this error among those of serde.
pub(crate) const EXACTLY_ONE: &str = "exactly one of: ";

impl NotOne {
    /// The error of the object in which the fields stand.
    pub fn at(self, field: &str) -> FieldErrors {
        let one_of = self.0.into_iter().map(str::to_owned).collect();
        FieldErrors::field(field, Rule::ExactlyOneOf { one_of })
    }
}

/// As serde carries it, for an input that is read by `#[serde(try_from = …)]`.
impl fmt::Display for NotOne {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{EXACTLY_ONE}{}", self.0.join(","))
    }
}

/// The one that is given. Null is as good as absent.
pub(crate) fn exactly_one<T, const N: usize>(fields: [(&'static str, Option<T>); N]) -> Result<T, NotOne> {
    let names = fields.iter().map(|(name, _)| *name).collect();
    let mut given = fields.into_iter().filter_map(|(_, value)| value);
    match (given.next(), given.next()) {
        (Some(value), None) => Ok(value),
        (Some(_), Some(_)) | (None, _) => Err(NotOne(names)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_and_only_one_is_taken() {
        assert_eq!(exactly_one([("id", None), ("name", Some(7))]).ok(), Some(7));
        for fields in [[("id", None), ("name", None)], [("id", Some(7)), ("name", Some(7))]] {
            let refused = exactly_one(fields).expect_err("not one").at("account");
            assert_eq!(refused.to_string(), "account: give either id or name");
        }
    }
}
