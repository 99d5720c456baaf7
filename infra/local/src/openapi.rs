//! The OpenAPI description, `/openapi.json`, and a page to read it and try it out, `/docs/`: Swagger UI as it comes,
//! below `/docs/swagger/`, with colours and names of ours.

use axum::{
    Router,
    http::{HeaderName, header},
    response::{Html, Redirect},
    routing::get,
};
use utoipa_swagger_ui::{Config, SwaggerUi};

const PAGE: &str = include_str!("docs/page.html");
const STYLE: &str = include_str!("docs/page.css");
const SCRIPT: &str = include_str!("docs/page.js");

const CSS: [(HeaderName, &str); 1] = [(header::CONTENT_TYPE, "text/css; charset=utf-8")];
const JAVASCRIPT: [(HeaderName, &str); 1] = [(header::CONTENT_TYPE, "text/javascript; charset=utf-8")];

pub(crate) fn routes() -> Router {
    // No validator: the page asks nobody but this stack.
    let config = Config::default().validator_url("none").use_base_layout().try_it_out_enabled(true);
    let swagger_ui = SwaggerUi::new("/docs/swagger").config(config);
    Router::from(swagger_ui.external_url_unchecked("/openapi.json", shared::document()))
        .route("/docs", get(async || Redirect::to("/docs/")))
        .route("/docs/", get(async || Html(PAGE)))
        .route("/docs/page.css", get(async || (CSS, STYLE)))
        .route("/docs/page.js", get(async || (JAVASCRIPT, SCRIPT)))
}
