//! Pages of other origins: a browser lets those ask that the owner named, and no others.

use local::Options;
use reqwest::{Client, Method, Response};

use crate::support::app::{App, DEFINITION};

const NAMED: &str = "https://app.example.com";
const OTHER: &str = "https://example.com";

async fn app() -> App {
    let origins = vec!["https://www.example.com".to_owned(), NAMED.to_owned()];
    App::start_as(DEFINITION, Options { origins, ..Options::default() }).await
}

/// What a browser asks before the request of a page.
async fn preflight(app: &App, origin: &str, path: &str) -> Response {
    let request = Client::new().request(Method::OPTIONS, format!("http://{}{path}", app.stack.api));
    let request = request.header("origin", origin).header("access-control-request-method", "POST");
    request
        .header("access-control-request-headers", "authorization,content-type")
        .send()
        .await
        .expect("an answer")
}

async fn asked(app: &App, origin: &str, path: &str) -> Response {
    let request = Client::new().get(format!("http://{}{path}", app.stack.api));
    request.header("origin", origin).send().await.expect("an answer")
}

/// What the answer says to a browser about the page.
fn said(answer: &Response) -> Vec<(&str, &str)> {
    let headers = answer.headers().iter();
    let mut said: Vec<_> = headers
        .map(|(name, value)| (name.as_str(), value.to_str().expect("text")))
        .filter(|(name, _)| name.starts_with("access-control-"))
        .collect();
    said.sort_unstable();
    said
}

#[tokio::test]
async fn a_page_of_an_origin_that_the_owner_named_may_ask_and_read() {
    let app = app().await;
    let answer = preflight(&app, NAMED, "/access_tokens/create").await;
    assert_eq!(answer.status(), 204);
    assert_eq!(
        said(&answer),
        [
            ("access-control-allow-headers", "authorization,content-type"),
            ("access-control-allow-methods", "GET,POST"),
            ("access-control-allow-origin", NAMED),
            ("access-control-max-age", "600"),
        ]
    );
    let answer = asked(&app, NAMED, "/access_tokens/configuration/show").await;
    assert_eq!(answer.status(), 200);
    let exposed = [("access-control-allow-origin", NAMED), ("access-control-expose-headers", "retry-after")];
    assert_eq!(said(&answer), exposed);
}

#[tokio::test]
async fn a_page_of_another_origin_is_told_nothing() {
    let app = app().await;
    for path in ["/access_tokens/create", "/access_tokens/configuration/show"] {
        let answer = preflight(&app, OTHER, path).await;
        assert_eq!((answer.status().as_u16(), said(&answer)), (204, Vec::new()));
    }
    let answer = asked(&app, OTHER, "/access_tokens/configuration/show").await;
    assert_eq!((answer.status().as_u16(), said(&answer)), (200, Vec::new()));
}

#[tokio::test]
async fn no_page_may_read_the_inbox() {
    let app = app().await;
    for origin in [NAMED, OTHER] {
        assert_eq!(said(&asked(&app, origin, "/inbox/messages").await), []);
    }
}

#[tokio::test]
async fn where_no_origin_is_named_no_page_may_ask() {
    let app = App::start().await;
    assert_eq!(preflight(&app, NAMED, "/access_tokens/create").await.status(), 404);
    assert_eq!(said(&asked(&app, NAMED, "/access_tokens/configuration/show").await), []);
}
