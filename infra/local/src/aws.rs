//! The AWS end points that are not the table: SES, SNS and Secrets Manager, a few calls each.
//!
//! They accept what AWS accepts, refuse what it refuses in its own words, and can be told to fail, so the
//! functions reach them through the SDK's own `AWS_ENDPOINT_URL_*` and have no local branch.

mod faults;
mod line;
mod secrets_manager;
mod ses;
mod sns;
#[cfg(test)]
mod tests;

use std::{
    collections::BTreeMap,
    io,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header},
    middleware::from_fn,
    response::Response,
    routing::post,
};
use time::{OffsetDateTime, UtcOffset, format_description::well_known::Rfc3339};
use tokio::net::TcpListener;

pub use faults::{Fault, Faults, Provider};
use line::{Line, Lines, cut_if_lost, no_answer};

use crate::inbox::{Inbox, Message};

/// What the local stack's Amazon knows.
pub struct Aws {
    pub inbox: Inbox,
    pub faults: Faults,
    /// The one verified sender address.
    pub sender: String,
    /// Secrets by name or ARN.
    pub secrets: BTreeMap<String, String>,
    pub now: Arc<dyn Fn() -> OffsetDateTime + Send + Sync>,
}

impl Aws {
    /// The calls, routed as AWS routes them: SES by path, the others by what `POST /` carries.
    fn routes(self) -> Router {
        Router::new()
            .route("/v2/email/outbound-emails", post(ses::send_email))
            .route("/", post(by_protocol))
            .fallback(unknown)
            .method_not_allowed_fallback(unknown)
            .layer(from_fn(cut_if_lost))
            .with_state(Arc::new(Endpoint { aws: self, answered: AtomicU64::new(0) }))
    }

    /// Serves the calls until the future ends; then also the requests that hang are let go.
    ///
    /// # Errors
    /// When the listener fails.
    pub async fn serve(
        self,
        listener: TcpListener,
        shutdown: impl Future<Output = ()> + Send + 'static,
    ) -> io::Result<()> {
        let faults = self.faults.clone();
        let stop = async move {
            shutdown.await;
            faults.stop();
        };
        let service = self.routes().into_make_service_with_connect_info::<Line>();
        axum::serve(Lines(listener), service).with_graceful_shutdown(stop).await
    }
}

async fn by_protocol(State(endpoint): State<Arc<Endpoint>>, request: Request) -> Response {
    if request.headers().contains_key(secrets_manager::TARGET) {
        secrets_manager::answer(&endpoint, request).await
    } else {
        sns::answer(&endpoint, request).await
    }
}

async fn unknown(State(endpoint): State<Arc<Endpoint>>) -> Response {
    let message = "The local stack serves SES v2 SendEmail, SNS Publish and Secrets Manager GetSecretValue, \
                   as AWS does: signed, and by POST. The messages it accepted are on the inbox page.";
    ses::refusal(
        Refusal::new(StatusCode::NOT_FOUND, "UnknownOperationException", message),
        &endpoint.new_id(),
    )
}

/// What the handlers share.
struct Endpoint {
    aws: Aws,
    answered: AtomicU64,
}

impl Endpoint {
    fn now(&self) -> OffsetDateTime {
        (self.aws.now)().to_offset(UtcOffset::UTC).truncate_to_millisecond()
    }

    fn sent_at(&self) -> String {
        // Only a year above 9999 can't be written.
        self.now().format(&Rfc3339).unwrap_or_default()
    }

    /// An id in the form of AWS's. It needs to be unique, not random: it holds the time and a count.
    fn new_id(&self) -> String {
        let milliseconds = self.now().unix_timestamp_nanos() / 1_000_000;
        let count = self.answered.fetch_add(1, Ordering::Relaxed);
        format!(
            "{:08x}-{:04x}-4000-8000-{count:012x}",
            (milliseconds >> 16) & 0xffff_ffff,
            milliseconds & 0xffff
        )
    }

    /// Puts messages into the inbox, unless a fault that somebody asked for comes first.
    async fn deliver(&self, provider: Provider, messages: Vec<Message>) -> Result<(), Fault> {
        let recipients: Vec<&str> = messages.iter().map(|message| message.to.as_str()).collect();
        let fault = self.aws.faults.meet(provider, &recipients);
        if fault == Some(Fault::Hang) {
            self.aws.faults.stopped().await;
        }
        if matches!(fault, None | Some(Fault::DropAfterAccept)) {
            for message in messages {
                self.aws.inbox.accept(message);
            }
        }
        fault.map_or(Ok(()), Err)
    }
}

/// Why a call is not done.
enum Refusal {
    Said {
        status: StatusCode,
        code: &'static str,
        message: String,
    },
    /// The connection closes without a word.
    Silent,
}

impl Refusal {
    fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self::Said { status, code, message: message.into() }
    }

    fn bad(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }
}

/// The signature itself is not checked: the local stack gives no keys.
fn is_signed(headers: &HeaderMap) -> bool {
    let authorization = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    authorization.is_some_and(|value| value.starts_with("AWS4-HMAC-SHA256 "))
}

/// The region a request was signed for: `… Credential=KEY/DATE/REGION/SERVICE/aws4_request, …`.
fn region(headers: &HeaderMap) -> Option<&str> {
    let authorization = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    authorization.split_once("Credential=")?.1.split('/').nth(2)
}
