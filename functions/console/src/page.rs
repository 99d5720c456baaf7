//! The page of the console: the files of clients/console as they are when this is built, and what browsers
//! are told of them.
//!
//! Nothing of a customer is in them. Who may do what the service decides, by the session that the page opens.

use lambda_http::{
    Body, Request, RequestExt as _, Response,
    http::{HeaderName, HeaderValue, StatusCode, header},
};

/// Nothing but what stands beside it: no script of elsewhere, none in the page, and nobody frames it.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
                      require-trusted-types-for 'script'; trusted-types 'none'";

const HEADERS: [(HeaderName, &str); 5] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CACHE_CONTROL, "no-store"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
];

const PAGE: &str = "console/index.html";

/// Files of clients, each with where it is in there. So its imports lead the same way in a browser, for the type checker
/// and in an editor.
pub type Files = &'static [(&'static str, &'static str)];

/// Files of clients as they are when this is built.
#[macro_export]
macro_rules! files {
    ($($name:literal),* $(,)?) => { &[$(($name, include_str!(concat!("../../../clients/", $name)))),*] };
}

const CONSOLE: Files = files![
    "console/account.js",
    "console/console.css",
    "console/create.js",
    "console/create_account.js",
    "console/customer.js",
    "console/desk.js",
    "console/elements.js",
    "console/index.html",
    "console/main.js",
    "console/participant.js",
    "console/records.js",
    "console/service.js",
    "console/tokens.js",
];

/// What the app is made of too, and the TypeScript client, compiled.
pub const SHARED: Files = files![
    "page/asking.js",
    "page/changing.js",
    "page/dates.js",
    "page/element.js",
    "page/form.js",
    "page/words.js",
    "typescript/dist/browser-store.js",
    "typescript/dist/client.js",
    "typescript/dist/dates.js",
    "typescript/dist/errors.js",
    "typescript/dist/exchange.js",
    "typescript/dist/index.js",
    "typescript/dist/lock.js",
    "typescript/dist/openapi.js",
    "typescript/dist/operations.js",
    "typescript/dist/sessions.js",
    "typescript/dist/store.js",
];

/// The file that a request is for, by what its route has in the place of `{file+}`; the page, where it has none.
pub fn answer(request: &Request) -> Response<Body> {
    let parameters = request.path_parameters();
    let wanted = parameters.first("file").unwrap_or(PAGE);
    let found = find(CONSOLE, wanted);
    let mut response = Response::new(found.map_or(Body::Empty, |(_, text)| Body::from(*text)));
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    match found {
        Some((name, _)) => {
            response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind(name)));
        }
        None => *response.status_mut() = StatusCode::NOT_FOUND,
    }
    response
}

/// A file of a page, be it its own or shared.
pub fn find(own: Files, wanted: &str) -> Option<&'static (&'static str, &'static str)> {
    own.iter().chain(SHARED).find(|(name, _)| *name == wanted)
}

/// What browsers are told that a file is, by its ending.
pub fn kind(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("css") => "text/css; charset=utf-8",
        Some("html") => "text/html; charset=utf-8",
        Some(_) | None => "text/javascript; charset=utf-8",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    fn ask(file: Option<&str>) -> Response<Body> {
        let parameters = file.map(|file| ("file".to_owned(), vec![file.to_owned()]));
        answer(&Request::default().with_path_parameters(parameters.into_iter().collect::<HashMap<_, _>>()))
    }

    #[test]
    fn the_page_is_served_with_a_policy_that_lets_no_script_of_elsewhere_in() {
        let page = ask(None);
        assert_eq!(
            (page.status(), page.headers()["content-type"].as_bytes()),
            (StatusCode::OK, &b"text/html; charset=utf-8"[..])
        );
        let policy = page.headers()["content-security-policy"].to_str().expect("a policy");
        assert!(
            policy.starts_with("default-src 'none'; script-src 'self';") && !policy.contains("unsafe"),
            "{policy}"
        );
        assert_eq!(page.headers()["x-content-type-options"], "nosniff");
        assert_eq!(page.headers()["cache-control"], "no-store");
        assert_eq!(ask(Some("console/main.js")).headers()["content-type"], "text/javascript; charset=utf-8");
    }

    #[test]
    fn what_is_no_file_of_it_is_not_found() {
        for file in
            ["", "console/nothing.js", "../console/console.css", "console", "typescript/dist/client.d.ts"]
        {
            assert_eq!(ask(Some(file)).status(), StatusCode::NOT_FOUND, "{file}");
        }
    }

    #[test]
    fn all_that_its_modules_import_is_served() {
        for (name, text) in CONSOLE.iter().chain(SHARED) {
            for import in text.split(" from \".").skip(1).filter_map(|rest| rest.split('"').next()) {
                let file = led_to(name, &format!(".{import}"));
                assert_eq!(ask(Some(&file)).status(), StatusCode::OK, "{name}: {file}");
            }
        }
        let (_, page) = find(CONSOLE, PAGE).expect("the page");
        for asked in page.split("\"/console/").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert_eq!(ask(Some(asked)).status(), StatusCode::OK, "{asked}");
        }
    }

    /// The file that an import of another leads to.
    fn led_to(name: &str, import: &str) -> String {
        let mut folders: Vec<&str> = name.split('/').collect();
        folders.pop();
        for part in import.split('/') {
            match part {
                "." => {}
                ".." => drop(folders.pop()),
                part => folders.push(part),
            }
        }
        folders.join("/")
    }
}
