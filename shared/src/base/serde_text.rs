//! What serde says of a value that does not fit. It says so in English alone, and quotes what it found, which may be a
//! secret: so its words are read, here and nowhere else, and tests notice where it chooses others.

use super::{
    exactly_one::EXACTLY_ONE,
    field_errors::{FieldErrors, below},
    rule::Rule,
};

/// The rule that a field breaks, as a caller is told.
pub(super) fn broken(path: &str, reason: &str) -> FieldErrors {
    let mut names = reason.split('`').skip(1).step_by(2);
    if reason.starts_with("unknown field") {
        names.next();
        return FieldErrors::unknown(path, names);
    }
    if reason.starts_with("missing field") {
        return FieldErrors::field(below(path, names.next().unwrap_or_default()), Rule::Missing);
    }
    if reason.starts_with("invalid type: null") {
        return FieldErrors::field(path, Rule::Missing);
    }
    if let Some(one_of) = reason.strip_prefix(EXACTLY_ONE) {
        let one_of = one_of.split(',').map(str::to_owned).collect();
        return FieldErrors::field(path, Rule::ExactlyOneOf { one_of });
    }
    FieldErrors::field(path, Rule::WrongType { expected: expected(reason) })
}

/// What was expected, in words for people.
fn expected(reason: &str) -> String {
    match reason.rsplit_once("expected ") {
        Some((_, expected)) if expected.starts_with("struct") || expected == "a map" => {
            "an object".to_owned()
        }
        Some((_, "a sequence")) => "a list".to_owned(),
        Some((_, "f64")) => "a number".to_owned(),
        Some((_, "u8")) => format!("a whole number from 0 to {}", u8::MAX),
        Some((_, "u16")) => format!("a whole number from 0 to {}", u16::MAX),
        Some((_, "u32")) => format!("a whole number from 0 to {}", u32::MAX),
        // As serde calls the name of a variant.
        Some((_, "string or map")) => "a string".to_owned(),
        Some((_, expected)) => expected.to_owned(),
        None => "something else".to_owned(),
    }
}

/// Why something could not be read, as a log may say it: without what was there. Serde says that first, then what it
/// expected; of a number in a row, serde_dynamo says it between quotes.
pub(crate) fn without_value(reason: &str) -> String {
    if let Some((_, after)) = reason.strip_prefix("Failed to parse '").and_then(|rest| rest.rsplit_once('\''))
    {
        return format!("failed to parse a number{after}");
    }
    match reason.rsplit_once(", expected ") {
        Some((found, expected)) => {
            let what = found.split([':', '`']).next().unwrap_or_default().trim_end();
            format!("{what}, expected {expected}")
        }
        None => reason.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_does_not_say_what_was_there() {
        for (reason, logged) in [
            (
                "unknown variant `secret, expected x`, expected `A` or `B`",
                "unknown variant, expected `A` or `B`",
            ),
            ("invalid type: string \"secret: x\", expected u64", "invalid type, expected u64"),
            ("missing field `id`", "missing field `id`"),
            (
                "Failed to parse '1.5, expected x' as an integer: invalid digit found in string",
                "failed to parse a number as an integer: invalid digit found in string",
            ),
        ] {
            assert_eq!(without_value(reason), logged);
        }
    }
}
