//! The headers of every answer: content security policy, referrer policy, and
//! no caching.

use crate::encoding::Encoding;
use crate::settings::PageSettings;
use http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY,
    STRICT_TRANSPORT_SECURITY, VARY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use http::{HeaderMap, HeaderName, HeaderValue};

/// The permissions policy: browser features that a page may use, and those it
/// may not.
const PERMISSIONS: &str = "payment=(self), otp-credentials=(self), clipboard-write=(self), camera=(), \
    microphone=(), geolocation=(), usb=(), browsing-topics=()";

const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// More headers than an answer has, so that the map is allocated once.
const CAPACITY: usize = 16;

/// The Trusted Types policy of the live preview, which its bundle makes once. It
/// lets through what the pay page's own views rendered.
const PREVIEW_TYPES: &str = "paydesk-preview";

/// What a page may do, by its content security policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PagePolicy {
    /// Its forms post to this origin, and no page may frame it.
    Own,
    /// Its form posts to a network.
    LeavesForNetwork,
    /// As [`PagePolicy::Own`], with the Trusted Types policy of the live preview.
    Preview,
    /// Any page may frame it (rule R1). It has no form and no script.
    Embedded,
}

/// Sets the headers of a page. `nonce` is that of its inline style and scripts,
/// `encoding` its compression.
pub(crate) fn page(
    headers: &mut HeaderMap,
    settings: &PageSettings,
    nonce: &str,
    encoding: Encoding,
    policy: PagePolicy,
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
    let policy = match policy {
        PagePolicy::Own => own_policy(nonce, &[], "'none'"),
        PagePolicy::LeavesForNetwork => own_policy(nonce, &settings.networks, "'none'"),
        PagePolicy::Preview => own_policy(nonce, &[], PREVIEW_TYPES),
        PagePolicy::Embedded => {
            allow_frames(headers);
            embedded_policy(nonce)
        }
    };
    // Always valid, because a nonce consists of letters and digits.
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
}

/// Undoes what [`plain`] forbids to pages that frame.
fn allow_frames(headers: &mut HeaderMap) {
    headers.remove(X_FRAME_OPTIONS);
    headers.insert(RESOURCE_POLICY, HeaderValue::from_static("cross-origin"));
    // Without it a `<fencedframe>` shows an error.
    headers.insert(
        HeaderName::from_static("supports-loading-mode"),
        HeaderValue::from_static("fenced-frame"),
    );
}

/// Sets the headers of any other answer: redirects, JSON, events.
pub fn plain(headers: &mut HeaderMap, settings: &PageSettings) {
    headers.reserve(CAPACITY);
    for (name, value) in values(settings.public_url.starts_with("https://")) {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

/// How long browsers keep an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// It is named by its content, and public.
    Forever,
    /// Not at all.
    Never,
}

/// Sets the headers of a merchant's image. SVG may have its own styles, and no
/// script.
pub fn image(headers: &mut HeaderMap, settings: &PageSettings, media: &'static str, kept: Kept) {
    plain(headers, settings);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media));
    headers.insert(
        CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox",
        ),
    );
    if kept == Kept::Forever {
        let forever = HeaderValue::from_static("public, max-age=31536000, immutable");
        headers.insert(CACHE_CONTROL, forever);
    }
}

/// Adds to an answer of any kind those that it has not set itself. `https` is
/// true where browsers reach the server by https.
pub fn complete(headers: &mut HeaderMap, https: bool) {
    // A page with a policy has decided whether it may be framed.
    let has_policy = headers.contains_key(CONTENT_SECURITY_POLICY);
    let missing = values(https).filter(|(name, _)| !has_policy || name != X_FRAME_OPTIONS);
    for (name, value) in missing {
        let value = HeaderValue::from_static(value);
        headers.entry(name).or_insert(value);
    }
}

/// The headers that all answers share, and their usual values.
fn values(https: bool) -> impl Iterator<Item = (HeaderName, &'static str)> {
    let hsts = "max-age=63072000";
    let hsts = https.then_some((STRICT_TRANSPORT_SECURITY, hsts));
    let same_origin = "same-origin";
    [
        (CACHE_CONTROL, "no-store"),
        (REFERRER_POLICY, same_origin),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            same_origin,
        ),
        (RESOURCE_POLICY, same_origin),
        (HeaderName::from_static("permissions-policy"), PERMISSIONS),
        (HeaderName::from_static("x-robots-tag"), "noindex"),
        // The policy of all answers but pages, which set their own.
        (
            CONTENT_SECURITY_POLICY,
            "default-src 'none'; frame-ancestors 'none'",
        ),
    ]
    .into_iter()
    .chain(hsts)
}

/// The content security policy of a page. Without `unsafe-inline` and
/// `unsafe-eval`; `wasm-unsafe-eval` allows compiling wasm.
///
/// Browsers also apply `form-action` to each redirect after a form. A network's
/// gateway redirects to its cashier and from there to the bank, whose hosts are
/// not known. The page that posts to `networks` therefore allows them by
/// scheme; every other page may post to this origin only.
fn own_policy(nonce: &str, networks: &[String], trusted_types: &str) -> String {
    let mut schemes: Vec<&str> = networks
        .iter()
        .map(|origin| match origin.split_once("://") {
            // For the sandbox network. It matches https as well (CSP3 6.7.2.9).
            Some(("http", _)) => " http:",
            _ => " https:",
        })
        .collect();
    schemes.sort_unstable();
    schemes.dedup();
    let to_networks = schemes.concat();
    format!(
        "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; \
         style-src 'nonce-{nonce}'; img-src 'self' data:; connect-src 'self'; \
         form-action 'self'{to_networks}; frame-ancestors 'none'; base-uri 'none'; object-src 'none'; \
         require-trusted-types-for 'script'; trusted-types {trusted_types}"
    )
}

/// The policy of the embedded page. Without `frame-ancestors`: `*` would leave
/// out the schemes of apps (CSP3 6.7.2.8). The image is the icon of the site.
fn embedded_policy(nonce: &str) -> String {
    format!(
        "default-src 'none'; style-src 'nonce-{nonce}'; img-src 'self'; form-action 'none'; \
         base-uri 'none'"
    )
}

#[cfg(test)]
mod tests {
    use super::own_policy;

    #[test]
    fn only_the_page_that_posts_to_a_network_allows_other_origins() {
        let to = |networks: &[&str]| {
            let networks: Vec<String> = networks.iter().map(|n| (*n).to_owned()).collect();
            own_policy("n0nce", &networks, "'none'")
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
