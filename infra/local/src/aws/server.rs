//! Which call goes to which end point.

use std::{io, sync::Arc};

use axum::{
    Router,
    extract::{Request, State},
    http::StatusCode,
    middleware::from_fn,
    response::Response,
    routing::post,
};
use tokio::net::TcpListener;

use super::{
    endpoint::{Aws, Endpoint, Refusal},
    line::{Line, Lines, cut_if_lost},
    secrets_manager, ses, sns,
};
use crate::loopback::loopback_only;

impl Aws {
    /// The calls, routed as AWS routes them: SES by path, the others by what `POST /` carries.
    fn routes(self) -> Router {
        Router::new()
            .route("/v2/email/outbound-emails", post(ses::send_email))
            .route("/", post(by_protocol))
            .fallback(unknown)
            .method_not_allowed_fallback(unknown)
            .layer(from_fn(cut_if_lost))
            .layer(from_fn(loopback_only))
            .with_state(Arc::new(Endpoint::new(self)))
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
    let message = "The local stack serves SES v2 SendEmail, SNS Publish, and what reads, puts and rotates a \
                   secret of Secrets Manager, as AWS does: signed, and by POST. The messages it accepted are on the \
                   inbox page.";
    ses::refusal(
        Refusal::new(StatusCode::NOT_FOUND, "UnknownOperationException", message),
        &endpoint.new_id(),
    )
}
