//! The visitor and their language: three cookies without personal data.
//!
//! The cookies are `SameSite=Lax`: forms of other sites do not send them, and
//! the redirect back from Paydesk does. An order's page needs none of them, so
//! it opens after paying in another browser too.

use super::buyer::Buyer;
use crate::accept_language;
use axum::extract::FromRequestParts;
use axum::http::header::COOKIE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use domain::locale::Locale;
use std::convert::Infallible;

const SESSION: &str = "jn_basket";
const BUYER: &str = "jn_buyer";
const LANGUAGE: &str = "jn_lang";

/// The length of a [`domain::ids::random_text`].
const SESSION_CHARS: usize = 26;

/// The visitor of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct MallVisitor {
    /// The id of their basket, if they have one.
    pub(super) session: Option<String>,
    /// The chosen buyer.
    pub(super) buyer: Buyer,
    /// The language: of this request, else the cookie's, else the browser's.
    pub(super) locale: Locale,
    /// True when `?lang=` requested it, so that it is stored in the cookie.
    pub(super) locale_asked: bool,
    /// The path of this page, which language and buyer switch return to.
    pub(super) path: String,
}

impl MallVisitor {
    /// Reads the request's headers and query.
    fn read(headers: &HeaderMap, path: &str, query: &str) -> Self {
        let asked = url::form_urlencoded::parse(query.as_bytes())
            .find(|(name, _)| name == "lang")
            .and_then(|(_, tag)| Locale::parse(&tag));
        let kept = cookie(headers, LANGUAGE).and_then(Locale::parse);
        let locale = asked
            .or(kept)
            .or_else(|| accept_language::preferred(headers))
            .unwrap_or_default();
        Self {
            session: cookie(headers, SESSION)
                .filter(|s| is_session(s))
                .map(str::to_owned),
            buyer: cookie(headers, BUYER)
                .and_then(Buyer::parse)
                .unwrap_or_default(),
            locale,
            locale_asked: asked.is_some(),
            path: path.to_owned(),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for MallVisitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::read(
            &parts.headers,
            parts.uri.path(),
            parts.uri.query().unwrap_or(""),
        ))
    }
}

/// The cookie with the id of the basket.
pub(super) fn session_cookie(session: &str) -> HeaderValue {
    set(SESSION, session)
}

/// The cookie of the simulated login.
pub(super) fn buyer_cookie(buyer: Buyer) -> HeaderValue {
    set(BUYER, buyer.key())
}

/// The cookie of the requested language.
pub(super) fn language_cookie(locale: Locale) -> HeaderValue {
    set(LANGUAGE, locale.tag())
}

fn set(name: &str, value: &str) -> HeaderValue {
    let text = format!("{name}={value}; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax");
    HeaderValue::try_from(text).expect("names and values here are letters, digits and hyphens")
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let texts = headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|v| v.to_str().ok());
    let mut pairs = texts
        .flat_map(|t| t.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(n, _)| *n == name).map(|(_, value)| value)
}

fn is_session(text: &str) -> bool {
    text.len() == SESSION_CHARS
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::MallVisitor;
    use crate::mall::buyer::Buyer;
    use axum::http::{HeaderMap, HeaderValue};
    use domain::locale::Locale;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|&(n, v)| (n.parse().expect("name"), HeaderValue::from_static(v)))
            .collect()
    }

    #[test]
    fn the_page_asked_for_wins_over_the_cookie_over_the_browser() {
        let browser = ("accept-language", "fr;q=0.9, en-GB, zh");
        let read = |pairs: &[_], query| MallVisitor::read(&headers(pairs), "/", query).locale;
        assert_eq!(read(&[], ""), Locale::ZhCn);
        assert_eq!(read(&[browser], ""), Locale::En);
        assert_eq!(
            read(&[browser, ("cookie", "a=b; jn_lang=zh-CN")], ""),
            Locale::ZhCn
        );
        assert_eq!(
            read(&[("cookie", "jn_lang=zh-CN")], "x=1&lang=en"),
            Locale::En
        );
    }

    #[test]
    fn a_cookie_of_another_shape_is_no_session() {
        let read = |text| MallVisitor::read(&headers(&[("cookie", text)]), "/", "");
        assert_eq!(read("jn_basket=../../etc").session, None);
        assert!(
            read("jn_basket=0123456789abcdefghjkmnpqrs")
                .session
                .is_some()
        );
        assert_eq!(read("jn_buyer=zhou").buyer, Buyer::Zhou);
        assert_eq!(read("jn_buyer=root").buyer, Buyer::Lin);
    }
}
