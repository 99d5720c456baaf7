//! Another API of an owner, infra/examples/protected-api.yaml, behind a gateway that does what API Gateway documents of
//! its JWT authorizers:
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html>.
//!
//! It knows of the service what the template says, the issuer, and shares no code with what the functions check session
//! tokens by. The function behind the routes is not run: who is let through is answered what it would be told of them,
//! the `authorizer` of the event's `requestContext`.

mod authorizer;
mod keys;
#[cfg(test)]
mod tests;

use std::{collections::BTreeMap, sync::Arc};

use authorizer::{Authorizer, Refused};
use axum::{
    Json, Router,
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use shared::Clock;

use crate::{
    gateway::gateway_says,
    options::infra,
    template::{Protected, Route, TemplateError},
};

/// Of the request line and the values of the headers
/// (<https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html>).
const MOST_BYTES: usize = 10_240;

pub(crate) struct ProtectedApi {
    routes: Vec<Route>,
    header: header::HeaderName,
    authorizer: Authorizer,
    clock: Clock,
}

impl ProtectedApi {
    /// The example, for the session tokens of an issuer.
    pub(crate) fn load(issuer: &str, clock: Clock) -> Result<Self, TemplateError> {
        let file = infra().join("examples/protected-api.yaml");
        let parameters = BTreeMap::from([("Issuer", issuer.to_owned())]);
        let Protected { routes, header, issuer, audiences, scopes } = Protected::load(&file, &parameters)?;
        Ok(Self { routes, header, authorizer: Authorizer::new(issuer, audiences, scopes), clock })
    }

    pub(crate) fn router(self) -> Router {
        Router::new().fallback(answer).with_state(Arc::new(self))
    }
}

async fn answer(State(api): State<Arc<ProtectedApi>>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    if bytes(&parts) > MOST_BYTES {
        return gateway_says(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, "Request Header Fields Too Large");
    }
    let (method, path) = (parts.method.as_str(), parts.uri.path());
    if !api.routes.iter().any(|route| route.matches(method, path).is_some()) {
        return gateway_says(StatusCode::NOT_FOUND, "Not Found");
    }
    let shown = parts.headers.get(&api.header).map(|value| value.to_str().unwrap_or_default());
    match api.authorizer.authorize(shown, (api.clock)().seconds()).await {
        Ok(caller) => Json(caller).into_response(),
        Err(refused) => api.refuse(refused),
    }
}

fn bytes(parts: &Parts) -> usize {
    let line = parts.method.as_str().len() + parts.uri.to_string().len();
    line + parts.headers.values().map(HeaderValue::len).sum::<usize>()
}

impl ProtectedApi {
    /// The header is that of RFC 6750, 3, with what is in the way. AWS documents one such text, which [`Refused`] has
    /// for a wrong audience; the others are ours.
    fn refuse(&self, refused: Refused) -> Response {
        let (mut response, challenge) = match refused {
            // Who shows nothing is told of no error.
            Refused::NoToken => (unauthorized(), "Bearer".to_owned()),
            Refused::Scope => {
                let scopes = self.authorizer.scopes.join(" ");
                let challenge = format!(
                    r#"Bearer scope="{scopes}" error="insufficient_scope" error_description="{refused}""#
                );
                (gateway_says(StatusCode::FORBIDDEN, "Forbidden"), challenge)
            }
            Refused::Segments
            | Refused::NotDecoded
            | Refused::Algorithm
            | Refused::NoKeys
            | Refused::UnknownKey
            | Refused::Signature
            | Refused::Issuer
            | Refused::Audience
            | Refused::Expired
            | Refused::NotYet => {
                let challenge =
                    format!(r#"Bearer scope="" error="invalid_token" error_description="{refused}""#);
                (unauthorized(), challenge)
            }
        };
        if let Ok(challenge) = challenge.parse() {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
        }
        response
    }
}

fn unauthorized() -> Response {
    gateway_says(StatusCode::UNAUTHORIZED, "Unauthorized")
}
