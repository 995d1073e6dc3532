//! The cookie of a session: the session's token, and a second random text, the
//! form token, which each form repeats. A form without it, or with another
//! session's, changes nothing.

use domain::console::SessionToken;
use domain::entropy::Entropy;
use domain::ids::random_text;
use http::{HeaderMap, HeaderValue};
use subtle::ConstantTimeEq as _;
use ui::cookies::{self, CookieScope};

/// The characters of each of the two.
const LENGTH: usize = 26;

/// A session, as the browser keeps it.
#[derive(Clone)]
pub(super) struct SessionCookie {
    /// The session.
    pub token: SessionToken,
    /// What its forms repeat.
    pub form_token: String,
}

impl SessionCookie {
    /// The cookie of a new session.
    pub(super) fn new(token: SessionToken, entropy: &dyn Entropy) -> Self {
        let form_token = random_text(entropy);
        Self { token, form_token }
    }

    /// The first valid cookie of a request.
    pub(super) fn read(headers: &HeaderMap, https: bool) -> Option<Self> {
        cookies::read(headers, cookie_name(https)).find_map(Self::parse)
    }

    fn parse(value: &str) -> Option<Self> {
        let (token, form_token) = value.split_at_checked(LENGTH)?;
        let token = SessionToken::parse(token)?;
        let is_token = SessionToken::parse(form_token).is_some();
        is_token.then(|| Self {
            token,
            form_token: form_token.to_owned(),
        })
    }

    /// True for the form token of this session. Takes the same time for every
    /// text.
    pub(super) fn is_form_token(&self, text: &str) -> bool {
        self.form_token.as_bytes().ct_eq(text.as_bytes()).into()
    }

    /// Has the browser keep it, until the browser ends: the server ends the
    /// session earlier.
    pub(super) fn header(&self, https: bool) -> Option<HeaderValue> {
        header(&self.value(), None, https)
    }

    /// The same as a browser sends it.
    pub(super) fn pair(&self, https: bool) -> String {
        format!("{}={}", cookie_name(https), self.value())
    }

    fn value(&self) -> String {
        format!("{}{}", self.token.as_str(), self.form_token)
    }
}

/// Has the browser forget it.
pub(super) fn forget(https: bool) -> Option<HeaderValue> {
    header("", Some(0), https)
}

/// A browser takes a name that begins with `__Host-` only from this host and by
/// https (RFC 6265bis 4.1.3.2).
const fn cookie_name(https: bool) -> &'static str {
    if https { "__Host-console" } else { "console" }
}

fn header(value: &str, max_age_s: Option<u32>, https: bool) -> Option<HeaderValue> {
    let scope = CookieScope {
        path: "/",
        max_age_s,
        same_site: "Strict",
        https,
    };
    cookies::header((cookie_name(https), value), &scope)
}

#[cfg(test)]
mod tests {
    use super::SessionCookie;
    use http::header::COOKIE;
    use http::{HeaderMap, HeaderValue};

    fn read(cookies: &[&str], https: bool) -> Option<(String, String)> {
        let line = |line: &&str| (COOKIE, HeaderValue::from_str(line).expect("ASCII"));
        let headers: HeaderMap = cookies.iter().map(line).collect();
        let read = SessionCookie::read(&headers, https)?;
        Some((read.token.as_str().to_owned(), read.form_token))
    }

    #[test]
    fn the_cookie_has_both_tokens_and_its_name_by_scheme() {
        let (token, form) = ("a".repeat(26), "b".repeat(26));
        let both = Some((token.clone(), form.clone()));
        let plain = format!("form=x; console={token}{form}; a=b");
        assert_eq!(read(&[&plain], false), both);
        assert_eq!(read(&[&plain], true), None);
        let host = format!("__Host-console={token}{form}");
        assert_eq!(read(&["x=y", &host], true), both);
        assert_eq!(
            read(&[&format!("console=1; console={token}{form}")], false),
            both
        );
        for bad in [
            String::new(),
            token.clone(),
            format!("{token}{form}c"),
            format!("{token}{}", "-".repeat(26)),
            "付".repeat(18),
        ] {
            assert!(SessionCookie::parse(&bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn only_its_own_form_token_is_taken() {
        let cookie = SessionCookie::parse(&format!("{}{}", "a".repeat(26), "b".repeat(26)));
        let cookie = cookie.expect("a cookie");
        assert!(cookie.is_form_token(&"b".repeat(26)));
        for other in ["", "b", &"a".repeat(26), &"b".repeat(27)] {
            assert!(!cookie.is_form_token(other), "{other}");
        }
    }
}
