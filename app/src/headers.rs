//! The headers of every page: what the browser may load, whom it may tell,
//! and that nothing is kept.

use crate::encoding::Encoding;
use crate::settings::PageSettings;
use http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY,
    STRICT_TRANSPORT_SECURITY, VARY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use http::{HeaderMap, HeaderName, HeaderValue};

/// Features a payment page never uses, and the two it may.
const PERMISSIONS: &str = "payment=(self), otp-credentials=(self), clipboard-write=(self), camera=(), \
    microphone=(), geolocation=(), usb=(), browsing-topics=()";

/// More than a page has, so that they are laid out once.
const ROOM: usize = 16;

/// Sets the headers of a page whose inline style and scripts carry `nonce`,
/// and whose body is compressed as `encoding` says. `leaves`: its form leads to
/// a network.
pub(crate) fn page(
    headers: &mut HeaderMap,
    settings: &PageSettings,
    nonce: &str,
    encoding: Encoding,
    leaves: bool,
) {
    plain(headers, settings);
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    if let Some(name) = encoding.name() {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static(name));
        headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    }
    let networks: &[String] = if leaves { &settings.networks } else { &[] };
    // A nonce is letters and digits.
    if let Ok(policy) = HeaderValue::from_str(&policy(nonce, networks)) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
}

/// Sets the headers of any other answer: redirects, JSON, events.
pub(crate) fn plain(headers: &mut HeaderMap, settings: &PageSettings) {
    headers.reserve(ROOM);
    let mut set = |name: HeaderName, value: &'static str| {
        headers.insert(name, HeaderValue::from_static(value));
    };
    set(CACHE_CONTROL, "no-store");
    set(REFERRER_POLICY, "same-origin");
    set(X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(X_FRAME_OPTIONS, "DENY");
    set(
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    );
    set(
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    );
    set(HeaderName::from_static("permissions-policy"), PERMISSIONS);
    set(HeaderName::from_static("x-robots-tag"), "noindex");
    if settings.public_url.starts_with("https://") {
        set(
            STRICT_TRANSPORT_SECURITY,
            "max-age=63072000; includeSubDomains; preload",
        );
    }
    // For answers that are no page; `page` sets its own.
    set(
        CONTENT_SECURITY_POLICY,
        "default-src 'none'; frame-ancestors 'none'",
    );
}

/// The content security policy of a page. Without `unsafe-inline` and
/// `unsafe-eval`; `wasm-unsafe-eval` compiles our own wasm and nothing else.
///
/// Browsers hold each redirect after a form to `form-action` as well. A network's
/// gateway leads on to its own cashier and from there to the bank, whose hosts
/// are not known beforehand: the page that leaves for `networks` lets forms go
/// by their scheme. Every other page keeps them here.
fn policy(nonce: &str, networks: &[String]) -> String {
    let mut schemes: Vec<&str> = networks
        .iter()
        .map(|origin| match origin.split_once("://") {
            // Matches https as well (CSP3 6.7.2.9); a network of this machine.
            Some(("http", _)) => " http:",
            _ => " https:",
        })
        .collect();
    schemes.sort_unstable();
    schemes.dedup();
    let leaves = schemes.concat();
    format!(
        "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; \
         style-src 'nonce-{nonce}'; img-src 'self' data:; connect-src 'self'; \
         form-action 'self'{leaves}; frame-ancestors 'none'; base-uri 'none'; object-src 'none'; \
         require-trusted-types-for 'script'; trusted-types 'none'"
    )
}

#[cfg(test)]
mod tests {
    use super::policy;

    #[test]
    fn forms_stay_here_but_on_the_page_that_leaves() {
        let to = |networks: &[&str]| {
            let networks: Vec<String> = networks.iter().map(|n| (*n).to_owned()).collect();
            policy("n0nce", &networks)
        };
        let policy = to(&["https://gateway.95516.com"]);
        assert!(policy.contains("form-action 'self' https:;"), "{policy}");
        let local = to(&[
            "http://127.0.0.1:3002",
            "https://a.example",
            "https://b.example",
        ]);
        assert!(
            local.contains("form-action 'self' http: https:;"),
            "{local}"
        );
        assert!(to(&[]).contains("form-action 'self';"));
        assert!(policy.contains("script-src 'nonce-n0nce' 'strict-dynamic' 'wasm-unsafe-eval';"));
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"));
    }
}
