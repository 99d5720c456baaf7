//! The log: JSON lines on standard output, which Lambda keeps. One line a request, failures once.

use std::{error::Error, iter::successors};

use tracing::Level;
use tracing_subscriber::{fmt::MakeWriter, util::SubscriberInitExt};

/// Starts it.
pub fn start() {
    lines(std::io::stdout).init();
}

/// What writes its lines; the SDKs' own chatter is left out, for it may quote what is sent.
pub fn lines<W>(writer: W) -> impl SubscriberInitExt
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_max_level(Level::INFO)
        .with_current_span(false)
        .with_span_list(false)
        .with_target(false)
        .without_time()
        .with_writer(writer)
}

/// An error and its causes, in the words that a log may hold. The SDKs' own `DisplayErrorContext` adds their
/// `Debug`, which quotes the whole answer: rows of the table, or the keyring.
pub fn chain(error: &(dyn Error + 'static)) -> String {
    let causes = successors(Some(error), |error: &&dyn Error| (*error).source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

/// Why something could not be read, without what was there. Serde says that first, then what it expected; of a number
/// in a row, serde_dynamo says it between quotes.
pub fn without_value(reason: &str) -> String {
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
