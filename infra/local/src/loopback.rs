//! Whom the stack answers: who asks for it by a name of this machine, whatever the port.
//!
//! It listens on this machine only, but a browser here opens pages of everywhere. Should the name of such a
//! page lead to 127.0.0.1 (DNS rebinding), then to the browser page and stack are one site, and the page may
//! read every code in the inbox. What the page cannot change is that the browser asks by that name.

use std::net::{Ipv4Addr, Ipv6Addr};

use axum::{
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

const SAID: &str = "\
The local stack is for this machine only, and was asked for by another name.
Ask for it as localhost or 127.0.0.1, with the port that it printed.
From elsewhere bring the port to where you are: `adb reverse tcp:8080 tcp:8080` for an Android emulator or
phone, `ssh -L 8080:localhost:8080` for another machine. Then ask there for localhost.
";

/// Lets through what is asked of this machine by a name of its own.
pub(crate) async fn loopback_only(request: Request, next: Next) -> Response {
    let mut names = request.headers().get_all(header::HOST).iter().peekable();
    if names.peek().is_some() && names.all(is_loopback) {
        next.run(request).await
    } else {
        (StatusCode::MISDIRECTED_REQUEST, SAID).into_response()
    }
}

/// `localhost` and what is below it, 127.0.0.0/8, and ::1; each with a port or without.
fn is_loopback(host: &HeaderValue) -> bool {
    let Ok(host) = host.to_str() else {
        return false;
    };
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        Some(_) | None => host,
    };
    if let Some(address) = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')) {
        return address.parse().is_ok_and(|address: Ipv6Addr| address.is_loopback());
    }
    let name = name.to_ascii_lowercase();
    name == "localhost"
        || name.ends_with(".localhost")
        || name.parse().is_ok_and(|address: Ipv4Addr| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(host: &str) -> bool {
        is_loopback(&HeaderValue::from_bytes(host.as_bytes()).expect("a header"))
    }

    #[test]
    fn names_of_this_machine_are_served_with_a_port_and_without() {
        for name in ["localhost", "LocalHost", "app.localhost", "127.0.0.1", "127.1.2.3", "[::1]", "[0::1]"] {
            assert!(allowed(name), "{name}");
            assert!(allowed(&format!("{name}:8080")), "{name}:8080");
        }
    }

    #[test]
    fn every_other_name_is_refused() {
        for name in [
            "",
            "a b",
            "example.com",
            "localhost.example.com",
            "notlocalhost",
            "127.0.0.1.example.com",
            "example.com#.127.0.0.1",
            "10.0.2.2",
            "0.0.0.0",
            "128.0.0.1",
            "2130706433",
            "::1",
            "[::2]",
            "[::]",
            "[::ffff:127.0.0.1]",
            "localhost@example.com",
            "localhost,example.com",
            "é.example",
        ] {
            assert!(!allowed(name), "{name}");
            assert!(!allowed(&format!("{name}:8080")), "{name}:8080");
        }
    }
}
