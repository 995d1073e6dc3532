//! The cookies of the pay page: read from a request, set on an answer.

use super::site::Site;
use axum::response::Response;
use http::header::{COOKIE, SET_COOKIE};
use http::{HeaderMap, HeaderValue};

/// The values of the cookies of this name. A browser sends one for each path of
/// which the request's path is part.
pub(super) fn read<'a>(headers: &'a HeaderMap, name: &'a str) -> impl Iterator<Item = &'a str> {
    let lines = headers.get_all(COOKIE).iter();
    let texts = lines.filter_map(|line| line.to_str().ok());
    let cookies = texts.flat_map(|text| text.split(';'));
    cookies.filter_map(move |cookie| match cookie.trim().split_once('=') {
        Some((known, value)) if known == name => Some(value),
        _ => None,
    })
}

impl Site {
    /// Has the browser keep a cookie for this path: for this many seconds, or
    /// until the browser ends. No script reads it.
    pub(super) fn set_cookie(
        &self,
        response: &mut Response,
        (name, value): (&str, &str),
        path: &str,
        max_age_s: Option<u32>,
    ) {
        let age = max_age_s.map_or_else(String::new, |s| format!("; Max-Age={s}"));
        let secure = if self.pages.settings().public_url.starts_with("https://") {
            "; Secure"
        } else {
            ""
        };
        let cookie = format!("{name}={value}; Path={path}{age}; HttpOnly; SameSite=Lax{secure}");
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(SET_COOKIE, cookie);
        }
    }
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
