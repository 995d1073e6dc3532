//! Refuses requests by their origin: a page framed by another page (rule R1),
//! and a form sent from another site. By Fetch Metadata, else by `Origin`; an
//! old browser that sends neither is accepted. There is no cookie, and the
//! token in the path cannot be guessed; this protects against clickjacking and
//! cross-site forms.

use crate::page_error::PageError;
use http::HeaderMap;
use http::header::ORIGIN;

fn value<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|v| v.to_str().ok())
}

/// Refuses to be framed by another page.
///
/// # Errors
/// [`PageError::Embedded`].
pub fn refuse_framing(headers: &HeaderMap) -> Result<(), PageError> {
    match value(headers, "sec-fetch-dest") {
        Some("iframe" | "frame" | "embed" | "object" | "fencedframe") => Err(PageError::Embedded),
        _ => Ok(()),
    }
}

/// Refuses a form or a call from another site's page. `own_origin` is this
/// site's origin.
///
/// # Errors
/// [`PageError::CrossSite`].
pub fn refuse_cross_site(headers: &HeaderMap, own_origin: &str) -> Result<(), PageError> {
    let allowed = match value(headers, "sec-fetch-site") {
        Some(site) => matches!(site, "same-origin" | "none"),
        None => value(headers, ORIGIN.as_str()).is_none_or(|origin| origin == own_origin),
    };
    if allowed {
        Ok(())
    } else {
        Err(PageError::CrossSite)
    }
}

#[cfg(test)]
mod tests {
    use super::{refuse_cross_site, refuse_framing};
    use crate::page_error::PageError;
    use http::{HeaderMap, HeaderName, HeaderValue};

    const OURS: &str = "https://pay.example";

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let pair = |(n, v): &(&'static str, &'static str)| {
            (HeaderName::from_static(n), HeaderValue::from_static(v))
        };
        pairs.iter().map(pair).collect()
    }

    #[test]
    fn r1_no_page_inside_another() {
        for dest in ["iframe", "frame", "embed", "object", "fencedframe"] {
            assert_eq!(
                refuse_framing(&headers(&[("sec-fetch-dest", dest)])),
                Err(PageError::Embedded),
                "{dest}"
            );
        }
        assert_eq!(
            refuse_framing(&headers(&[("sec-fetch-dest", "document")])),
            Ok(())
        );
        assert_eq!(
            refuse_framing(&headers(&[])),
            Ok(()),
            "an old browser is served"
        );
    }

    #[test]
    fn forms_come_from_our_own_pages() {
        let no = Err(PageError::CrossSite);
        assert_eq!(
            refuse_cross_site(&headers(&[("sec-fetch-site", "same-origin")]), OURS),
            Ok(())
        );
        assert_eq!(
            refuse_cross_site(&headers(&[("sec-fetch-site", "cross-site")]), OURS),
            no
        );
        assert_eq!(
            refuse_cross_site(&headers(&[("sec-fetch-site", "same-site")]), OURS),
            no
        );
        assert_eq!(
            refuse_cross_site(&headers(&[("origin", "https://pay.example")]), OURS),
            Ok(())
        );
        assert_eq!(
            refuse_cross_site(&headers(&[("origin", "https://evil.example")]), OURS),
            no
        );
        assert_eq!(refuse_cross_site(&headers(&[("origin", "null")]), OURS), no);
        assert_eq!(
            refuse_cross_site(&headers(&[]), OURS),
            Ok(()),
            "an old browser is served"
        );
    }
}
