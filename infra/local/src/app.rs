//! Company ZX's app, `/`: the files of clients/app as they are, and what they have to know of this stack.

#[cfg(test)]
mod tests;

use axum::{
    Json, Router,
    extract::Path,
    http::{HeaderName, StatusCode, header},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use console_page::{Files, files, kind};
use serde_json::{Value, json};

/// Nothing but what this stack serves: no script of elsewhere, none in the page, and nobody frames it.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src 'self'; \
                      img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
                      require-trusted-types-for 'script'";

const PAGE: &str = include_str!("../../../clients/app/index.html");

const APP: Files = files![
    "app/form.js",
    "app/main.js",
    "app/phone.css",
    "app/requests.js",
    "app/rules.js",
    "app/screens/code.js",
    "app/screens/details.js",
    "app/screens/devices.js",
    "app/screens/forgot.js",
    "app/screens/home.js",
    "app/screens/log_in.js",
    "app/screens/register.js",
    "app/service.js",
    "app/stage.css",
    "app/stage.js",
    "app/words.js",
];

/// What an app has built in: here the stack makes the key when it starts.
pub(crate) fn routes(application_key: &str) -> Router {
    let settings = json!({ "application_key": application_key });
    Router::new()
        .route("/", get(async || answer(Html(PAGE))))
        .route("/app/settings.json", get(async move || answer(Json::<Value>(settings.clone()))))
        .route("/clients/{*name}", get(async |Path(name): Path<String>| file(&name)))
}

fn file(name: &str) -> Response {
    match console_page::find(APP, name) {
        Some((name, text)) => answer(([(header::CONTENT_TYPE, kind(name))], *text)),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn answer(body: impl IntoResponse) -> Response {
    let headers: [(HeaderName, &str); 4] = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, body).into_response()
}
