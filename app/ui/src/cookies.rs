//! The cookies of the pages: read from a request, and written for an answer.

use http::header::COOKIE;
use http::{HeaderMap, HeaderValue};

/// The values of the cookies of this name. A browser sends one for each path of
/// which the request's path is part.
pub fn read<'a>(headers: &'a HeaderMap, name: &'a str) -> impl Iterator<Item = &'a str> {
    let lines = headers.get_all(COOKIE).iter();
    let texts = lines.filter_map(|line| line.to_str().ok());
    let cookies = texts.flat_map(|text| text.split(';'));
    cookies.filter_map(move |cookie| match cookie.trim().split_once('=') {
        Some((known, value)) if known == name => Some(value),
        _ => None,
    })
}

/// For how long, and to which requests, a browser sends a cookie.
pub struct CookieScope<'a> {
    /// The requests' path begins with this one.
    pub path: &'a str,
    /// Seconds; `None` until the browser ends.
    pub max_age_s: Option<u32>,
    /// `SameSite`: `Lax` or `Strict`.
    pub same_site: &'static str,
    /// True where the site is reached by https only.
    pub https: bool,
}

/// A cookie that no script reads, for `Set-Cookie`. `None` for a value that a
/// header cannot hold.
pub fn header((name, value): (&str, &str), scope: &CookieScope<'_>) -> Option<HeaderValue> {
    let (path, same_site) = (scope.path, scope.same_site);
    let age = scope.max_age_s;
    let age = age.map_or_else(String::new, |s| format!("; Max-Age={s}"));
    let secure = if scope.https { "; Secure" } else { "" };
    let cookie =
        format!("{name}={value}; Path={path}{age}; HttpOnly; SameSite={same_site}{secure}");
    HeaderValue::from_str(&cookie).ok()
}

#[cfg(test)]
mod tests {
    use super::read;
    use http::header::COOKIE;
    use http::{HeaderMap, HeaderValue};

    #[test]
    fn a_cookie_is_found_among_others() {
        let values = |lines: &[&'static str]| {
            let pairs = lines
                .iter()
                .map(|line| (COOKIE, HeaderValue::from_static(line)));
            let headers: HeaderMap = pairs.collect();
            read(&headers, "form")
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        assert_eq!(values(&["a=b; form=1; c=d"]), ["1"]);
        assert_eq!(values(&["a=b", "form=1", "form=2;form="]), ["1", "2", ""]);
        assert!(values(&["", "form", "xform=1"]).is_empty());
    }
}
