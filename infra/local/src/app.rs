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
use serde_json::{Value, json};

/// Nothing but what this stack serves: no script of elsewhere, none in the page, and nobody frames it.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src 'self'; \
                      img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
                      require-trusted-types-for 'script'";

const PAGE: &str = include_str!("../../../clients/app/index.html");

/// Files by their names, as they are when the stack is built.
macro_rules! files {
    ($folder:literal: $($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../../clients/", $folder, "/", $name)))),*]
    };
}

type Files = &'static [(&'static str, &'static str)];

const APP: Files = files!["app":
    "elements.js",
    "form.js",
    "main.js",
    "phone.css",
    "requests.js",
    "rules.js",
    "screens/details.js",
    "screens/devices.js",
    "screens/forgot.js",
    "screens/home.js",
    "screens/log_in.js",
    "screens/register.js",
    "service.js",
    "stage.css",
    "stage.js",
    "words.js",
];

/// What the console is made of too.
const PAGE_PARTS: Files = files!["page": "element.js"];

/// The TypeScript client, compiled: an app imports `index.js`.
const CLIENT: Files = files!["typescript/dist":
    "browser-store.js",
    "client.js",
    "dates.js",
    "errors.js",
    "exchange.js",
    "index.js",
    "lock.js",
    "openapi.js",
    "operations.js",
    "sessions.js",
    "store.js",
];

/// What an app has built in: here the stack makes the key when it starts.
pub(crate) fn routes(application_key: &str) -> Router {
    let settings = json!({ "application_key": application_key });
    Router::new()
        .route("/", get(async || answer(Html(PAGE))))
        .route("/app/settings.json", get(async move || answer(Json::<Value>(settings.clone()))))
        .route("/app/{*name}", get(async |Path(name): Path<String>| file(&[APP, PAGE_PARTS], &name)))
        .route("/client/{name}", get(async |Path(name): Path<String>| file(&[CLIENT], &name)))
}

fn file(files: &[Files], name: &str) -> Response {
    match files.iter().copied().flatten().find(|(known, _)| *known == name) {
        Some((name, text)) => answer(([(header::CONTENT_TYPE, kind(name))], *text)),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn kind(name: &str) -> &'static str {
    match name.rsplit_once('.') {
        Some((_, "css")) => "text/css; charset=utf-8",
        Some(_) | None => "text/javascript; charset=utf-8",
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
