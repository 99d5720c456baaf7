//! The inbox: every e-mail and SMS that was accepted, and the page that shows them in the browser.

#[cfg(test)]
mod tests;

use std::sync::{Arc, LazyLock};

use axum::{
    Json, Router,
    extract::{Path, Query, State},
    http::{StatusCode, header},
    response::{
        Html, IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
    routing::get,
};
use data_encoding::BASE64;
use futures_util::{Stream, stream};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tokio::sync::watch;

const STYLE: &str = include_str!("inbox/page.css");
const SCRIPT: &str = include_str!("inbox/page.js");

static PAGE: LazyLock<String> =
    LazyLock::new(|| include_str!("inbox/page.html").replace("{style}", STYLE).replace("{script}", SCRIPT));

/// Put before an e-mail's HTML: mail programs too show unstyled text in their own fonts, with a margin.
/// A mail that is a whole document brings its own styles after these.
const MAIL_STYLE: &str = "<!doctype html><meta charset=\"utf-8\"><title>E-mail</title>\
    <style>body{margin:20px;font:15px/1.5 system-ui,sans-serif;color:#222;background:#fff;overflow-wrap:anywhere}</style>\n";

/// An e-mail is somebody else's page: it may look as it likes, but it loads, runs and submits nothing.
const MAIL_POLICY: &str =
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'";

/// The page's own policy allows exactly its one script and its one style, by their hashes.
static PAGE_POLICY: LazyLock<String> = LazyLock::new(|| {
    let hash = |text: &str| BASE64.encode(&Sha256::digest(text));
    format!(
        "default-src 'none'; script-src 'sha256-{}'; style-src 'sha256-{}'; connect-src 'self'; frame-src 'self'; \
         img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        hash(SCRIPT),
        hash(STYLE),
    )
});

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Medium {
    Email,
    Sms,
}

/// One message as its reader has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Message {
    pub medium: Medium,
    pub to: String,
    pub from: String,
    /// An SMS has none.
    pub subject: Option<String>,
    pub text: String,
    pub html: Option<String>,
    /// RFC 3339, UTC.
    pub sent_at: String,
}

/// Every e-mail and SMS that was accepted, and everyone who waits for one.
#[derive(Clone, Default)]
pub struct Inbox(Arc<watch::Sender<Accepted>>);

#[derive(Default)]
struct Accepted {
    /// Oldest first, so that a message keeps its number (1 = the first).
    messages: Vec<Message>,
    closed: bool,
}

impl Inbox {
    pub fn accept(&self, message: Message) {
        self.0.send_modify(|accepted| accepted.messages.push(message));
    }

    /// All messages, or those to one address; newest first.
    #[must_use]
    pub fn messages(&self, to: Option<&str>) -> Vec<Message> {
        let accepted = self.0.borrow();
        let wanted = accepted.messages.iter().rev().filter(|message| to.is_none_or(|to| message.is_to(to)));
        wanted.cloned().collect()
    }

    /// Waits until the n-th message (1 = the first) to this address was accepted.
    pub async fn nth_message_to(&self, to: &str, n: usize) -> Message {
        let nth = |accepted: &Accepted| {
            let mut to_them = accepted.messages.iter().filter(|message| message.is_to(to));
            to_them.nth(n.saturating_sub(1)).cloned()
        };
        let mut accepted = self.0.subscribe();
        loop {
            let found = nth(&accepted.borrow_and_update());
            match found {
                Some(message) => return message,
                // `self` holds the sender, so the channel can't end while this waits.
                None => drop(accepted.changed().await),
            }
        }
    }

    /// Ends the pages' event streams, which would keep a server from stopping.
    pub fn close(&self) {
        self.0.send_modify(|accepted| accepted.closed = true);
    }

    pub fn routes(&self) -> Router {
        Router::new()
            .route("/inbox", get(page))
            .route("/inbox/messages", get(list))
            .route("/inbox/messages/{number}/html", get(mail))
            .route("/inbox/events", get(events))
            .with_state(self.clone())
    }

    /// One event per message accepted from now on; its id is the message's number.
    fn arrivals(&self) -> impl Stream<Item = Result<Event, axum::Error>> + use<> {
        let accepted = self.0.subscribe();
        let known = accepted.borrow().messages.len();
        stream::unfold((accepted, known), |(mut accepted, known)| async move {
            let message = {
                // A message that came before the end is still told.
                let accepted =
                    accepted.wait_for(|accepted| accepted.closed || accepted.messages.len() > known).await;
                accepted.ok()?.messages.get(known)?.clone()
            };
            let number = known + 1;
            Some((Event::default().id(number.to_string()).json_data(message), (accepted, number)))
        })
    }
}

impl Message {
    fn is_to(&self, address: &str) -> bool {
        self.to.eq_ignore_ascii_case(address)
    }
}

async fn page() -> Response {
    answer(&PAGE_POLICY, Html(PAGE.as_str()))
}

#[derive(Deserialize)]
struct Filter {
    to: Option<String>,
}

async fn list(State(inbox): State<Inbox>, Query(filter): Query<Filter>) -> Response {
    // A plus sign typed into a URL arrives as a space, and an address has no spaces.
    let to = filter.to.map(|to| to.replace(' ', "+")).filter(|to| !to.is_empty());
    answer("default-src 'none'", Json(inbox.messages(to.as_deref())))
}

/// An e-mail's HTML, for the page's sandboxed frame. It is not in a `srcdoc`, because such a document
/// inherits the page's policy, under which no mail could have a style.
async fn mail(State(inbox): State<Inbox>, Path(number): Path<usize>) -> Response {
    let html = {
        let accepted = inbox.0.borrow();
        let message = number.checked_sub(1).and_then(|at| accepted.messages.get(at));
        message.and_then(|message| message.html.as_ref()).map(|html| format!("{MAIL_STYLE}{html}"))
    };
    match html {
        Some(html) => answer(MAIL_POLICY, Html(html)),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn events(State(inbox): State<Inbox>) -> impl IntoResponse {
    Sse::new(inbox.arrivals()).keep_alive(KeepAlive::default())
}

fn answer(policy: &str, body: impl IntoResponse) -> Response {
    let headers = [
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, body).into_response()
}
