//! The OpenAPI description, `/openapi.json`, and a page to read it and try it out, `/docs/`.

use axum::Router;
use utoipa_swagger_ui::{Config, SwaggerUi};

pub(crate) fn routes() -> Router {
    // No validator: the page asks nobody but this stack.
    let config = Config::default().validator_url("none").use_base_layout().try_it_out_enabled(true);
    SwaggerUi::new("/docs").config(config).external_url_unchecked("/openapi.json", shared::document()).into()
}
