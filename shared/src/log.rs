//! The log: JSON lines on standard output, which Lambda keeps. One line a request, failures once.

use tracing::Level;

/// Starts it; the SDKs' own chatter is left out, for it may quote what is sent.
pub fn start() {
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_max_level(Level::INFO)
        .with_current_span(false)
        .with_span_list(false)
        .with_target(false)
        .without_time()
        .init();
}
