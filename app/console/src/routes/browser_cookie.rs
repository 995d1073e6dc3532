//! The cookie of a browser: by it a browser that signed in before is known, and
//! the answer for a passkey is the browser's that was asked.

use domain::console::BrowserToken;
use domain::entropy::Entropy;
use http::{HeaderMap, HeaderValue};
use ui::cookies::{self, CookieScope};

/// How long a browser keeps it after a sign-in: 180 days.
const KEPT_S: u32 = 180 * 86_400;

/// The first valid cookie of a request.
pub(super) fn read(headers: &HeaderMap, https: bool) -> Option<BrowserToken> {
    cookies::read(headers, name(https)).find_map(BrowserToken::parse)
}

/// The same, or a new one.
pub(super) fn read_or_new(headers: &HeaderMap, https: bool, entropy: &dyn Entropy) -> BrowserToken {
    read(headers, https).unwrap_or_else(|| BrowserToken::new(entropy))
}

/// Has the browser keep it.
pub(super) fn header(token: &BrowserToken, https: bool) -> Option<HeaderValue> {
    let scope = CookieScope {
        path: "/",
        max_age_s: Some(KEPT_S),
        same_site: "Strict",
        https,
    };
    cookies::header((name(https), token.as_str()), &scope)
}

const fn name(https: bool) -> &'static str {
    if https {
        "__Host-console-browser"
    } else {
        "console-browser"
    }
}
