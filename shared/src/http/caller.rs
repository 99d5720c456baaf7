//! The caller: who sends a request.

use lambda_http::{Request, RequestExt, request::RequestContext};

/// Who sends a request, as API Gateway saw it.
#[derive(Clone, Debug, Default)]
pub struct Caller {
    /// The address the request came from.
    pub source: String,
    /// Whether an authorizer of the API vouches for the caller. Everybody else is a customer's app, which may
    /// do what a customer proves to be allowed, and nothing to customers in general.
    pub known: bool,
}

impl Caller {
    pub fn of(request: &Request) -> Self {
        match request.request_context_ref() {
            Some(RequestContext::ApiGatewayV2(context)) => Self {
                source: context.http.source_ip.clone().unwrap_or_default(),
                known: context.authorizer.is_some(),
            },
            Some(_) | None => Self::default(),
        }
    }
}
