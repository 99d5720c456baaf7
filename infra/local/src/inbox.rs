//! The inbox: every message that was accepted, a note of each that was not sent, and the page that shows
//! them in the browser.

mod notes;
mod shown;
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
pub use notes::Note;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use shown::ShownMessage;
use tokio::sync::watch;

const STYLE: &str = include_str!("inbox/page.css");
const SCRIPT: &str = include_str!("inbox/page.js");

static PAGE: LazyLock<String> =
    LazyLock::new(|| include_str!("inbox/page.html").replace("{style}", STYLE).replace("{script}", SCRIPT));

/// Put before an e-mail's HTML: mail programs too show unstyled text in their own fonts, with a margin.
/// A mail that is a whole document brings its own styles after these.
const MAIL_STYLE: &str = "<!doctype html><meta charset=\"utf-8\"><title>E-mail</title>\
    <style>body{margin:20px;font:15px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}</style>\n";

/// An e-mail is somebody else's page: it may look as it likes, but it loads, runs and submits nothing.
const MAIL_POLICY: &str =
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'";

const JSON_POLICY: &str = "default-src 'none'";

/// The page's own policy allows exactly its one script and its one style, by their hashes.
static PAGE_POLICY: LazyLock<String> = LazyLock::new(|| {
    let hash = |text: &str| BASE64.encode(&Sha256::digest(text));
    format!(
        "default-src 'none'; script-src 'sha256-{}'; style-src 'sha256-{}'; connect-src 'self'; frame-src 'self'; \
         img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
        hash(SCRIPT),
        hash(STYLE),
    )
});

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Medium {
    Email,
    Sms,
    /// What another system would get.
    External,
}

/// One message as its reader has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Message {
    pub medium: Medium,
    pub to: String,
    pub from: String,
    /// An SMS has none, and not all that another system gets.
    pub subject: Option<String>,
    pub text: String,
    pub html: Option<String>,
    /// What another system gets, attributes and body.
    pub published: Option<Value>,
    /// RFC 3339, UTC.
    pub sent_at: String,
}

/// What the inbox has of one message: itself, or the note that it was not sent.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
enum Entry {
    Message(ShownMessage),
    Note(Note),
}

/// Every message that was accepted, every note, and everyone who waits for one.
#[derive(Clone, Default)]
pub struct Inbox(Arc<watch::Sender<Entries>>);

#[derive(Default)]
struct Entries {
    /// Oldest first, so that an entry keeps its number (1 = the first).
    all: Vec<Entry>,
    /// How often all of them were thrown away, and the numbers began again.
    clearings: usize,
    closed: bool,
}

impl Inbox {
    pub fn accept(&self, message: Message) {
        self.add(Entry::Message(message.into()));
    }

    /// Notes that a message was not sent.
    pub fn note(&self, note: Note) {
        self.add(Entry::Note(note));
    }

    fn add(&self, entry: Entry) {
        self.0.send_modify(|entries| entries.all.push(entry));
    }

    /// Throws everything away.
    pub fn clear(&self) {
        self.0.send_modify(|entries| {
            entries.all.clear();
            entries.clearings += 1;
        });
    }

    /// All messages, or those to one address; newest first.
    #[must_use]
    pub fn messages(&self, to: Option<&str>) -> Vec<Message> {
        self.shown_messages(to).into_iter().map(|shown| shown.message).collect()
    }

    fn shown_messages(&self, to: Option<&str>) -> Vec<ShownMessage> {
        let entries = self.0.borrow();
        let wanted = |shown: &&ShownMessage| to.is_none_or(|to| is_same(&shown.message.to, to));
        entries.messages().rev().filter(wanted).cloned().collect()
    }

    /// All notes, or those of messages to one address; newest first.
    #[must_use]
    pub fn notes(&self, to: Option<&str>) -> Vec<Note> {
        let entries = self.0.borrow();
        let wanted = entries.notes().rev().filter(|note| to.is_none_or(|to| is_same(&note.to, to)));
        wanted.cloned().collect()
    }

    /// Waits until the n-th message (1 = the first) to this address was accepted.
    pub async fn nth_message_to(&self, to: &str, n: usize) -> Message {
        let nth = |entries: &Entries| {
            let mut to_them = entries.messages().filter(|shown| is_same(&shown.message.to, to));
            to_them.nth(n.saturating_sub(1)).map(|shown| shown.message.clone())
        };
        let mut entries = self.0.subscribe();
        loop {
            let found = nth(&entries.borrow_and_update());
            match found {
                Some(message) => return message,
                // `self` holds the sender, so the channel can't end while this waits.
                None => drop(entries.changed().await),
            }
        }
    }

    /// Ends the pages' event streams, which would keep a server from stopping.
    pub fn close(&self) {
        self.0.send_modify(|entries| entries.closed = true);
    }

    pub fn routes(&self) -> Router {
        Router::new()
            .route("/inbox", get(page))
            .route("/inbox/entries", get(entries))
            .route("/inbox/messages", get(messages).delete(clear))
            .route("/inbox/messages/{number}/html", get(mail))
            .route("/inbox/notes", get(notes))
            .route("/inbox/events", get(events))
            .with_state(self.clone())
    }

    /// One event per entry from now on, whose id is the entry's number; and one when all are thrown away.
    fn arrivals(&self) -> impl Stream<Item = Result<Event, axum::Error>> + use<> {
        let entries = self.0.subscribe();
        let known = (entries.borrow().clearings, entries.borrow().all.len());
        stream::unfold((entries, known), |(mut entries, (clearings, known))| async move {
            let (event, known) = {
                let is_news = |entries: &Entries| {
                    entries.closed || entries.clearings > clearings || entries.all.len() > known
                };
                let entries = entries.wait_for(is_news).await.ok()?;
                if entries.clearings > clearings {
                    // A browser is told of no event without data.
                    (Ok(Event::default().event("cleared").data("all")), (entries.clearings, 0))
                } else {
                    // An entry that came before the end is still told.
                    let event = Event::default().id((known + 1).to_string());
                    (event.json_data(entries.all.get(known)?), (clearings, known + 1))
                }
            };
            Some((event, (entries, known)))
        })
    }
}

impl Entries {
    fn messages(&self) -> impl DoubleEndedIterator<Item = &ShownMessage> {
        self.all.iter().filter_map(|entry| match entry {
            Entry::Message(message) => Some(message),
            Entry::Note(_) => None,
        })
    }

    fn notes(&self) -> impl DoubleEndedIterator<Item = &Note> {
        self.all.iter().filter_map(|entry| match entry {
            Entry::Message(_) => None,
            Entry::Note(note) => Some(note),
        })
    }
}

/// Addresses are the same in any case.
const fn is_same(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}

async fn page() -> Response {
    answer(&PAGE_POLICY, Html(PAGE.as_str()))
}

#[derive(Deserialize)]
struct Filter {
    to: Option<String>,
}

impl Filter {
    /// A plus sign typed into a URL arrives as a space, and an address has no spaces.
    fn address(self) -> Option<String> {
        self.to.map(|to| to.replace(' ', "+")).filter(|to| !to.is_empty())
    }
}

async fn messages(State(inbox): State<Inbox>, Query(filter): Query<Filter>) -> Response {
    answer(JSON_POLICY, Json(inbox.shown_messages(filter.address().as_deref())))
}

async fn clear(State(inbox): State<Inbox>) -> StatusCode {
    inbox.clear();
    StatusCode::NO_CONTENT
}

async fn notes(State(inbox): State<Inbox>, Query(filter): Query<Filter>) -> Response {
    answer(JSON_POLICY, Json(inbox.notes(filter.address().as_deref())))
}

/// Everything that the page shows, newest first.
async fn entries(State(inbox): State<Inbox>) -> Response {
    answer(JSON_POLICY, Json(inbox.0.borrow().all.iter().rev().cloned().collect::<Vec<_>>()))
}

/// An e-mail's HTML, for the page's sandboxed frame. It is not in a `srcdoc`, because such a document
/// inherits the page's policy, under which no mail could have a style.
async fn mail(State(inbox): State<Inbox>, Path(number): Path<usize>) -> Response {
    let html = {
        let entries = inbox.0.borrow();
        let html = match number.checked_sub(1).and_then(|at| entries.all.get(at)) {
            Some(Entry::Message(shown)) => shown.message.html.as_ref(),
            Some(Entry::Note(_)) | None => None,
        };
        html.map(|html| format!("{MAIL_STYLE}{html}"))
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
