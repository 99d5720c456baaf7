//! What API Gateway answers the browsers in which pages of other origins ask, as far as
//! [AWS documents it](https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html): the request
//! before a request it answers by itself, whatever the path, and what a function answers gets headers. That its own
//! refusals get them too is not documented, so here they do not: the page sees no answer.

use axum::{
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse as _, Response},
};

use crate::template::Cors;

impl Cors {
    /// The answer to a browser that asks whether a page may ask; none to any other request.
    pub(super) fn preflight(&self, request: &Parts) -> Option<Response> {
        let asks = request.headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
        if request.method != "OPTIONS" || !asks {
            return None;
        }
        let mut response = StatusCode::NO_CONTENT.into_response();
        self.say(
            &request.headers,
            &mut response,
            &[
                (header::ACCESS_CONTROL_ALLOW_METHODS, self.allow_methods.join(",")),
                (header::ACCESS_CONTROL_ALLOW_HEADERS, self.allow_headers.join(",")),
                (header::ACCESS_CONTROL_MAX_AGE, self.max_age.to_string()),
            ],
        );
        Some(response)
    }

    /// Lets the page read what a function answered.
    pub(super) fn expose(&self, request: &HeaderMap, response: &mut Response) {
        let exposed = self.expose_headers.join(",");
        self.say(request, response, &[(header::ACCESS_CONTROL_EXPOSE_HEADERS, exposed)]);
    }

    /// Says it to the pages that may, and nothing to others.
    fn say(&self, request: &HeaderMap, response: &mut Response, said: &[(HeaderName, String)]) {
        let Some(origin) = request.get(header::ORIGIN) else { return };
        if !self.allow_origins.iter().any(|allowed| allowed.as_bytes() == origin.as_bytes()) {
            return;
        }
        let headers = response.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        for (name, value) in said {
            // What the template says is printable.
            headers.extend(HeaderValue::from_str(value).ok().map(|value| (name.clone(), value)));
        }
    }
}
