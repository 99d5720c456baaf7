//! The languages that a request asks for.

use lambda_http::http::{HeaderMap, header};

use crate::base::language::Language;

/// So many are looked at: a header may be long.
const MOST: usize = 16;

/// The languages of `Accept-Language`, the best first (RFC 9110, 12.5.4). What is none is left out.
pub(super) fn accepted(headers: &HeaderMap) -> Vec<Language> {
    let header =
        headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut ranges: Vec<_> = header.split(',').take(MOST).filter_map(range).collect();
    ranges.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    ranges.into_iter().map(|(language, _)| language).collect()
}

/// A language and how much it is wanted; none that is not wanted at all.
fn range(text: &str) -> Option<(Language, f32)> {
    let (tag, weight) = text.split_once(';').unwrap_or((text, "q=1"));
    let weight: f32 = weight.trim().strip_prefix("q=")?.parse().ok()?;
    let language = Language::parse(tag.trim()).ok()?;
    (weight > 0.0).then_some((language, weight))
}

#[cfg(test)]
mod tests {
    use lambda_http::http::HeaderValue;

    use super::*;

    #[test]
    fn the_language_that_is_wanted_most_comes_first() {
        for (header, expected) in [
            ("el", &["el"][..]),
            ("en;q=0.8, el-CY, el;q=0.9", &["el-CY", "el", "en"]),
            ("fr, en", &["fr", "en"]),
            ("*, de;q=0.5", &["de"]),
            ("el;q=0, en", &["en"]),
            ("el;q=x, en;level=1, , de", &["de"]),
            ("", &[]),
        ] {
            let headers = HeaderMap::from_iter([(header::ACCEPT_LANGUAGE, HeaderValue::from_static(header))]);
            let accepted = accepted(&headers);
            assert_eq!(accepted.iter().map(Language::as_str).collect::<Vec<_>>(), expected, "{header}");
        }
    }
}
