//! The log: JSON lines on standard output, which Lambda keeps. One line a request, failures once.

use std::{error::Error, iter::successors};

use tracing::Level;
use tracing_subscriber::{fmt::MakeWriter, util::SubscriberInitExt};

/// From now on lines are written; before, they are lost.
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
