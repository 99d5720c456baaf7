//! HTTP Basic (RFC 7617), in which an application shows its key: as the user name, with an empty password.

use data_encoding::BASE64;
use lambda_http::{Request, http::header};

use crate::{
    base::{field_errors::FieldErrors, rule::Rule, secret::Secret},
    codes::application_key::{ClearKey, KeyClass},
    records::refusal::Refusal,
};

/// The key that a request shows, which must be of a class.
pub(super) fn application_key(request: &Request, class: KeyClass) -> Result<ClearKey, Refusal> {
    let header = request.headers().get(header::AUTHORIZATION).ok_or(Refusal::ApplicationKeyRefused)?;
    let shown = header.to_str().ok().and_then(user_name);
    let shown = shown.ok_or_else(|| FieldErrors::field("Authorization", Rule::NotABasicKey))?;
    let key = ClearKey::parse(&shown).ok_or(Refusal::ApplicationKeyRefused)?;
    if key.class == class { Ok(key) } else { Err(Refusal::ApplicationKeyNotAllowed) }
}

/// The key that a request shows, if it shows one.
pub(super) fn key_if_shown(request: &Request) -> Option<ClearKey> {
    let header = request.headers().get(header::AUTHORIZATION)?.to_str().ok()?;
    ClearKey::parse(&user_name(header)?)
}

fn user_name(header: &str) -> Option<Secret> {
    let (scheme, credentials) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(BASE64.decode(credentials.trim().as_bytes()).ok()?).ok()?;
    let text = Secret::new(text);
    let (user_name, password) = text.reveal().split_once(':')?;
    (!user_name.is_empty() && password.is_empty()).then(|| Secret::new(user_name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_name_with_an_empty_password_is_read() {
        let read = |header: &str| user_name(header).map(|name| name.reveal().to_owned());
        let key = BASE64.encode(b"acsys_a_b:");
        assert_eq!(read(&format!("Basic {key}")).as_deref(), Some("acsys_a_b"));
        assert_eq!(read(&format!("bAsIc   {key} ")).as_deref(), Some("acsys_a_b"));
        for header in [
            "Basic",
            "Basic ",
            "Basic ????",
            &format!("Bearer {key}"),
            &format!("Basic {}", BASE64.encode(b"acsys_a_b")),
            &format!("Basic {}", BASE64.encode(b"acsys_a_b:secret")),
            &format!("Basic {}", BASE64.encode(b":")),
            &format!("Basic {}", BASE64.encode(b"\xff:")),
        ] {
            assert_eq!(read(header), None, "{header}");
        }
    }
}
