//! The language that a browser asks for.

use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;
use domain::locale::Locale;

/// The first supported language of `Accept-Language`; browsers list them by
/// preference.
pub(crate) fn preferred(headers: &HeaderMap) -> Option<Locale> {
    let list = headers.get(ACCEPT_LANGUAGE)?.to_str().ok()?;
    list.split(',')
        .find_map(|range| Locale::parse(range.split(';').next()?))
}
